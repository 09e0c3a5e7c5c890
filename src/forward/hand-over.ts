/** One request on its way to a target, and the answer on its way back. */

import type {ClientRequest, IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import type {AnswerStream} from '../core/answer-stream.ts';
import type {CapturedRequest} from '../core/capture.ts';
import type {AnswerHead, SentAnswer} from '../core/delivery.ts';
import {codeOf, messageOf} from '../core/errors.ts';
import type {ForwardFailureCode} from '../core/target.ts';
import {endWith, pairsOf} from '../core/wire.ts';
import {type Circumstances, diagnose, failureOf, type Phase} from './failure.ts';
import type {Forwarded, ForwardHandle, ForwardOptions} from './forwarder.ts';
import {answerHeaders, type RequestHeaders} from './headers.ts';
import type {Health} from './health.ts';
import type {TargetAddress} from './target-url.ts';

/** The way to one target. */
export interface Route {
	readonly address: TargetAddress;
	readonly health: Pick<Health, 'isUp' | 'isDown' | 'isInDoubt'>;
	pathOf(request: CapturedRequest): string;
	headersOf(request: CapturedRequest): RequestHeaders;
	/** @throws when Node cannot send it */
	open(request: CapturedRequest, path: string, headers: readonly string[]): ClientRequest;
	/** Called once for each, when it is over. */
	ended(handOver: HandOver): void;
	/** Closes the connections that nobody uses at the moment. */
	dropIdle(): void;
}

export class HandOver implements ForwardHandle {
	readonly done: Promise<Forwarded>;
	/** Where it stands in its route's list. */
	slot = 0;
	readonly #route: Route;
	readonly #request: CapturedRequest;
	readonly #options: ForwardOptions;
	readonly #path: string;
	readonly #startedAt = performance.now();
	#resolve: (forwarded: Forwarded) => void = () => {};
	#timer: NodeJS.Timeout | null = null;
	#sent: ClientRequest | null = null;
	#phase: Phase = 'connect';
	/** Bytes read on its connection before the request was sent on it. */
	#bytesBefore = 0;
	#hasRetried = false;
	#isSettled = false;
	#connectMs: number | null = null;
	#firstByteMs: number | null = null;
	#head: AnswerHead | null = null;
	#message: IncomingMessage | null = null;
	#stream: AnswerStream | null = null;
	#kept: Uint8Array[] = [];
	#keptSize = 0;
	#bodySize = 0;

	constructor(route: Route, request: CapturedRequest, options: ForwardOptions) {
		this.#route = route;
		this.#request = request;
		this.#options = options;
		this.#path = route.pathOf(request);
		this.done = new Promise(resolve => {
			this.#resolve = resolve;
		});
	}

	start(): void {
		if (this.#request.method === 'CONNECT') {
			this.#fail('unsendable', {detail: 'CONNECT asks for a connection, not for an answer'});
			return;
		}
		const {timeoutMs, timeoutIs} = this.#options;
		this.#timer = setTimeout(() => this.#timedOut(timeoutIs), timeoutMs);
		this.#send();
	}

	cancel(because: Extract<ForwardFailureCode, 'sender-left' | 'stopped'>): void {
		if (!this.#isSettled) this.#fail(because);
	}

	#send(): void {
		const request = this.#request;
		let sent: ClientRequest;
		try {
			const {flat, isChunked} = this.#route.headersOf(request);
			sent = this.#route.open(request, this.#path, flat);
			this.#sent = sent;
			// Before anything that can fail: an error nobody listens to would end the process.
			sent.on('error', error => {
				if (this.#sent === sent) this.#broke(error);
			});
			if (isChunked && request.trailers !== undefined) {
				sent.addTrailers(request.trailers as unknown as [string, string][]);
			}
		} catch (error) {
			this.#fail('unsendable', {detail: messageOf(error)});
			return;
		}
		// All of them: Node would drop those beyond its own limit without a word.
		sent.maxHeadersCount = 0;
		sent.on('socket', socket => this.#onSocket(socket));
		sent.on('response', message => this.#answered(message));
		sent.on('upgrade', (_, socket) => {
			socket.destroy();
			this.#fail('garbage', {detail: 'it is another protocol (status 101), which nobody asked for'});
		});
		const {body} = request;
		endWith(sent, body);
	}

	#onSocket(socket: Socket): void {
		this.#bytesBefore = socket.bytesRead;
		if (!socket.connecting) {
			this.#phase = 'open';
			this.#connectMs = 0;
			return;
		}
		const isSecure = this.#route.address.isSecure;
		const opened = () => {
			this.#phase = 'open';
			this.#connectMs = this.#elapsed();
		};
		socket.once('connect', () => {
			if (isSecure) this.#phase = 'handshake';
			else opened();
		});
		if (isSecure) socket.once('secureConnect', opened);
	}

	#answered(message: IncomingMessage): void {
		if (this.#isSettled) {
			message.destroy();
			return;
		}
		this.#message = message;
		this.#firstByteMs = this.#elapsed();
		const status = message.statusCode ?? 0;
		if (status < 200) {
			this.#fail('garbage', {detail: `its status is ${status}`});
			return;
		}
		this.#route.health.isUp(this.#connectMs === 0 ? null : this.#connectMs);
		const stream = this.#begin(message, status);
		if (stream === null) return;
		message.on('data', (chunk: Buffer) => {
			if (this.#isSettled) return;
			this.#keep(chunk);
			if (stream.write(chunk)) return;
			message.pause();
			stream.onDrain(() => message.resume());
		});
		message.on('end', () => {
			if (this.#isSettled) return;
			stream.end(pairsOf(message.rawTrailers));
			this.#settle(null);
		});
		message.on('error', error => this.#broke(error));
		message.on('close', () => this.#broke(null));
	}

	#begin(message: IncomingMessage, status: number): AnswerStream | null {
		const {method, httpVersion} = this.#request;
		const mayBeChunked = method !== 'HEAD' && status !== 204 && status !== 304 && httpVersion !== '1.0';
		const reason = message.statusMessage ?? '';
		const head: AnswerHead = {
			status,
			// Node takes fewer bytes here than its parser lets through.
			...(/^[\t\x20-\x7e\x80-\xff]*$/.test(reason) && {reason}),
			headers: answerHeaders(message.rawHeaders, mayBeChunked),
		};
		try {
			this.#stream = this.#options.begin(head);
		} catch (error) {
			this.#fail('garbage', {detail: `it cannot be passed on: ${messageOf(error)}`});
			return null;
		}
		this.#head = head;
		return this.#stream;
	}

	#keep(chunk: Uint8Array): void {
		this.#bodySize += chunk.length;
		const room = this.#options.keepBytes - this.#keptSize;
		if (room <= 0) return;
		const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
		this.#kept.push(kept);
		this.#keptSize += kept.length;
	}

	/** null: the connection is gone, and nothing says why. */
	#broke(error: Error | null): void {
		if (this.#isSettled) return;
		const {health} = this.#route;
		if (this.#head !== null) {
			// It has come whole, and what came behind it is no matter of this answer's: its end is about to be told.
			if (this.#message?.complete === true && !this.#message.destroyed) return;
			this.#fail('cut', {detail: this.#howFar(error)});
			health.isInDoubt();
			return;
		}
		if (this.#isStale(error)) {
			this.#hasRetried = true;
			this.#route.dropIdle();
			this.#phase = 'connect';
			this.#send();
			return;
		}
		const {code, ...particulars} = diagnose(error, this.#phase);
		const failure = this.#fail(code, particulars);
		if (code === 'refused' || code === 'dns' || code === 'unreachable') health.isDown(failure.message);
		else health.isInDoubt();
	}

	/**
	 * Whether the target has most likely closed a connection nobody used, just when this request was put on it: then
	 * the request was not read, and is sent once more, on a new connection. That holds for POST as well, as nothing
	 * tells a target's user why one delivery in a thousand failed (RFC 9112, 9.3.1; Node names `reusedSocket` for it).
	 * A byte of an answer, also of an interim one, means that the request was read.
	 */
	#isStale(error: Error | null): boolean {
		const sent = this.#sent;
		if (this.#hasRetried || sent === null || !sent.reusedSocket) return false;
		const code = codeOf(error);
		return (code === 'ECONNRESET' || code === 'EPIPE') && sent.socket?.bytesRead === this.#bytesBefore;
	}

	#howFar(error: Error | null): string {
		const announced = Number(this.#message?.headers['content-length']);
		const of = Number.isSafeInteger(announced) ? ` of ${announced}` : '';
		const broken = codeOf(error)?.startsWith('HPE_') === true ? ', and what followed is not HTTP' : '';
		return `${this.#bodySize}${of} bytes of its body came${broken}`;
	}

	#timedOut(code: ForwardOptions['timeoutIs']): void {
		const {health} = this.#route;
		if (this.#phase !== 'open') {
			const hint = 'Check the address in --forward, and whether your server is busy.';
			const what =
				this.#phase === 'connect' ? 'it did not even take the connection' : 'TLS was not agreed on';
			this.#fail(code, {detail: what, hint});
		} else if (this.#head === null) this.#fail(code);
		else {
			const detail = `its answer had begun, and ${this.#howFar(null)}`;
			if (this.#message?.isPaused() === true) {
				// No matter of the target's: it would have gone on.
				const hint = 'Whoever sent the request reads the answer more slowly than that.';
				this.#fail(code, {detail: `${detail}, as its reader was slow`, hint});
				return;
			}
			this.#fail(code, {detail});
		}
		health.isInDoubt();
	}

	#fail(code: ForwardFailureCode, particulars: Partial<Pick<Circumstances, 'detail' | 'hint'>> = {}) {
		const {place, hostname} = this.#route.address;
		const elapsedMs = code === this.#options.timeoutIs ? this.#options.timeoutMs : this.#elapsed();
		const failure = failureOf(code, {place, hostname, elapsedMs, detail: null, ...particulars});
		this.#settle(failure);
		this.#stream?.cut();
		return failure;
	}

	#settle(failure: Forwarded['forwarding']['failure']): void {
		this.#isSettled = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		// An answer may be whole before the request was read.
		if (failure !== null || this.#sent?.writableFinished === false) this.#sent?.destroy();
		this.#route.ended(this);
		const {origin} = this.#route.address;
		this.#resolve({
			head: this.#head,
			sent: this.#head === null ? null : this.#sentAnswer(this.#head),
			forwarding: {
				url: this.#path.startsWith('/') ? origin + this.#path : `${origin}/${this.#path}`,
				failure,
				connectMs: this.#connectMs,
				firstByteMs: this.#firstByteMs,
				totalMs: this.#elapsed(),
			},
		});
		this.#kept = [];
	}

	#sentAnswer({headers}: AnswerHead): SentAnswer {
		const [only] = this.#kept;
		const body = this.#kept.length === 1 && only !== undefined ? only : Buffer.concat(this.#kept);
		const trailers = pairsOf(this.#message?.rawTrailers ?? []);
		return {
			headers,
			...(trailers.length > 0 && {trailers}),
			body,
			bodySize: this.#bodySize,
		};
	}

	#elapsed(): number {
		return performance.now() - this.#startedAt;
	}
}
