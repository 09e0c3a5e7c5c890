import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {hashOfBytes, hashOfText} from '../../src/core/hash.ts';

describe('hashOfText', () => {
	it('stays what it is: stores hold it', () => {
		expect([hashOfText(''), hashOfText('telecmi:a'), hashOfText('é𝄞')]).toEqual([
			3_587_884_701_228_485, 1_720_280_374_815_137, 899_065_183_239_626,
		]);
	});
});

describe('hashOfBytes', () => {
	const bytes = fc.uint8Array({minLength: 1, maxLength: 80});

	it('is the same for the same bytes, wherever they lie in memory', () => {
		fc.assert(
			fc.property(bytes, fc.nat(9), (body, offset) => {
				const moved = new Uint8Array(body.length + offset + 3);
				moved.set(body, offset);
				const there = moved.subarray(offset, offset + body.length);
				expect(hashOfBytes(there, 7)).toBe(hashOfBytes(body, 7));
				expect(Number.isSafeInteger(hashOfBytes(body, 7))).toBe(true);
			}),
		);
	});

	it('is another one when any byte differs, a byte is added, or the seed is another', () => {
		fc.assert(
			fc.property(bytes, fc.nat(), fc.integer({min: 1, max: 255}), (body, where, by) => {
				const changed = Uint8Array.from(body);
				const at = where % body.length;
				changed[at] = ((body[at] ?? 0) + by) % 256;
				const others = [
					hashOfBytes(changed, 7),
					hashOfBytes(Uint8Array.from([...body, 0]), 7),
					hashOfBytes(body, 8),
					hashOfBytes(body, 7 + 2 ** 40),
				];
				expect(others).not.toContain(hashOfBytes(body, 7));
			}),
		);
	});

	it('has no two alike among texts that count up', () => {
		const texts = Array.from({length: 20_000}, (_, i) => Buffer.from(`{"id":${i},"n":"+1555010${i % 100}"}`));
		expect(new Set(texts.map(text => hashOfBytes(text, 0))).size).toBe(texts.length);
	});

	it('takes the largest body in the time of a glance', () => {
		const body = new Uint8Array(16 * 1024 * 1024).fill(120);
		hashOfBytes(body, 1);
		const began = performance.now();
		hashOfBytes(body, 1);
		// About 20 ms; the rest is for a machine that is slow and busy.
		expect(performance.now() - began).toBeLessThan(1000);
	});
});
