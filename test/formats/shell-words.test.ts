import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isSafeText, shellCommands, shellQuoted} from '../../src/formats/shell-words.ts';
import {expectNoRawControls} from '../support/hostile.ts';

const words = (text: string) => shellCommands(text).map(command => command.words);

describe('words of a shell', () => {
	it.each([
		['a  b\tc', [['a', 'b', 'c']]],
		['\'a b\'"c d"e\\ f', [['a bc de f']]],
		['"a\\"b\\\\c\\$d\\`e\\f"', [['a"b\\c$d`e\\f']]],
		['"a$ b$"', [['a$ b$']]],
		["$'a\\n\\t\\'\\x41\\101\\u00e9\\q'", [["a\n\t'AA\xc3\xa9\\q"]]],
		['a \\\n  b \\\r\n c', [['a', 'b', 'c']]],
		['"a\\\nb"', [['ab']]],
		['a \'\' ""', [['a', '', '']]],
		['a # b\nc#d', [['a'], ['c#d']]],
		['a | b\nc; d && e &', [['a'], ['b'], ['c'], ['d'], ['e']]],
		['"$(printf \'caf\\351%%\')"', [['caf\xe9%']]],
		['', []],
	])('%j', (text, expected) => {
		expect(words(text)).toEqual(expected);
	});

	it('tells what is piped, over a line end, too', () => {
		expect(shellCommands('a |\n b\nc').map(({line, isPiped}) => [line, isPiped])).toEqual([
			[1, false],
			[2, true],
			[3, false],
		]);
	});

	it.each([
		["a\n'b", 'line 2: a text in single quotes does not end'],
		['"b', 'a text in double quotes does not end'],
		["$'b", "a text in $'…' does not end"],
		['a $HOME/b', '$HOME is worked out by a shell'],
		['a "$(id)"', '$( is worked out by a shell'],
		['a `id`', '` is worked out by a shell'],
		['a > b', '> is something a shell does'],
	])('%j is refused', (text, message) => {
		expect(() => words(text)).toThrow(message);
	});
});

describe('a quoted word', () => {
	const text = fc.string({
		unit: fc.oneof(
			fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', '%', '\t', '\x1b', '\xff', '\xc3\xa9', '~', '='),
			fc.integer({min: 1, max: 255}).map(code => String.fromCharCode(code)),
		),
	});
	// $(…) takes the last line breaks away; no header and no target has one.
	const word = text.map(all => all.replace(/\n+$/, ''));

	it('reads back', () => {
		const readsBack = fc.property(fc.array(word), list => {
			const text = Buffer.from(list.map(shellQuoted).join(' ')).toString('latin1');
			expect(words(text)[0] ?? []).toEqual(list);
		});
		fc.assert(readsBack, {numRuns: 1000});
	});

	it.each(['sh', 'bash', 'dash'])('is the same to %s', shell => {
		const list = fc.sample(word, {numRuns: 200, seed: 7});
		const script = `printf '%s\\0' ${list.map(shellQuoted).join(' ')}`;
		const printed = execFileSync(shell, {input: Buffer.from(script)});
		expect(printed.toString('latin1').split('\0').slice(0, -1)).toEqual(list);
	});

	it('has nothing a terminal obeys', () => {
		const isVisible = fc.property(word, one => {
			expectNoRawControls(shellQuoted(one).replaceAll('\n', ''));
		});
		fc.assert(isVisible, {numRuns: 1000});
		expect(shellQuoted('a\x1b[2J')).toBe('"$(printf \'a\\033[2J\')"');
		expect(shellQuoted("it's")).toBe("'it'\\''s'");
		expect(shellQuoted('')).toBe("''");
		expect(['a\nb', 'a!', 'a\n!', 'a\tb', '\u202e'].map(isSafeText)).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});
});
