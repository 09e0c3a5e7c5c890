import {expect, it} from 'vitest';
import {derivedId} from '../../src/core/derived-id.ts';

it('is the same for the same parts, in every run', () => {
	expect(derivedId(['a', 'b'])).toBe(derivedId(['a', 'b']));
	// Calls in a store are found by it again: it must never change.
	expect(derivedId(['1', '2', '3'])).toBe('derived-c1a9f25c1237d04f');
});

it('is another one for other parts, also when they read alike when put together', () => {
	const ids = [
		['a', 'b'],
		['ab'],
		['a', 'b', ''],
		['', 'a', 'b'],
		['b', 'a'],
		['a"', '"b'],
		['a","b'],
		[],
	].map(derivedId);
	expect(new Set(ids).size).toBe(ids.length);
});

it('says whose it is', () => {
	expect(derivedId(['x'])).toMatch(/^derived-[0-9a-f]{16}$/);
});
