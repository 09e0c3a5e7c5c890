/**
 * MOBtexting Voice and its white labels: a report after each outbound (OBD) or click-to-call (C2C) call, hooks the
 * customer composes from variables, and a challenge when a webhook is created.
 */

import type {DecodeContext} from '../core/context.ts';
import {type Decoded, Decoding, longerThanCall, type ObjectReader} from '../core/decoding.ts';
import {derivedId} from '../core/derived-id.ts';
import {dialStatuses} from '../core/dial-status.ts';
import type {Outcome} from '../core/event.ts';
import type {JsonObject} from '../core/json.ts';
import {lookup} from '../core/lookup.ts';
import type {Message} from '../core/message.ts';
import {nameParameters, parametersOf, proposeNames, readNamed, reportLostPluses} from '../core/named.ts';
import {defineProvider, type Evidence, fact} from '../core/provider.ts';
import {isLocalTime, localMs} from '../core/time.ts';

const page = 'portal.mobtexting.com/docs/v2/reach/webhook';

/** The variables of a composed hook, and what the standard report has besides. */
const mappable: Readonly<Record<string, string>> = {
	id: "the call's id",
	mid: "the campaign's message id",
	from: 'the number the call was placed from',
	to: 'the number called',
	bridge: 'the bridge (DID)',
	start_at: 'the start',
	end_at: 'the end',
	date: 'the day',
	unixtime: 'the time in epoch seconds',
	duration: 'the seconds of the call',
	status: 'the status of the call',
	source: 'the source (OBD, C2C)',
	flow_id: 'the flow',
	recording_url: 'the link to the recording',
	hangup_by: 'who hung up',
	'caller.country': "the caller's country",
	'caller.provider': "the caller's network",
	'caller.region': "the caller's region",
	'caller.name': "the caller's name",
	'caller.email': "the caller's e-mail",
};

export const mobtexting = defineProvider({
	id: 'mobtexting',
	name: 'MOBtexting',
	docs: [{title: 'Reach webhook', url: `https://${page}`}],
	setup: {
		where: 'Webhooks section; its id goes with the campaign or API call',
		note: 'counts only 200 and 202',
	},
	kinds: [
		{id: 'obd', says: 'Report after an outbound (OBD) call.'},
		{id: 'c2c', says: 'Report after a click-to-call (C2C) call, with the status of both legs.'},
		{
			id: 'composed',
			says: 'A hook the customer wrote, or the old GET callback: any method, any names.',
			pinOnly: true,
		},
		{id: 'unsubscribe', says: 'A called person opted out (voice:unsubscription).', pinOnly: true},
		{id: 'challenge', says: 'Sent when a webhook is created; the challenge must come back.'},
	],
	correlation: 'by mid, the only id of the standard report; a composed hook by its id',
	recognisedBy: [
		'source OBD or C2C together with bridge and start_at',
		'a body of just validation_key and challenge',
	],
	mappable,

	detect(message) {
		const {object} = message;
		const evidence = unreplacedVariables(message);
		if (object === null) return evidence;
		if (isChallenge(object))
			return [
				{says: 'body is just validation_key and challenge', why: 'so a new webhook is verified', weight: 0.9},
			];
		const {source} = object;
		if ((source === 'OBD' || source === 'C2C') && 'bridge' in object && 'start_at' in object) {
			return [
				{
					says: `source is ${source}, with bridge and start_at`,
					why: 'that is its report after a call',
					weight: 0.98,
				},
			];
		}
		if (isUnsubscription(object)) {
			evidence.push({
				says: 'body has just the members of voice:unsubscription',
				why: 'their names are common ones',
				weight: 0.4,
			});
		}
		return evidence;
	},

	decode(message, context) {
		const {object, objectAt} = message;
		if (object !== null) {
			if (isChallenge(object)) return decodeChallenge(object, objectAt, context);
			if (isUnsubscription(object)) return decodeUnsubscription(object, objectAt, context);
			if ('bridge' in object && 'source' in object) return decodeReport(object, objectAt, context);
		}
		return decodeComposed(message, context);
	},

	contract: () => ({
		accepts: fact(
			[
				{from: 200, to: 200},
				{from: 202, to: 202},
			],
			page,
		),
		deadlineMs: null,
		retries: null,
		unknown: '',
	}),

	signature(message) {
		return message.header('authorization') === null
			? {state: 'unsigned', because: 'sent without the optional bearer secret'}
			: {state: 'unchecked', because: 'a bearer secret was sent, but none was given to compare it with'};
	},

	defaultAnswer({object}) {
		if (object === null || !isChallenge(object)) return null;
		return {
			handshake: true,
			status: 200,
			headers: [['Content-Type', 'application/json']],
			body: Buffer.from(JSON.stringify({challenge: object['challenge']})),
		};
	},
});

