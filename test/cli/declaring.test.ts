import {InvalidArgumentError} from 'commander';
import {expect, it} from 'vitest';
import {argument, collect, parseTimeout, secretOption} from '../../src/cli/declaring.ts';

it('what cannot be a value is a mistake that says what can', () => {
	const read = argument(text => (text === 'a' ? 1 : null), 'It is a.');
	expect(read('a')).toBe(1);
	expect(() => read('b')).toThrow(new InvalidArgumentError('It is a.'));
});

it('options that are given several times are kept in their order', () => {
	expect(collect('b', collect('a'))).toEqual(['a', 'b']);
	expect(secretOption().parseArg?.('callr=env:B', ['callr=env:A'])).toEqual(['callr=env:A', 'callr=env:B']);
});

it('a time to wait is above 0', () => {
	expect(['0', '0s', '', '1', '2m'].map(parseTimeout)).toEqual([null, null, null, 1, 120_000]);
});
