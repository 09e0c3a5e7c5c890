/** The answer a delivery got: who gave it, how long that took, whether it counts, and what it was. */

import {STATUS_CODES} from 'node:http';
import type {CapturedRequest} from '../core/capture.ts';
import type {Advice} from '../core/contract.ts';
import {whyCut} from '../core/cut-answer.ts';
import type {Answer, Delivery, SentAnswer} from '../core/delivery.ts';
import type {BodyView} from '../core/message.ts';
import {shownTarget} from '../core/secrets.ts';
import {originOf} from '../core/target.ts';
import {oneLine} from '../core/text.ts';
import {byteSize, clause, took} from './format.ts';
import {labelled} from './labelled.ts';
import type {Marks} from './marks.ts';
import {bodyLines, headerLines} from './payload.ts';
import {shareRole} from './roles.ts';
import {type Line, segment} from './segment.ts';
import {type Part, timingLines} from './timing.ts';
import {verdictInWords} from './verdict.ts';
import {fit, fitsIn} from './width.ts';

export interface AnswerFacts {
	delivery: Delivery;
	/** How long the sender waits by its documents, in ms; null when they do not say. */
	deadlineMs: number | null;
	/** null where the verdict, and what to do about it, are told elsewhere. */
	advice: Advice | null;
	/** Set while the answer is not known yet. */
	waiting: {since: number; until: number | null; target: string | null} | null;
	/** ms since the epoch. */
	now: number;
	/** The body of a request, decoded for looking at; that of an answer is read the same way. */
	readBody(request: CapturedRequest): BodyView;
}

const labelWidth = 13;
/** Shorter answers than this, in ms, that nobody was asked for have no time worth a picture. */
const shortestDrawn = 100;

/** The lines of the tab, each at most `width` columns wide. */
export function answerLines(facts: AnswerFacts, width: number, marks: Marks): Line[] {
	const {delivery, waiting} = facts;
	const add = (label: string, text: string, head: Line = []) =>
		labelled(label, head, oneLine(text), width, labelWidth);
	const timing = timingOf(facts, width, marks);
	const lines = [...timing, ...(timing.length === 0 ? [] : [[]])];
	if (waiting !== null) {
		const unknown = verdictInWords(null, marks);
		const waited = took(Math.floor(Math.max(0, facts.now - waiting.since) / 1000) * 1000);
		return [
			...lines,
			...add(
				'Answered by',
				`nobody yet, after ${waited.replace(/\.00 s$/, ' s').replace(/^0\.0 ms$/, '0 s')}`,
			),
			...add('Waiting for', waitedFor(facts)),
			...allowedLines(facts, width),
			...add('Verdict', unknown.text, unknown.head),
		];
	}
	return [
		...lines,
		...answeredLines(delivery, width, add),
		...forwardingLines(facts, add),
		...allowedLines(facts, width),
		...verdictLines(facts, marks, add),
		...adviceLines(facts, add),
		...contentLines(facts, width, marks),
	];
}

type Add = (label: string, text: string, head?: Line) => Line[];

/** What a delivery's answer was and who gave it, in one text: `200 by call-hook in 0.6 ms`. */
export function answerText({answer, refusal}: Pick<Delivery, 'answer' | 'refusal'>): string {
	const {status, durationMs} = answer;
	if (status === null) return `none: ${whyNobody(answer)}`;
	const but = refusal !== null ? ', not let in' : answer.isCut === true ? ', cut off' : '';
	return `${status} by ${shortName(answer)} in ${took(durationMs)}${but}`;
}

function shortName({by, rule, fault, forwarding}: Answer): string {
	if (by === 'target') return forwarding === undefined ? 'your target' : `target ${originOf(forwarding.url)}`;
	if (by === 'rule' && rule !== undefined) return `rule ${rule}`;
	if (by === 'rule' && fault !== undefined) return `fault ${fault}`;
	if (by === 'rule') return 'a rule';
	return forwarding === undefined ? 'call-hook' : 'call-hook in place of the target';
}

function whyNobody({fault, forwarding}: Answer): string {
	if (forwarding?.failure != null) return clause(forwarding.failure.message);
	if (fault !== undefined) return `fault ${fault}`;
	return 'the sender left before it could be given';
}

