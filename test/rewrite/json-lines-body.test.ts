import {expect, it} from 'vitest';
import {jsonLinesOf} from '../../src/rewrite/json-lines-body.ts';

it.each<[string, number | null]>([
	['{"a":1}\n{"b":2}', 2],
	['{"a":1}\r\n\n{"b":2}\r\n', 4],
	['{"a":1}', null],
	['{"a":1}\n{"b":', null],
	['{\n"a":1\n}', null],
	['a\nb', null],
	['', null],
])('%j', (text, count) => {
	expect(jsonLinesOf(text)?.length ?? null).toBe(count);
});
