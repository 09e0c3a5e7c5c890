import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {rawLayer} from '../../src/rewrite/layer.ts';
import {percentEncoder, percentLayer} from '../../src/rewrite/percent.ts';

describe('what is written', () => {
	it('is encoded, and reads as it was given', () => {
		const text = fc.string({unit: 'binary'});
		fc.assert(
			fc.property(text, fc.boolean(), fc.string({unit: 'grapheme-ascii'}), (value, plus, like) => {
				const encoded = percentEncoder({plus, like})(value);
				expect(encoded).toMatch(/^[!-~]*$/);
				expect([...new URLSearchParams(`k=${encoded}&z=1`)]).toEqual([
					['k', value.replace(/\p{Surrogate}/gu, '\ufffd')],
					['z', '1'],
				]);
			}),
		);
	});

	it('has a blank as the rest has it, and leaves what the value had unencoded', () => {
		expect(percentEncoder({plus: false, like: ''})('a b/"c"')).toBe('a%20b%2F%22c%22');
		expect(percentEncoder({plus: true, like: '/"&%+#'})('a b/"c"&%+#')).toBe('a+b/"c"%26%25%2B%23');
		expect(percentEncoder({plus: true, like: ''})('\ud800')).toBe('%EF%BF%BD');
	});
});

describe('what is read', () => {
	it('knows where each of its characters stands', () => {
		const raw = 'x=a+%C3%A9%F0%9F%98%80%7bé%7d&';
		const layer = percentLayer(rawLayer(raw), 2, raw.length - 1, 'plus is read');
		expect(layer?.text).toBe('a é😀{é}');
		const at = (part: string) => {
			const from = layer?.text.indexOf(part) ?? -1;
			return raw.slice(layer?.at(from), layer?.at(from + part.length));
		};
		expect(['a', ' ', 'é', '😀', '{', '{é}'].map(at)).toEqual([
			'a',
			'+',
			'%C3%A9',
			'%F0%9F%98%80',
			'%7b',
			'%7bé%7d',
		]);
		expect(layer?.encode('a b')).toBe('a%20b');
	});

	it('leaves a plus alone where it is none of a form, and broken encodings', () => {
		expect(percentLayer(rawLayer('a+%7B'), 0, 5, 'encoded')?.text).toBe('a+{');
		expect(percentLayer(rawLayer('a+b'), 0, 3, 'plus is written')?.encode(' ')).toBe('+');
		expect(percentLayer(rawLayer('%zz'), 0, 3, 'plus is read')).toBeNull();
		expect(percentLayer(rawLayer('%C3'), 0, 3, 'plus is read')).toBeNull();
	});
});
