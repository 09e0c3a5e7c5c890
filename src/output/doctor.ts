/** What the doctor says: checks below their headings, set-up in steps, and what all of it comes to. */

import type {Saying} from '../core/contract.ts';
import {listed, oneLine} from '../core/text.ts';
import type {Check, CheckState, Diagnosis} from '../doctor/check.ts';
import type {SetupStep} from '../doctor/setup.ts';
import {plural} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, type Role, type Segment, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

export interface DoctorFormat {
	/** Columns that texts are wrapped to. */
	width: number;
	marks: Marks;
}

const looks: Readonly<Record<CheckState, {mark: keyof Marks; role: Role}>> = {
	ok: {mark: 'accepted', role: 'good'},
	problem: {mark: 'rejected', role: 'bad'},
	warning: {mark: 'warning', role: 'warn'},
	unknown: {mark: 'unknown', role: 'info'},
	skipped: {mark: 'none', role: 'text.muted'},
};

/** Of a check's title. */
const titleWidth = 15;
/** In front of it: two blanks, the mark and one more. */
const leadWidth = 4;
/** In a narrower terminal the text goes below the title. */
const narrow = 60;
/** A terminal of less is no place for texts. */
const narrowest = 20;

export function headingLines(group: string, isFirst: boolean): Line[] {
	return [...(isFirst ? [] : [[]]), [segment(oneLine(group), 'text.strong')]];
}

/**
 * A check, what to do about it, and where the rule was read.
 * @param before the one above it: what it says of these is not said again
 */
export function checkLines(
	{state, title, says, remedy, source}: Check,
	format: DoctorFormat,
	before: Pick<Check, 'remedy' | 'source'> | null = null,
): Line[] {
	const {mark, role} = looks[state];
	const lead = [segment('  '), segment(format.marks[mark], role), segment(' ')];
	const name = oneLine(title);
	const isBelow = format.width < narrow || name.length >= titleWidth;
	const first: Line = [...lead, segment(isBelow ? name : fit(name, titleWidth))];
	const at = leadWidth + (format.width < narrow ? 0 : titleWidth);
	const role2 = state === 'skipped' ? 'text.muted' : 'text';
	const texts = beside(isBelow ? null : first, says, role2, at, format.width);
	return [
		...(isBelow ? [first] : []),
		...texts,
		...(remedy === null || remedy === before?.remedy
			? []
			: beside(null, remedy, 'accent', at, format.width, `${format.marks.arrow} `)),
		...(source === null || state === 'ok' || source === before?.source
			? []
			: beside(null, source, 'text.muted', at, format.width)),
	];
}

/** A text from a column on, going on below itself; `first` is what stands before it. */
function beside(first: Line | null, text: string, role: Role, at: number, width: number, mark = ''): Line[] {
	const room = Math.max(narrowest, width - at - mark.length);
	return wrapWords(oneLine(text), room).map((row, index) => {
		const lead: Line = index === 0 && first !== null ? first : [segment(' '.repeat(at))];
		const marked: Segment[] =
			mark === '' ? [] : [segment(index === 0 ? mark : ' '.repeat(mark.length), role)];
		return [...lead, ...marked, segment(row, role)];
	});
}

/** The steps of a set-up, numbered; each saying with its pages behind it, where several have one page it is told once. */
export function setupLines(name: string, steps: readonly SetupStep[], {width}: DoctorFormat): Line[] {
	const lines: Line[] = [[segment(`Set up ${oneLine(name)}`, 'text.strong')]];
	for (const [index, {title, says}] of steps.entries()) {
		lines.push([], [segment(`${String(index + 1).padStart(3)}  `, 'accent'), segment(title, 'text.strong')]);
		for (const [place, saying] of says.entries()) {
			lines.push(...beside(null, saying.text, 'text', 5, width));
			// Rules of one page stand together: it is told below the last of them.
			if (samePages(saying, says[place + 1])) continue;
			for (const page of saying.sources) lines.push(...beside(null, page, 'text.muted', 7, width));
		}
	}
	return lines;
}

function samePages({sources}: Saying, next: Saying | undefined): boolean {
	return next !== undefined && sources.length > 0 && sources.join('\n') === next.sources.join('\n');
}

/** `2 problems, 1 warning and 12 ok.`; what was not sent is not told to be right. */
export function diagnosisLine({problems, warnings, ok, unknown, skipped, unsent}: Diagnosis): Line {
	const others = [
		...(problems > 0 ? [plural(problems, 'problem')] : []),
		...(warnings > 0 ? [plural(warnings, 'warning')] : []),
		...(unknown > 0 ? [`${unknown} not known`] : []),
		...(skipped > 0 ? [`${skipped} not looked at`] : []),
	];
	const parts = ok === 0 && others.length > 0 ? others : [...others, `${ok} ok`];
	const isFine = problems + warnings === 0;
	const begin = unsent > 0 ? 'What was looked at is right: ' : 'Nothing is wrong: ';
	const left = unsent > 0 ? `; ${plural(unsent, 'request')} ${unsent === 1 ? 'was' : 'were'} not sent` : '';
	const role = problems > 0 ? 'bad' : isFine && ok > 0 && unsent === 0 ? 'good' : 'warn';
	return [segment(`${isFine && ok > 0 ? begin : ''}${listed(parts)}${left}.`, role)];
}
