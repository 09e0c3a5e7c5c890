/** TeleCMI: call detail records after a call and live events during it, of both documentation sets. */

import type {DecodeContext} from '../core/context.ts';
import {contractOf, fact} from '../core/contract.ts';
import {Decoding, documentedMembers, type ObjectReader} from '../core/decoding.ts';
import {type Direction, directionWords, type Outcome, type Phase, unansweredOutcome} from '../core/event.ts';
import {asObject, type JsonObject, readJson} from '../core/json.ts';
import type {LifeCycle} from '../core/life.ts';
import {lookup} from '../core/lookup.ts';
import {type Message, type Payload, payloadsOf} from '../core/message.ts';
import {defineProvider} from '../core/provider.ts';
import {unsigned} from '../core/signature.ts';
import {isoFromMs, msFromIso} from '../core/time.ts';

/** Live statuses as documented, and `ringing` from the provider's older examples. */
const livePhases: Readonly<Record<string, Phase>> = {
	waiting: 'started',
	started: 'started',
	ringing: 'ringing',
	answered: 'answered',
	hangup: 'ended',
};

/** What the documents list for the status of a record. */
const recordStatuses = {answered: true, missed: true};

const legs = {a: true, b: true};

/** Of records and live events: not every page's own table is known, so that one list stands for all. */
const members = documentedMembers(
	['type', 'cmiuuid', 'status', 'direction', 'time'],
	[
		...['appid', 'app_id', 'cmiuid', 'conversation_uuid', 'call_id', 'leg', 'user', 'team', 'from', 'to'],
		...['callerid', 'virtual_number', 'answeredsec', 'waitedsec', 'hangup_reason', 'record', 'click_to_call'],
		...['voicemail', 'filename', 'voicename', 'request_id', 'extra_params', 'custom', 'ivr_name'],
		...['name', 'parent_uid'],
	],
);

const labels: Readonly<Record<string, string>> = {
	appid: 'App',
	app_id: 'App',
	team: 'Team',
	leg: 'Leg',
	call_id: 'SIP call id',
	click_to_call: 'Click to call',
	record: 'Recorded',
	voicemail: 'Voicemail',
	voicename: 'Voicemail file',
	request_id: 'Request',
	ivr_name: 'Last IVR stage',
	name: 'Name',
	parent_uid: 'Parent leg',
};

const indiaPages = 'doc.telecmi.com/chub-india';
const globalPages = 'doc.telecmi.com/chub';

const contract = contractOf({
	methods: [fact(['POST', 'GET'], globalPages), fact(['POST'], indiaPages)],
	remarks: [fact('the samples in Python and Node answer 200, those in PHP and Java 204', indiaPages)],
	unknown: 'TeleCMI documents no accepted status; its samples answer 200 and 204',
	unknownSource: indiaPages,
});

const eachByItself = fact('each event of each direction is switched on by itself', globalPages);

/** `waiting` and `started` are starts. */
const life: LifeCycle = {
	phases: ['started', 'ringing', 'answered', 'ended'],
	mayMiss: [
		{
			phase: 'started',
			because: fact(
				'a call that goes out begins with answered',
				`${globalPages}/docs/live-outgoing-out-answered`,
			),
		},
		{
			phase: 'ringing',
			because: fact('only older examples have it', 'github.com/murugancmi/telecmi-webhooks'),
		},
		{phase: 'answered', because: eachByItself},
	],
};

export const telecmi = defineProvider({
	id: 'telecmi',
	name: 'TeleCMI',
	docs: [
		{title: 'Webhooks (India)', url: 'https://doc.telecmi.com/chub-india/docs/outgoing-answered'},
		{title: 'Webhooks (global)', url: 'https://doc.telecmi.com/chub/docs/outgoing-answered/'},
	],
	setup: {
		where: 'webhook settings of the app, each direction by itself',
		note: 'unsigned: use a secret path',
		switchOn: [eachByItself],
	},
	kinds: [
		{id: 'cdr', says: 'Call detail record, sent after a call or a missed call.'},
		{id: 'live', says: 'Live event of one leg: waiting, started, answered, hangup.'},
	],
	recognisedBy: ['a cmiuuid (cmiuid in older examples) in body or query'],
	correlation: 'by conversation_uuid, else by cmiuuid',

	detect(message) {
		const id = idOf(message);
		return id === null ? [] : [{says: id, why: 'only TeleCMI names the id of a leg so', weight: 0.99}];
	},

	decode(message, context) {
		const found = payloadOf(message);
		if (found === null) return null;
		return isRecord(found.object) ? decodeRecord(found, context) : decodeLive(found, context);
	},

	contract: () => contract,

	life: kind => (kind === 'live' ? life : null),

	signature: unsigned({
		state: 'unsigned',
		because: 'TeleCMI documents no signature',
	}),
});

