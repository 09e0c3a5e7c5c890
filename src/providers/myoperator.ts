/**
 * MyOperator. First generation: events during a call (in-call), the log after it (after-call, disposition), and GET
 * hooks whose parameters the customer names. Second generation (v2): one envelope for all events.
 */

import type {CapturedRequest, Pair} from '../core/capture.ts';
import type {DecodeContext} from '../core/context.ts';
import {type Contract, contractOf, fact} from '../core/contract.ts';
import {
	asText,
	type Decoded,
	Decoding,
	documentedMembers,
	type ObjectReader,
	type Sourced,
} from '../core/decoding.ts';
import type {Finding, SignatureCheck} from '../core/delivery.ts';
import {derivedId} from '../core/derived-id.ts';
import {type Direction, type Outcome, type Phase, unansweredOutcome} from '../core/event.ts';
import {finding} from '../core/findings.ts';
import {hmac} from '../core/hmac.ts';
import {asObject, type JsonObject, looksLikeJson, readJson} from '../core/json.ts';
import type {LifeCycle} from '../core/life.ts';
import {lookup} from '../core/lookup.ts';
import type {Message} from '../core/message.ts';
import {
	nameParameters,
	parametersOf,
	proposeNames,
	readNamed,
	reportLostPluses,
	shapeOf,
} from '../core/named.ts';
import type {Home} from '../core/party.ts';
import {isPlaceholder} from '../core/placeholder.ts';
import {defineProvider, type Evidence, eventIdOf, unmarked} from '../core/provider.ts';
import {
	authorizationProof,
	headerOfSecret,
	type KeyedHash,
	namedHeader,
	noProofs,
	type Proof,
	rawBody,
	type Signable,
	type SignatureScheme,
} from '../core/signature.ts';

const articles = 'https://support.myoperator.com/portal/en/kb/articles';
const samplePage = 'support.myoperator.com, In-Call Webhook';
const inCallPage = 'support.myoperator.com, what is an in-call webhook';
const callingPage = 'support.myoperator.com, calling webhooks';
const afterCallPage = 'support.myoperator.com, what is an after-call webhook';
const dispositionPage = 'support.myoperator.com, call disposition webhooks';
const generalPage = 'support.myoperator.com, what is a webhook';
const configurePage = 'support.myoperator.com, configure and manage webhooks';
const v2Page = 'support.myoperator.com, payload structure of every v2 event';

/** Its pages disagree: what each says is told, and the one that says most comes first. */
const firstGeneration = {
	methods: [fact(['POST'], dispositionPage), fact(['POST'], callingPage), fact(['POST', 'GET'], samplePage)],
	// The page on these webhooks comes before the one on webhooks in general; 200 is safe by both.
	accepts: [fact([{from: 200, to: 200}], inCallPage), fact([{from: 200, to: 299}], generalPage)],
	retries: [
		fact({says: 'sent again 3 times, every 30 s, then dropped', atMost: 3, pausesMs: [30_000]}, callingPage),
		fact({says: 'sent again 3 times, then failed', atMost: 3, pausesMs: []}, inCallPage),
	],
	transport: [fact('https only', inCallPage), fact('https only', dispositionPage)],
	remarks: [
		fact('v1 webhooks are retired on 31 July 2026 in favour of v2', configurePage),
		fact(
			'GET, http and dynamic parameters are deprecated: such hooks can only be looked at',
			dispositionPage,
		),
		fact('requests come from 103.21.77.0/24', inCallPage),
		fact('this page names neither a time-out nor retries', samplePage),
		fact('this page names no time-out', callingPage),
	],
	unknown: '',
} satisfies Partial<Contract>;

const inCallContract = contractOf({...firstGeneration, deadlineMs: [fact(5000, inCallPage)]});

const logContract = contractOf({
	...firstGeneration,
	remarks: [
		...firstGeneration.remarks,
		fact('the certificate must be valid, not self-signed', afterCallPage),
		fact('the 5 s of this page are those of in-call webhooks', inCallPage),
	],
});

const v2Contract = contractOf({
	methods: [fact(['POST'], configurePage)],
	retries: [
		fact(
			{
				says: 'sent again after 30 s, then after twice as long each time up to 2 h; at most 26 attempts in 24 h',
				// The first of the 26 is no retry.
				atMost: 25,
				pausesMs: [30_000, 60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 3_840_000, 7_200_000],
			},
			configurePage,
		),
		fact(
			{says: 'sent again once, after 3 s', atMost: 1, pausesMs: [3000]},
			`${configurePage} (an older copy)`,
		),
	],
	transport: [fact('https only', configurePage)],
	remarks: [
		fact('by its event_id an event that comes again is told', v2Page),
		fact('neither copy of this page names a time-out', configurePage),
		fact('each failed attempt is logged in the panel', configurePage),
		fact('asks for a 2xx, and names neither v1 nor v2', generalPage),
	],
	unknown: 'MyOperator documents no accepted status for v2',
	unknownSource: configurePage,
});

