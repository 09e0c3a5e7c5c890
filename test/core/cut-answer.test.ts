import {describe, expect, it} from 'vitest';
import {whyCut} from '../../src/core/cut-answer.ts';
import type {ForwardFailureCode} from '../../src/core/target.ts';

function cut(code: ForwardFailureCode | null, durationMs: number): string {
	const failure = code === null ? null : {code, message: '', hint: ''};
	const forwarding = {url: '', failure, connectMs: 0, firstByteMs: 1, totalMs: durationMs};
	return whyCut({durationMs, forwarding});
}

describe('whyCut', () => {
	it('tells who gave up from who broke off', () => {
		expect(cut('timeout', 8003.4)).toBe('the answer was not whole within 8 s');
		expect(cut('deadline', 501)).toBe('the answer was not whole within 0.5 s');
		const closed = 'the connection was closed before the answer was whole';
		expect(cut('cut', 20)).toBe(closed);
		expect(cut(null, 20)).toBe(closed);
		expect(whyCut({durationMs: 1})).toBe(closed);
	});
});
