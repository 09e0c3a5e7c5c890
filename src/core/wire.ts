/** What Node's HTTP gives and takes, the same on both sides of a connection. */

import type {OutgoingMessage} from 'node:http';
import type {Pair} from './capture.ts';

/** Headers or trailers from names and values in turn. */
export function pairsOf(raw: readonly string[]): Pair[] {
	const pairs: Pair[] = [];
	for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
	return pairs;
}

/** Bodies up to this size are sent together with their headers. */
const maxJoinedBody = 4096;

/** Sends the body and ends the message. */
export function endWith(message: OutgoingMessage, body: Uint8Array): void {
	if (body.length > maxJoinedBody) message.end(body);
	else if (body.length === 0) message.end();
	// A small body as text goes out in one write together with the headers; latin1 keeps every byte.
	else message.end(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'), 'latin1');
}
