/**
 * MOBtexting Voice and its white labels: a report after each outbound (OBD) or click-to-call (C2C) call, hooks the
 * customer composes from variables, and a challenge when a webhook is created.
 */

import type {DecodeContext} from '../core/context.ts';
import {contractOf, fact} from '../core/contract.ts';
import {
	asText,
	type Decoded,
	Decoding,
	documentedMembers,
	longerThanCall,
	type ObjectReader,
	type Sourced,
} from '../core/decoding.ts';
import type {SignatureCheck} from '../core/delivery.ts';
import {derivedId} from '../core/derived-id.ts';
import {dialStatuses} from '../core/dial-status.ts';
import type {Outcome} from '../core/event.ts';
import {asObject, type JsonObject} from '../core/json.ts';
import {type BodyView, type Message, payloadsOf} from '../core/message.ts';
import {
	nameParameters,
	parametersOf,
	proposeNames,
	readNamed,
	reportLostPluses,
	shapeOf,
} from '../core/named.ts';
import {defineProvider, type Evidence} from '../core/provider.ts';
import {authorizationProof, headerOfSecret, noProofs, type SignatureScheme} from '../core/signature.ts';
import {localMs} from '../core/time.ts';

const page = 'portal.mobtexting.com/docs/v2/reach/webhook';
const verifyPage = 'github.com/mobtexting/docs help/verify-webhook.md';

const bearer = 'Authorization: Bearer';

const signature: SignatureScheme = {
	documented: [fact(`the secret of the webhook, where one is set, as ${bearer}`, page)],
	sentAs: bearer,
	proofs(message) {
		const sent = message.header('authorization');
		if (sent === null) return noProofs;
		const proof = authorizationProof(sent);
		if (!isBearer(sent)) proof.wanted = bearer;
		return [proof];
	},
	absent({object}, isExpected) {
		if (object !== null && isChallenge(object)) return challengeOwnToken;
		return isExpected ? secretMissing : secretNotUsed;
	},
	sign: (_request, secret) => [['Authorization', `Bearer ${headerOfSecret(secret)}`]],
};

const secretNotUsed: SignatureCheck = {
	state: 'unsigned',
	because: 'sent without the optional bearer secret',
	hint: `Set a secret in the webhook at MOBtexting: it is sent as ${bearer}.`,
};

const secretMissing: SignatureCheck = {
	state: 'missing',
	because: `a secret was given, but the request has no ${bearer}`,
};

/** Their page has `?token=` in the address, and says of no challenge that it has to have the secret as well. */
const challengeOwnToken: SignatureCheck = {
	state: 'unsigned',
	because: 'by its page a challenge carries a token of its own',
};

function isBearer(value: string): boolean {
	return /^Bearer[ \t]/i.test(value);
}

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

const accepts = [
	fact(
		[
			{from: 200, to: 200},
			{from: 202, to: 202},
		],
		page,
	),
];

const reportContract = contractOf({methods: [fact(['POST'], page)], accepts, unknown: ''});

const composedContract = contractOf({methods: [fact(['GET', 'POST', 'PUT'], page)], accepts, unknown: ''});

const challengeContract = contractOf({
	methods: [fact(['POST'], verifyPage)],
	// The page on reports counts 202 as well, the one on challenges names 200 alone.
	accepts: [...accepts, fact([{from: 200, to: 200}], verifyPage)],
	answerBody: [
		fact(
			{
				says: 'the challenge it sent, as {"challenge": …}',
				required: true,
				isIn: hasChallenge,
				wanted: wantedChallenge,
			},
			verifyPage,
		),
	],
	unknown: '',
});

/** Whether an answer gives the challenge back. */
function hasChallenge(body: BodyView, {object}: Message): boolean {
	if (body.kind !== 'json' || body.problem !== null) return false;
	const sent = object?.['challenge'];
	return sent !== undefined && JSON.stringify(asObject(body.value)?.['challenge']) === JSON.stringify(sent);
}

function wantedChallenge({object}: Message): string | null {
	const sent = object?.['challenge'];
	return sent === undefined ? null : `{"challenge": ${JSON.stringify(sent)}}`;
}

