/**
 * The HTTP listener: turns whatever arrives on a socket into frozen requests, whole or not, and carries answers
 * back. It knows nothing of providers, and nothing a sender does ends it or goes unseen.
 */

import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import type {CapturedRequest, Fault} from '../core/capture.ts';
import type {AnswerContent} from '../core/delivery.ts';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';
import {pairsOf} from '../core/wire.ts';
import {closeGraceMs, type Exchange, HttpExchange, SocketExchange} from './exchange.ts';
import {freePortAfter} from './port.ts';

/** What a stranger may use up. */
export interface ListenerLimits {
	/** Bytes of a body that are kept; what goes beyond is counted, not kept, and answered 413. */
	maxBody: number;
	/** Bytes of request line and headers together; more is answered 431. */
	maxHeaderBytes: number;
	/** Time from the first byte until the headers, and until the whole request, are there; later is answered 408. */
	headersTimeoutMs: number;
	requestTimeoutMs: number;
	/** Open sockets; further ones are refused. */
	maxConnections: number;
	/** Bytes of all bodies still arriving together; a request beyond that is kept as far as it came, and answered 503. */
	maxPendingBytes: number;
}

export const defaultLimits: ListenerLimits = {
	maxBody: 10 * 1024 * 1024,
	maxHeaderBytes: 64 * 1024,
	headersTimeoutMs: 20_000,
	requestTimeoutMs: 120_000,
	maxConnections: 1000,
	maxPendingBytes: 256 * 1024 * 1024,
};

/** How much of a body beyond the limit is still read, so that its sender can be answered instead of cut off. */
const maxDrainBytes = 64 * 1024 * 1024;

export interface Listener {
	/** `http://127.0.0.1:8888` */
	readonly url: string;
	readonly port: number;
	/** Stops taking requests, waits a moment for those under way, then closes every socket. Safe to call twice. */
	close(): Promise<void>;
}

export interface ListenOptions {
	host: string;
	/** 0 picks a free one. */
	port: number;
	limits: ListenerLimits;
	/** The answer to a request that is call-hook's own and is not captured, by its target; null for any other. */
	reserved?(target: string): AnswerContent | null;
	onExchange(exchange: Exchange): void;
	/** Told, in a sentence, of what keeps senders out: sockets refused or not accepted. */
	onTrouble(message: string): void;
}

/** @throws {CallHookError} when the address cannot be listened on */
export async function listen(options: ListenOptions): Promise<Listener> {
	const {limits} = options;
	const server = createServer({
		maxHeaderSize: limits.maxHeaderBytes,
		headersTimeout: limits.headersTimeoutMs,
		requestTimeout: limits.requestTimeoutMs,
		connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
		// Node would answer a request without Host by itself, and nobody would ever see it.
		requireHostHeader: false,
		keepAliveTimeout: 65_000,
	});
	// Its size is limited already; Node's own limit on their number drops headers without a word.
	server.maxHeadersCount = 0;
	server.maxConnections = limits.maxConnections;
	const capture = new Capture(options);
	const onRequest = (message: IncomingMessage, response: ServerResponse) =>
		capture.request(message, response);
	server.on('request', onRequest);
	// Without these Node answers the request by itself (417), or closes its socket (CONNECT).
	server.on('checkContinue', (message, response) => {
		response.writeContinue();
		onRequest(message, response);
	});
	server.on('checkExpectation', onRequest);
	server.on('connect', (message, socket, head) => capture.tunnelRequest(message, socket as Socket, head));
	server.on('clientError', (error, socket) => capture.brokenRequest(error, socket as Socket));
	const sockets = new Set<Socket>();
	server.on('connection', socket => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	const refused = new Tally(count => {
		const many = count === 1 ? 'a new one was' : `${count} new ones were`;
		options.onTrouble(`${limits.maxConnections} connections are open: ${many} refused.`);
	});
	server.on('drop', () => refused.add());

	const address = await start(server, options.host, options.port);
	// While listening: out of file descriptors, say. The listener goes on.
	let reason = '';
	const failed = new Tally(count => {
		options.onTrouble(
			`${count === 1 ? 'A connection' : `${count} connections`} could not be accepted: ${reason}`,
		);
	});
	server.on('error', error => {
		reason = messageOf(error);
		failed.add();
	});
	let closing: Promise<void> | undefined;
	return {
		url: `http://${hostInUrl(address)}:${address.port}`,
		port: address.port,
		close() {
			closing ??= stop(server, sockets, capture);
			return closing;
		},
	};
}

async function start(server: Server, host: string, port: number): Promise<AddressInfo> {
	try {
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(port, host, () => {
				server.off('error', reject);
				resolve();
			});
		});
	} catch (error) {
		throw await listenError(error, host, port);
	}
	return server.address() as AddressInfo;
}

