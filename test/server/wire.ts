/** A listener on a port of its own, and senders that write bytes. */

import {connect, type Socket} from 'node:net';
import {expect} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {AnswerContent} from '../../src/core/delivery.ts';
import type {Exchange} from '../../src/server/exchange.ts';
import {defaultLimits, type Listener, type ListenerLimits, listen} from '../../src/server/listener.ts';
import {afterwards, until} from '../support/waiting.ts';

export const ok: AnswerContent = {
	status: 200,
	headers: [['Content-Type', 'application/json']],
	body: Buffer.from('{"success":true}'),
};

export interface TestListener {
	listener: Listener;
	exchanges: Exchange[];
	requests: CapturedRequest[];
	/** What onEnd told, in the order of the ends. */
	ends: boolean[];
	refused: number;
	/** Waits until so many requests were captured. */
	captured(count: number): Promise<CapturedRequest[]>;
}

export interface ListenerTestOptions {
	limits?: Partial<ListenerLimits>;
	answer?: (request: CapturedRequest) => AnswerContent | null;
	host?: string;
}

export async function startListener(options: ListenerTestOptions = {}): Promise<TestListener> {
	const {limits = {}, answer = () => ok, host = '127.0.0.1'} = options;
	const exchanges: Exchange[] = [];
	const requests: CapturedRequest[] = [];
	const ends: boolean[] = [];
	const listener = await listen({
		host,
		port: 0,
		limits: {...defaultLimits, ...limits},
		onExchange(exchange) {
			exchanges.push(exchange);
			requests.push(exchange.request);
			const content = answer(exchange.request);
			if (content === null) return;
			exchange.respond(content);
			exchange.onEnd(handedOver => ends.push(handedOver));
		},
		onTrouble() {
			started.refused++;
		},
	});
	const started: TestListener = {
		listener,
		exchanges,
		requests,
		ends,
		refused: 0,
		async captured(count) {
			await until(`${count} requests, of which there are ${requests.length}`, () => requests.length >= count);
			return requests;
		},
	};
	afterwards(() => listener.close());
	return started;
}

export interface Sender {
	socket: Socket;
	/** Everything that came back, as latin1. */
	received(): string;
	write(bytes: string | Uint8Array): Promise<void>;
	/** Waits until the other side has closed the connection. */
	closed(): Promise<string>;
	/** Waits until so many answers came back whole. */
	answers(count: number): Promise<string[]>;
}

export async function sender(port: number): Promise<Sender> {
	const socket = connect({port, host: '127.0.0.1', allowHalfOpen: false});
	let received = '';
	let isClosed = false;
	socket.on('data', chunk => {
		received += chunk.toString('latin1');
	});
	socket.on('close', () => {
		isClosed = true;
	});
	socket.on('error', () => {});
	afterwards(() => socket.destroy());
	await until('a connection', () => socket.readyState === 'open' || isClosed);
	return {
		socket,
		received: () => received,
		write: bytes =>
			new Promise(resolve => {
				if (typeof bytes === 'string') socket.write(bytes, 'latin1', () => resolve());
				else socket.write(bytes, () => resolve());
			}),
		async closed() {
			await until('the end of the connection', () => isClosed);
			return received;
		},
		answers: count =>
			until(`${count} answers in ${JSON.stringify(received)}`, () => answersIn(received, count)),
	};
}

/** Sends bytes on a connection of their own and gives everything that comes back until it is closed. */
export async function exchangeBytes(port: number, bytes: string | Uint8Array): Promise<string> {
	const client = await sender(port);
	await client.write(bytes);
	return client.closed();
}

function answersIn(text: string, count: number): string[] | null {
	const answers: string[] = [];
	let rest = text;
	while (answers.length < count) {
		const end = rest.indexOf('\r\n\r\n');
		if (end < 0) return null;
		const length = Number(/content-length: (\d+)/i.exec(rest.slice(0, end))?.[1] ?? 0);
		const size = end + 4 + length;
		if (rest.length < size) return null;
		answers.push(rest.slice(0, size));
		rest = rest.slice(size);
	}
	return answers;
}

export function statusOf(answer: string | undefined): number {
	return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer ?? '')?.[1]);
}

export function bodyOf(request: CapturedRequest | undefined): string {
	return Buffer.from(request?.body ?? []).toString('latin1');
}

/** Times of a request that arrived whole. */
export function expectPlausibleTimes(request: CapturedRequest, since: number): void {
	expect(request.receivedAt).toBeGreaterThanOrEqual(since - 5);
	expect(request.receivedAt).toBeLessThanOrEqual(Date.now() + 5);
	expect(request.headersMs).toBeGreaterThanOrEqual(0);
	expect(request.bodyMs).toBeGreaterThanOrEqual(request.headersMs ?? 0);
	expect(request.bodyMs).toBeLessThan(10_000);
}
