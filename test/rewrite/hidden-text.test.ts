import {describe, expect, it} from 'vitest';
import {holdsText} from '../../src/rewrite/hidden-text.ts';

function base64(text: string | Buffer): string {
	return Buffer.from(text).toString('base64');
}

describe('base64 of a text', () => {
	it.each(['call 919876500013', '{"name":"Zoë"}', 'ada@example.org is it', 'name=Ada&to=unknown'])(
		'%s',
		text => {
			expect(holdsText(base64(text))).toBe(true);
			expect(holdsText(Buffer.from(text).toString('base64url'))).toBe(true);
			expect(holdsText(`data:text/plain;base64,${base64(text)}`)).toBe(true);
		},
	);

	it.each([
		'outgoinganswered',
		'0b9e7f0e51b04f0e9f0b0f0e51b04f0e',
		'5cd40f6554442586',
		base64('a b'),
		base64(Buffer.from([0, 1, 2, 3, 250, 7, 8, 9, 10, 11, 12, 13, 14, 15])),
		'a text that is one',
		'1594969967123000',
	])('%s is none', text => {
		expect(holdsText(text)).toBe(false);
	});
});