async function listenError(error: unknown, host: string, port: number): Promise<CallHookError> {
	const options = {exitCode: exitCode.unavailable, cause: error};
	switch (codeOf(error)) {
		case 'EADDRINUSE': {
			const free = await freePortAfter(port, host);
			const hint = free === null ? 'Choose another with --port.' : `Port ${free} is free: --port ${free}`;
			return new CallHookError(`Port ${port} on ${host} is in use by another program.`, {...options, hint});
		}
		case 'EACCES':
			return new CallHookError(`You may not listen on port ${port}.`, {
				...options,
				hint: 'Choose a port above 1023 with --port.',
			});
		case 'EADDRNOTAVAIL':
		case 'ENOTFOUND':
			return new CallHookError(`${host} is not an address of this machine.`, {
				...options,
				hint: 'Leave out --host, or give an address of this machine.',
			});
		default:
			return new CallHookError(`Could not listen on ${host}:${port}: ${messageOf(error)}`, {
				...options,
				hint: 'Choose another address with --host and --port.',
			});
	}
}

function hostInUrl({address, family}: AddressInfo): string {
	return family === 'IPv6' ? `[${address}]` : address;
}

/** How often the same trouble is told again, in ms. */
const tellEveryMs = 5000;

/** Counts what may happen very often, and tells it at once and then at most every few seconds. */
class Tally {
	readonly #tell: (count: number) => void;
	#count = 0;
	#toldAt = Number.NEGATIVE_INFINITY;

	constructor(tell: (count: number) => void) {
		this.#tell = tell;
	}

	add(): void {
		this.#count++;
		const now = performance.now();
		if (now - this.#toldAt < tellEveryMs) return;
		this.#toldAt = now;
		this.#tell(this.#count);
		this.#count = 0;
	}
}

function stop(server: Server, sockets: Iterable<Socket>, capture: Capture): Promise<void> {
	capture.closing = true;
	return new Promise(resolve => {
		let force = setTimeout(() => {
			// What has come of them is kept; then their sockets close with the answer, or are closed.
			capture.giveUp();
			force = setTimeout(() => server.closeAllConnections(), closeGraceMs / 4);
		}, closeGraceMs);
		server.close(() => {
			clearTimeout(force);
			resolve();
		});
		server.closeIdleConnections();
		// To Node a socket is idle only after a request. Tunnels open theirs before there is one: they are not waited for.
		for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
	});
}

/** What is remembered of a socket between its requests. */
interface SocketState {
	/** A request on it that has not been captured yet; an error on the socket is that request's. */
	pending: PendingRequest | null;
	/** Bytes read on it when its last request was complete: more means that another one has begun. */
	bytesSeen: number;
	/** What has come on it cannot be read any further; Node says so again for each packet that follows. */
	isBroken: boolean;
	/** What came behind the pending request in the same packet, and is none. */
	afterPending: (() => void) | null;
}

class Capture {
	/** Answers close their sockets from now on. */
	closing = false;
	/** Bytes of bodies that are still arriving. */
	held = 0;
	readonly #options: ListenOptions;
	readonly #sockets = new WeakMap<Socket, SocketState>();
	readonly #pending = new Set<PendingRequest>();

	constructor(options: ListenOptions) {
		this.#options = options;
	}

	request(message: IncomingMessage, response: ServerResponse): void {
		const state = this.#stateOf(message.socket);
		const reserved = this.#options.reserved?.(message.url ?? '') ?? null;
		if (reserved !== null) {
			state.bytesSeen = message.socket.bytesRead;
			message.resume();
			const length = ['Content-Length', String(reserved.body.length)];
			response.writeHead(reserved.status, [...reserved.headers.flat(), ...length]).end(reserved.body);
			return;
		}
		const pending = new PendingRequest(message, this.#options.limits, this, (fault, rest) => {
			this.#pending.delete(pending);
			state.pending = null;
			state.bytesSeen = message.socket.bytesRead;
			// Once the answer is out: closing the socket after what cannot be read would cut it off.
			if (state.afterPending !== null) response.once('close', state.afterPending);
			this.#options.onExchange(new HttpExchange(pending.freeze(fault, rest), response, this));
		});
		state.pending = pending;
		this.#pending.add(pending);
	}

