/** The way back to a sender: answers, at once or in pieces, and who leaves before they are out. */

import {type ServerResponse, STATUS_CODES} from 'node:http';
import type {Socket} from 'node:net';
import type {AnswerStream} from '../core/answer-stream.ts';
import type {CapturedRequest, Pair} from '../core/capture.ts';
import type {AnswerContent, AnswerHead} from '../core/delivery.ts';
import {endWith} from '../core/wire.ts';

/** One request and the way back to its sender. */
export interface Exchange {
	readonly request: CapturedRequest;
	/** Whether the sender has left: an answer would reach nobody. */
	readonly gone: boolean;
	/** Sends the answer, once; after the sender left it does nothing. */
	respond(answer: AnswerContent): void;
	/** Begins an answer that comes in pieces, in place of `respond`. */
	begin(head: AnswerHead): AnswerStream;
	/** Resets the connection without an answer. */
	drop(): void;
	/** Called once, when the answer was handed over whole (true) or the sender left before that (false). */
	onEnd(listener: (handedOver: boolean) => void): void;
}

/** How long a sender that is to be let go may still read, in ms. */
export const closeGraceMs = 2000;

/** Of a request Node gives a response object for. */
export class HttpExchange implements Exchange {
	readonly request: CapturedRequest;
	readonly #response: ServerResponse;
	readonly #listener: {readonly closing: boolean};

	constructor(request: CapturedRequest, response: ServerResponse, listener: {readonly closing: boolean}) {
		this.request = request;
		this.#response = response;
		this.#listener = listener;
		// A socket that fails while the answer is written is told by 'close'.
		response.on('error', () => {});
	}

	get gone(): boolean {
		// Not the response's own socket: it has none while an earlier answer on the connection is not out yet.
		return this.#response.req.socket.destroyed;
	}

	respond({status, headers, body}: AnswerContent): void {
		const response = this.#response;
		if (this.gone || response.headersSent) return;
		const flat = this.#flat(headers);
		// A 204 and a 304 have no body, and say nothing of its length.
		if (status !== 204 && status !== 304) flat.push('Content-Length', String(body.length));
		response.writeHead(status, flat);
		endWith(response, body);
	}

	begin({status, reason, headers}: AnswerHead): AnswerStream {
		const response = this.#response;
		if (this.gone || response.headersSent) return nobodyReads;
		// The answer is another server's, and has the date it was given.
		response.sendDate = false;
		response.writeHead(status, reason ?? STATUS_CODES[status] ?? '', this.#flat(headers));
		return new HttpAnswer(response);
	}

	drop(): void {
		this.#response.req.socket.resetAndDestroy();
	}

	/** As Node wants them, and with the order to close where the connection cannot go on. */
	#flat(headers: readonly Pair[]): string[] {
		const flat: string[] = [];
		for (const [name, value] of headers) flat.push(name, value);
		// What is left of a request that broke cannot be told from the next one.
		if (this.request.fault !== null || this.#listener.closing) flat.push('Connection', 'close');
		return flat;
	}

	onEnd(listener: (handedOver: boolean) => void): void {
		const response = this.#response;
		if (response.closed) {
			listener(response.writableFinished);
			return;
		}
		const {socket} = response.req;
		// A response that waits for its turn is not told when the connection goes.
		const waits = response.socket === null;
		const end = () => {
			response.off('close', end);
			if (waits) socket.off('close', end);
			// A response whose connection broke claims to be finished as well.
			listener(response.writableFinished && !socket.destroyed);
		};
		response.once('close', end);
		if (!waits) return;
		socket.setMaxListeners(0);
		socket.once('close', end);
	}
}

/** Where an answer goes whose sender has left. */
const nobodyReads: AnswerStream = {write: () => true, onDrain: listener => listener(), end() {}, cut() {}};

class HttpAnswer implements AnswerStream {
	readonly #response: ServerResponse;

	constructor(response: ServerResponse) {
		this.#response = response;
	}

	write(chunk: Uint8Array): boolean {
		return this.#response.destroyed || this.#response.write(chunk);
	}

	onDrain(listener: () => void): void {
		const response = this.#response;
		const go = () => {
			response.off('drain', go);
			response.off('close', go);
			listener();
		};
		if (response.destroyed) go();
		else response.once('drain', go).once('close', go);
	}

	end(trailers: readonly Pair[] = []): void {
		if (trailers.length > 0) this.#response.addTrailers(trailers as unknown as [string, string][]);
		this.#response.end();
	}

	cut(): void {
		const {socket} = this.#response.req;
		// The head waits for the first piece of the body.
		this.#response.flushHeaders();
		// What was written goes out first, for as long as its sender reads.
		socket.setTimeout(closeGraceMs, () => socket.destroy());
		socket.destroySoon();
	}
}

/** For what Node gives no response object: the answer is written by hand and the socket closed. */
export class SocketExchange implements Exchange {
	readonly request: CapturedRequest;
	readonly #socket: Socket;
	#answered = false;

	constructor(request: CapturedRequest, socket: Socket) {
		this.request = request;
		this.#socket = socket;
	}

	get gone(): boolean {
		return this.#socket.destroyed || !this.#socket.writable;
	}

	respond({status, headers, body}: AnswerContent): void {
		if (this.gone || this.#answered) return;
		this.#writeHead({status, headers: [...headers, ['Content-Length', String(body.length)]]});
		this.#socket.end(body);
	}

	begin(head: AnswerHead): AnswerStream {
		if (this.gone || this.#answered) return nobodyReads;
		const socket = this.#socket;
		this.#writeHead(head);
		return {
			write: chunk => socket.destroyed || socket.write(chunk),
			onDrain(listener) {
				if (socket.destroyed) listener();
				else socket.once('drain', listener);
			},
			end: () => socket.end(),
			cut: () => socket.destroySoon(),
		};
	}

	drop(): void {
		this.#socket.resetAndDestroy();
	}

	#writeHead({status, reason, headers}: AnswerHead): void {
		this.#answered = true;
		const lines = [
			`HTTP/1.1 ${status} ${reason ?? STATUS_CODES[status] ?? ''}`,
			...headers.map(([name, value]) => `${name}: ${value}`),
			'Connection: close',
		];
		this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
		// A sender that keeps its side open for ever must not keep the delivery open.
		this.#socket.setTimeout(closeGraceMs, () => this.#socket.destroy());
	}

	onEnd(listener: (handedOver: boolean) => void): void {
		const socket = this.#socket;
		if (socket.closed || socket.destroyed) {
			listener(this.#answered && socket.writableFinished);
			return;
		}
		socket.once('close', () => listener(this.#answered && socket.writableFinished));
		// Nobody can be answered on it any more.
		if (!this.#answered && !socket.writable) socket.destroy();
	}
}
