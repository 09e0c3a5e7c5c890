/** `--output lines`: one line per delivery, in words, never taken back. Columns are fixed, not fitted to what comes. */

import {
	type Delivery,
	otherCodes,
	type Repeat,
	type Severity,
	severityRank,
	worstFinding,
} from '../core/delivery.ts';
import {gapText} from '../core/duration.ts';
import type {CallEvent} from '../core/event.ts';
import type {ForwardFailureCode, TargetStatus} from '../core/target.ts';
import {oneLine} from '../core/text.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import {clause, deliveryText, directionWord, sidesOf, timeOfDay, took} from '../view/format.ts';
import {clipLine, fitLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type StateText, targetState, tunnelState} from '../view/network.ts';
import {otherSide} from '../view/parties.ts';
import {againMark, againText, repeatText, replayMark, replayText} from '../view/repeat.ts';
import {severityRole, statusRole, tookRole, verdictRole} from '../view/roles.ts';
import {type Line, type Role, type Segment, segment} from '../view/segment.ts';
import {cut, cutStart, fit, widthOf} from '../view/width.ts';

export interface LineFormat {
	/** Columns of the terminal; null for a pipe or a file: milliseconds, every note, nothing cut. */
	width: number | null;
	marks: Marks;
	/** How long the sender waits for its answer by its documents, in ms; null when they do not say. */
	deadlineOf(delivery: Delivery): number | null;
}

/** From this width on a line has direction, time taken and a note. */
const wideFrom = 100;
/** Below it a line has the other side only, as what came is worth more. */
const bothSidesFrom = 92;
/** Below this width a line has no parties: its status is worth more. */
const tightBelow = 72;

export function deliveryLine(delivery: Delivery, {width, marks, deadlineOf}: LineFormat): Line {
	if (width !== null && width < wideFrom)
		return clipLine(narrowLine(delivery, marks, width), width, marks.cut);
	const role = tookRole(delivery.answer.durationMs, deadlineOf(delivery));
	if (width === null) return plainLine(delivery, role, marks);
	return clipLine(wideLine(delivery, role, marks, width), width, marks.cut);
}

/** `09:30:02 listening  http://127.0.0.1:8888`: what happens to call-hook itself. */
export function stateLine(at: number, what: string, text: string, role: Role = 'text'): Line {
	return [
		segment(timeOfDay(at), 'text.muted'),
		segment('  '),
		segment(fit(what, 11), role),
		segment(' '),
		segment(oneLine(text)),
	];
}

/** `09:30:05  tunnel      live 84 ms   https://…`; `address` is what is to be given to a provider, the secret path included. */
export function tunnelLine(status: TunnelStatus, marks: Marks, address: string | null = status.url): Line {
	const state = tunnelState(status, null, marks);
	const because = status.because === null ? null : clause(status.because);
	const notes: Record<TunnelStatus['state'], string | null> = {
		starting: because ?? 'asking for an address',
		assigned: because ?? 'not proved yet',
		live: because,
		degraded: because ?? 'no answer through it',
		dead:
			status.isFinal === true ? because : `${because === null ? '' : `${because}; `}asking for a new address`,
	};
	return around(status.since, 'tunnel', state, [address, notes[status.state]]);
}

/** `09:30:05  target      up 3 ms      http://127.0.0.1:3000` */
export function targetLine(status: TargetStatus, marks: Marks): Line {
	const because = status.because === null ? null : clause(status.because);
	return around(status.since, 'target', targetState(status, null, marks), [status.url, because]);
}

/** A state and what it is about, in words; never cut, as an address is to be copied. */
function around(at: number, what: string, state: StateText, texts: readonly (string | null)[]): Line {
	const word = state.figure === '' ? state.word : `${state.word} ${state.figure}`;
	const told = texts.flatMap(text => (text === null ? [] : [oneLine(text)])).join('   ');
	return [
		segment(timeOfDay(at), 'text.muted'),
		segment('  '),
		segment(`${fit(what, 11)} `),
		segment(fitOpen(word, 12), state.role),
		segment(` ${told}`),
	];
}

