import {describe, expect, it} from 'vitest';
import {type Check, check, diagnose} from '../../src/doctor/check.ts';
import {setupSteps} from '../../src/doctor/setup.ts';
import {checkLines, diagnosisLine, headingLines, setupLines} from '../../src/output/doctor.ts';
import {providers} from '../../src/providers/registry.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';

const long: Check = check('Store', 'store/private', 'Private', {
	state: 'warning',
	says: `mode 0644: others on this computer can read the numbers and secrets in it, ${'x'.repeat(90)}`,
	remedy: 'Run chmod 600 ~/.local/state/call-hook/store.db, or choose another file with --store.',
	source: 'a.page.example/that/is/quite/long (checked 2026-11-20)',
});

const text = (found: Check, width = 80, before: Check | null = null) =>
	checkLines(found, {width, marks: unicodeMarks}, before).map(plain);

describe('a check', () => {
	it('has its mark, its title and its sentence in columns', () => {
		const fine = check('Store', 'store/room', 'Room', {state: 'ok', says: '20 GB free', source: 'a page'});
		expect(text(fine)).toEqual(['  ✓ Room           20 GB free']);
		const [line] = checkLines(fine, {width: 80, marks: asciiMarks});
		expect(plain(line ?? [])).toBe('  + Room           20 GB free');
		expect(line?.find(({text: mark}) => mark === '+')?.role).toBe('good');
	});

	it('is followed by what to do, and by its page', () => {
		const lines = text(long, 120);
		expect(lines).toContain(
			'                   → Run chmod 600 ~/.local/state/call-hook/store.db, or choose another file with --store.',
		);
		expect(lines.at(-1)).toBe('                   a.page.example/that/is/quite/long (checked 2026-11-20)');
	});

	it('does not repeat what the one above it says', () => {
		expect(text(long, 120, long).join('\n')).not.toContain('chmod');
		expect(text(long, 120, long).join('\n')).not.toContain('a.page.example');
	});

	it.each([30, 40, 60, 80, 120])('is never wider than %i columns', width => {
		for (const line of text(long, width)) expect(line.length, line).toBeLessThanOrEqual(width);
	});

	it('cannot steer the terminal', () => {
		const hostile = check('Store', 'a/b', 'T\u001b[2J', {state: 'problem', says: 'a\u001b]0;x\u0007\nb'});
		const [line = ''] = text(hostile);
		for (const control of ['\u001b', '\u0007', '\n']) expect(line).not.toContain(control);
	});
});

it('groups have headings, with a blank line between them', () => {
	expect(headingLines('Store', true).map(plain)).toEqual(['Store']);
	expect(headingLines('Store', false).map(plain)).toEqual(['', 'Store']);
});

describe('a set-up', () => {
	const listener = {pid: 1, url: 'http://127.0.0.1:8888', publicUrl: 'https://lynx.example.test'};

	it.each(providers.flatMap(({id}) => [40, 80, 120].map(width => [id, width] as const)))(
		'of %s fits into %i columns',
		(id, width) => {
			const provider = providers.find(known => known.id === id) ?? expect.fail(id);
			const steps = setupSteps({provider, listener, secretsFrom: []});
			const lines = setupLines(provider.name, steps, {width, marks: unicodeMarks});
			for (const line of lines) expect(lineWidth(line), plain(line)).toBeLessThanOrEqual(width);
			expect(lines.map(plain).join('\n')).toContain('1  Have an address');
		},
	);

	it('tells a page once below all that it says', () => {
		const says = ['one', 'two'].map(told => ({text: told, sources: ['a page']}));
		const lines = setupLines('A', [{title: 'Do', says}], {width: 80, marks: unicodeMarks}).map(plain);
		expect(lines).toEqual(['Set up A', '', '  1  Do', '     one', '     two', '       a page']);
	});
});

it.each([
	[['ok', 'ok'], 'Nothing is wrong: 2 ok.'],
	[['ok', 'problem', 'warning', 'warning'], '1 problem, 2 warnings and 1 ok.'],
	[['warning'], '1 warning.'],
	[['skipped'], '1 not looked at.'],

	[['ok', 'unknown', 'skipped'], 'Nothing is wrong: 1 not known, 1 not looked at and 1 ok.'],
] as const)('%j come to: %s', (states, says) => {
	expect(plain(diagnosisLine(diagnose(states.map(state => ({state, fails: 'check' as const})))))).toBe(says);
});

it('what was not sent is not told to be right', () => {
	const found = [
		{state: 'ok', fails: 'contract'},
		{state: 'skipped', fails: 'contract', unsent: 12},
	] as const;
	expect(plain(diagnosisLine(diagnose(found)))).toBe(
		'What was looked at is right: 1 not looked at and 1 ok; 12 requests were not sent.',
	);
	const bad = [...found, {state: 'problem', fails: 'contract'}] as const;
	expect(plain(diagnosisLine(diagnose(bad)))).toBe(
		'1 problem, 1 not looked at and 1 ok; 12 requests were not sent.',
	);
});
