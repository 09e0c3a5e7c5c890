import {describe, expect, it} from 'vitest';
import {
	isBareVariable,
	isLostValue,
	isPercentVariable,
	isPlaceholder,
	variablesIn,
	withoutVariables,
} from '../../src/core/placeholder.ts';

describe('variablesIn', () => {
	it.each([
		['{{status}}', ['{{status}}']],
		['a {{ x }} b \x24{{ call.id }}', ['{{ x }}', '\x24{{ call.id }}']],
		['{{to | slice: 0, 5}}', ['{{to | slice: 0, 5}}']],
		['{{}}', []],
		['{x}', []],
		['if(x){{y;}}', []],
		[`{{${'x'.repeat(300)}}}`, []],
	])('%s', (text, variables) => {
		expect(variablesIn(text)).toEqual(variables);
	});
});

it('withoutVariables leaves what stands around them', () => {
	expect(withoutVariables('a {{ x }} b \x24{{ call.id }}{y}')).toBe('a  b {y}');
});

describe('isPlaceholder', () => {
	it.each([
		'{{status}}',
		' {{ status }} ',
		'\x24{{ JSON.stringify($dtmf) }}',
		'{status}',
		'%token%',
		'undefined',
		'NaN',
		'[object Object]',
	])('%s is one', text => {
		expect(isPlaceholder(text)).toBe(true);
	});

	it.each([
		'',
		'%',
		'50% of 20%',
		'null',
		'undefined!',
		'a {{b}}',
		'{{a}} {{b}}',
		'{}',
		'{1}',
		'{"a":1}',
		'}',
	])('%s is none', text => {
		expect(isPlaceholder(text)).toBe(false);
	});
});

it('a bare variable is a name in braces, and nothing round it', () => {
	expect(isBareVariable('{status}')).toBe(true);
	for (const text of ['{{status}}', ' {status}', '{a b}', '{a:1}']) expect(isBareVariable(text)).toBe(false);
});

it('of very many variables the first hundred are given', () => {
	expect(variablesIn('{{x}}'.repeat(1000))).toHaveLength(100);
});

it('a percent variable is a name between two signs, and nothing round it', () => {
	expect(isPercentVariable('%token%')).toBe(true);
	for (const text of ['%%', '%a b%', 'x%token%', '%token', '20%', '%1%'])
		expect(isPercentVariable(text)).toBe(false);
});

it('a lost value is what JavaScript writes for none', () => {
	for (const text of ['undefined', 'NaN', '[object Object]']) expect(isLostValue(text)).toBe(true);
	for (const text of ['', 'null', ' undefined', 'nan']) expect(isLostValue(text)).toBe(false);
});
