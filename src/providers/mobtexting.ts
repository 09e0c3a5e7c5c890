/**
 * MOBtexting Voice and its white labels: a report after each outbound (OBD) or click-to-call (C2C) call, hooks the
 * customer composes from variables, and a challenge when a webhook is created.
 */

import type {DecodeContext} from '../core/context.ts';
import {Decoding, longerThanCall, type ObjectReader} from '../core/decoding.ts';
import {derivedId} from '../core/derived-id.ts';
import type {Outcome} from '../core/event.ts';
import type {Json, JsonObject} from '../core/json.ts';
import {lookup} from '../core/lookup.ts';
import type {Message} from '../core/message.ts';
import {defineProvider, fact} from '../core/provider.ts';
import {localMs} from '../core/time.ts';

const page = 'portal.mobtexting.com/docs/v2/reach/webhook';

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
		{id: 'composed', says: 'A hook the customer wrote: any method, any names.', pinOnly: true},
		{id: 'challenge', says: 'Sent when a webhook is created; the challenge must come back.'},
	],
	recognisedBy: [],
	correlation: 'by mid, the only id of the standard report; a composed hook by its id',

	detect({object}) {
		if (object === null) return [];
		if (isChallenge(object)) return [{says: 'body is just validation_key and challenge', weight: 0.9}];
		const {source} = object;
		if ((source === 'OBD' || source === 'C2C') && 'bridge' in object && 'start_at' in object) {
			return [{says: `source is ${source}, with bridge and start_at`, weight: 0.98}];
		}
		return [];
	},

	decode(message, context) {
		const {object} = message;
		if (object !== null && isChallenge(object)) {
			const decoding = new Decoding('challenge', 'other', context);
			const body = decoding.read(object, 'body');
			body.note('Challenge', 'challenge');
			body.note('Validation key', 'validation_key');
			return decoding.done();
		}
		if (object !== null && 'bridge' in object && 'source' in object) return decodeReport(object, context);
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

/** Asterisk's dial statuses and three of MOBtexting's own. */
const outcomes: Readonly<Record<string, Outcome>> = {
	ANSWER: 'answered',
	COMPLETED: 'answered',
	BUSY: 'busy',
	NOANSWER: 'no-answer',
	MISSED: 'no-answer',
	CANCEL: 'canceled',
	CONGESTION: 'failed',
	CHANUNAVAIL: 'failed',
};

function decodeReport(object: JsonObject, context: DecodeContext) {
	const decoding = new Decoding(object['source'] === 'C2C' ? 'c2c' : 'obd', 'ended', context);
	const body = decoding.read(object, 'body');
	readCall(decoding, body);
	const id = body.text('id');
	const mid = body.text('mid');
	if (id !== null) decoding.set('callId', id);
	else deriveCallId(decoding, object, mid);
	const by = body.text('hangup_by');
	if (by !== null) decoding.derive('hangup', {by: by.value, cause: null}, by.from);
	body.rest(reportLabels);
	return decoding.done();
}

const reportLabels: Readonly<Record<string, string>> = {
	source: 'Source',
	flow_id: 'Flow',
	status1: 'First leg',
	status2: 'Second leg',
	billing: 'Billed seconds (second leg)',
};

/** What reports and composed hooks have in common. */
function readCall(decoding: Decoding, body: ObjectReader): void {
	decoding.derive('direction', 'outbound', 'reports are of calls placed by MOBtexting');
	decoding.set('from', body.party('from'));
	decoding.set('to', body.party('to'));
	const status = body.text('status');
	decoding.set('providerStatus', status);
	if (status !== null) decoding.derive('outcome', lookup(outcomes, status.value) ?? null, status.from);
	const startText = body.text('start_at');
	const endText = body.text('end_at');
	decoding.set('startedAt', body.localTime('start_at', 'Started (no zone)', null));
	decoding.set('endedAt', body.localTime('end_at', 'Ended (no zone)', null));
	const duration = body.seconds('duration');
	decoding.set('durationSeconds', duration);
	if (duration !== null && startText !== null && endText !== null) {
		// Both are in the same unknown zone, so their difference is known.
		const span = (localMs(endText.value) - localMs(startText.value)) / 1000;
		const hint = 'Take the times; MOBtexting counts the duration of the first call only.';
		const finding = longerThanCall(duration.value, span, duration.from, hint);
		if (finding !== null) decoding.find(finding);
	}
	const bridge = body.party('bridge');
	if (bridge !== null) decoding.note('Bridge (DID)', {value: bridge.value.raw, from: bridge.from});
	const url = body.text('recording_url');
	if (url !== null) decoding.derive('recording', {url: url.value, file: null}, url.from);
}

function deriveCallId(
	decoding: Decoding,
	object: JsonObject,
	mid: {value: string; from: string} | null,
): void {
	const [value, from, says] =
		mid === null
			? [
					derivedId(['bridge', 'from', 'to', 'start_at'].map(key => String(object[key] ?? ''))),
					'body.bridge, body.from, body.to, body.start_at',
					'made from bridge, from, to and start_at: the report has no id',
				]
			: [mid.value, mid.from, "the campaign's mid: the report has no id of its own"];
	decoding.derive('callId', value, from);
	decoding.note('Call id', {value: says, from});
}

/** Names the documents use in their examples of composed hooks, and the variable each stands for. */
const documentedNames: Readonly<Record<string, string>> = {call_id: 'id', message_status: 'status'};

/** Query and body of a composed hook are one set of variables; a name in the body wins over the same in the query. */
function decodeComposed(message: Message, context: DecodeContext) {
	const variables = new Map<string, {value: Json; from: string}>();
	const take = (name: string, value: Json, from: string) => {
		const meaning = lookup(context.names, name) ?? lookup(documentedNames, name) ?? name;
		variables.set(meaning, {value, from: `${from}.${name}`});
	};
	for (const [name, value] of message.query) take(name, value, 'query');
	if (message.body.kind === 'form') {
		for (const field of message.body.fields) take(field.name, field.value, 'body');
	}
	for (const [name, value] of Object.entries(message.object ?? {})) take(name, value, 'body');
	if (variables.size === 0) return null;

	const decoding = new Decoding('composed', 'ended', context);
	const places = new Map([...variables].map(([name, {from}]) => [name, from]));
	const object = Object.fromEntries([...variables].map(([name, {value}]) => [name, value]));
	const reader = decoding.read(object, '');
	readCall(decoding, reader);
	const id = reader.text('id');
	// A variable that was not replaced names no call: all of them would become one.
	if (id !== null && !id.value.includes('{{')) decoding.set('callId', id);
	else deriveCallId(decoding, object, reader.text('mid'));
	reader.rest();
	return relocate(decoding, places);
}

/** Puts the real place of each variable where the reader could only put its name. */
function relocate(decoding: Decoding, places: ReadonlyMap<string, string>) {
	const decoded = decoding.done();
	const placeOf = (at: string) =>
		at.replace(/(^|, )(?:body)?\.(\w+)/g, (all, lead, name) => {
			const place = places.get(name);
			return place === undefined ? all : `${lead}${place}`;
		});
	for (const [member, at] of Object.entries(decoded.sources)) {
		Object.assign(decoded.sources, {[member]: placeOf(at)});
	}
	for (const field of decoded.event.fields) field.from = placeOf(field.from);
	for (const finding of decoded.findings)
		finding.where = finding.where === null ? null : placeOf(finding.where);
	return decoded;
}