/** The id of a leg, as it is spelled now and was in older examples. */
const idNames = ['cmiuuid', 'cmiuid'];

function idOf(message: Message): string | null {
	for (const {object, at} of payloadsOf(message)) {
		const name = idNames.find(key => typeof object[key] === 'string');
		if (name !== undefined) return `${at} has ${name}`;
	}
	return null;
}

/** The payload with an id; when pinned, the first there is. */
function payloadOf(message: Message): Payload | null {
	const found = payloadsOf(message);
	return found.find(({object}) => idNames.some(name => name in object)) ?? found[0] ?? null;
}

/** Members only a record has. */
const recordNames = ['appid', 'answeredsec', 'waitedsec', 'record', 'filename', 'voicemail', 'voicename'];

/** By `type`; where that is missing, by what only records have. */
function isRecord(object: JsonObject): boolean {
	const {type, status} = object;
	if (type === 'event' || type === 'cdr') return type === 'cdr';
	return status === 'missed' || recordNames.some(name => name in object);
}

/** After the call. `time` is the answer's: the documents say so, and the recording's file name begins with it. */
function decodeRecord({object, at}: Payload, context: DecodeContext) {
	const decoding = new Decoding('cdr', 'ended', context);
	const body = decoding.read(object, at);
	body.skip('type');
	checkDocumented(body, at, recordStatuses);
	reportAppId(decoding, body);
	readIds(decoding, body);
	readSides(decoding, body);
	const status = body.text('status');
	decoding.set('providerStatus', status);
	decoding.set('talkSeconds', body.seconds('answeredsec'));
	decoding.set('waitSeconds', body.seconds('waitedsec'));
	const {event} = decoding;
	if (status !== null) decoding.derive('outcome', outcomeOf(status.value, event.direction), status.from);
	if (status?.value === 'answered') {
		decoding.set('answeredAt', body.epochMs('time'));
		if (event.answeredAt !== null && event.talkSeconds !== null) {
			const ended = msFromIso(event.answeredAt) + event.talkSeconds * 1000;
			decoding.derive('endedAt', isoFromMs(ended), `${body.at('time')} + ${body.at('answeredsec')}`);
		}
	} else {
		// Whether it is the call's beginning or its end is not told, and the documents' samples contradict each other.
		const time = body.epochMs('time');
		if (time !== null) decoding.note('Time of the record', {value: time.value, from: time.from});
	}
	readHangup(decoding, body);
	// A call may have both: the other one is shown among the fields.
	const file = body.text('filename') ?? body.text('voicename');
	if (file !== null) decoding.derive('recording', {url: null, file: file.value}, file.from);
	else if (status?.value === 'answered') reportMissingRecording(decoding, body);
	readRest(decoding, body);
	return decoding.done();
}

function decodeLive({object, at}: Payload, context: DecodeContext) {
	const status = typeof object['status'] === 'string' ? object['status'] : '';
	const phase = lookup(livePhases, status) ?? 'other';
	const decoding = new Decoding('live', phase, context);
	const body = decoding.read(object, at);
	body.skip('type');
	checkDocumented(body, at, livePhases);
	if (body.has('appid')) {
		decoding.find('field/inconsistent', {
			message: 'The documents call it app_id in live events and appid in records; this live event has appid.',
			where: body.at('appid'),
		});
	}
	readIds(decoding, body);
	readSides(decoding, body);
	decoding.set('providerStatus', body.text('status'));
	const time = body.epochMs('time');
	if (phase === 'started') decoding.set('startedAt', time);
	else if (phase === 'answered') decoding.set('answeredAt', time);
	else if (phase === 'ended') decoding.set('endedAt', time);
	else if (time !== null) decoding.note('Time of the event', time);
	readHangup(decoding, body);
	readRest(decoding, body);
	return decoding.done();
}