	/** Takes requests that are still arriving as far as they have come. */
	giveUp(): void {
		for (const pending of this.#pending) pending.giveUp();
	}

	/** CONNECT has no way to be answered but on the bare socket. */
	tunnelRequest(message: IncomingMessage, socket: Socket, head: Buffer): void {
		const pending = new PendingRequest(message, this.#options.limits, this, () => {});
		const request = {...pending.freeze(null), body: new Uint8Array(head), bodySize: head.length};
		socket.on('error', () => {});
		this.#options.onExchange(new SocketExchange(request, socket));
	}

	/** A request that cannot be read as HTTP, that came too slowly, or whose sender hung up before it was whole. */
	brokenRequest(error: Error, socket: Socket): void {
		const state = this.#stateOf(socket);
		if (state.isBroken) return;
		const packet = rawPacketOf(error);
		const unread = packet.subarray(bytesParsedOf(error));
		const {pending} = state;
		if (pending?.isComplete) {
			// The fault is of what came behind it.
			state.isBroken = true;
			const later = faultOf(error, unread, unread.length);
			state.afterPending = () => this.#broken(socket, unread, later, unread.length);
			return;
		}
		const fault = faultOf(error, packet, socket.bytesRead - state.bytesSeen);
		if (pending !== null) {
			// Its headers were fine; what broke is the body, and the response object still works. What Node could read
			// of the packet has arrived as body already.
			state.isBroken = true;
			pending.fail(fault, unread);
			return;
		}
		// Nothing of a request was sent: an idle connection that ended.
		if (socket.bytesRead === state.bytesSeen && packet.length === 0) {
			socket.destroy();
			return;
		}
		state.isBroken = true;
		const size = socket.bytesRead - state.bytesSeen;
		state.bytesSeen = socket.bytesRead;
		this.#broken(socket, packet, fault, size);
	}

	/** `size`: bytes that came of it; Node gives only the last packet of them. */
	#broken(socket: Socket, bytes: Uint8Array, fault: Fault, size: number): void {
		const request: CapturedRequest = {
			receivedAt: Date.now(),
			headersMs: null,
			bodyMs: 0,
			httpVersion: null,
			method: null,
			target: null,
			headers: [],
			remoteAddress: socket.remoteAddress ?? null,
			body: bytes.subarray(0, this.#options.limits.maxBody),
			bodySize: Math.max(size, bytes.length),
			fault,
		};
		this.#options.onExchange(new SocketExchange(request, socket));
	}

	#stateOf(socket: Socket): SocketState {
		const known = this.#sockets.get(socket);
		if (known !== undefined) return known;
		const state = {pending: null, bytesSeen: 0, isBroken: false, afterPending: null};
		this.#sockets.set(socket, state);
		return state;
	}
}

/** What Node attaches to errors of its parser: the packet that broke it, and how far into it the parser came. */
function rawPacketOf(error: Error): Uint8Array {
	return 'rawPacket' in error && error.rawPacket instanceof Uint8Array ? error.rawPacket : new Uint8Array();
}

function bytesParsedOf(error: Error): number {
	return 'bytesParsed' in error && typeof error.bytesParsed === 'number' ? error.bytesParsed : 0;
}

function faultOf(error: Error, bytes: Uint8Array, bytesRead: number): Fault {
	const code = codeOf(error) ?? '';
	if (code === 'HPE_HEADER_OVERFLOW') {
		return {
			code: 'headers-too-large',
			message: 'The request line and headers were larger than call-hook accepts.',
		};
	}
	if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
		return {code: 'timeout', message: `The request was not complete in time; ${bytesRead} bytes of it came.`};
	}
	if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'HPE_INVALID_EOF_STATE') {
		return {
			code: 'aborted',
			message: `The sender hung up before the request was complete; ${bytesRead} bytes of it came.`,
		};
	}
	const reason = anotherProtocol(bytes) ?? messageOf(error).replace(/^Parse Error:?\s*/, '');
	return {code: 'malformed', message: `This is not HTTP: ${reason}`};
}

/** Two other protocols that are often tried on this port. */
function anotherProtocol(bytes: Uint8Array): string | null {
	// A TLS record of type handshake, version 3.x.
	if (bytes[0] === 0x16 && bytes[1] === 3) {
		return 'it is TLS, and call-hook speaks plain HTTP. Use http:// here, or an https address of a tunnel';
	}
	const preface = Buffer.from(bytes.subarray(0, 14)).toString('latin1');
	return preface === 'PRI * HTTP/2.0' ? 'it is HTTP/2 without TLS, and call-hook speaks HTTP/1.1' : null;
}

/** Node's parser knows when a message began; it is not part of its documented interface. */
interface TimingParser {
	duration?(): number;
}