const inCallLife: LifeCycle = {
	phases: ['started', 'ringing', 'answered', 'ended'],
	mayMiss: [
		{
			phase: 'ringing',
			because: fact('sent when users are dialled: a call that ends before has none', samplePage),
		},
	],
};

const notListed = fact('the names of most events are not told, nor which of them every call has', v2Page);

const v2Life: LifeCycle = {
	phases: ['started', 'ended'],
	mayMiss: [{phase: 'started', because: notListed}],
};

const signature: SignatureScheme = {
	documented: [
		fact('v2 with a signing secret: X-MyOperator-Signature, the hex HMAC-SHA256 of the raw body', v2Page),
		fact('v2: Basic credentials, or an API key in a header or the query', v2Page),
		fact('x-myop-signature with a token, to be validated by an HMAC that is not described', inCallPage),
		fact('custom headers and Basic credentials, where the customer sets some', samplePage),
	],
	isNamedByCustomer: true,
	proofs(message) {
		const signed = message.header('x-myoperator-signature');
		const token = message.header('x-myop-signature');
		const authorization = message.header('authorization');
		if (signed === null && token === null && authorization === null) return noProofs;
		const found: Proof[] = [];
		if (signed !== null) found.push(bodyHash('X-MyOperator-Signature', signed));
		if (token !== null) {
			found.push({kind: 'secret', header: 'x-myop-signature', what: 'a secret', sent: token});
			// The page that names it says neither: that it is an HMAC is inferred from "validate HMAC".
			found.push(bodyHash('x-myop-signature', token));
		}
		if (authorization !== null) found.push(authorizationProof(authorization));
		return found;
	},
	absent(message, isExpected) {
		if (isExpected) return secretMissing;
		return isSecondGeneration(message) ? notSigned : secretNotUsed;
	},
	sign: signed,
};

function bodyHash(header: string, sent: string): KeyedHash {
	return {kind: 'hash', header, sent, encoding: 'hex', algorithms: ['sha256'], over: rawBody};
}

/** The way the request was proved before; one that was not, as its generation is. */
function signed({message, body}: Signable, secret: string): Pair[] {
	const named = namedHeader(secret);
	if (named !== null) return [[named.name, headerOfSecret(named.value)]];
	const has = (name: string) => message.header(name) !== null;
	if (has('x-myoperator-signature') || (isSecondGeneration(message) && !has('authorization'))) {
		return [['X-MyOperator-Signature', hmac('sha256', secret, body).toString('hex')]];
	}
	if (!has('authorization')) return [['x-myop-signature', headerOfSecret(secret)]];
	const scheme = /^(Bearer|Basic)\s/i.exec(message.header('authorization') ?? '')?.[1];
	const isBasic = scheme?.toLowerCase() === 'basic';
	const credentials = isBasic ? Buffer.from(secret).toString('base64') : headerOfSecret(secret);
	return [['Authorization', scheme === undefined ? credentials : `${scheme} ${credentials}`]];
}

const secretNotUsed: SignatureCheck = {
	state: 'unsigned',
	because: 'sent without the optional header or credentials',
	hint: 'Set a header or Basic credentials in the webhook at MyOperator, and ask for them with --require-header or --auth.',
};

/** Only the second generation can be signed. */
const notSigned: SignatureCheck = {
	state: 'unsigned',
	because: 'sent without the optional signature, credentials or API key',
	hint: 'Set a signing secret for the webhook in the panel, then --secret myoperator=env:NAME.',
};

const secretMissing: SignatureCheck = {
	state: 'missing',
	because:
		'a secret was given, but the request has neither a signature, nor credentials, nor that secret in any header',
};

