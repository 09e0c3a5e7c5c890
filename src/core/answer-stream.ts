/** An answer on its way back to a sender, in pieces. Nothing here throws: after the sender left it does nothing. */

import type {Pair} from './capture.ts';

export interface AnswerStream {
	/** Sends a piece of the body. false: wait for `onDrain` before the next, so that memory stays bounded. */
	write(chunk: Uint8Array): boolean;
	/** Calls the listener once, when more may be written, or nobody reads any more. */
	onDrain(listener: () => void): void;
	/** The answer is whole. Trailers are sent where the framing has room for them. */
	end(trailers?: readonly Pair[]): void;
	/** Closes the connection: the sender sees that the answer broke off. */
	cut(): void;
}