function isChallenge(object: JsonObject): boolean {
	return 'validation_key' in object && 'challenge' in object && Object.keys(object).length === 2;
}

const unsubscriptionNames = ['id', 'receiver', 'type', 'value', 'created_at', 'status'];

function isUnsubscription(object: JsonObject): boolean {
	const names = Object.keys(object);
	return names.length === unsubscriptionNames.length && unsubscriptionNames.every(name => name in object);
}

/**
 * Variables of a composed hook that were sent as they are written. Others write templates alike, so that this never
 * decides: it tells whom to ask.
 */
function unreplacedVariables({rawQuery, body}: Message): Evidence[] {
	const text = body.kind === 'json' || body.kind === 'text' ? body.text : '';
	if (!rawQuery.includes('%7B') && !rawQuery.includes('{') && !text.includes('{{')) return [];
	const found = new Set(
		[...`${rawQuery} ${text.slice(0, 10_000)}`.matchAll(/(?:\{|%7B){2}(?:\s|\+|%20)*([\w.]+)/gi)].map(
			([, name]) => name ?? '',
		),
	);
	const named = ['bridge', 'start_at', 'end_at', 'unixtime', 'status', 'duration'].filter(name =>
		found.has(name),
	);
	return named.length < 2
		? []
		: [
				{
					says: `the variables ${named.join(', ')} were not replaced`,
					why: 'others write their variables so, too',
					weight: 0.4,
				},
			];
}

/** MOBtexting's own words beside Asterisk's dial statuses: what each means, and how such a call ended. */
const statuses: Readonly<Record<string, {means: string; outcome: Outcome | null}>> = {
	...dialStatuses,
	COMPLETED: {means: 'the second leg answered', outcome: 'answered'},
	MISSED: {means: 'no agent responded', outcome: 'no-answer'},
	RECEIVED: {means: 'reached the IVR, not forwarded', outcome: null},
};

const statusWords = Object.fromEntries(Object.entries(statuses).map(([status, {means}]) => [status, means]));

function decodeChallenge(object: JsonObject, at: string, context: DecodeContext): Decoded {
	const decoding = new Decoding('challenge', 'other', context);
	const body = decoding.read(object, at);
	body.note('Challenge', 'challenge');
	body.note('Validation key', 'validation_key');
	return decoding.done();
}

function decodeUnsubscription(object: JsonObject, at: string, context: DecodeContext): Decoded {
	const decoding = new Decoding('unsubscribe', 'other', context);
	const body = decoding.read(object, at);
	decoding.set('counterparty', body.party('receiver'));
	decoding.set('providerStatus', body.text('status'));
	body.rest({id: 'Unsubscription', type: 'Type', value: 'Value', created_at: 'Created'});
	return decoding.done();
}

function decodeReport(object: JsonObject, at: string, context: DecodeContext): Decoded {
	const decoding = new Decoding(object['source'] === 'C2C' ? 'c2c' : 'obd', 'ended', context);
	const body = decoding.read(object, at);
	readCall(decoding, body);
	const id = body.text('id');
	const mid = body.text('mid');
	if (id !== null) decoding.set('callId', id);
	else deriveCallId(decoding, body, mid);
	body.rest(labels);
	return decoding.done();
}

const labels: Readonly<Record<string, string>> = {
	source: 'Source',
	flow_id: 'Flow',
	date: 'Report date',
	unixtime: 'Report time (epoch)',
	billing: 'Billed seconds (second leg)',
};

/** What reports and composed hooks have in common. */
function readCall(decoding: Decoding, body: ObjectReader): void {
	decoding.derive('direction', 'outbound', 'reports are of calls placed by MOBtexting');
	decoding.set('from', body.party('from'));
	decoding.set('to', body.party('to'));
	const status = body.text('status');
	decoding.set('providerStatus', status);
	decoding.spell('Status means', status, statusWords);
	if (status !== null)
		decoding.derive('outcome', lookup(statuses, status.value)?.outcome ?? null, status.from);
	for (const [leg, label] of [
		['status1', 'First leg'],
		['status2', 'Second leg'],
	] as const) {
		const word = body.text(leg);
		decoding.note(label, word);
		decoding.spell(`${label} means`, word, statusWords);
	}
	const startText = body.text('start_at');
	const endText = body.text('end_at');
	decoding.set('startedAt', body.localTime('start_at', 'Started (no zone)', null));
	decoding.set('endedAt', body.localTime('end_at', 'Ended (no zone)', null));
	const duration = body.seconds('duration');
	decoding.set('durationSeconds', duration);
	if (duration !== null && startText !== null && endText !== null) {
		// Both are in the same unknown zone, so their difference is known.
		const span = (localMs(endText.value) - localMs(startText.value)) / 1000;
		const finding = longerThanCall(duration.value, span, duration.from, durationHint);
		if (finding !== null) decoding.find(finding);
	}
	const bridge = body.party('bridge');
	if (bridge !== null) decoding.note('Bridge (DID)', {value: bridge.value.raw, from: bridge.from});
	const url = body.text('recording_url');
	if (url !== null) decoding.derive('recording', {url: url.value, file: null}, url.from);
	const by = body.text('hangup_by');
	if (by !== null) decoding.derive('hangup', {by: by.value, cause: null}, by.from);
}

const durationHint = 'Take the times; MOBtexting counts the duration of the first call only.';

/** The parts that together tell one call from another where there is no id. */
const identifying = ['bridge', 'from', 'to', 'start_at'];

function deriveCallId(
	decoding: Decoding,
	body: ObjectReader,
	mid: {value: string; from: string} | null,
): void {
	if (mid !== null && isReplaced(mid.value)) {
		decoding.derive('callId', mid.value, mid.from);
		decoding.note('Call id', {value: "the campaign's mid: the report has no id of its own", from: mid.from});
		return;
	}
	const parts = identifying.map(name => body.text(name));
	const sent = parts.filter(part => part !== null && isReplaced(part.value));
	// Nothing, or only variables as they are written: all calls would become one.
	if (sent.length === 0) return;
	const from = sent.map(part => part?.from).join(', ');
	decoding.derive('callId', derivedId(parts.map(part => part?.value ?? '')), from);
	decoding.note('Call id', {value: `made from ${identifying.join(', ')}: there is no id`, from});
}

function isReplaced(value: string): boolean {
	return !/\{\w|\{\{/.test(value);
}

/** Names the documents use in their examples of composed hooks, and the variable each stands for. */
const documentedNames: Readonly<Record<string, string>> = {call_id: 'id', message_status: 'status'};

/** Query and body of a composed hook are one set of variables; a name in the body wins over the same in the query. */
function decodeComposed(message: Message, context: DecodeContext): Decoded | null {
	const parameters = parametersOf(message);
	if (parameters.length === 0) return null;
	const named = nameParameters(parameters, context.names, documentedNames, mappable);
	const decoding = new Decoding('composed', 'ended', context);
	const body = readNamed(decoding, named);
	readCall(decoding, body);
	const id = body.text('id');
	if (id !== null && isReplaced(id.value)) decoding.set('callId', id);
	else deriveCallId(decoding, body, body.text('mid'));
	proposeNames(decoding, named, guessName, mappable);
	reportLostPluses(decoding, parameters);
	body.rest(labels);
	return decoding.done();
}

/** What a parameter of the customer's looks like; its name decides where its value could be several. */
function guessName(name: string, value: string): string | null {
	if (Object.hasOwn(statuses, value)) return 'status';
	if (value === 'OBD' || value === 'C2C') return 'source';
	if (isLocalTime(value)) return /end|stop|hang/i.test(name) ? 'end_at' : 'start_at';
	if (/^https?:\/\//i.test(value)) return 'recording_url';
	if (/^[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}$/i.test(value)) return 'id';
	if (/^1\d{9}$/.test(value)) return 'unixtime';
	if (/^\+?\d{10,15}$/.test(value)) {
		return /bridge|did|service|virtual/i.test(name)
			? 'bridge'
			: /from|agent|caller/i.test(name)
				? 'from'
				: 'to';
	}
	return /^\d{1,5}$/.test(value) && /dur|sec|len/i.test(name) ? 'duration' : null;
}
