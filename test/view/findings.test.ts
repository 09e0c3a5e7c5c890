import {expect, it} from 'vitest';
import type {Finding, Severity} from '../../src/core/delivery.ts';
import {findingLines, findingList} from '../../src/view/findings.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {hostile, steering} from '../output/samples.ts';

const finding = (severity: Severity, code: string, where: string | null = null): Finding => ({
	code,
	severity,
	message: `${code} is so.`,
	hint: `Do about ${code}.`,
	where,
});

it('each finding has its mark, its place, what is so and what to do; the worst first', () => {
	const findings = [
		finding('info', 'a/info'),
		finding('error', 'a/error', 'line 2'),
		finding('warning', 'a/warning'),
	];
	expect(findingLines(findings, 80, unicodeMarks).map(plain)).toEqual([
		'',
		'3 findings',
		'▲ a/error  line 2',
		'  a/error is so.',
		'  Do: Do about a/error.',
		'△ a/warning',
		'  a/warning is so.',
		'  Do: Do about a/warning.',
		'i a/info',
		'  a/info is so.',
		'  Do: Do about a/info.',
	]);
	// The order of the delivery itself is not touched.
	expect(findings.map(({severity}) => severity)).toEqual(['info', 'error', 'warning']);
});

it('has ASCII marks where others cannot be shown', () => {
	expect(findingLines([finding('error', 'a/error')], 80, asciiMarks).map(plain)[2]).toBe('E a/error');
});

it.each([120, 80, 40, 20])('is at most %d columns wide, and lets no hostile text through', width => {
	const evil = {
		...finding('error', 'a/b', hostile),
		message: hostile.repeat(5),
		hint: `漢字${hostile}`.repeat(5),
	};
	for (const line of findingLines(
		[evil, finding('info', 'a/very-long-code-of-a-finding', 'body.x')],
		width,
		unicodeMarks,
	).map(plain)) {
		expect(widthOf(line)).toBeLessThanOrEqual(width);
		expect(line).not.toMatch(steering);
	}
});

it('nothing found is said, too', () => {
	expect(findingLines([], 80, unicodeMarks).map(plain)).toEqual(['', 'No findings']);
});

it('those of one severity stand by their place, what is about the whole delivery first', () => {
	const findings = [
		finding('info', 'a/three', 'body.to'),
		finding('info', 'a/two', 'body.from'),
		finding('info', 'a/one'),
		finding('error', 'a/zero', 'header.X'),
	];
	const lines = findingList(findings, 80, unicodeMarks).map(plain);
	expect(lines.filter(line => /^\S/.test(line))).toEqual([
		'▲ a/zero  header.X',
		'i a/one',
		'i a/two  body.from',
		'i a/three  body.to',
	]);
});

it('what differs in its place only is said once', () => {
	const findings = [finding('info', 'a/b', 'body.from'), finding('info', 'a/b', 'body.to')];
	expect(findingList(findings, 80, unicodeMarks).map(plain)).toEqual([
		'i a/b  body.from  body.to',
		'  a/b is so.',
		'  Do: Do about a/b.',
	]);
});
