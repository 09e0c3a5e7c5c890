/** The tab Decoded: what one delivery says in call-hook's words, where each of them stood, and whether it counts. */

import {type Delivery, type Inspection, worstFinding} from '../core/delivery.ts';
import type {CallEvent, EventMember, Party} from '../core/event.ts';
import {hiddenSecret, isSecretName} from '../core/secrets.ts';
import {oneLine} from '../core/text.ts';
import {answerText} from './answer.ts';
import {clock, directionWord, timeOfDay} from './format.ts';
import {labelled} from './labelled.ts';
import type {Marks} from './marks.ts';
import {severityRole} from './roles.ts';
import {hideSecrets} from './secret-text.ts';
import {type Line, type Segment, segment} from './segment.ts';
import {verdictInWords} from './verdict.ts';
import {cut, cutStart, fit} from './width.ts';
import {wrapWords} from './wrap.ts';

/** Of one value this many characters are shown here; Payload shows all of it. */
const longestValue = 4000;
/** Labels and places are a few words; a sender may make them longer. */
const longestLabel = 200;

const labelWidth = 11;

export interface DecodedFacts {
	delivery: Delivery;
	/** Its answer is not known yet. */
	isWaiting: boolean;
	/** What to do about its answer; null where that is told elsewhere, or there is nothing to do. */
	todo: string | null;
	/** Where the findings are told: `4 Checks`. */
	checks: string;
}

/** The lines of the tab, each at most `width` columns wide. */
export function decodedLines(
	{delivery, isWaiting, todo, checks}: DecodedFacts,
	width: number,
	marks: Marks,
): Line[] {
	const {inspection} = delivery;
	return [
		...verdictLines(delivery, isWaiting, width, marks),
		...(todo === null ? [] : labelled('Do', [], oneLine(todo), width, labelWidth)),
		...findingCount(inspection, checks, width, marks),
		[],
		...(inspection.event === null
			? noEvent(delivery, width)
			: eventLines(delivery, inspection.event, width, marks)),
		[],
		...circumstances(delivery, isWaiting, width),
	];
}

function noEvent({inspection, request}: Delivery, width: number): Line[] {
	const {confidence, name} = inspection.provider;
	const why =
		request.method === null
			? 'This was not HTTP; nothing could be decoded.'
			: confidence === 0
				? 'Nothing is decoded: no provider was recognised. The payload is kept as it came.'
				: `Nothing is decoded: ${oneLine(name)} documents nothing like this.`;
	return wrapWords(why, width).map(text => [segment(text)]);
}

/** Field, value and place; widths in columns, one blank between. */
interface Widths {
	field: number;
	value: number;
	from: number;
}

function widthsFor(width: number): Widths {
	const field = width < 60 ? 12 : width < 98 ? 14 : 18;
	const rest = width - field - 2;
	const value = Math.max(12, Math.floor(rest * 0.6));
	return {field, value, from: Math.max(0, rest - value)};
}

function eventLines({inspection}: Delivery, event: CallEvent, width: number, marks: Marks): Line[] {
	const widths = widthsFor(width);
	const lines: Line[] = [
		[
			segment(
				`${fit('Field', widths.field)} ${fit('Value', widths.value)} ${cut('From', widths.from)}`,
				'text.muted',
			),
		],
	];
	const notStated: string[] = [];
	for (const {label, member, values} of memberRows) {
		const texts = values(event);
		if (texts.length === 0) notStated.push(label.toLowerCase());
		const from = member === null ? 'worked out' : (inspection.sources[member] ?? 'worked out');
		for (const [index, text] of texts.entries()) {
			lines.push(...row(index === 0 ? label : '', text, index === 0 ? from : '', widths, marks));
		}
	}
	if (notStated.length > 0) {
		lines.push(...labelled('Not stated', [], notStated.join(', '), width, widths.field + 1));
	}
	if (event.fields.length > 0) {
		lines.push([], [segment('Also sent', 'text.strong')]);
		for (const {label, value, from} of event.fields) {
			const secret = isSecretName(label) || isSecretName(from.slice(from.lastIndexOf('.') + 1));
			lines.push(...row(label, secret ? hiddenSecret : value, from, widths, marks));
		}
	}
	return lines;
}

function row(
	label: string,
	value: string,
	from: string,
	{field, value: valueWidth, from: fromWidth}: Widths,
	marks: Marks,
): Line[] {
	const cutValue = value.length > longestValue ? `${value.slice(0, longestValue)}${marks.cut}` : value;
	const shown = oneLine(hideSecrets(cutValue));
	const labels = wrapWords(oneLine(label.slice(0, longestLabel)), field);
	const values = wrapWords(shown, valueWidth);
	const places = placeRows(oneLine(from), fromWidth, marks);
	const height = Math.max(labels.length, values.length, places.length);
	return Array.from({length: height}, (_, index): Line => {
		const line: Segment[] = [
			segment(`${fit(labels[index] ?? '', field)} `, 'json.key'),
			segment(fit(values[index] ?? '', valueWidth)),
		];
		const place = places[index] ?? '';
		return place === '' ? line : [...line, segment(` ${place}`, 'text.muted')];
	});
}

