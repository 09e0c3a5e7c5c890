import {expect, it} from 'vitest';
import {commandLineError} from '../../src/cli/command-line-error.ts';

it.each([
	[
		"error: unknown command 'lisen'\n(Did you mean listen?)\n",
		null,
		"call-hook: Unknown command 'lisen'.\n  Did you mean listen? call-hook --help says what it takes.\n",
	],
	[
		"error: option '--to <url>' cannot be used with option '--wait <time>'\n",
		'doctor',
		"call-hook: Option '--to <url>' cannot be used with option '--wait <time>'.\n  Leave one of them out; call-hook doctor --help says what it takes.\n",
	],
	[
		"error: unknown option '-is:replay'\n",
		'deliveries',
		"call-hook: Unknown option '-is:replay'.\n  A filter that begins with - goes behind --: call-hook deliveries -- -is:replay\n",
	],
	[
		"error: unknown option '-is:replay'\n",
		'listen',
		"call-hook: Unknown option '-is:replay'.\n  call-hook listen --help says what it takes.\n",
	],
	[
		"error: option '--keep <age>' argument '30' is invalid. Write it like 30m.\n",
		'clear',
		"call-hook: Option '--keep <age>' argument '30' is invalid. Write it like 30m.\n  call-hook clear --help says what it takes.\n",
	],
])('%j of %s', (text, command, told) => {
	expect(commandLineError(text, command)).toBe(told);
});

it('a curl command without quotes gets them', () => {
	const told = commandLineError("error: unknown option '-X'\n", 'replay', ['curl', '-X', 'POST']);
	expect(told).toMatch(/Unknown option '-X'\.\n {2}Put the whole curl command in quotes/);
	expect(commandLineError("error: unknown option '-X'\n", 'replay', ['12'])).not.toContain('curl');
});

it('what was typed cannot steer the terminal, nor look like more lines', () => {
	const told = commandLineError("error: unknown option '--a\u001b[2J\ncall-hook: all is well'\n", 'calls');
	expect(told).not.toContain('\u001b');
	expect(told.split('\n')).toHaveLength(3);
});