export const mobtexting = defineProvider({
	id: 'mobtexting',
	name: 'MOBtexting',
	docs: [{title: 'Reach webhook', url: `https://${page}`}],
	setup: {
		where: 'Webhooks section; its id goes with the campaign or API call',
		note: 'counts only 200 and 202',
		switchOn: [fact('a webhook is made first; its webhook_id goes with each campaign or API call', page)],
	},
	kinds: [
		{id: 'obd', says: 'Report after an outbound (OBD) call.'},
		{id: 'c2c', says: 'Report after a click-to-call (C2C) call, with the status of both legs.'},
		{
			id: 'composed',
			says: 'A hook the customer wrote, or the old GET callback: any method, any names.',
			pinOnly: true,
			recurs: true,
		},
		{id: 'unsubscribe', says: 'A called person opted out (voice:unsubscription).', pinOnly: true},
		{
			id: 'challenge',
			says: 'Sent when a webhook is created; the challenge must come back.',
			ownSecrets: ['query.token'],
		},
	],
	correlation: 'by mid, the only id of the standard report; a composed hook by its id',
	recognisedBy: [
		'source OBD or C2C together with bridge and start_at, in body or query',
		'a body of just validation_key and challenge',
	],
	mappable,

	detect(message) {
		const {object} = message;
		if (object !== null && isChallenge(object)) {
			return [
				{says: 'body is just validation_key and challenge', why: 'so a new webhook is verified', weight: 0.9},
			];
		}
		for (const {object: sent, at} of payloadsOf(message)) {
			if (!isReport(sent) || !('start_at' in sent)) continue;
			const where = at === 'query' ? 'the query' : at;
			return [
				{
					says: `source in ${where} is ${sent['source']}, with bridge and start_at`,
					why: 'that is its report after a call',
					weight: 0.98,
				},
			];
		}
		const evidence = unreplacedVariables(message);
		if (object !== null && isUnsubscription(object)) {
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
		if (object !== null && isChallenge(object)) return decodeChallenge(object, objectAt, context);
		if (object !== null && isUnsubscription(object)) return decodeUnsubscription(object, objectAt, context);
		return decodeCall(message, context);
	},

	contract(kind) {
		switch (kind) {
			case 'challenge':
				return challengeContract;
			case 'composed':
				return composedContract;
			default:
				return reportContract;
		}
	},

	signature,
	secretEnv: 'MOBTEXTING_WEBHOOK_SECRET',

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

/** A report after a call, by the members no composed hook has together. */
function isReport(object: JsonObject): boolean {
	const {source} = object;
	return (source === 'OBD' || source === 'C2C') && 'bridge' in object;
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
	const named = Object.keys(mappable).filter(name => found.has(name));
	if (named.length < 2 || !named.some(name => ownVariables.includes(name))) return [];
	return [
		{
			says: `the variables ${named.join(', ')} were not replaced`,
			why: 'others write their variables so, too',
			weight: 0.4,
		},
	];
}

/** Variables that not every template has. */
const ownVariables = ['bridge', 'start_at', 'end_at', 'unixtime', 'status', 'duration'];

/** MOBtexting's own words beside Asterisk's dial statuses: what each means, and how such a call ended. */
const statuses: Readonly<Record<string, {means: string; outcome: Outcome | null}>> = {
	...dialStatuses,
	COMPLETED: {means: 'the second leg answered', outcome: 'answered'},
	MISSED: {means: 'no agent responded', outcome: 'no-answer'},
	RECEIVED: {means: 'reached the IVR, not forwarded', outcome: null},
};

const statusWords = Object.fromEntries(Object.entries(statuses).map(([status, {means}]) => [status, means]));
const outcomes = Object.fromEntries(Object.entries(statuses).map(([status, {outcome}]) => [status, outcome]));

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

const hungUpBy = {agent: true, caller: true};

/** What both kinds of report have in table and sample. */
const reported = ['bridge', 'from', 'to', 'source', 'start_at', 'end_at', 'duration', 'status'];

const obdMembers = documentedMembers([...reported, 'mid', 'flow_id'], ['recording_url', 'webhook_id']);

const c2cMembers = documentedMembers(
	[...reported, 'date', 'unixtime', 'status1', 'status2'],
	['billing', 'recording_url', 'hangup_by'],
);

const labels: Readonly<Record<string, string>> = {
	source: 'Source',
	flow_id: 'Flow',
	date: 'Report date',
	unixtime: 'Report time (epoch)',
	billing: 'Billed seconds (second leg)',
};

/** What reports and composed hooks have in common. */
function readCall(decoding: Decoding, body: ObjectReader): void {
	decoding.derive('direction', 'outbound', 'always outbound');
	decoding.set('from', body.party('from'));
	decoding.set('to', body.party('to'));
	decoding.set('providerStatus', body.text('status'));
	body.noteMeaning('Status means', 'status', statusWords);
	const outcome = body.known('status', outcomes);
	if (outcome !== null) decoding.derive('outcome', outcome.value, outcome.from);
	for (const [leg, label] of [
		['status1', 'First leg'],
		['status2', 'Second leg'],
	] as const) {
		body.note(label, leg);
		body.noteMeaning(`${label} means`, leg, statusWords);
	}
	for (const name of ['status', 'status1', 'status2']) body.checkListed(name, statuses);
	body.checkListed('hangup_by', hungUpBy);
	decoding.set('startedAt', body.localTime('start_at', 'Started (no zone)', null));
	decoding.set('endedAt', body.localTime('end_at', 'Ended (no zone)', null));
	const duration = body.seconds('duration');
	decoding.set('durationSeconds', duration);
	compareTimes(decoding, body, duration);
	const bridge = body.party('bridge');
	if (bridge !== null) decoding.note('Bridge (DID)', {value: bridge.value.raw, from: bridge.from});
	const url = body.text('recording_url');
	if (url !== null) decoding.derive('recording', {url: url.value, file: null}, url.from);
	const by = body.text('hangup_by');
	if (by !== null) decoding.derive('hangup', {by: by.value, cause: null}, by.from);
}

const halfDay = 12 * 60 * 60;

/** Start and end are in the same zone, known or not, so that their difference is known. */
function compareTimes(decoding: Decoding, body: ObjectReader, duration: Sourced<number> | null): void {
	const span = (localMs(asText(body.peek('end_at'))) - localMs(asText(body.peek('start_at')))) / 1000;
	if (span < 0 && span + halfDay >= (duration?.value ?? 0)) {
		decoding.find('time/twelve-hour', {
			message:
				'end_at is before start_at. The documents give their format as h:i:s, a 12-hour clock: with 12 hours more it fits.',
			hint: 'Add 12 hours to an end before its start in your handler, or ask the provider for 24 hours.',
			where: body.at('end_at'),
		});
		return;
	}
	const finding = duration && longerThanCall(duration.value, span, duration.from, durationHint);
	if (finding !== null) decoding.findings.push(finding);
}

const durationHint =
	'Use end minus start: by the documents the duration covers the first call only, and that cannot be longer.';

/** The parts that together tell one call from another where there is no id. */
const identifying = ['bridge', 'from', 'to', 'start_at'];

function readCallId(decoding: Decoding, body: ObjectReader): void {
	const id = body.text('id');
	const mid = body.text('mid');
	if (id !== null && isReplaced(id.value)) {
		decoding.set('callId', id);
		if (mid !== null) decoding.note('Campaign', mid);
	} else if (mid !== null && isReplaced(mid.value)) {
		decoding.set('callId', mid);
		decoding.note('Call id', {value: "the campaign's mid: the report has no id of its own", from: mid.from});
	} else deriveCallId(decoding, body);
}

function deriveCallId(decoding: Decoding, body: ObjectReader): void {
	const parts = identifying.map(name => asText(body.peek(name) ?? ''));
	const sent = identifying.filter((_, index) => parts[index] !== '' && isReplaced(parts[index] ?? ''));
	// Nothing, or only variables as they are written: all calls would become one.
	if (sent.length === 0) return;
	const from = sent.map(name => body.at(name)).join(', ');
	decoding.derive('callId', derivedId(parts), from);
	decoding.note('Call id', {value: `made from ${identifying.join(', ')}: there is no id`, from});
}

function isReplaced(value: string): boolean {
	return !/\{\w|\{\{/.test(value);
}

/** Names the documents use in their examples of composed hooks, and the variable each stands for. */
const documentedNames: Readonly<Record<string, string>> = {call_id: 'id', message_status: 'status'};

/** A report, or a composed hook: query and body of one are one set of variables, and the body's win. */
function decodeCall(message: Message, context: DecodeContext): Decoded | null {
	const parameters = parametersOf(message);
	if (parameters.length === 0) return null;
	const named = nameParameters(parameters, context.names, documentedNames, mappable);
	const {object} = named;
	const isKnown = Object.keys(mappable).some(name => name in object);
	const kind = isReport(object) ? (object['source'] === 'C2C' ? 'c2c' : 'obd') : 'composed';
	const decoding = new Decoding(kind, isKnown ? 'ended' : 'other', context);
	const body = readNamed(decoding, named);
	if (isKnown) {
		readCall(decoding, body);
		readCallId(decoding, body);
	}
	if (kind === 'c2c') reportFirstLeg(decoding, body);
	const sent = message.object;
	if (kind !== 'composed' && sent !== null && isReport(sent)) {
		decoding.read(sent, message.objectAt).checkMembers(kind === 'c2c' ? c2cMembers : obdMembers);
	}
	if (kind === 'composed') proposeNames(decoding, named, guessName, mappable);
	reportLostPluses(decoding, parameters);
	body.rest(labels);
	return decoding.done();
}

/** Both legs are told of, and the documents say which of their lengths is which. */
function reportFirstLeg(decoding: Decoding, body: ObjectReader): void {
	const first = body.peek('duration');
	const second = body.peek('billing');
	if (first === null || second === null) return;
	decoding.find('duration/first-leg', {
		message: `By the documents duration (${asText(first)}) is that of the first call and billing (${asText(second)}) that of the second.`,
		where: body.at('duration'),
	});
}

/** What a parameter of the customer's looks like; its name decides where its value could be several. */
function guessName(name: string, value: string): string | null {
	if (Object.hasOwn(statuses, value)) return 'status';
	if (value === 'OBD' || value === 'C2C') return 'source';
	switch (shapeOf(value)) {
		case 'local-time':
			return /end|stop|hang/i.test(name) ? 'end_at' : 'start_at';
		case 'url':
			return 'recording_url';
		case 'uuid':
			return 'id';
		case 'epoch':
			return 'unixtime';
		case 'number':
			if (/bridge|did|service|virtual/i.test(name)) return 'bridge';
			return /from|agent|caller/i.test(name) ? 'from' : 'to';
		case 'small-number':
			return /dur|sec|len/i.test(name) ? 'duration' : null;
		default:
			return null;
	}
}
