import {describe, expect, it} from 'vitest';
import {
	damagedUtf8Layer,
	isLatin1,
	jsonTextLayer,
	type Layer,
	rawLayer,
	singleByteLayer,
	stretchOf,
	unescapedLayer,
	utf8,
	utf8Layer,
} from '../../src/rewrite/layer.ts';

const latin1 = (text: string) => Buffer.from(text).toString('latin1');

/** The raw stretch in which a part of a layer's text stands. */
function rawOf(layer: Layer, raw: string, part: string): string {
	const from = layer.text.indexOf(part);
	expect(from).toBeGreaterThanOrEqual(0);
	return raw.slice(layer.at(from), layer.at(from + part.length));
}

describe('a layer knows where its text stands', () => {
	it('in bytes', () => {
		expect(rawOf(rawLayer('abc'), 'abc', 'bc')).toBe('bc');
	});

	it('in UTF-8, with characters of each length', () => {
		const raw = latin1('aé✓😀z');
		const layer = utf8Layer(raw);
		expect(layer.text).toBe('aé✓😀z');
		for (const part of ['a', 'é', '✓', '😀', 'z', '✓😀', 'aé✓😀z'])
			expect(rawOf(layer, raw, part)).toBe(latin1(part));
		expect(layer.encode('é')).toBe(latin1('é'));
		expect(layer.at(99)).toBe(raw.length);
	});

	it('in a text of JSON, whatever is escaped in it, in JSON in UTF-8', () => {
		const json = String.raw`["é","\u0041\n\"\ud83d\ude00\/é-z"]`;
		const raw = latin1(json);
		const layer = jsonTextLayer(utf8Layer(raw), 5, json.length - 1);
		expect(layer?.text).toBe('A\n"😀/é-z');
		if (layer === null) return;
		expect(rawOf(layer, raw, 'A')).toBe('\\u0041');
		expect(rawOf(layer, raw, '"😀')).toBe(String.raw`\"\ud83d\ude00`);
		expect(rawOf(layer, raw, '/é')).toBe(latin1('\\/é'));
		expect(rawOf(layer, raw, 'z')).toBe('z');
		expect(layer.encode('"é')).toBe(latin1('\\"é'));
	});

	it('in a stretch of another, and in JSON escaped once too often', () => {
		const stretch = stretchOf(rawLayer('xxabc'), 2, 5);
		expect([stretch.text, stretch.at(1), stretch.encode('q')]).toEqual(['abc', 3, 'q']);
		const raw = '{\\"a\\": \\"b\\"}';
		const layer = unescapedLayer(rawLayer(raw));
		expect(layer.text).toBe('{"a": "b"}');
		expect(rawOf(layer, raw, '"b"')).toBe('\\"b\\"');
		expect(layer.encode('"c"')).toBe('\\"c\\"');
		expect(layer.at(layer.text.length)).toBe(raw.length);
	});

	it('but not in a text that JSON could not read', () => {
		expect(jsonTextLayer(rawLayer('"a\\x"'), 0, 5)).toBeNull();
		expect(jsonTextLayer(rawLayer('12'), 0, 2)).toBeNull();
	});
});

describe('bytes in doubt', () => {
	it('are read as UTF-8 where they are, else as latin1', () => {
		const layer = damagedUtf8Layer('\xe9');
		expect([layer.read('\xc3\xa9'), layer.read('\xe9'), layer.encode('é')]).toEqual(['é', 'é', '\xc3\xa9']);
	});

	it('of a charset are read by it', () => {
		const layer = singleByteLayer('\xa4', 'iso-8859-15');
		expect([layer.read('\xa4'), layer.encode('é'), layer.encode('€')]).toEqual(['€', '\xe9', '\xe2\x82\xac']);
		expect('a€é'.replace(layer.escapes ?? /^$/, '?')).toBe('a??');
	});
});

it('tells latin1 and writes UTF-8', () => {
	expect([isLatin1('a\xff'), isLatin1('Ā')]).toEqual([true, false]);
	expect([utf8('abc'), utf8('é')]).toEqual(['abc', '\xc3\xa9']);
});
