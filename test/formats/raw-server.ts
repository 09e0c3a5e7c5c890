/** A server that keeps requests as the bytes that came, whoever sends them. */

import {createServer, type Socket} from 'node:net';
import type {Pair} from '../../src/core/capture.ts';

export interface RawRequest {
	method: string;
	target: string;
	headers: Pair[];
	/** Of a chunked body what its chunks hold. */
	body: Buffer;
}

export interface RawServer {
	port: number;
	/** In the order they came. */
	requests: RawRequest[];
	close(): Promise<void>;
}

/** Answers each with 200 and ends the connection. */
export async function rawServer(): Promise<RawServer> {
	const requests: RawRequest[] = [];
	const server = createServer(socket => receive(socket, request => requests.push(request)));
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		port: address.port,
		requests,
		close: () => new Promise(resolve => server.close(() => resolve())),
	};
}

function receive(socket: Socket, done: (request: RawRequest) => void): void {
	const chunks: Buffer[] = [];
	let isAsked = false;
	let isDone = false;
	socket.on('error', () => {});
	socket.on('data', chunk => {
		chunks.push(chunk);
		const bytes = Buffer.concat(chunks);
		const head = bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1');
		if (/\nexpect: *100-continue/i.test(head) && !isAsked) {
			isAsked = true;
			socket.write('HTTP/1.1 100 Continue\r\n\r\n');
		}
		const request = parsed(bytes);
		if (request === null || isDone) return;
		isDone = true;
		done(request);
		socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
	});
}

/** null while it is not whole. */
function parsed(bytes: Buffer): RawRequest | null {
	const end = bytes.indexOf('\r\n\r\n');
	if (end < 0) return null;
	const [requestLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
	const [method = '', target = ''] = requestLine.split(' ');
	const headers = lines.map((line): Pair => {
		const mark = line.indexOf(':');
		return [line.slice(0, mark), line.slice(mark + 1).replace(/^ /, '')];
	});
	const one = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
	const rest = bytes.subarray(end + 4);
	const body =
		one('transfer-encoding') === undefined
			? sized(rest, Number(one('content-length') ?? 0))
			: unchunked(rest);
	return body === null ? null : {method, target, headers, body};
}

function sized(bytes: Buffer, length: number): Buffer | null {
	return bytes.length < length ? null : bytes.subarray(0, length);
}

function unchunked(bytes: Buffer): Buffer | null {
	const parts: Buffer[] = [];
	for (let at = 0; ; ) {
		const end = bytes.indexOf('\r\n', at);
		if (end < 0) return null;
		const size = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16);
		if (bytes.length < end + 2 + size + 2) return null;
		if (size === 0) return Buffer.concat(parts);
		parts.push(bytes.subarray(end + 2, end + 2 + size));
		at = end + 2 + size + 2;
	}
}
