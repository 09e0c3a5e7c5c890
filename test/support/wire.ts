/** HTTP by hand, byte for byte, over real sockets. */

import {connect, createServer, type Socket} from 'node:net';
import type {Pair} from '../../src/core/capture.ts';

export interface Reply {
	status: number;
	headers: Pair[];
	body: string;
	/** The body as it came. */
	bytes: Buffer;
	/** The status line and headers as they came. */
	head: string;
}

export interface Outgoing {
	method?: string;
	target?: string;
	headers?: readonly Pair[];
	body?: string | Uint8Array;
}

const defaultDeadlineMs = 30_000;

/** The bytes of a request. Content-Length is added at the end when there is a body and no header tells its length. */
export function requestBytes({
	method = 'POST',
	target = '/',
	headers = [['Host', 'localhost']],
	body = '',
}: Outgoing): Buffer {
	const bytes = Buffer.from(body);
	const lines = [
		`${method} ${target} HTTP/1.1`,
		...sentHeaders({headers, body}).map(pair => pair.join(': ')),
	];
	return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

/** The headers `requestBytes` sends. */
export function sentHeaders({headers = [], body = ''}: Outgoing): Pair[] {
	const {length} = Buffer.from(body);
	const told = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
	return length === 0 || told ? [...headers] : [...headers, ['Content-Length', String(length)]];
}

/** A connection on which requests are written and replies come back in order. */
export class Wire {
	readonly socket: Socket;
	#received = Buffer.alloc(0);
	#closed = false;
	#wake: () => void = () => {};

	constructor(port: number) {
		this.socket = connect({port, host: '127.0.0.1', allowHalfOpen: true});
		this.socket.setNoDelay(true);
		this.socket.on('data', chunk => {
			this.#received = Buffer.concat([this.#received, chunk]);
			this.#wake();
		});
		const closed = () => {
			this.#closed = true;
			this.#wake();
		};
		// What was sent before is told by its reply; that the other side left, by there being none.
		this.socket.on('error', () => {});
		this.socket.on('end', closed);
		this.socket.on('close', closed);
	}

	get isClosed(): boolean {
		return this.#closed;
	}

	/** What came and belongs to no reply taken so far. */
	get rest(): Buffer {
		return this.#received;
	}

	write(bytes: string | Uint8Array): void {
		this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
	}

	/** No more is sent; replies are still read. */
	end(): void {
		this.socket.end();
	}

	/** The next reply; null when the connection ended without one. Interim replies (100) are passed over. */
	async reply({headOnly = false, deadlineMs = defaultDeadlineMs} = {}): Promise<Reply | null> {
		const until = Date.now() + deadlineMs;
		for (;;) {
			const reply = this.#take(headOnly);
			if (reply !== null && reply.status >= 200) return reply;
			if (reply !== null) continue;
			if (this.#closed) return null;
			const left = until - Date.now();
			if (left <= 0)
				throw new Error(`no whole reply in ${deadlineMs} ms: ${this.#received.toString('latin1')}`);
			await this.#change(left);
		}
	}

	/** Resolves when the other side has closed. */
	async closed(deadlineMs = defaultDeadlineMs): Promise<void> {
		const until = Date.now() + deadlineMs;
		while (!this.#closed) {
			const left = until - Date.now();
			if (left <= 0) throw new Error(`the connection was not closed in ${deadlineMs} ms`);
			await this.#change(left);
		}
	}

	destroy(): void {
		this.socket.destroy();
	}

	#change(ms: number): Promise<void> {
		return new Promise(resolve => {
			const timer = setTimeout(resolve, ms);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	#take(headOnly: boolean): Reply | null {
		const end = this.#received.indexOf('\r\n\r\n');
		if (end < 0) return null;
		const head = this.#received.subarray(0, end).toString('latin1');
		const [statusLine = '', ...lines] = head.split('\r\n');
		const headers = lines.map((line): Pair => {
			const mark = line.indexOf(':');
			return [line.slice(0, mark), line.slice(mark + 1).trim()];
		});
		const length = headOnly
			? 0
			: Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
		const from = end + 4;
		if (this.#received.length < from + length) return null;
		const bytes = this.#received.subarray(from, from + length);
		this.#received = this.#received.subarray(from + length);
		const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0);
		return {status, headers, body: bytes.toString('utf8'), bytes, head};
	}
}

/** Sends bytes on a connection of their own and gives the first reply; null when there was none. */
export async function sendRaw(port: number, bytes: string | Uint8Array): Promise<Reply | null> {
	const wire = new Wire(port);
	try {
		wire.write(bytes);
		return await wire.reply();
	} finally {
		wire.destroy();
	}
}

/** Sends a request on a connection of its own; a reply must come. */
export async function send(port: number, request: Outgoing): Promise<Reply> {
	const reply = await sendRaw(port, requestBytes(request));
	if (reply === null) throw new Error(`no reply to ${request.method ?? 'POST'} ${request.target ?? '/'}`);
	return reply;
}

/** Sends requests on so many connections, each when the one before it is answered; the replies in their order. */
export async function sendAll(
	port: number,
	requests: readonly Outgoing[],
	connections: number,
): Promise<Reply[]> {
	const replies: Reply[] = new Array(requests.length);
	let next = 0;
	const work = async () => {
		const wire = new Wire(port);
		try {
			for (let index = next++; index < requests.length; index = next++) {
				const request = requests[index] ?? {};
				wire.write(requestBytes(request));
				const reply = await wire.reply();
				if (reply === null) throw new Error(`no reply to ${request.target ?? '/'}`);
				replies[index] = reply;
			}
		} finally {
			wire.destroy();
		}
	};
	await Promise.all(Array.from({length: connections}, work));
	return replies;
}

/** Whether nobody listens there. */
export function isPortFree(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({port, host: '127.0.0.1', exclusive: true}, () => server.close(() => resolve(true)));
	});
}

/** Whether somebody accepts connections there. */
export function isReachable(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