/** What a customer may have sent as a parameter: the fields of the panel, by the names of the logs. */
const mappable: Readonly<Record<string, string>> = {
	uid: "the call's UID",
	clid: "the caller's number",
	_cl: "the caller's number with country code",
	_cr: "the caller's number without country code",
	rdnis: 'the service number',
	users: "the user's phone number",
	call_state: 'the call state (1 to 9)',
	event: 'the event (1 incoming, 2 outgoing)',
	status: 'the status (1 connected, 2 missed, 3 voicemail)',
	created: 'when the log was created',
	company_id: 'the company',
	reference_id: 'the reference of an OBD campaign',
	client_ref_id: "the client's reference",
	public_ivr_id: 'the IVR',
	_st: 'the start in epoch seconds',
	_et: 'the end in epoch seconds',
	_dr: 'the duration (HH:MM:SS)',
	_fu: 'the link to the recording',
	_dn: 'the department',
};

export const myoperator = defineProvider({
	id: 'myoperator',
	name: 'MyOperator',
	docs: [
		{title: 'After-call webhook', url: `${articles}/after-call-webhook`},
		{title: 'What is an in-call webhook', url: `${articles}/what-is-an-in-call-webhook`},
		{
			title: 'Calling webhooks',
			url: `${articles}/how-do-i-set-up-and-manage-myoperator-calling-webhooks`,
		},
		{
			title: 'Configure and manage webhooks (v2)',
			url: `${articles}/how-do-i-configure-and-manage-webhook-in-myoperator`,
		},
		{
			title: 'Payload structure of every v2 event',
			url: `${articles}/what-is-the-exact-payload-structure-for-every-myoperator-webhook-v2-event`,
		},
	],
	setup: {
		where: 'API integration in the panel',
		note: 'new hooks: HTTPS and POST only',
		switchOn: [
			fact('a webhook sends call logs or mobile logs, not both: two need two webhooks', samplePage),
			fact('POST sends the whole log, GET only the parameters that were chosen', samplePage),
		],
	},
	kinds: [
		{id: 'in-call', says: 'Sent at each change of state during a call.'},
		{id: 'after-call', says: 'The log of a call that is over, with short names.'},
		{id: 'disposition', says: 'The log of a call with what the agent made of it.'},
		{
			id: 'query',
			says: 'A hook whose parameter names the customer chose, mostly a GET.',
			pinOnly: true,
			recurs: true,
		},
		{id: 'v2-call', says: 'An event of a call in the envelope of v2.'},
		{id: 'v2-other', says: 'An event that is not of a call, in the envelope of v2: WhatsApp.'},
		{id: 'other', says: 'Something else under the name myoperator: mobile logs.'},
	],
	correlation: 'by uid (in the after-call log the ui entry of _pm); v2 by session_id',
	recognisedBy: [
		'a form field or JSON member named myoperator',
		'three of the short names of its log: _ai, _ci, _cr, _cl, _ld, _pm, _dsp',
		'four of uid, clid, clid_raw, company_id, call_state, rdnis, with company_id or call_state among them',
		'system_identifier and customer_identifier with event_version or event_sequence (v2)',
	],
	mappable,
	/** Short names of the log after a call. What a disposition is called is the company's word, not a person's. */
	personal: {
		_cr: 'number',
		_cl: 'number',
		_ct: 'number',
		_nr: 'number',
		_did: 'number',
		_na: 'name',
		_se: 'address',
		_tx: 'words',
		_dsp: null,
	},

	detect(message) {
		const evidence: Evidence[] = [];
		if (message.field('myoperator') !== null) {
			evidence.push({says: 'form field myoperator', why: 'only MyOperator sends its logs so', weight: 0.95});
		} else if (message.object !== null && 'myoperator' in message.object) {
			evidence.push({says: 'body has myoperator', why: 'only MyOperator sends its logs so', weight: 0.9});
		}
		const log = payloadOf(message)?.object;
		if (log === undefined) return evidence;
		const short = shortNames.filter(name => name in log);
		if (short.length >= 3) {
			evidence.push({
				says: `log has ${short.join(' ')}`,
				why: 'these are the short names of its after-call log',
				weight: 0.95,
			});
		}
		const long = longNames.filter(name => name in log);
		if (long.length >= 4 && ('company_id' in log || 'call_state' in log)) {
			evidence.push({
				says: `log has ${long.join(', ')}`,
				why: 'together only its in-call log has them',
				weight: 0.9,
			});
		}
		if (isEnvelope(log)) {
			evidence.push({
				says: 'body has system_identifier and customer_identifier',
				why: 'that is the envelope of its second generation',
				weight: 0.95,
			});
		}
		return evidence;
	},

	decode(message, context) {
		const payload = payloadOf(message);
		if (payload === null) return decodeQuery(message, context);
		const {object, isWrapped} = payload;
		// Names the customer has given a meaning of their own are not in the logs.
		const isNamed = !isWrapped && Object.keys(object).some(name => Object.hasOwn(context.names, name));
		if (isNamed) return decodeQuery(message, context);
		if (isEnvelope(object)) return decodeEnvelope(payload, context);
		if (shortNames.some(name => name in object)) return decodeLog(payload, context);
		if (longNames.some(name => name in object)) return decodeInCall(payload, context);
		return isWrapped ? decodeOther(message, payload, context) : decodeQuery(message, context);
	},

	contract(kind) {
		if (kind?.startsWith('v2-')) return v2Contract;
		return kind === 'in-call' ? inCallContract : logContract;
	},

	eventOf(message) {
		const object = payloadOf(message)?.object;
		if (object === undefined || !isEnvelope(object)) return unmarked;
		return {id: eventIdOf(object['event_id']), attempt: null};
	},

	life(kind) {
		if (kind === 'in-call') return inCallLife;
		return kind === 'v2-call' ? v2Life : null;
	},

	signature,
	secretEnv: 'MYOPERATOR_WEBHOOK_SECRET',

	lint: (kind, request) => (isFirstGeneration(kind) ? deprecated(request) : null),
});

