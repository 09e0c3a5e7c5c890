/** Findings, each with what to do about it. */

import {type Finding, severityRank} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import {plural} from './format.ts';
import type {Marks} from './marks.ts';
import {severityRole} from './roles.ts';
import {type Line, segment} from './segment.ts';
import {cut, widthOf} from './width.ts';
import {wrapWords} from './wrap.ts';

/** A heading and the findings, in lines of at most `width` columns. */
export function findingLines(findings: readonly Finding[], width: number, marks: Marks): Line[] {
	const heading = findings.length === 0 ? 'No findings' : plural(findings.length, 'finding');
	return [[], [segment(heading, 'text.strong')], ...findingList(findings, width, marks)];
}

/** The findings, the most severe first, then by their place. */
export function findingList(findings: readonly Finding[], width: number, marks: Marks): Line[] {
	const lines: Line[] = [];
	for (const alike of grouped(findings)) {
		const [{severity, code, hint}] = alike;
		const place = alike.flatMap(({where}) => (where === null ? [] : [oneLine(where)])).join('  ');
		const head = oneLine(code);
		const fits = widthOf(head) + widthOf(place) + 4 <= width;
		lines.push([
			segment(`${marks[severity]} `, severityRole(severity)),
			segment(cut(head, width - 2, marks.cut)),
			segment(fits && place !== '' ? `  ${place}` : '', 'text.muted'),
		]);
		if (!fits && place !== '') lines.push(...indented(place, width));
		for (const message of new Set(alike.map(finding => finding.message))) {
			lines.push(...indented(oneLine(message), width));
		}
		if (hint !== '') lines.push(...indented(`Do: ${oneLine(hint)}`, width));
	}
	return lines;
}

type Alike = [Finding, ...Finding[]];

/** The most severe first, then by their place; those that differ in their place only are told together, as one thing is to be done. */
function grouped(findings: readonly Finding[]): Alike[] {
	const groups = new Map<string, Alike>();
	for (const finding of findings) {
		const {severity, code, hint} = finding;
		const key = JSON.stringify([severity, code, hint]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [finding]);
		else group.push(finding);
	}
	return [...groups.values()].sort(
		([a], [b]) => severityRank[a.severity] - severityRank[b.severity] || byPlace(a.where, b.where),
	);
}

/** What is about the whole delivery comes first. */
function byPlace(a: string | null, b: string | null): number {
	if (a === b) return 0;
	return a === null || (b !== null && a < b) ? -1 : 1;
}

function indented(text: string, width: number): Line[] {
	return wrapWords(text, width - 2).map(part => [segment(`  ${part}`)]);
}