/** Who, with which status, after how long; below each other where they do not fit beside. */
function answeredLines(delivery: Delivery, width: number, add: Add): Line[] {
	const {answer} = delivery;
	const {status, durationMs, fault, forwarding} = answer;
	if (status === null) {
		// What failed has a line of its own.
		if (forwarding?.failure != null) return add('Answered by', 'nobody');
		return add('Answered by', `nobody: ${whyNobody(answer)}${fault === undefined ? '' : ' (--fault)'}`);
	}
	const name = longName(delivery);
	const reason = STATUS_CODES[status];
	const outcome = `${status}${reason === undefined ? '' : ` ${reason}`} in ${took(durationMs)}`;
	const cut = answer.isCut === true ? add('', whyCut(answer)) : [];
	const beside = `${name}   ${outcome}`;
	return fitsIn(oneLine(beside), width - labelWidth)
		? [...add('Answered by', beside), ...cut]
		: [...add('Answered by', name), ...add('', outcome), ...cut];
}

function longName({id, answer, request, refusal, inspection}: Delivery): string {
	const {by, rule, fault, forwarding} = answer;
	if (by === 'target') return forwarding === undefined ? 'your target' : `target ${originOf(forwarding.url)}`;
	if (by === 'rule') {
		if (rule !== undefined) return `rule ${rule}`;
		return fault === undefined ? 'a rule' : `fault ${fault} (--fault)`;
	}
	if (forwarding !== undefined) return `call-hook, in place of target ${originOf(forwarding.url)}`;
	if (request.fault !== null) return 'call-hook, as the request was not whole';
	if (refusal !== null) return 'call-hook, as the request was not let in';
	if (id === null) return 'call-hook, as it could not store the delivery';
	const {name, confidence} = inspection.provider;
	return confidence === 0 ? 'call-hook, as it answers everybody' : `call-hook, as ${name} expects`;
}

function forwardingLines({delivery, advice}: AnswerFacts, add: Add): Line[] {
	const {request, refusal, answer} = delivery;
	const {forwarding, rule, fault, by} = answer;
	const lines: Line[] = [];
	if (refusal !== null) lines.push(...add('Not let in', refusal.message));
	if (request.fault !== null) lines.push(...add('Not whole', request.fault.message));
	if (forwarding !== undefined) {
		lines.push(...add('Handed to', `${request.method ?? ''} ${shownTarget(forwarding.url)}`.trim()));
		const {failure} = forwarding;
		if (failure !== null) {
			lines.push(...add('Failed', failure.message));
			if (advice !== null) lines.push(...add('Do', failure.hint));
		}
	}
	// Where the fault is what answered, it has been named.
	if (fault !== undefined && !(by === 'rule' && rule === undefined) && answer.status !== null) {
		lines.push(...add('Fault', `${fault} (--fault)`));
	}
	return lines;
}

function waitedFor({waiting}: AnswerFacts): string {
	const target = waiting?.target ?? null;
	return target === null
		? 'the delay or the fault it was given on purpose'
		: `target ${shownTarget(target)}, which has not answered yet`;
}

/** How much of what is allowed was used. */
function allowedLines({delivery, deadlineMs, waiting, now}: AnswerFacts, width: number): Line[] {
	const add = (text: string) => labelled('Allowed', [], text, width, labelWidth);
	if (deadlineMs === null) {
		const giveUp = waiting?.until == null ? '' : `; given up after ${seconds(waiting.until - waiting.since)}`;
		return add(`not documented${giveUp}`);
	}
	const limit = seconds(deadlineMs);
	if (waiting === null && delivery.answer.status === null) return add(limit);
	const used = waiting === null ? delivery.answer.durationMs : Math.max(0, now - waiting.since);
	const over = used > deadlineMs ? `, over by ${took(used - deadlineMs)}` : '';
	const share = `used ${Math.floor((used / deadlineMs) * 100)} %${over}${waiting === null ? '' : ' so far'}`;
	if (!fitsIn(`${limit}   ${share}`, width - labelWidth)) return add(`${limit}   ${share}`);
	return [
		[
			segment(fit('Allowed', labelWidth), 'json.key'),
			segment(`${limit}   `),
			segment(share, shareRole(used / deadlineMs)),
		],
	];
}