/** The first generation is retired on 31 July 2026: what comes later should come no more. */
const retiredAt = Date.UTC(2026, 7, 1);

/** Of mobile logs no document says which generation they are of. */
function isFirstGeneration(kind: string): boolean {
	return !kind.startsWith('v2-') && kind !== 'other';
}

function deprecated({method, receivedAt}: CapturedRequest): Finding | null {
	const isRetired = receivedAt >= retiredAt;
	const isGet = method === 'GET';
	if (!isRetired && !isGet) return null;
	const retired = "MyOperator's v1 webhooks ended on 31 July 2026";
	const get =
		'GET webhooks are deprecated at MyOperator: they can be looked at in the panel, but not be changed';
	return finding('hook/deprecated', {
		message: `${isRetired && isGet ? `${retired}. ${get}` : isGet ? get : retired}.`,
		hint: isRetired
			? 'Set up a v2 webhook in the panel, and let your handler read its envelope.'
			: 'Set up the webhook anew with POST in the panel.',
		where: null,
	});
}

/** Names only the after-call log has. */
const shortNames = ['_ai', '_ci', '_cr', '_cl', '_ld', '_pm', '_dsp'];
/** Names that together only an in-call event has. */
const longNames = ['uid', 'clid', 'clid_raw', 'company_id', 'call_state', 'rdnis'];

interface Payload {
	object: JsonObject;
	at: string;
	/** It came under the name myoperator. */
	isWrapped: boolean;
}

/** The call's object: in the form field, wrapped in JSON (as an object or as text), or bare. */
function payloadOf({field, object, objectAt}: Message): Payload | null {
	const inForm = field('myoperator');
	if (inForm !== null) return {object: asObject(inForm.json) ?? {}, at: 'body.myoperator', isWrapped: true};
	if (object === null) return null;
	const wrapped = object['myoperator'];
	if (wrapped === undefined) return {object, at: objectAt, isWrapped: false};
	const isText = typeof wrapped === 'string' && looksLikeJson(wrapped);
	const inner = asObject(isText ? readJson(wrapped).value : wrapped);
	return {object: inner ?? object, at: inner === null ? objectAt : `${objectAt}.myoperator`, isWrapped: true};
}

function isSecondGeneration(message: Message): boolean {
	const payload = payloadOf(message);
	return payload !== null && isEnvelope(payload.object);
}

/** The second generation's envelope. */
function isEnvelope(object: JsonObject): boolean {
	return (
		'system_identifier' in object &&
		'customer_identifier' in object &&
		('event_version' in object || 'event_sequence' in object)
	);
}

const phases: Readonly<Record<string, Phase>> = {
	'1': 'started',
	'3': 'started',
	'5': 'ringing',
	'6': 'answered',
	'2': 'ended',
	'4': 'ended',
	'7': 'ended',
	'9': 'ended',
};

/** What each `call_state` means, in the provider's words. There is no 8. */
const stateWords: Readonly<Record<string, string>> = {
	'1': 'incoming call on server',
	'2': 'call finished',
	'3': 'call initiated by user to customer',
	'4': 'first party no answer',
	'5': 'dialing users',
	'6': 'user answered',
	'7': 'client rejected the call',
	'9': 'no user picked the call',
};

const eventWords: Readonly<Record<string, string>> = {'1': 'incoming', '2': 'outgoing'};