/** `timeRole` tells how near to its deadline the answer was. */
function plainLine(delivery: Delivery, timeRole: Role, marks: Marks): Line {
	const {inspection, request, answer} = delivery;
	const cells: Line[] = [
		[segment(timeOfDay(request.receivedAt, 'milliseconds'), 'text.muted')],
		[segment(idText(delivery).padStart(4))],
		[segment(inspection.provider.id.padEnd(10), 'text.strong')],
		[segment(directionWord(inspection.event?.direction ?? null).padEnd(3), 'text.muted')],
		[segment(fitOpen(whatOf(delivery), 14))],
		sides(inspection.event, marks, null),
		[segment(statusText(delivery).padEnd(3), statusRole(delivery.answer.status, delivery.verdict.state))],
		[segment(took(answer.durationMs).padStart(7), timeRole)],
		[segment(verdictWord(delivery).padEnd(8), verdictRole(delivery.verdict.state))],
		[segment(allNotes(delivery))],
	];
	return trimEnd(joinLines(cells, '  '));
}

function wideLine(delivery: Delivery, timeRole: Role, marks: Marks, width: number): Line {
	const {inspection, request, answer} = delivery;
	const used = 8 + 1 + 4 + 1 + 10 + 1 + 3 + 1 + 14 + 1 + 29 + 1 + 3 + 1 + 7 + 1 + 8 + 1;
	return trimEnd(
		joinLines(
			[
				[segment(timeOfDay(request.receivedAt), 'text.muted')],
				[segment(idText(delivery).padStart(4))],
				[segment(fit(inspection.provider.id, 10, 'left', marks.cut), 'text.strong')],
				[segment(fit(directionWord(inspection.event?.direction ?? null), 3), 'text.muted')],
				[segment(fit(marked(delivery, 14, marks), 14, 'left', marks.cut))],
				sides(inspection.event, marks, 13),
				[segment(fit(statusText(delivery), 3), statusRole(delivery.answer.status, delivery.verdict.state))],
				[segment(fit(took(answer.durationMs), 7, 'right'), timeRole)],
				[segment(fit(verdictWord(delivery), 8), verdictRole(delivery.verdict.state))],
				[shortNote(delivery, width - used, marks)],
			],
			' ',
		),
	);
}

/** What came gets the room that the others leave: what a replay says in front of it is not to cut it. */
function narrowLine(delivery: Delivery, marks: Marks, width: number): Line {
	const {inspection, request} = delivery;
	const id = idText(delivery).padStart(4);
	const side = width < tightBelow ? 0 : width < bothSidesFrom ? 14 : 29;
	const provider = width < shortProviderBelow ? 4 : 10;
	const used = 8 + 1 + widthOf(id) + 1 + provider + 1 + (side === 0 ? 0 : 1 + side) + 1 + 3 + 1 + longestWord;
	const parties = {direction: null, from: null, to: null, counterparty: null, ...inspection.event};
	return trimEnd(
		joinLines(
			[
				[segment(timeOfDay(request.receivedAt), 'text.muted')],
				[segment(id)],
				// Four letters tell the providers apart; a cut mark would take one of them.
				[segment(fit(inspection.provider.id.slice(0, provider), provider), 'text.strong')],
				eventCell(delivery, Math.max(leastEvent, width - used), marks),
				...(side === 0
					? []
					: [side === 14 ? fitLine(otherSide(parties, 14, marks), 14) : sides(inspection.event, marks, 13)]),
				[segment(fit(statusText(delivery), 3), statusRole(delivery.answer.status, delivery.verdict.state))],
				[lastWord(delivery)],
			],
			' ',
		),
	);
}

/** Columns of what stands last: `no answer`. */
const longestWord = 9;
const leastEvent = 11;
const shortProviderBelow = 50;