/** A path is told apart by its end and takes one row; what is said in words is read as a whole. */
function placeRows(from: string, width: number, marks: Marks): string[] {
	const isSentence = from.includes(' ') && from.length <= longestLabel;
	return isSentence ? wrapWords(from, width) : [cutStart(from, width, marks.cut)];
}

interface MemberRow {
	label: string;
	/** null for what is always worked out. */
	member: EventMember | null;
	/** One text a row; none when it is not stated. */
	values(event: CallEvent): string[];
}

/** Every member of an event, in the same order for all providers, so that the eye learns where things are. */
const memberRows: readonly MemberRow[] = [
	{label: 'Call', member: 'callId', values: ({callId}) => stated(callId)},
	{label: 'Kind', member: null, values: ({kind}) => [kind]},
	{label: 'Phase', member: null, values: ({phase}) => [phase]},
	{label: 'Outcome', member: 'outcome', values: ({outcome}) => stated(outcome)},
	{label: 'Status', member: 'providerStatus', values: ({providerStatus}) => stated(providerStatus)},
	{
		label: 'Direction',
		member: 'direction',
		values: ({direction}) => (direction === null ? [] : [`${directionWord(direction)}  ${direction}`]),
	},
	{label: 'From', member: 'from', values: ({from}) => partyTexts(from)},
	{label: 'To', member: 'to', values: ({to}) => partyTexts(to)},
	{label: 'Other side', member: 'counterparty', values: ({counterparty}) => partyTexts(counterparty)},
	{label: 'Started', member: 'startedAt', values: ({startedAt}) => timeTexts(startedAt)},
	{label: 'Answered', member: 'answeredAt', values: ({answeredAt}) => timeTexts(answeredAt)},
	{label: 'Ended', member: 'endedAt', values: ({endedAt}) => timeTexts(endedAt)},
	{label: 'Duration', member: 'durationSeconds', values: ({durationSeconds}) => lengthTexts(durationSeconds)},
	{label: 'Talked', member: 'talkSeconds', values: ({talkSeconds}) => lengthTexts(talkSeconds)},
	{label: 'Waited', member: 'waitSeconds', values: ({waitSeconds}) => lengthTexts(waitSeconds)},
	{
		label: 'Hangup',
		member: 'hangup',
		values: ({hangup}) => together(hangup?.by && `by ${hangup.by}`, hangup?.cause && `cause ${hangup.cause}`),
	},
	{
		label: 'Agent',
		member: 'agent',
		values: ({agent}) => together(agent?.name, agent?.id && `id ${agent.id}`, agent?.number),
	},
	{
		label: 'Recording',
		member: 'recording',
		values: ({recording}) => [...stated(recording?.url), ...stated(recording?.file)],
	},
	{
		label: 'Transcript',
		member: 'transcript',
		values: ({transcript}) => [...stated(transcript?.url), ...stated(transcript?.text)],
	},
	{label: 'Analysis', member: 'analysis', values: ({analysis}) => analysisTexts(analysis)},
	{label: 'Digits', member: 'digits', values: ({digits}) => stated(digits)},
	{label: 'Leg', member: 'legId', values: ({legId}) => stated(legId)},
	{label: 'Conversation', member: 'conversationId', values: ({conversationId}) => stated(conversationId)},
];

function stated(value: string | null | undefined): string[] {
	return value === null || value === undefined || value === '' ? [] : [value];
}

function together(...parts: (string | null | undefined)[]): string[] {
	return stated(parts.filter(part => part).join(', '));
}

function partyTexts(party: Party | null): string[] {
	if (party === null) return [];
	const {raw, e164} = party;
	return [e164 === null || e164 === raw ? raw : `${e164}  sent as ${raw}`];
}

function timeTexts(iso: string | null): string[] {
	return iso === null ? [] : [`${timeOfDay(Date.parse(iso))}  ${iso}`];
}

function lengthTexts(seconds: number | null): string[] {
	return seconds === null ? [] : [clock(seconds)];
}

function analysisTexts(analysis: Record<string, unknown> | null): string[] {
	return Object.entries(analysis ?? {}).flatMap(([name, value]) => {
		if (value === null || value === undefined || value === '') return [];
		return [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`];
	});
}

/** What no other inspector says: would this have counted? */
function verdictLines({verdict}: Delivery, isWaiting: boolean, width: number, marks: Marks): Line[] {
	const {head, text} = verdictInWords(isWaiting ? null : verdict, marks);
	return labelled('Verdict', head, text, width, labelWidth);
}

/** How many there are, and where they are told. */
function findingCount({findings}: Inspection, checks: string, width: number, marks: Marks): Line[] {
	const worst = worstFinding(findings);
	if (worst === null) return [];
	const head = [segment(`${marks[worst.severity]} ${findings.length}`, severityRole(worst.severity))];
	return labelled('Findings', head, `see ${checks}`, width, labelWidth);
}

/** How it was answered, and whether it was let in. */
function circumstances({answer, refusal}: Delivery, isWaiting: boolean, width: number): Line[] {
	const add = (label: string, text: string) => labelled(label, [], oneLine(text), width, labelWidth);
	return [
		...add('Answer', isWaiting ? 'none yet' : answerText({answer, refusal})),
		...(refusal === null ? [] : add('Not let in', refusal.message)),
	];
}