const statusWords: Readonly<Record<string, string>> = {'1': 'connected', '2': 'missed', '3': 'voicemail'};

const stateOutcomes: Readonly<Record<string, Outcome>> = {
	'4': 'no-answer',
	'7': 'rejected',
	'9': 'no-answer',
};

const directions: Readonly<Record<string, Direction>> = {'1': 'inbound', '2': 'outbound'};

function statusOutcomes(direction: Direction | null): Readonly<Record<string, Outcome>> {
	return {'1': 'answered', '2': unansweredOutcome(direction), '3': 'voicemail'};
}

function decodeInCall({object, at}: Payload, context: DecodeContext): Decoded {
	const state = asText(object['call_state'] ?? '');
	const decoding = new Decoding('in-call', lookup(phases, state) ?? 'other', context);
	const log = decoding.read(object, at);
	decoding.set('callId', log.text('uid'));
	log.checkMembers(inCallMembers);
	readState(decoding, log);
	checkState(decoding, log);
	readCaller(decoding, log);
	checkCaller(decoding, log);
	if (object['rdnis'] !== 'unknown') decoding.set('to', log.party('rdnis'));
	readUsers(decoding, log);
	const called = log.localTime('call_time', 'Call time', utc);
	decoding.set('startedAt', called);
	// Without call_time, the creation of a log that opens a call is the nearest thing to its start.
	if (called === null && decoding.event.phase === 'started') {
		decoding.set('startedAt', log.localTime('created', 'Log created', utc));
	}
	log.rest(inCallLabels);
	return decoding.done();
}

// INFERRED: the second part of uid is the same moment in epoch seconds, and it matches when read as UTC.
const utc = {zone: 'UTC', because: "as the time inside MyOperator's uid is"};

/** State, direction and outcome of a call under way. */
function readState(decoding: Decoding, log: ObjectReader): void {
	const state = log.text('call_state');
	decoding.set('providerStatus', state);
	log.noteMeaning('Call state', 'call_state', stateWords);
	decoding.set('direction', log.known('event', directions));
	log.noteMeaning('Event', 'event', eventWords);
	log.noteMeaning('Overall status', 'status', statusWords);
	decoding.set('outcome', log.known('call_state', stateOutcomes));
	if (decoding.event.outcome === null && (decoding.event.phase === 'ended' || state === null)) {
		decoding.set('outcome', log.known('status', statusOutcomes(decoding.event.direction)));
	}
}

/** Values the documents list as a whole. What customers named themselves may hold anything. */
function checkState(decoding: Decoding, log: ObjectReader): void {
	if (asText(log.peek('call_state')) === '0') {
		decoding.find('field/inconsistent', {
			message: 'call_state is 0: one page of the documents calls that ringing, the others list 1 to 7 and 9.',
			where: log.at('call_state'),
		});
	} else log.checkListed('call_state', stateWords);
	log.checkListed('event', eventWords);
	log.checkListed('status', statusWords);
}

/** By the table clid has a + and the country code; the documents' sample has neither there. */
function checkCaller(decoding: Decoding, log: ObjectReader): void {
	const clid = log.text('clid');
	if (clid === null || !/^\d/.test(clid.value)) return;
	decoding.find('field/inconsistent', {
		message:
			"clid was sent without + and country code, as in the documents' sample; by their table it begins with both.",
		hint: 'Take the one that begins with +, and else clid_raw, in your handler.',
		where: clid.from,
	});
}

/** Table and sample of an in-call event; three are in the sample only. */
const inCallMembers = documentedMembers(
	[
		...['uid', 'reference_id', 'company_id', 'clid_raw', 'clid', 'rdnis', 'call_state', 'event', 'status'],
		...['users', 'created', 'public_ivr_id', 'client_ref_id'],
	],
	['id', 'call_time', 'job_id'],
);

const inCallLabels: Readonly<Record<string, string>> = {
	id: 'Log',
	rdnis: 'Service number',
	created: 'Log created',
	company_id: 'Company',
	reference_id: 'Reference',
	public_ivr_id: 'IVR',
	client_ref_id: 'Client reference',
	job_id: 'Job',
};

/** Sample and table of the documents have the two caller fields the other way round: the one with a + is taken. */
function readCaller(decoding: Decoding, log: ObjectReader): void {
	const raw = log.party('clid_raw') ?? log.party('_cr');
	const formatted = log.party('clid') ?? log.party('_cl');
	const chosen = formatted?.value.raw.startsWith('+') ? formatted : (raw ?? formatted);
	decoding.set('from', chosen);
	const other = chosen === raw ? formatted : raw;
	if (other !== null) decoding.note('Caller, other form', {value: other.value.raw, from: other.from});
}

