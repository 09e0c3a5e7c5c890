import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {jsonStyles} from '../../src/inspect/json-styles.ts';

const text = '{ "a/b" : "é\\n, ", "list":[1,{}, []], "none":null}';
const styleOf = (says: string, json = text) => jsonStyles(json).find(style => style.says === says)?.text;

describe('a JSON text written again', () => {
	// What JSON.stringify, json.dumps and json_encode write for it.
	it.each([
		['without blanks (JSON.stringify)', '{"a/b":"é\\n, ","list":[1,{},[]],"none":null}'],
		['as Python does', '{"a/b": "\\u00e9\\n, ", "list": [1, {}, []], "none": null}'],
		['as Python does without ASCII escapes', '{"a/b": "é\\n, ", "list": [1, {}, []], "none": null}'],
		['as PHP does', '{"a\\/b":"\\u00e9\\n, ","list":[1,{},[]],"none":null}'],
		['as PHP does without ASCII escapes', '{"a\\/b":"é\\n, ","list":[1,{},[]],"none":null}'],
		['without blanks, with ASCII escapes', '{"a/b":"\\u00e9\\n, ","list":[1,{},[]],"none":null}'],
		['on lines indented by 2', JSON.stringify(JSON.parse(text), null, 2)],
		['on lines indented by 4', JSON.stringify(JSON.parse(text), null, 4)],
	])('%s', (says, expected) => {
		expect(styleOf(says)).toBe(expected);
	});

	const marked = '{"b": "<é>&\u2028", "10": 1, "9": [{"d": 1, "c": "<"}]}';

	// What json.Marshal writes for a struct and for a map, and json.dumps with sort_keys.
	it.each([
		['as Go does', '{"9":[{"d":1,"c":"\\u003c"}],"10":1,"b":"\\u003cé\\u003e\\u0026\\u2028"}'],
		[
			'as Go does, with sorted keys',
			'{"10":1,"9":[{"c":"\\u003c","d":1}],"b":"\\u003cé\\u003e\\u0026\\u2028"}',
		],
		['without blanks, with sorted keys', '{"10":1,"9":[{"c":"<","d":1}],"b":"<é>&\u2028"}'],
		['as Python does, with sorted keys', '{"10": 1, "9": [{"c": "<", "d": 1}], "b": "<\\u00e9>&\\u2028"}'],
		[
			'as Python does without ASCII escapes, with sorted keys',
			'{"10": 1, "9": [{"c": "<", "d": 1}], "b": "<é>&\u2028"}',
		],
		[
			'without blanks, with ASCII escapes and sorted keys',
			'{"10":1,"9":[{"c":"<","d":1}],"b":"<\\u00e9>&\\u2028"}',
		],
	])('%s', (says, expected) => {
		expect(styleOf(says, marked)).toBe(expected);
	});

	it('pairs of UTF-16 units are escaped one by one, as Python and PHP do', () => {
		expect(styleOf('as PHP does', '["/😀"]')).toBe('["\\/\\ud83d\\ude00"]');
	});

	it('each style means the same, is another text, and is given once', () => {
		fc.assert(
			fc.property(fc.json(), json => {
				const texts = jsonStyles(json).map(style => style.text);
				for (const other of texts) expect(JSON.parse(other)).toEqual(JSON.parse(json));
				expect(texts).not.toContain(json);
				expect(new Set(texts).size).toBe(texts.length);
			}),
		);
	});

	it('what is no JSON has none, nor what is nested too deep or too long', () => {
		expect(jsonStyles('{"a":1,}')).toEqual([]);
		expect(jsonStyles('')).toEqual([]);
		expect(jsonStyles(`[1, "${'x'.repeat(1024 * 1024)}"]`)).toEqual([]);
		expect(jsonStyles('['.repeat(400_000) + ']'.repeat(400_000))).toEqual([]);
	});
});
