import {describe, expect, it} from 'vitest';
import type {SignatureCheck} from '../../src/core/delivery.ts';
import {type Verification, verificationLine, verificationText} from '../../src/output/verify.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';

const failing: Verification = {
	provider: {id: 'callr', name: 'Callr'},
	signature: {
		state: 'invalid',
		because: 'X-CALLR-HmacSignature is not the HMAC-SHA256 of the raw body with the secret in CALLR_SECRET',
		hint: 'Run call-hook verify.',
	},
	checked: [
		{
			header: 'X-CALLR-HmacSignature',
			sent: 'sHMMGdzGhfW2urhzjUwY578gZct/lVFlAP3qrHTaUig=',
			isSecret: false,
			as: 'the HMAC-SHA256 of the raw body',
		},
	],
	mistakes: [
		{
			says: 'without the line break at the end of the secret',
			remedy: 'Remove the line break at the end of CALLR_SECRET',
		},
	],
};

const text = (verification: Verification, width = 120, marks = unicodeMarks) =>
	verificationText(verification, {width, marks}).map(line => plain(line).trimEnd());

describe('as text', () => {
	it('says what is wrong, why, what to do, and what was looked at', () => {
		expect(text(failing)).toEqual([
			' Signature    ✗ invalid    X-CALLR-HmacSignature is not the HMAC-SHA256 of the raw body with the secret in CALLR_SECRET',
			'              Because      it matches without the line break at the end of the secret',
			'              Do           Remove the line break at the end of CALLR_SECRET.',
			'              Checked      X-CALLR-HmacSignature sHMM…Uig=, as the HMAC-SHA256 of the raw body',
			'              Provider     Callr',
		]);
	});

	it('wraps at 80 columns', () => {
		const lines = verificationText(failing, {width: 80, marks: unicodeMarks});
		expect(lines.length).toBeGreaterThan(5);
		for (const line of lines) expect(widthOf(plain(line))).toBeLessThanOrEqual(80);
	});

	it('two mistakes are two rows, with a remedy each', () => {
		const two = [...(failing.mistakes ?? []), {says: 'in lower case', remedy: 'Write it in lower case'}];
		expect(text({...failing, mistakes: two}).slice(1, 5)).toEqual([
			'              Because      it matches without the line break at the end of the secret',
			'                           and in lower case',
			'              Do           Remove the line break at the end of CALLR_SECRET.',
			'                           Write it in lower case.',
		]);
	});

	it('where nothing usual is it, asks to compare the secrets', () => {
		expect(
			text({...failing, mistakes: null})
				.slice(1, 2)
				.join(),
		).toMatch(/Do +Check that the secret is the one set at the provider/);
	});

	it('says where a missing secret is', () => {
		const signature = {state: 'missing', because: 'it is not there', hint: 'Set it.'} as const;
		const mistakes = [{says: 'in X-Token: Acme sends it as Authorization: Bearer', remedy: 'Send it so'}];
		expect(text({...failing, signature, mistakes, checked: []}).slice(1, 3)).toEqual([
			'              Because      the secret is in X-Token: Acme sends it as Authorization: Bearer',
			'              Do           Send it so.',
		]);
	});

	it.each<[SignatureCheck['state'], string, string]>([
		['valid', '✓ valid', '+ valid'],
		['invalid', '✗ invalid', 'x invalid'],
		['missing', '△ missing', 'W missing'],
		['unchecked', '? unchecked', '? unchecked'],
		['unsigned', '- unsigned', '- unsigned'],
	])('%s has its mark', (state, unicode, ascii) => {
		const verification = {...failing, signature: {state, because: 'b', hint: 'Do so.'}, mistakes: null};
		expect(text(verification)[0]).toContain(unicode);
		expect(text(verification, 120, asciiMarks)[0]).toContain(ascii);
		if (state !== 'invalid') expect(text(verification)[1]).toMatch(/Do +Do so\./);
	});

	it('what is right needs nothing done', () => {
		const signature = {state: 'valid', because: 'it is'} as const;
		expect(text({...failing, signature, mistakes: null, checked: []})).toEqual([
			' Signature    ✓ valid      it is',
			'              Provider     Callr',
		]);
	});

	it('what a stranger sent cannot steer the terminal', () => {
		const checked = [
			{header: 'X-A', sent: '\u001b[2J\u0007\r\n\u202eaaaaaaaaa\u001b[m', isSecret: false, as: 'a\u001b'},
		];
		// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
		expect(text({...failing, checked}).join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
	});
});

describe('of what was sent', () => {
	const shown = (sent: string, isSecret: boolean, header = 'X-Own') => {
		const verification = {...failing, checked: [{header, sent, isSecret, as: 'a secret'}]};
		const [checked] = JSON.parse(verificationLine(verification)).checked;
		expect(text(verification).join()).toContain(checked.sent);
		return checked.sent;
	};

	it('a signature is told by its ends, and a short one not at all', () => {
		expect(shown('0123456789abcdef', false)).toBe('0123…cdef');
		expect(shown('0123456789ab', false)).toBe('…');
	});

	it('nothing of a secret is, nor of a header that may hold one', () => {
		expect(shown('0123456789abcdef', true)).toBe('••••••••');
		expect(shown('0123456789abcdef', false, 'x-myop-signature')).toBe('••••••••');
	});
});

it('as JSON, one line', () => {
	const line = verificationLine({...failing, mistakes: null});
	expect(line.indexOf('\n')).toBe(line.length - 1);
	expect(JSON.parse(line)).toEqual({
		type: 'verification',
		v: 1,
		provider: failing.provider,
		signature: {
			state: 'invalid',
			because: failing.signature.because,
			hint: expect.stringMatching(/^Check that the secret is the one set at the provider/),
		},
		checked: [{header: 'X-CALLR-HmacSignature', sent: 'sHMM…Uig=', as: 'the HMAC-SHA256 of the raw body'}],
		mistakes: [],
	});
	const found = JSON.parse(verificationLine(failing));
	expect(found.mistakes).toEqual(failing.mistakes);
	expect(found.signature).not.toHaveProperty('hint');
});