/** A list or a comma list, of phone numbers (the sample) or of agent ids (the table). */
function readUsers(decoding: Decoding, log: ObjectReader): void {
	const value = log.peek('users');
	const list = Array.isArray(value) ? value : typeof value === 'object' ? [] : asText(value).split(',');
	// Anything else in it stays unread, so that it is shown as it is.
	if (list.some(user => typeof user === 'object' && user !== null)) return;
	const named = list
		.flatMap(user => (user === null ? [] : [asText(user).trim()]))
		.filter(user => user !== '');
	const [only, ...others] = named;
	if (only === undefined || isPlaceholder(only)) return;
	log.skip('users');
	if (others.length > 0) {
		decoding.note('Users', {value: named.join(', '), from: log.at('users')});
		return;
	}
	const isNumber = /^\+?\d{8,15}$/.test(only);
	decoding.derive(
		'agent',
		{id: isNumber ? null : only, name: null, number: isNumber ? only : null},
		log.at('users'),
	);
}

/** The log after a call; with dispositions it is what the disposition webhook sends. */
function decodeLog({object, at}: Payload, context: DecodeContext): Decoded {
	const isOver = '_et' in object || '_dr' in object || !('_dsp' in object);
	const decoding = new Decoding(
		'_dsp' in object ? 'disposition' : 'after-call',
		isOver ? 'ended' : 'other',
		context,
	);
	const log = decoding.read(object, at);
	log.checkMembers(logMembers);
	log.checkListed('_ev', eventWords);
	log.checkListed('_su', statusWords);
	for (const parameter of log.list('_pm')) {
		const key = parameter.text('ky')?.value;
		if (key === 'ui') decoding.set('callId', parameter.text('vl'));
		else if (key !== undefined) parameter.note(`_pm ${key}`, 'vl');
		parameter.rest();
	}
	if (decoding.event.callId === null) {
		const id = log.text('_ai');
		if (id !== null) {
			decoding.derive('callId', id.value, id.from);
			decoding.note('Call id', {value: "the log's _ai: the log has no ui", from: id.from});
		}
	}
	decoding.set('direction', log.known('_ev', directions));
	log.noteMeaning('Event', '_ev', eventWords);
	decoding.set('providerStatus', log.text('_su'));
	decoding.set('outcome', log.known('_su', statusOutcomes(decoding.event.direction)));
	log.noteMeaning('Overall status', '_su', statusWords);
	const full = log.party('_cl');
	// The log names the country the short form leaves out.
	const short = log.party('_cr', homeOf(log.text('_cy')));
	log.note('Country code', '_cy');
	decoding.set('from', full ?? short);
	if (full !== null && short !== null) {
		decoding.note('Caller, without country code', {value: short.value.raw, from: short.from});
	}
	decoding.set('startedAt', log.epochSeconds('_st'));
	decoding.set('endedAt', log.epochSeconds('_et'));
	decoding.set('durationSeconds', log.seconds('_dr'));
	readLegs(decoding, log);
	readRecording(decoding, log);
	const created = log.epochSeconds('_ts');
	if (created !== null) decoding.note('Log created', created);
	log.rest(afterCallLabels);
	return decoding.done();
}

/** Where a number without country belongs, by the calling code beside it. */
function homeOf(callingCode: Sourced<string> | null): Home | null {
	const digits = callingCode?.value.replace(/^\+/, '') ?? '';
	return /^[1-9]\d{0,2}$/.test(digits) ? {callingCode: digits} : null;
}

/** The sample of the log after a call, and the dispositions; which of them are always sent is not documented. */
const logMembers = documentedMembers(
	[],
	[
		...[
			'_ai',
			'_so',
			'_ci',
			'_cr',
			'_cl',
			'_cm',
			'_cy',
			'_se',
			'_ts',
			'_st',
			'_et',
			'_ms',
			'_ss',
			'_dr',
			'_drm',
		],
		...[
			'_ty',
			'_ev',
			'_fn',
			'_fu',
			'_ns',
			'_su',
			'_dn',
			'_di',
			'_pm',
			'_cn',
			'_ld',
			'_an',
			'_bp',
			'_us',
			'_tc',
		],
		...['_ri', '_ji', '_ivid', '_cri', '_dsp'],
	],
);

