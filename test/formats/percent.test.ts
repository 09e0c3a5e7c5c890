import {expect, it} from 'vitest';
import {percentEncoded} from '../../src/formats/percent.ts';

it.each([
	['/', '%2F'],
	['\n', '%0A'],
	['\0', '%00'],
	['\xff', '%FF'],
])('%j is %s', (byte, encoded) => {
	expect(percentEncoded(byte)).toBe(encoded);
	expect(Buffer.from(byte, 'latin1').toString('hex').toUpperCase()).toBe(encoded.slice(1));
});
