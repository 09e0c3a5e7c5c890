/** Findings, each with what to do about it. */

import {type Finding, severityRank} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import {plural} from './format.ts';
import type {Marks} from './marks.ts';
import {severityRole} from './roles.ts';
import {type Line, segment} from './segment.ts';
import {cut, widthOf} from './width.ts';
import {wrapWords} from './wrap.ts';

/** A heading and the findings, the most severe first, in lines of at most `width` columns. */
export function findingLines(findings: readonly Finding[], width: number, marks: Marks): Line[] {
	if (findings.length === 0) return [[], [segment('No findings', 'text.strong')]];
	const lines: Line[] = [[], [segment(plural(findings.length, 'finding'), 'text.strong')]];
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
		for (const {message} of alike) lines.push(...indented(oneLine(message), width));
		if (hint !== '') lines.push(...indented(`Do: ${oneLine(hint)}`, width));
	}
	return lines;
}

type Alike = [Finding, ...Finding[]];

/** The most severe first; those that differ in their place only are told together, as one thing is to be done. */
function grouped(findings: readonly Finding[]): Alike[] {
	const groups = new Map<string, Alike>();
	for (const finding of findings) {
		const {severity, code, hint} = finding;
		const key = JSON.stringify([severity, code, hint]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [finding]);
		else group.push(finding);
	}
	return [...groups.values()].sort(([a], [b]) => severityRank[a.severity] - severityRank[b.severity]);
}

function indented(text: string, width: number): Line[] {
	return wrapWords(text, width - 2).map(part => [segment(`  ${part}`)]);
}
