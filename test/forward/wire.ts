/** Targets that read and write bytes, and what a request is handed over with. */

import {createServer, type Server, type Socket} from 'node:net';
import type {AnswerStream} from '../../src/core/answer-stream.ts';
import type {CapturedRequest, Pair} from '../../src/core/capture.ts';
import type {AnswerHead} from '../../src/core/delivery.ts';
import type {TargetStatus} from '../../src/core/target.ts';
import type {Forwarded, ForwardOptions, Target, TargetOptions} from '../../src/forward/forwarder.ts';
import {openTargets} from '../../src/forward/target.ts';
import {afterwards} from '../support/waiting.ts';

/** A request as it came to a target. */
export interface Received {
	/** Request line and headers, each line by itself. */
	lines: string[];
	headers: Pair[];
	/** As on the wire, chunks and all. */
	body: Buffer;
	socket: Socket;
	/** Which connection it came on, from 0; those without a request do not count. */
	connection: number;
}

export interface RawTarget {
	port: number;
	url: string;
	requests: Received[];
	connections: Socket[];
	close(): Promise<void>;
}

/** Answers each request that came whole. `onHead` is asked first, as soon as the headers are there. */
export interface RawAnswers {
	answer(request: Received, index: number): string | Uint8Array | null | undefined;
	onHead?(socket: Socket, head: string): void;
}

export async function rawTarget(
	answers: RawAnswers | RawAnswers['answer'],
	{
		port = 0,
		host = '127.0.0.1',
		wrap,
	}: {port?: number; host?: string; wrap?: (onSocket: (socket: Socket) => void) => Server} = {},
): Promise<RawTarget> {
	const {answer, onHead} = typeof answers === 'function' ? {answer: answers} : answers;
	const requests: Received[] = [];
	const connections: Socket[] = [];
	let used = 0;
	const onSocket = (socket: Socket) => {
		connections.push(socket);
		let connection = -1;
		let bytes = Buffer.alloc(0);
		let toldHead = false;
		socket.on('error', () => {});
		socket.on('data', chunk => {
			bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
			for (;;) {
				const end = bytes.indexOf('\r\n\r\n');
				if (end < 0) return;
				const head = bytes.subarray(0, end).toString('latin1');
				if (!toldHead) onHead?.(socket, head);
				toldHead = true;
				const size = bodySize(head, bytes, end + 4);
				if (size === null || bytes.length < end + 4 + size) return;
				if (connection < 0) connection = used++;
				const lines = head.split('\r\n');
				const received: Received = {
					lines,
					headers: lines.slice(1).map(pairIn),
					body: bytes.subarray(end + 4, end + 4 + size),
					socket,
					connection,
				};
				bytes = bytes.subarray(end + 4 + size);
				toldHead = false;
				const text = answer(received, requests.push(received) - 1);
				if (text !== null && text !== undefined) {
					socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
				}
			}
		});
	};
	const server = wrap?.(onSocket) ?? createServer({noDelay: true}, onSocket);
	await new Promise<void>(resolve => server.listen(port, host, resolve));
	const {port: got} = server.address() as {port: number};
	let closed: Promise<void> | undefined;
	const close = () => {
		closed ??= new Promise<void>(resolve => {
			server.close(() => resolve());
			for (const socket of connections) socket.destroy();
		});
		return closed;
	};
	afterwards(close);
	return {port: got, url: `http://127.0.0.1:${got}`, requests, connections, close};
}

function pairIn(line: string): Pair {
	const mark = line.indexOf(':');
	return [line.slice(0, mark), line.slice(mark + 2)];
}

function bodySize(head: string, bytes: Buffer, from: number): number | null {
	if (/^transfer-encoding:.*chunked/im.test(head)) {
		for (let at = from; ; ) {
			const line = bytes.indexOf('\r\n', at);
			if (line < 0) return null;
			const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
			if (size === 0) {
				if (bytes.subarray(line, line + 4).toString('latin1') === '\r\n\r\n') return line + 4 - from;
				const end = bytes.indexOf('\r\n\r\n', line);
				return end < 0 ? null : end + 4 - from;
			}
			at = line + 2 + size + 2;
			if (at > bytes.length) return null;
		}
	}
	return Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
}

export const plainAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

export function captured(request: Partial<CapturedRequest> = {}): CapturedRequest {
	const body = request.body ?? Buffer.alloc(0);
	return {
		receivedAt: Date.now(),
		headersMs: 0,
		bodyMs: 0,
		httpVersion: '1.1',
		method: 'POST',
		target: '/hook',
		headers: [
			['Host', 'sender.test'],
			['Content-Length', String(body.length)],
		],
		remoteAddress: '192.0.2.7',
		bodySize: body.length,
		fault: null,
		...request,
		body,
	};
}

/** An answer on its way back, as it went. */
export class Collector implements AnswerStream {
	head: AnswerHead | null = null;
	readonly chunks: Buffer[] = [];
	trailers: readonly Pair[] | null = null;
	isCut = false;
	begun = 0;
	/** Whether the sender reads. */
	reads = true;
	#onDrain: (() => void) | null = null;

	readonly begin = (head: AnswerHead): AnswerStream => {
		this.begun++;
		this.head = head;
		return this;
	};

	get body(): Buffer {
		return Buffer.concat(this.chunks);
	}

	write(chunk: Uint8Array): boolean {
		this.chunks.push(Buffer.from(chunk));
		return this.reads;
	}

	onDrain(listener: () => void): void {
		this.#onDrain = listener;
	}

	drain(): void {
		this.reads = true;
		this.#onDrain?.();
		this.#onDrain = null;
	}

	end(trailers: readonly Pair[] = []): void {
		this.trailers = trailers;
	}

	cut(): void {
		this.isCut = true;
	}
}

export interface TestTarget extends Target {
	statuses: TargetStatus[];
}

export function target(url: string, options: Partial<TargetOptions> = {}): TestTarget {
	const statuses: TargetStatus[] = [];
	const opened = openedTarget(url, status => statuses.push(status), options);
	return Object.assign(opened, {statuses});
}

/** One target by itself, closed after the test. */
export function openedTarget(
	url: string,
	onStatus: (status: TargetStatus) => void,
	options: Partial<TargetOptions> = {},
): Target {
	const [target] = openTargets(
		[{url, path: 'keep', preserveHost: false, ca: null, insecure: false, ...options}],
		onStatus,
	);
	if (target === undefined) throw new Error('one for one');
	afterwards(() => target.close());
	return target;
}

export interface Outcome extends Forwarded {
	answer: Collector;
}

export function forwardOptions(answer: Collector, options: Partial<ForwardOptions> = {}): ForwardOptions {
	return {
		timeoutMs: 6000,
		timeoutIs: 'timeout',
		keepBytes: 10 * 1024 * 1024,
		begin: answer.begin,
		...options,
	};
}

/** Hands one request over and waits for what comes of it. */
export async function handOver(
	to: Target,
	request: Partial<CapturedRequest> = {},
	options: Partial<ForwardOptions> = {},
): Promise<Outcome> {
	const answer = new Collector();
	const forwarded = await to.forward(captured(request), forwardOptions(answer, options)).done;
	return {...forwarded, answer};
}
