/** What a stranger may send to get at the terminal of who reads it. */

import {expect} from 'vitest';
import {cdr} from './program.ts';
import type {Outgoing} from './wire.ts';

const esc = '\u001b';

/** Each begins with a letter, so that it can be told from an empty value, and steers a terminal. */
export const attacks: readonly string[] = [
	`a${esc}[2Jb`,
	`a${esc}]0;title\u0007b`,
	`a${esc}]52;c;ZXZpbA==${esc}\\b`,
	`a${esc}]8;;http://evil.invalid\u0007link${esc}]8;;\u0007b`,
	`a${esc}[31mred${esc}[0mb`,
	`a${esc}P+q544e${esc}\\b`,
	'a\u009b31mb',
	'a\u009d0;title\u009cb',
	'a\rb\u0008\u0008c',
	'a\nb',
	'a\tb',
	'a\u0000b\u007fc',
	'a\u202egnp.exe\u202cb',
	'a\u2066b\u2069c',
	'a\u200bb\u200fc\ufeff',
	'a\u2028b\u2029c',
	'a\ud800b',
	`a${'\u0301'.repeat(50)}b`,
];

// C0 but line feed, DEL, C1, bidirectional and zero-width controls, line separators.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Fails with the place where a character stands that a terminal would obey. */
export function expectNoRawControls(text: string): void {
	const at = text.search(raw);
	const around = at < 0 ? '' : JSON.stringify(text.slice(Math.max(0, at - 40), at + 20));
	expect(around, 'raw control characters').toBe('');
}

/** One request for each attack, which stands in every field, in names, the target and a header. */
export function hostileRequests(): Outgoing[] {
	return attacks.flatMap((attack, index) => {
		const inUrl = encodeURIComponent(attack.replace('\ud800', '')).replaceAll('%0A', '%0a');
		// A header may hold bytes above 0x7f: these are C1 controls to whoever reads latin1.
		const inHeader = attack.replace(/[^\u0020-\u007e\u0080-\u00ff]/gu, '');
		const cdrWith = cdr(`call-${index}-${attack}`, {
			to: attack,
			from: attack,
			user: attack,
			status: index % 2 === 0 ? 'answered' : attack,
			filename: attack,
			hangup_reason: attack,
			virtual_number: attack,
			[attack]: attack,
			custom: JSON.stringify({[attack]: attack}),
		});
		return [
			{
				...cdrWith,
				target: `/${inUrl}?${inUrl}=${inUrl}`,
				headers: [...cdrWith.headers, ['X-Attack', inHeader], ['User-Agent', inHeader]],
			},
			{target: `/form/${inUrl}`, headers: formHeaders, body: `${inUrl}=${inUrl}&phone=${inUrl}`},
			{
				target: '/text',
				headers: [
					['Host', 'x'],
					['Content-Type', `text/${inHeader}`],
				],
				body: attack,
			},
			{target: '/json', headers: jsonHeaders, body: `{"${attack}": "${attack}", broken`},
			{
				target: '/cllr',
				headers: jsonHeaders,
				body: JSON.stringify({
					call_id: attack,
					recording_url: attack,
					transcript: attack,
					caller: {phone_number: attack, name: attack},
					summary: attack,
				}),
			},
		];
	});
}

const jsonHeaders: [string, string][] = [
	['Host', 'localhost'],
	['Content-Type', 'application/json'],
];
const formHeaders: [string, string][] = [
	['Host', 'localhost'],
	['Content-Type', 'application/x-www-form-urlencoded'],
];
