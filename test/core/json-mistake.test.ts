import {printParseErrorCode, visit} from 'jsonc-parser';
import {describe, expect, it} from 'vitest';
import {firstMistake, type JsonMistake} from '../../src/core/json-mistake.ts';
import {random} from './random.ts';

describe('the first mistake', () => {
	it.each<[string, number, string]>([
		['', 0, 'ValueExpected'],
		[' \r\n\t', 4, 'ValueExpected'],
		['}', 0, 'ValueExpected'],
		['{', 1, 'CloseBraceExpected'],
		['[', 1, 'CloseBracketExpected'],
		['[1,2', 4, 'CloseBracketExpected'],
		['{"a":1,}', 7, 'PropertyNameExpected'],
		['{"a":1,', 7, 'PropertyNameExpected'],
		['{,', 1, 'ValueExpected'],
		['[,', 1, 'ValueExpected'],
		['[1,]', 3, 'ValueExpected'],
		['{"a"}', 4, 'ColonExpected'],
		['{"a":}', 5, 'ValueExpected'],
		['{"a":1 "b":2}', 7, 'CommaExpected'],
		['[1}', 2, 'CommaExpected'],
		['{} {}', 3, 'EndOfFileExpected'],
		['[01]', 2, 'CommaExpected'],
		['[-]', 1, 'InvalidSymbol'],
		['[1.]', 1, 'UnexpectedEndOfNumber'],
		['[1e+]', 1, 'UnexpectedEndOfNumber'],
		['[truely]', 1, 'InvalidSymbol'],
		['[undefined]', 1, 'InvalidSymbol'],
		['\ufeff{}', 0, 'InvalidSymbol'],
		['[1 / 2]', 3, 'InvalidSymbol'],
		['[1 // 2]', 3, 'InvalidCommentToken'],
		['[/* never closed', 1, 'InvalidCommentToken'],
		['["a', 1, 'UnexpectedEndOfString'],
		['["a\n"]', 1, 'UnexpectedEndOfString'],
		['["a\\', 1, 'UnexpectedEndOfString'],
		['["\\x"]', 1, 'InvalidEscapeCharacter'],
		['["\\u12"]', 1, 'InvalidUnicode'],
		['["\t"]', 1, 'InvalidCharacter'],
		['{"\\x" 1}', 1, 'InvalidEscapeCharacter'],
	])('of %j is at %i: %s', (text, offset, kind) => {
		expect(firstMistake(text)).toEqual({offset, kind});
	});

	it.each([
		['{}'],
		['[]'],
		[' [1, -0, -1.5e+3, 2E5, 0.1, true, false, null, "", "\\u00e9\\"\\\\\\/\\b\\f\\n\\r\\t", {"a" : [{}]}] '],
		['"a"'],
	])('of %s there is none', text => {
		expect(firstMistake(text)).toBeNull();
	});

	it('of 20,000 damaged texts is the one jsonc-parser tells', () => {
		const sample =
			' {"a":[1,-2.5e+3,{"b":null,"c":[]},true,false],\r\n\t"d\\u00e9\\n":"x😀","e":{},"f":0.1,"g":"\\"/"} ';
		const pieces = [
			...'{}[]:,"\'\\/*-+.0eEu\n\r\t\0\u001f x',
			'true',
			'\\u00',
			'//',
			'/*',
			'\ufeff',
			'\u2028',
		];
		const {below, pick} = random(20261120);
		for (let i = 0; i < 20_000; i++) {
			let text = sample;
			for (let changes = 1 + below(3); changes > 0; changes--) {
				const at = below(text.length + 1);
				const removed = below(3) === 0 ? below(20) : below(2);
				text = text.slice(0, at) + (below(4) === 0 ? '' : pick(pieces)) + text.slice(at + removed);
			}
			expect(firstMistake(text), text).toEqual(firstVisited(text));
		}
	});
});

function firstVisited(text: string): JsonMistake | null {
	const found: {offset: number; kind: string}[] = [];
	const onError = (code: number, offset: number) => found.push({offset, kind: printParseErrorCode(code)});
	visit(text, {onError}, {allowTrailingComma: false, disallowComments: true});
	return (found[0] as JsonMistake | undefined) ?? null;
}
