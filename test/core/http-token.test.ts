import {expect, it} from 'vitest';
import {isToken} from '../../src/core/http-token.ts';

it.each(['X-Token', 'GET', 'M-SEARCH', '0', "!#$%&'*+.^_`|~-"])('%j is a token', text => {
	expect(isToken(text)).toBe(true);
});

it.each(['', ' ', 'X Token', 'X:', 'a\n', 'a\r\nb', 'é', '"a"', 'a/b', '(a)', 'a\0'])('%j is none', text => {
	expect(isToken(text)).toBe(false);
});