const afterCallLabels: Readonly<Record<string, string>> = {
	_ai: 'Log',
	_ci: 'Company',
	_dn: 'Department',
	_di: 'Department id',
	_se: 'Region',
	_cn: 'Comments',
	_ri: 'Reference',
	_cri: 'Client reference',
	_ivid: 'IVR',
	_ji: 'Job',
	_dsp: 'Dispositions',
	_drm: 'Duration in minutes',
	_us: 'Users',
	_tc: 'Talk seconds by agent',
};

/**
 * The legs that were received give answer, talk time and agent; a call that was handed on has several, which are one
 * conversation for the caller.
 */
function readLegs(decoding: Decoding, log: ObjectReader): void {
	const legs = log.list('_ld');
	let talk = 0;
	for (const leg of legs) {
		if (decoding.event.to === null) decoding.set('to', leg.party('_did'));
		if (leg.peek('_ac') === 'received') {
			const answered = leg.epochSeconds('_st');
			const {answeredAt} = decoding.event;
			if (answered !== null && (answeredAt === null || answered.value < answeredAt)) {
				decoding.set('answeredAt', answered);
			}
			const seconds = leg.seconds('_dr');
			talk += seconds?.value ?? 0;
			if (seconds !== null) decoding.derive('talkSeconds', talk, seconds.from);
			readAgent(decoding, leg);
		}
		leg.rest(legLabels);
	}
}

/** The last one who talked; who talked before is shown with the legs. */
function readAgent(decoding: Decoding, leg: ObjectReader): void {
	const [agent] = leg.list('_rr');
	if (agent === undefined) return;
	const id = agent.text('_id');
	const name = agent.text('_na');
	const phone = agent.text('_nr') ?? agent.text('_ct');
	const from = (name ?? id ?? phone)?.from;
	if (from !== undefined) {
		decoding.derive(
			'agent',
			{id: id?.value ?? null, name: name?.value ?? null, number: phone?.value ?? null},
			from,
		);
	}
	agent.rest({_em: "Agent's e-mail", _ex: "Agent's extension", _ct: "Agent's number"});
}

const legLabels: Readonly<Record<string, string>> = {
	_rst: 'Leg began to ring',
	_ds: 'Leg status',
	_did: 'Service number',
	_rr: 'Leg to',
	_st: 'Leg started',
	_et: 'Leg ended',
	_dr: 'Leg duration',
	_ac: 'Leg was',
};

function readRecording(decoding: Decoding, log: ObjectReader): void {
	const url = log.text('_fu');
	const file = log.text('_fn');
	if (url === null && file === null) return;
	decoding.derive(
		'recording',
		// The documented sample escapes its slashes twice, so that one backslash is left after parsing.
		{url: url?.value.replaceAll('\\/', '/') ?? null, file: file?.value ?? null},
		(url ?? file)?.from ?? log.at('_fu'),
	);
}

/** The one parameter name the documents use in their example. */
const documentedNames: Readonly<Record<string, string>> = {caller_number: 'clid'};

/** Only what the customer asked for comes, under the customer's names. */
function decodeQuery(message: Message, context: DecodeContext): Decoded | null {
	const parameters = parametersOf(message);
	if (parameters.length === 0) return null;
	const named = nameParameters(parameters, context.names, documentedNames, mappable);
	const state = asText(named.object['call_state'] ?? '');
	const isOver = '_et' in named.object || '_dr' in named.object;
	const decoding = new Decoding('query', lookup(phases, state) ?? (isOver ? 'ended' : 'other'), context);
	const log = readNamed(decoding, named);
	decoding.set('callId', log.text('uid'));
	readState(decoding, log);
	readCaller(decoding, log);
	// Without a number nothing says that it is of a call.
	if (decoding.event.callId === null && decoding.event.from !== null) {
		// In any order: it is the same hook.
		const sent = parameters.map(({name, value}) => `${name}=${asText(value)}`).sort();
		decoding.derive('callId', derivedId([message.path, ...sent]), 'query');
		decoding.note('Call id', {value: 'made from path and parameters: the hook names no uid', from: 'query'});
	}
	decoding.set('to', log.party('rdnis'));
	readUsers(decoding, log);
	decoding.set('startedAt', log.epochSeconds('_st'));
	decoding.set('endedAt', log.epochSeconds('_et'));
	decoding.set('durationSeconds', log.seconds('_dr'));
	readRecording(decoding, log);
	const created = log.epochSeconds('created') ?? log.localTime('created', 'Log created', utc);
	if (created !== null) decoding.note('Log created', created);
	proposeNames(decoding, named, guessName, mappable);
	reportLostPluses(decoding, parameters);
	log.rest({...inCallLabels, ...afterCallLabels});
	return decoding.done();
}