/** A limit as it is written down: `10 s`, `2.5 s`. */
function seconds(ms: number): string {
	return `${Math.round(ms / 10) / 100} s`;
}

function verdictLines({delivery: {verdict}, advice}: AnswerFacts, marks: Marks, add: Add): Line[] {
	if (advice === null) return [];
	const {head, text} = verdictInWords(verdict, marks);
	return [
		...add('Verdict', text, head),
		...(verdict.source === null ? [] : add('', `source: ${verdict.source}`)),
	];
}

/** What to do about an answer that does not count. */
function adviceLines({delivery: {answer}, advice, deadlineMs}: AnswerFacts, add: Add): Line[] {
	const todo = advice?.todo ?? null;
	// What a target that failed needs stands beside its failure.
	if (todo === null || answer.forwarding?.failure != null) return [];
	const isLate = deadlineMs !== null && answer.by === 'target' && answer.durationMs > deadlineMs;
	return [
		...add('Do', todo),
		...(isLate ? add('', 'To feel it while you test: call-hook listen --enforce-deadline') : []),
	];
}

function contentLines({delivery, readBody}: AnswerFacts, width: number, marks: Marks): Line[] {
	const {sent, status} = delivery.answer;
	if (sent === undefined) {
		return status === null
			? []
			: [[], ...labelled('Body', [], "call-hook's own, which is not kept", width, labelWidth)];
	}
	const {headers, trailers = [], body, bodySize} = sent;
	const kept = bodySize > body.length ? `, of which the first ${byteSize(body.length)} were kept` : '';
	const view = readBody(asRequest(delivery.request, sent));
	return [
		[],
		[segment('Headers', 'text.strong'), segment(headers.length === 0 ? '  none' : '', 'text.muted')],
		...headerLines({headers}, width, marks),
		...(trailers.length === 0
			? []
			: [[], [segment('Trailers', 'text.strong')], ...headerLines({headers: trailers}, width, marks)]),
		[],
		[segment('Body', 'text.strong'), segment(`  ${byteSize(bodySize)}${kept}`, 'text.muted')],
		...bodyLines({method: 'POST', body}, view, width, marks),
	];
}

/** The answer's bytes in the form requests are read in. */
function asRequest(request: CapturedRequest, {headers, body, bodySize}: SentAnswer): CapturedRequest {
	return {...request, method: 'POST', target: '/', headers, body, bodySize, fault: null};
}

function timingOf({delivery, deadlineMs, waiting, now}: AnswerFacts, width: number, marks: Marks): Line[] {
	const {answer, inspection} = delivery;
	const {name, confidence} = inspection.provider;
	const sender = oneLine(confidence === 0 ? 'the sender' : name);
	const draw = (parts: readonly Part[], totalMs: number) =>
		timingLines({parts, totalMs, deadlineMs, sender}, width, marks);
	if (waiting !== null) {
		const waited = Math.max(0, now - waiting.since);
		const so = `${Math.floor(waited / 1000)} s so far`;
		const name = waiting.target === null ? 'answer' : 'first byte';
		return draw([{name, from: 0, to: waited, figure: so}], Math.max(1001, waited));
	}
	const {forwarding, durationMs} = answer;
	if (forwarding === undefined) {
		if (durationMs < shortestDrawn || answer.status === null) return [];
		return draw([{name: 'answer', from: 0, to: durationMs, figure: took(durationMs)}], durationMs);
	}
	const {connectMs, firstByteMs, totalMs} = forwarding;
	const parts: Part[] = [];
	if (connectMs !== null)
		parts.push({
			name: 'connect',
			from: 0,
			to: connectMs,
			figure: connectMs === 0 ? 'already open' : took(connectMs),
		});
	if (firstByteMs === null) {
		const name = connectMs === null ? 'connect' : 'first byte';
		parts.push({name, from: 0, to: totalMs, figure: `none in ${took(totalMs)}`});
	} else {
		parts.push({name: 'first byte', from: 0, to: firstByteMs, figure: took(firstByteMs)});
		const rest = Math.max(0, totalMs - firstByteMs);
		parts.push({name: 'body', from: firstByteMs, to: totalMs, figure: took(rest)});
	}
	return draw(parts, totalMs);
}
