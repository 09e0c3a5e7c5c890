import {describe, expect, it} from 'vitest';
import {type HiddenKind, maskedText, StandIns, withoutScheme} from '../../src/rewrite/stand-ins.ts';

const table: [HiddenKind, string, string, string][] = [
	['secret', 'hunter2', 'XXXXXXXX', 'secret-1'],
	['secret', 'Bearer abc.def', 'Bearer XXXXXXXX', 'Bearer secret-1'],
	['name', 'Ada King-Noël', 'Xxx Xxxx-Xxxx', 'Caller One'],
	['e-mail', 'ada@example.org', 'x@example.test', 'caller-1@example.test'],
	['address', '12 Row', '00 Xxx', 'Place One'],
	['about', 'Engineer', 'Xxxxxxxx', 'not told'],
	['words', 'I am 36!', 'X xx 00!', 'What was said here is not told.'],
	[
		'recording',
		'https://a.example.org/x1/rec.mp3?s=1',
		'https://example.test/xx/xxx.mp3',
		'https://media.example.test/files/recording-1.mp3',
	],
	[
		'recording',
		'http:\\/\\/a.example.org\\/x\\/e673',
		'http:\\/\\/example.test\\/x\\/xxxx',
		'http:\\/\\/media.example.test\\/files\\/recording-1',
	],
	['recording', 'https://ada.example.org/', 'https://example.test/', 'https://recording-1.example.test/'],
	['recording', 'https://ada.example.org?x=1', 'https://example.test', 'https://recording-1.example.test'],
	[
		'transcript',
		's3://bucket/a.json',
		's3://example.test/x.json',
		's3://media.example.test/transcript-1.json',
	],
	[
		'link',
		'https://ada.example.org/me.ada',
		'https://example.test/xx.xxx',
		'https://media.example.test/link-1',
	],
	['file', '157_9812345678.wav', 'xxx_xxxxxxxxxx.wav', 'recording-1.wav'],
	['ip', '203.0.113.77', '192.0.2.1', '192.0.2.1'],
	['ip', '2001:db8:77::1', '2001:db8::1', '2001:db8::1'],
	['keys', '4711#', '0000#', '00000'],
];

describe('what stands for', () => {
	it.each(table)('%s %s', (kind, text, masked, pseudonym) => {
		expect(new StandIns('mask').for(kind, text, 'Caller')).toBe(masked);
		expect(new StandIns('pseudonym').for(kind, text, 'Caller')).toBe(pseudonym);
	});

	it('one is the same each time, and for another one another', () => {
		const standIns = new StandIns('pseudonym');
		const names = ['Ada', 'Bob', 'Ada', ...Array.from({length: 10}, (_, n) => `N${n}`)];
		const given = names.map((name, index) => standIns.for('name', name, index === 1 ? 'Agent' : 'Caller'));
		expect(given.slice(0, 3)).toEqual(['Caller One', 'Agent Two', 'Caller One']);
		expect(given.at(-1)).toBe('Caller 12');
	});
});

it('a masked text has no letter and no digit of its own', () => {
	expect(maskedText('Ünï-Cödé 李雷 Ω１2 ß')).toBe('Xxx-Xxxx xx X00 x');
});

it('an authorization without its scheme is the secret', () => {
	expect(withoutScheme('Basic abc')).toBe('abc');
	expect(withoutScheme('abc')).toBe('abc');
});

it('what stands for another is known to', () => {
	const standIns = new StandIns('pseudonym');
	const made = standIns.for('name', 'Ada', 'Caller');
	expect([standIns.made(made), standIns.made('Ada')]).toEqual([true, false]);
});