/** What a parameter of the customer's looks like; its name decides where its value could be several. */
function guessName(name: string, value: string): string | null {
	if (/^[a-z]{1,2}\d?\.\d+\.\d+$/.test(value)) return 'uid';
	switch (shapeOf(value)) {
		case 'epoch':
			return /start|begin/i.test(name) ? '_st' : /end|stop/i.test(name) ? '_et' : 'created';
		case 'local-time':
			return 'created';
		case 'clock':
			return '_dr';
		case 'url':
			return '_fu';
		case 'number':
			if (/agent|user/i.test(name)) return 'users';
			if (/did|service|virtual/i.test(name)) return 'rdnis';
			return value.startsWith('+') || value.length > 10 ? 'clid' : '_cr';
		case 'uuid':
			return 'reference_id';
		case 'hex-id':
			return /ivr/i.test(name) ? 'public_ivr_id' : 'company_id';
		case 'small-number':
			return codeName(name, value);
		default:
			return null;
	}
}

/** One digit may be a state, a status or an event. */
function codeName(name: string, value: string): string | null {
	if (!/^[1-9]$/.test(value)) return null;
	if (/state/i.test(name) || Number(value) > 3) return 'call_state';
	if (/status/i.test(name)) return 'status';
	return /event|type|direction/i.test(name) && Number(value) < 3 ? 'event' : null;
}

/** Under the name myoperator, but none of the logs that are documented: mobile logs, say, whose members are not. */
function decodeOther(message: Message, {object, at}: Payload, context: DecodeContext): Decoded {
	const decoding = new Decoding('other', 'other', context);
	const field = message.field('myoperator');
	if (field?.value && asObject(field.json) === null) {
		decoding.note('myoperator', {value: field.value, from: at});
		decoding.find('body/invalid-json', {
			message: 'The field myoperator holds no JSON object, which MyOperator sends.',
			hint: 'If you sent it by hand, put the log in: myoperator={"uid": …}.',
			where: at,
		});
	}
	decoding.read(object, at).rest();
	return decoding.done();
}

/** Types of v2 events of which the documents say what happened; the names of the others are not documented. */
const envelopePhases: Readonly<Record<string, Phase>> = {
	'call.initiated': 'started',
	'call.summary': 'ended',
};

const envelopeDirections: Readonly<Record<string, Direction>> = {incoming: 'inbound', outgoing: 'outbound'};

/** The twelve of the envelope; the sequence is absent on call.disposition. */
const envelopeMembers = documentedMembers(
	[
		...['event_id', 'company_id', 'event_type', 'event_version', 'timestamp', 'channel', 'direction'],
		...['session_id', 'system_identifier', 'customer_identifier', 'payload'],
	],
	['event_sequence'],
);

const envelopeLabels: Readonly<Record<string, string>> = {
	event_id: 'Event',
	event_sequence: 'Sequence',
	event_version: 'Envelope version',
	company_id: 'Company',
	timestamp: 'Sent',
	channel: 'Channel',
};

function decodeEnvelope({object, at}: Payload, context: DecodeContext): Decoded {
	const type = asText(object['event_type'] ?? '');
	const channel = asText(object['channel'] ?? 'call').toLowerCase();
	const isCall = channel === 'call' || (channel === '' && type.startsWith('call.'));
	const phase = isCall ? (lookup(envelopePhases, type) ?? 'other') : 'other';
	const decoding = new Decoding(isCall ? 'v2-call' : 'v2-other', phase, context);
	const body = decoding.read(object, at);
	body.checkMembers(envelopeMembers);
	decoding.set('providerStatus', body.text('event_type'));
	if (isCall) {
		// INFERRED: event_id tells repeats apart, and session_id is the one id the events of a call share.
		decoding.set('callId', body.text('session_id'));
	}
	decoding.set('direction', body.known('direction', envelopeDirections));
	const system = body.party('system_identifier');
	const customer = body.party('customer_identifier');
	if (decoding.event.direction === 'inbound') {
		decoding.set('from', customer);
		decoding.set('to', system);
	} else if (decoding.event.direction === 'outbound') {
		decoding.set('from', system);
		decoding.set('to', customer);
	} else {
		decoding.set('counterparty', customer);
		if (system !== null) decoding.note('Service number', {value: system.value.raw, from: system.from});
	}
	body.object('payload').rest();
	body.rest(envelopeLabels);
	return decoding.done();
}
