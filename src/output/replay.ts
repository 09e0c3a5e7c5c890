/** What `replay` says when all was sent: how much, what came back, how quickly. */

import type {Verdict} from '../core/delivery.ts';
import {duration} from '../core/duration.ts';
import type {ForwardFailureCode} from '../core/target.ts';
import type {Percentiles, ReportFigures, Slowest} from '../replay/report.ts';
import {count, deliveryText, plural} from '../view/format.ts';
import {labelled} from '../view/labelled.ts';
import type {Marks} from '../view/marks.ts';
import {statusRole, verdictRole} from '../view/roles.ts';
import {type Line, type Role, segment} from '../view/segment.ts';
import {wrapWords} from '../view/wrap.ts';

/** Columns in front of what a label stands for. */
const indent = 14;

/** Each line is at most `width` columns wide, but for very narrow terminals. */
export function reportLines(figures: ReportFigures, width: number, marks: Marks): Line[] {
	const {sent, retries, resent, statuses, verdicts, latencyMs, slowest} = figures;
	const head = wrapWords(headline(figures), Math.max(20, width)).map((line): Line => [segment(line)]);
	if (sent === 0) return head;
	const rows: Line[] = [
		...(statuses.size === 0
			? []
			: row('Answers', [countsText(statuses, String, marks), worstStatusRole(figures)], width)),
		...(figures.failed === 0
			? []
			: row('Failed', [countsText(figures.failures, code => failureWords[code], marks), 'bad'], width)),
		...row('Verdicts', [verdictsText(verdicts), worstVerdictRole(verdicts)], width),
		...(retries === 0 ? [] : row('Sent again', [plural(retries, 'retry', 'retries'), 'retry'], width)),
		...(resent === 0 ? [] : row('Resent', [resentText(resent), 'retry'], width)),
		...(latencyMs === null ? [] : row('Took', [latencyText(figures, latencyMs), 'text'], width)),
		...(slowest === null || sent === 1 ? [] : row('Slowest', [slowestText(slowest), 'text'], width)),
	];
	return [...head, [], ...rows];
}

function headline({sent, durationMs}: ReportFigures): string {
	if (sent === 0) return 'Nothing was sent.';
	const rate = sent > 1 && durationMs >= 1 ? `, ${perSecond((sent * 1000) / durationMs)}` : '';
	return `${plural(sent, 'request')} sent in ${duration(durationMs)}${rate}.`;
}

/** `8,100/s`; of few `2.5/s`, `0.04/s` */
export function perSecond(rate: number): string {
	if (rate >= 10) return `${count(Math.round(rate))}/s`;
	return `${Number(rate.toPrecision(2))}/s`;
}

function row(label: string, [text, role]: readonly [string, Role], width: number): Line[] {
	const lines = labelled(`  ${label}`, [], text, width, indent);
	return lines.map(([name, ...rest]) => [
		...(name === undefined ? [] : [segment(name.text, 'text.muted')]),
		...rest.map(part => segment(part.text, role)),
	]);
}

function resentText(resent: number): string {
	return `${count(resent)} on another connection, as the target closed the first: it may have got ${resent === 1 ? 'it' : 'them'} twice`;
}

/** `200 × 1,998, 500 × 1` */
function countsText<T>(counts: ReadonlyMap<T, number>, words: (key: T) => string, {times}: Marks): string {
	return Array.from(counts, ([key, many]) => `${words(key)} ${times} ${count(many)}`).join(', ');
}

/** Of the highest status: it says most of what is wrong. */
function worstStatusRole({statuses, verdicts}: ReportFigures): Role {
	return statusRole(Math.max(...statuses.keys()), worstVerdict(verdicts));
}

const failureWords: Readonly<Record<ForwardFailureCode, string>> = {
	refused: 'nothing listens there',
	dns: 'name without address',
	unreachable: 'not reached',
	tls: 'no secure connection',
	timeout: 'no answer in time',
	deadline: 'no answer within the deadline',
	unsendable: 'cannot be sent',
	reset: 'closed without an answer',
	garbage: 'no HTTP',
	cut: 'broken off',
	'sender-left': 'given up',
	stopped: 'stopped',
};

function verdictsText({accepted, rejected, unknown, unanswered}: ReportFigures['verdicts']): string {
	return [
		`${count(accepted)} accepted`,
		`${count(rejected)} rejected`,
		`${count(unknown)} unknown`,
		...(unanswered > 0 ? [`${count(unanswered)} unanswered`] : []),
	].join(', ');
}

function worstVerdict({accepted, rejected, unknown}: ReportFigures['verdicts']): Verdict['state'] {
	if (rejected > 0) return 'rejected';
	if (unknown > 0) return 'unknown';
	return accepted > 0 ? 'accepted' : null;
}

function worstVerdictRole(verdicts: ReportFigures['verdicts']): Role {
	const worst = worstVerdict(verdicts);
	return worst === 'unknown' ? 'text' : verdictRole(worst);
}

function latencyText({sent}: ReportFigures, {p50, p95, p99, max}: Percentiles): string {
	if (sent === 1) return duration(max);
	return `p50 ${duration(p50)}, p95 ${duration(p95)}, p99 ${duration(p99)}, max ${duration(max)}`;
}

/** `88 ms, #41 cdr, step 3 of repetition 1,204, attempt 2` */
function slowestText({ms, place, attempt, delivery}: Slowest): string {
	const {id, inspection, request} = delivery;
	const what = deliveryText({event: inspection.event, request});
	const parts = [
		duration(ms),
		`${id === null ? '' : `#${id} `}${what}`,
		`step ${count(place.step + 1)} of repetition ${count(place.repetition + 1)}`,
		...(place.copy > 0 ? ['duplicate'] : []),
		...(attempt > 0 ? [`attempt ${count(attempt + 1)}`] : []),
	];
	return parts.join(', ');
}