/** `»#12 cdr answered, edited`, `↻#12 in-call 1`: what the user sent is not taken for the provider's, nor a repeat for news. */
function eventCell(delivery: Delivery, width: number, marks: Marks): Line {
	const again = againMark(delivery, marks);
	const lead = again === '' ? '' : `${again} `;
	const text = `${whatOf(delivery)}${delivery.replay?.isEdited ? ', edited' : ''}`;
	return fitLine([segment(lead, 'retry'), segment(text)], width, marks.cut);
}

/** The verdict; where that says nothing, what the status does not tell and there is no room for a note on. */
function lastWord({refusal, answer, verdict}: Delivery): Segment {
	if (verdict.state !== 'accepted' && verdict.state !== 'rejected') {
		if (refusal !== null) return segment('refused', 'warn');
		if (answer.by === 'nobody') return segment('no answer', 'warn');
		if (answer.isCut === true) return segment('cut off', 'warn');
	}
	return segment(verdictWord({verdict}), verdictRole(verdict.state));
}

/** What the user sent is not taken for the provider's. What it repeats is told in a note, and here where it fits. */
function marked(delivery: Delivery, width: number, marks: Marks): string {
	const text = whatOf(delivery);
	if (delivery.replay === null) return text;
	const whole = `${replayMark(delivery.replay, marks)} ${text}`;
	return widthOf(whole) <= width ? whole : `${marks.replay} ${text}`;
}

function whatOf({inspection, request}: Delivery): string {
	return deliveryText({event: inspection.event, request});
}

function idText({id}: Delivery): string {
	return id === null ? '-' : `#${id}`;
}

function statusText({answer}: Delivery): string {
	return answer.status === null ? '-' : String(answer.status);
}

function verdictWord({verdict}: Pick<Delivery, 'verdict'>): string {
	return verdict.state ?? '-';
}

/** In lines of text an arrow of two characters reads better than a lone >. */
export function arrowOf({arrow}: Marks): string {
	return arrow === '>' ? '->' : arrow;
}

/** Both sides, the arrows of all lines below each other; `side` is the width of one, null for no cutting. */
export function sides(
	call: Pick<CallEvent, 'from' | 'to' | 'counterparty'> | null,
	marks: Marks,
	side: number | null,
): Segment[] {
	const known = call === null ? null : sidesOf(call);
	const arrow = arrowOf(marks);
	const total = 13 + 1 + widthOf(arrow) + 1 + 13;
	if (known === null) return [segment(fit('-', total), 'text.muted')];
	const text = (party: typeof known.left) => {
		if (party === null) return '-';
		const shown = oneLine(party.e164 ?? party.raw);
		return side === null ? shown : cutStart(shown, side, marks.cut);
	};
	const middle = known.arrow === 'arrow' ? arrow : '?'.padEnd(widthOf(arrow));
	return [
		segment(fitOpen(text(known.left), 13), known.left === null ? 'text.muted' : 'number'),
		segment(` ${middle} `, 'text.muted'),
		segment(fitOpen(text(known.right), 13), known.right === null ? 'text.muted' : 'number'),
	];
}

/** Findings are told as notes here, below warnings and errors. */
const severityWords: Record<Severity, string> = {error: 'error', warning: 'warning', info: 'note'};

/** What came of handing a request to its target, when that went wrong. */
const failureWords: Readonly<Record<ForwardFailureCode, string>> = {
	refused: 'target refused',
	dns: 'target not found',
	unreachable: 'target unreachable',
	tls: 'target TLS failed',
	timeout: 'target timed out',
	deadline: 'target too late',
	unsendable: 'cannot be forwarded',
	reset: 'target hung up',
	garbage: 'target is no HTTP',
	cut: 'target broke off',
	'sender-left': 'sender left',
	stopped: 'call-hook stopped',
};

