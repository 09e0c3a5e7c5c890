/** The tab Checks: would it have counted, what is wrong with it, is it genuine, is it new, and who sent it. */

import type {Advice} from '../core/contract.ts';
import {type Delivery, type Replay, worstFinding} from '../core/delivery.ts';
import {listed, oneLine} from '../core/text.ts';
import {findingList} from './findings.ts';
import {percent} from './format.ts';
import {labelled} from './labelled.ts';
import {fitLine, lineWidth} from './line.ts';
import type {Marks} from './marks.ts';
import {repeatMark, replayMark} from './repeat.ts';
import {severityRole, signatureMark, signatureRole} from './roles.ts';
import {type Line, type Segment, segment} from './segment.ts';
import {verdictInWords} from './verdict.ts';
import {fit} from './width.ts';

export interface ChecksFacts {
	delivery: Delivery;
	advice: Advice;
	/** Its answer is not known yet. */
	isWaiting: boolean;
}

/** The lines of the tab, each at most `width` columns wide: always the same five parts in the same order. */
export function checksLines(facts: ChecksFacts, width: number, marks: Marks): Line[] {
	const {delivery} = facts;
	const layout = layoutFor(width);
	return [
		...verdictLines(facts, layout, marks),
		[],
		...findingsPart(delivery, layout, marks),
		[],
		...signatureLines(delivery, layout, marks),
		[],
		...repeatLines(delivery, layout, marks),
		[],
		...providerLines(delivery, layout),
	];
}

/** What needs a reader most in the checks of a delivery, as the mark of their tab; null when nothing does. */
export function checksMark({inspection, verdict}: Delivery, marks: Marks): Segment | null {
	const worst = worstFinding(inspection.findings);
	const isBad = verdict.state === 'rejected' || inspection.signature.state === 'invalid';
	if (isBad && worst?.severity !== 'error') return segment(marks.rejected, 'bad');
	return worst === null ? null : segment(marks[worst.severity], severityRole(worst.severity));
}

/** Widths in columns: of the name of a part, of what stands out behind it, and of all. */
interface Layout {
	label: number;
	/** 0 where there is no room for a column of its own: the text follows at once. */
	head: number;
	width: number;
}

function layoutFor(width: number): Layout {
	return width < 98 ? {label: 11, head: 0, width} : {label: 13, head: 15, width};
}

/** The first row of a part: its name, what stands out, and a text that goes on below itself. */
function part(label: string, head: Line, text: string, {label: labelWidth, head: headWidth, width}: Layout) {
	if (lineWidth(head) >= headWidth) return labelled(label, head, oneLine(text), width, labelWidth);
	const [first = [], ...rest] = labelled('', [], oneLine(text), width, labelWidth + headWidth);
	const named = [segment(fit(label, labelWidth), 'json.key'), ...fitLine(head, headWidth)];
	return [[...named, ...first.slice(1)], ...rest];
}

/** A further row of a part: `Do`, `Source`. */
function more(name: string, text: string, {label, head, width}: Layout): Line[] {
	if (head > 0) return labelled(' '.repeat(label) + name, [], oneLine(text), width, label + head);
	const lead = name.endsWith('?') ? name : `${name}:`;
	return labelled('', [], oneLine(`${lead} ${text}`), width, label);
}

function verdictLines({delivery, advice, isWaiting}: ChecksFacts, layout: Layout, marks: Marks): Line[] {
	const {verdict, inspection} = delivery;
	const {todo, open} = advice;
	const kind = inspection.event === null ? '' : ` (${inspection.event.kind})`;
	const unknown = open.length === 0 ? [] : more('Not known', `${listed(open)}${kind}`, layout);
	const {head, text} = verdictInWords(isWaiting ? null : verdict, marks);
	if (isWaiting) return [...part('Verdict', head, text, layout), ...unknown];
	return [
		...part('Verdict', head, text, layout),
		...(todo === null ? [] : more('Do', todo, layout)),
		...unknown,
		...(verdict.source === null ? [] : more('Source', verdict.source, layout)),
	];
}

