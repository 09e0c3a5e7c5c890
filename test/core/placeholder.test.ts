import {describe, expect, it} from 'vitest';
import {isBareVariable, isPlaceholder, variablesIn} from '../../src/core/placeholder.ts';

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

describe('isPlaceholder', () => {
	it.each(['{{status}}', ' {{ status }} ', '\x24{{ JSON.stringify($dtmf) }}', '{status}'])(
		'%s is one',
		text => {
			expect(isPlaceholder(text)).toBe(true);
		},
	);

	it.each(['', 'a {{b}}', '{{a}} {{b}}', '{}', '{1}', '{"a":1}', '}'])('%s is none', text => {
		expect(isPlaceholder(text)).toBe(false);
	});
});

it('a bare variable is a name in braces, and nothing round it', () => {
	expect(isBareVariable('{status}')).toBe(true);
	for (const text of ['{{status}}', ' {status}', '{a b}', '{a:1}']) expect(isBareVariable(text)).toBe(false);
});