/** What was not as it should be between the request and its answer, the weightiest first. */
function mishaps({refusal, answer}: Delivery, room: 'short' | 'whole'): string[] {
	const {forwarding, fault, isCut} = answer;
	const failure = forwarding?.failure ?? null;
	const told = (word: string, message: string) => (room === 'short' ? word : `${word}: ${clause(message)}`);
	return [
		...(refusal === null
			? []
			: [room === 'short' ? `not let in, ${refusal.code}` : `not let in: ${clause(refusal.message)}`]),
		...(failure === null ? [] : [told(failureWords[failure.code], failure.message)]),
		...(fault === undefined ? [] : [`fault ${oneLine(fault)}`]),
		...(isCut === true && failure === null ? ['answer cut off'] : []),
	];
}

/**
 * The one note there is room for: why the answer was rejected, else what went wrong on the way, else what it repeats,
 * else the worst finding.
 */
function shortNote(delivery: Delivery, width: number, marks: Marks): Segment {
	const {answer, verdict, inspection} = delivery;
	const [mishap] = mishaps(delivery, 'short');
	if (answer.by === 'nobody') return segment(cut(mishap ?? 'nobody answered', width, marks.cut), 'warn');
	if (verdict.state === 'rejected') {
		return segment(cut(oneLine(verdict.short?.rule ?? verdict.because), width, marks.cut), 'bad');
	}
	if (mishap !== undefined) return segment(cut(mishap, width, marks.cut), 'warn');
	const again = againText(delivery);
	if (again !== '') {
		const short = `${againMark(delivery, marks)}${delivery.replay?.isEdited ? ', edited' : ''}`;
		const isNamed = (delivery.replay ?? delivery.repeat)?.of != null;
		return segment(cut(widthOf(again) <= width || !isNamed ? again : short, width, marks.cut), 'retry');
	}
	const worst = worstFinding(inspection.findings);
	if (worst === null) return segment('');
	const others = otherCodes(worst, inspection.findings);
	const more = others === 0 ? '' : ` +${others}`;
	const word = severityWords[worst.severity];
	const full = `${word} ${worst.code}`;
	const short = `${word} ${worst.code.slice(worst.code.indexOf('/') + 1)}`;
	// The group says more than how many others there are: without it "invalid" might be anything.
	const fitting = [full + more, full, short + more].find(text => widthOf(text) <= width);
	return segment(fitting ?? cut(short, width, marks.cut), severityRole(worst.severity));
}

/** Every note in words: the verdict's reason, what went wrong on the way, what it repeats, then findings by severity. */
function allNotes(delivery: Delivery): string {
	const {answer, verdict, inspection, replay, repeat} = delivery;
	const notes: string[] = [];
	if (answer.by === 'nobody') notes.push('nobody answered');
	else if (verdict.state === 'rejected') notes.push(oneLine(verdict.because));
	notes.push(...mishaps(delivery, 'whole'));
	if (replay !== null) notes.push(replayText(replay));
	if (repeat !== null) {
		notes.push(`${repeatText(repeat)}${repeat.gapMs === null ? '' : `, ${gapText(repeat.gapMs)}`}`);
	}
	for (const severity of Object.keys(severityRank) as Severity[]) {
		const found = inspection.findings.filter(finding => finding.severity === severity);
		const codes = [...new Set(found.map(({code}) => code))].filter(code => !isToldAsRepeat(code, repeat));
		if (codes.length > 0) notes.push(`${severityWords[severity]} ${codes.join(', ')}`);
	}
	return notes.join('; ');
}

/** What says no more than the note about what is repeated. */
function isToldAsRepeat(code: string, repeat: Repeat | null): boolean {
	return repeat !== null && code === `delivery/${repeat.kind}`;
}

/** Padded to `width`, never cut. */
function fitOpen(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Without the blanks at its end. */
export function trimEnd(line: Line): Line {
	const kept = [...line];
	for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
		const text = last.text.trimEnd();
		if (text !== '') return [...kept.slice(0, -1), {...last, text}];
		kept.pop();
	}
	return kept;
}