function findingsPart({inspection: {findings}}: Delivery, {label, width}: Layout, marks: Marks): Line[] {
	const lines =
		findings.length === 0
			? [[segment('none', 'text.muted')]]
			: findingList(findings, Math.max(1, width - label), marks);
	return lines.map((line, index) => [
		segment(fit(index === 0 ? 'Findings' : '', label), 'json.key'),
		...line,
	]);
}

function signatureLines(delivery: Delivery, layout: Layout, marks: Marks): Line[] {
	const {state, because} = delivery.inspection.signature;
	const head = [segment(`${signatureMark(state, marks)} ${state}`, signatureRole(state))];
	const todo = signatureTodo(delivery);
	return [...part('Signature', head, because, layout), ...(todo === null ? [] : more('Do', todo, layout))];
}

/** The command that finds out what is wrong, ready to be pasted; else the hint, unless a finding beside it has it. */
function signatureTodo({id, inspection: {signature, findings}}: Delivery): string | null {
	const {state, hint, typed = []} = signature;
	if (state === 'invalid' && id !== null) {
		return [`call-hook verify ${id}`, ...typed.map(secret => `--secret ${shellWord(secret)}`)].join(' ');
	}
	return hint === undefined || findings.some(finding => finding.hint === hint) ? null : hint;
}

/** A text as a shell takes it for one word. */
function shellWord(text: string): string {
	return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function sentByYou({of, from, isEdited, isResigned}: Replay): string {
	const what = of === null ? oneLine(from ?? 'a request') : `#${of}`;
	const changed = isEdited ? (isResigned ? ', edited and signed anew' : ', edited and not signed anew') : '';
	return `${what}, sent by you${changed}${!isEdited && isResigned ? ', signed anew' : ''}`;
}

function repeatLines(delivery: Delivery, layout: Layout, marks: Marks): Line[] {
	const {repeat, refusal, replay, inspection} = delivery;
	if (repeat !== null) {
		const mark = repeatMark(repeat, marks);
		const head = repeat.of === null ? `${mark} ${repeat.kind}` : mark;
		return part('Repeats', [segment(head, 'retry')], repeat.because, layout);
	}
	if (replay !== null) {
		const head = replay.of === null ? `${marks.replay} replay` : replayMark(replay, marks);
		return part('Repeats', [segment(head, 'retry')], sentByYou(replay), layout);
	}
	const why =
		refusal !== null
			? 'it was not let in'
			: inspection.provider.confidence === 0
				? 'who sent it is not known'
				: null;
	return why === null
		? part('Repeats', [segment('first')], 'no earlier delivery is like it', layout)
		: part('Repeats', [segment(`${marks.unknown} unknown`, 'info')], `not looked for: ${why}`, layout);
}

function providerLines({inspection, request}: Delivery, layout: Layout): Line[] {
	const {name, confidence, because, pinned, runnerUp} = inspection.provider;
	const head = [segment(oneLine(name), 'text.strong')];
	const reasons = because.length === 0 ? [] : reasonLines(because, layout);
	const ways = `--provider <id> or --route ${routePath(request)}=<id>`;
	if (confidence === 0) {
		return [
			...part('Provider', head, 'not recognised', layout),
			...reasons,
			...more('Do', `If you know who sent it, say so: ${ways}`, layout),
		];
	}
	const next = runnerUp === null ? 'none' : `${runnerUp.id}, ${percent(runnerUp.confidence)} sure`;
	return [
		...part(
			'Provider',
			head,
			pinned ? 'as you said' : `${percent(confidence)} sure, by what was sent`,
			layout,
		),
		...reasons,
		...(pinned ? [] : more('Runner-up', next, layout)),
		...more('Wrong?', `${ways} says otherwise`, layout),
	];
}

/** Each on a row of its own where rows can be told apart. */
function reasonLines(because: readonly string[], layout: Layout): Line[] {
	if (layout.head === 0) return more('Because', because.join('; '), layout);
	return because.flatMap((reason, index) => more(index === 0 ? 'Because' : '', reason, layout));
}

function routePath({target}: Delivery['request']): string {
	const path = target?.replace(/\?.*/s, '') ?? '';
	return path.startsWith('/') && path.length <= longestPath ? path : '/path';
}

/** A longer path is no help in an option to be typed. */
const longestPath = 40;