/** What is not as the documents list it. The parameters of a query may be the customer's own. */
function checkDocumented(body: ObjectReader, at: string, statuses: Readonly<Record<string, unknown>>): void {
	if (at !== 'query') body.checkMembers(members);
	body.checkListed('status', statuses);
	body.checkListed('direction', directionWords);
	body.checkListed('leg', legs);
	body.checkListed('hangup_reason', hungUpBy);
}

/** Of records the documents' tables list `app_id`, and their samples have `appid`. */
function reportAppId(decoding: Decoding, body: ObjectReader): void {
	const sent = body.has('appid') ? 'appid' : body.has('app_id') ? 'app_id' : null;
	if (sent === null) return;
	decoding.find('field/inconsistent', {
		message: `The tables of the documents call it app_id, their samples appid; this record has ${sent}.`,
		where: body.at(sent),
	});
}

function reportMissingRecording(decoding: Decoding, body: ObjectReader): void {
	if (body.text('record')?.value !== 'true') return;
	decoding.find('recording/missing', {
		message: 'The record says that the call was recorded, but has neither filename nor voicename.',
		where: body.at('record'),
	});
}

function readIds(decoding: Decoding, body: ObjectReader): void {
	const leg = body.firstText('cmiuuid', 'cmiuid');
	const conversation = body.text('conversation_uuid');
	decoding.set('callId', conversation ?? leg);
	decoding.set('conversationId', conversation);
	// Without a conversation the one id is the call's, and names no leg of it.
	if (conversation !== null) decoding.set('legId', leg);
	// Leg b is the agent's; on leg a both ids are one. Its end is not the call's: the next agent may be tried.
	const named = body.peek('leg');
	const isOther = named === null && conversation !== null && leg !== null && conversation.value !== leg.value;
	if (named === 'b' || isOther) decoding.scope = 'leg';
}

function readSides(decoding: Decoding, body: ObjectReader): void {
	if (body.has('team') && body.peek('leg') === 'b') {
		// The leg to the agent goes out, but it belongs to a call that came in.
		decoding.derive('direction', 'inbound', `${body.at('leg')} = b, ${body.at('team')}`);
		body.noteMeaning('Leg', 'leg', {b: 'b, to the agent'});
		body.note('Direction of the leg', 'direction');
	} else decoding.set('direction', body.known('direction', directionWords));
	decoding.set('from', body.party('from') ?? body.party('callerid'));
	// The documents call it the caller id of an outbound call; of an inbound one they say different things.
	const line = body.party('virtual_number');
	if (decoding.event.from === null && decoding.event.direction === 'outbound') decoding.set('from', line);
	else if (line !== null) decoding.note('Virtual number', {value: line.value.raw, from: line.from});
	decoding.set('to', body.party('to'));
	const user = body.text('user');
	if (user !== null) decoding.derive('agent', {id: user.value, name: null, number: null}, user.from);
}

function outcomeOf(status: string, direction: Direction | null): Outcome | null {
	if (status === 'answered') return 'answered';
	return status === 'missed' ? unansweredOutcome(direction) : null;
}

/** What the reasons mean that the global documents explain. */
const reasonWords: Readonly<Record<string, string>> = {
	sent_bye: 'ended by the user',
	recv_bye: 'ended by the caller',
	recv_cancel: 'the user did not answer',
};

/** The reasons the global documents list, and who hung up; null where nobody did. */
const hungUpBy: Readonly<Record<string, string | null>> = {
	sent_bye: 'agent',
	recv_bye: 'caller',
	recv_cancel: null,
	sent_reject: 'agent',
};

function readHangup(decoding: Decoding, body: ObjectReader): void {
	const reason = body.text('hangup_reason');
	if (reason === null) return;
	body.noteMeaning('Hang-up reason', 'hangup_reason', reasonWords);
	decoding.derive('hangup', {by: lookup(hungUpBy, reason.value) ?? null, cause: reason.value}, reason.from);
}

/** `custom` and `extra_params` are JSON in a text: their members are shown one by one. */
function readRest(decoding: Decoding, body: ObjectReader): void {
	for (const key of ['custom', 'extra_params']) {
		const text = body.text(key);
		if (text === null) continue;
		const inner = asObject(readJson(text.value).value);
		if (inner === null) decoding.note(key, text);
		else decoding.read(inner, body.at(key)).rest();
	}
	body.rest(labels);
}