/** A request whose body is still arriving. */
class PendingRequest {
	readonly #message: IncomingMessage;
	readonly #startedAt: number;
	readonly #receivedAt: number;
	readonly #headersMs: number;
	readonly #limit: number;
	readonly #together: {held: number};
	readonly #togetherLimit: number;
	#chunks: Buffer[] = [];
	#kept = 0;
	#size = 0;
	#settle: ((fault: Fault | null, rest?: Uint8Array) => void) | null;

	constructor(
		message: IncomingMessage,
		limits: ListenerLimits,
		/** What all of them hold together. */
		together: {held: number},
		/** Called once: the request is as complete as it will get. `rest`: bytes that broke it. */
		settle: (fault: Fault | null, rest?: Uint8Array) => void,
	) {
		this.#message = message;
		this.#limit = limits.maxBody;
		this.#together = together;
		this.#togetherLimit = limits.maxPendingBytes;
		this.#settle = settle;
		const now = performance.now();
		const parser = (message.socket as Socket & {parser?: TimingParser}).parser;
		const sinceFirstByte = parser?.duration?.() ?? 0;
		this.#headersMs = Math.max(sinceFirstByte, 0);
		this.#startedAt = now - this.#headersMs;
		// The clock on the wall: the other one stands still while the machine sleeps.
		this.#receivedAt = Date.now() - this.#headersMs;
		message.on('data', (chunk: Buffer) => this.#take(chunk));
		message.on('end', () => this.#finish(this.#overflow()));
		message.on('close', () => {
			if (!message.complete) this.fail(this.#aborted());
		});
		message.on('error', () => this.fail(this.#aborted()));
	}

	/** Whether Node has read it to its end, though its body may still wait to be taken. */
	get isComplete(): boolean {
		return this.#message.complete;
	}

	fail(fault: Fault, rest?: Uint8Array): void {
		this.#finish(fault, rest);
	}

	giveUp(): void {
		const came = `${this.#size} bytes of its body came`;
		this.fail({code: 'stopped', message: `call-hook stopped before the request was complete; ${came}.`});
	}

	freeze(fault: Fault | null, rest?: Uint8Array): CapturedRequest {
		const message = this.#message;
		const [only] = this.#chunks;
		let body: Uint8Array =
			this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
		if (rest !== undefined && rest.length > 0) {
			// The broken chunk itself is the evidence.
			body = Buffer.concat([body, rest]).subarray(0, this.#limit);
			this.#size += rest.length;
		}
		return {
			receivedAt: this.#receivedAt,
			headersMs: this.#headersMs,
			bodyMs: performance.now() - this.#startedAt,
			httpVersion: message.httpVersion,
			method: message.method ?? null,
			target: message.url ?? null,
			headers: pairsOf(message.rawHeaders),
			...(message.rawTrailers.length === 0 ? {} : {trailers: pairsOf(message.rawTrailers)}),
			remoteAddress: message.socket.remoteAddress ?? null,
			body,
			bodySize: this.#size,
			fault,
		};
	}

	#take(chunk: Buffer): void {
		this.#size += chunk.length;
		if (this.#kept < this.#limit) {
			const kept = chunk.subarray(0, this.#limit - this.#kept);
			this.#chunks.push(kept);
			this.#kept += kept.length;
			this.#together.held += kept.length;
			if (this.#together.held > this.#togetherLimit) this.#finish(this.#overload());
		}
		if (this.#size > this.#limit + maxDrainBytes) this.#finish(this.#overflow());
	}

	#finish(fault: Fault | null, rest?: Uint8Array): void {
		const settle = this.#settle;
		if (settle === null) return;
		this.#settle = null;
		settle(fault, rest);
		this.#together.held -= this.#kept;
		// What still comes is counted no more.
		this.#kept = this.#limit;
	}

	#overflow(): Fault | null {
		if (this.#size <= this.#limit) return null;
		return {
			code: 'body-too-large',
			message: `The body has ${this.#size} bytes; --max-body keeps ${this.#limit}. The first ${this.#limit} were kept.`,
		};
	}

	#overload(): Fault {
		const limit = this.#togetherLimit;
		return {
			code: 'overloaded',
			message: `Requests of more than ${limit} bytes together were arriving; this one was cut off.`,
		};
	}

	#aborted(): Fault {
		const announced = Number(this.#message.headers['content-length']);
		const of = Number.isSafeInteger(announced) ? ` of the ${announced} announced` : '';
		return {
			code: 'aborted',
			message: `The sender hung up before the body was complete; ${this.#size} bytes${of} came.`,
		};
	}
}
