import {type Finding, type Severity, severityRank} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, type Role, segment} from '../view/segment.ts';

const roles: Record<Severity, Role> = {error: 'bad', warning: 'warn', info: 'info'};

/** Findings with what to do about each, the most severe first. */
export function findingLines(findings: readonly Finding[], marks: Marks): Line[] {
	return [...findings]
		.sort((a, b) => severityRank[a.severity] - severityRank[b.severity])
		.flatMap(({severity, code, message, hint, where}) => [
			[],
			[
				segment(`  ${marks[severity]} `, roles[severity]),
				segment(code, roles[severity]),
				segment(where === null ? '' : `  ${oneLine(where)}`, 'text.muted'),
			],
			[segment(`    ${oneLine(message)}`)],
			[segment(`    Do: ${oneLine(hint)}`, 'text.muted')],
		]);
}
