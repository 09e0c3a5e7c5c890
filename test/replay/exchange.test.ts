import {describe, expect, it} from 'vitest';
import type {TargetAddress} from '../../src/forward/target-url.ts';
import {parseTarget} from '../../src/forward/target-url.ts';
import {Exchange} from '../../src/replay/exchange.ts';
import {framed} from '../../src/replay/framing.ts';
import type {Sent} from '../../src/replay/sent.ts';
import {sendOptions, wireRequest} from './senders.ts';

function addressAt(url: string): TargetAddress {
	const parsed = parseTarget(url);
	if ('problem' in parsed) throw new Error(parsed.problem);
	return parsed.address;
}

/** An exchange on a connection that is open; `sent` once it is settled. */
function started(): {exchange: Exchange; sent: () => Sent | null} {
	const address = addressAt('http://shop.test:3000');
	const ready = framed(wireRequest(), {address, preserveHost: false});
	if ('problem' in ready) throw new Error(ready.problem);
	let settled: Sent | null = null;
	const exchange = new Exchange(address, ready, sendOptions(), sent => {
		expect(settled).toBeNull();
		settled = sent;
	});
	exchange.start(() => {});
	exchange.connected(true);
	return {exchange, sent: () => settled};
}

const reset = Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET'});

describe('a connection that ends', () => {
	it('ends an answer that nothing else ends, unless it is broken off', () => {
		const whole = started();
		expect(whole.exchange.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nab'))).toBe(false);
		expect(whole.exchange.ended(null, 'open', true)).toBe(false);
		expect(whole.sent()).toMatchObject({status: 200, isCut: false, forwarding: {failure: null}});
		const cut = started();
		cut.exchange.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nab'));
		cut.exchange.ended(reset, 'open', true);
		expect(cut.sent()).toMatchObject({status: 200, isCut: true});
		expect(cut.sent()?.forwarding.failure?.message).toBe(
			'shop.test:3000 broke off its answer: 2 bytes of its body came.',
		);
	});

	it.each([null, reset, Object.assign(new Error(), {code: 'EPIPE'})])(
		'before a byte came on one that was used is another chance, once: %o',
		error => {
			const {exchange, sent} = started();
			expect(exchange.ended(error, 'open', true)).toBe(true);
			expect(sent()).toBeNull();
			expect(exchange.ended(error, 'open', true)).toBe(false);
			expect(sent()?.forwarding.failure?.code).toBe('reset');
		},
	);

	it('was reset, or closed in order', () => {
		const messageOf = (error: Error | null) => {
			const {exchange, sent} = started();
			exchange.ended(error, 'open', false);
			return sent()?.forwarding.failure?.message;
		};
		expect(messageOf(reset)).toMatch(/^shop\.test:3000 reset the connection after/);
		expect(messageOf(null)).toMatch(/^shop\.test:3000 closed the connection after/);
		const hungUp = Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'});
		expect(messageOf(hungUp)).toMatch(/^shop\.test:3000 closed the connection after/);
	});

	it('is none on a new one, after a byte, nor by another mistake', () => {
		const fresh = started();
		expect(fresh.exchange.ended(null, 'open', false)).toBe(false);
		const read = started();
		read.exchange.read(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'));
		expect(read.exchange.ended(reset, 'open', true)).toBe(false);
		const other = started();
		expect(other.exchange.ended(new Error('what'), 'open', true)).toBe(false);
		for (const {sent} of [fresh, read, other]) expect(sent()?.forwarding.failure?.code).toBe('reset');
	});
});

describe('an exchange', () => {
	it('is settled once', () => {
		const {exchange, sent} = started();
		expect(exchange.read(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))).toBe(true);
		exchange.fail('stopped');
		exchange.timedOut('open');
		expect(sent()?.forwarding.failure).toBeNull();
		expect(exchange.isLast).toBe(false);
	});

	it('has its first byte with the answer, not with an interim one', () => {
		const {exchange, sent} = started();
		exchange.read(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'));
		exchange.timedOut('open');
		expect(sent()?.forwarding.firstByteMs).toBeNull();
	});

	it.each([
		['connect', 'it did not even take the connection'],
		['handshake', 'TLS was not agreed on'],
	] as const)('that is late while %s says so', (phase, detail) => {
		const {exchange, sent} = started();
		exchange.timedOut(phase);
		expect(sent()?.forwarding.failure?.message).toBe(
			`shop.test:3000 gave no whole answer within 6 s: ${detail}.`,
		);
	});
});
