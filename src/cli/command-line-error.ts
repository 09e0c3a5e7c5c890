/** What commander finds wrong with a command line, said as everything else is: what it is, and the next step. */

import {errorText} from './error-text.ts';

/** Commands that take a filter. */
const filtering = ['calls', 'deliveries', 'clear', 'export', 'replay'];

/**
 * @param text commander's, which repeats what was typed: `error: unknown option '--nope'`, and what was meant below
 * @param command null outside all commands
 * @param words those of the command that are no options, as far as they were read
 */
export function commandLineError(
	text: string,
	command: string | null,
	words: readonly string[] = [],
): string {
	const [first = '', ...more] = text.trimEnd().split('\n');
	const meant = more.at(-1)?.match(/^\((Did you mean .*\?)\)$/)?.[1];
	const message = (meant === undefined ? [first, ...more] : [first, ...more.slice(0, -1)]).join(' ');
	const sentence = upperCased(message.replace(/^error: /, ''));
	return errorText(
		/[.?]$/.test(sentence) ? sentence : `${sentence}.`,
		nextStep(first, {command, words, meant}),
		null,
	);
}

interface Typed {
	command: string | null;
	words: readonly string[];
	meant: string | undefined;
}

function nextStep(message: string, {command, words, meant}: Typed): string {
	const name = command === null ? 'call-hook' : `call-hook ${command}`;
	const help = `${name} --help says what it takes.`;
	if (/^error: option .* cannot be used with option /.test(message)) return `Leave one of them out; ${help}`;
	// The options of a curl command that stands there without quotes.
	if (command === 'replay' && words[0] === 'curl' && message.startsWith('error: unknown option ')) {
		return "Put the whole curl command in quotes, or pipe it: echo '…' | call-hook replay - --to <url>";
	}
	const term = /^error: unknown option '(-[^-'][^']+)'/.exec(message)?.[1];
	if (term !== undefined && command !== null && filtering.includes(command)) {
		return `A filter that begins with - goes behind --: call-hook ${command} -- ${term}`;
	}
	return meant === undefined ? help : `${meant} ${help}`;
}

function upperCased(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
