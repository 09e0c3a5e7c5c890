/**
 * MyOperator, first generation: events during a call (in-call), the log after it (after-call), and GET hooks whose
 * parameters the customer names.
 */

import type {DecodeContext} from '../core/context.ts';
import {Decoding, type ObjectReader} from '../core/decoding.ts';
import {derivedId} from '../core/derived-id.ts';
import type {Direction, Outcome, Phase} from '../core/event.ts';
import {asObject, type JsonObject, readJson} from '../core/json.ts';
import {lookup} from '../core/lookup.ts';
import type {Message} from '../core/message.ts';
import {party} from '../core/party.ts';
import {defineProvider, type Evidence, fact} from '../core/provider.ts';

const inCallPage = 'support.myoperator.com, what is an in-call webhook';
const callingPage = 'support.myoperator.com, calling webhooks';

export const myoperator = defineProvider({
	id: 'myoperator',
	name: 'MyOperator',
	docs: [
		{
			title: 'After-call webhook',
			url: 'https://support.myoperator.com/portal/en/kb/articles/after-call-webhook',
		},
	],
	setup: {where: 'API integration in the panel', note: 'new hooks: HTTPS and POST only'},
	kinds: [
		{id: 'in-call', says: 'Sent at each change of state during a call.'},
		{id: 'after-call', says: 'The log of a call that is over, with short names.'},
		{id: 'query', says: 'A GET hook whose parameter names the customer chose.', pinOnly: true},
	],
	recognisedBy: [],
	correlation: 'by uid; in the after-call log it is the ui entry of _pm',

	detect(message) {
		const evidence: Evidence[] = [];
		if (message.field('myoperator') !== null) evidence.push({says: 'form field myoperator', weight: 0.95});
		if (message.object !== null && 'myoperator' in message.object) {
			evidence.push({says: 'body has myoperator', weight: 0.9});
		}
		const log = payloadOf(message)?.object;
		if (log === undefined) return evidence;
		const short = shortNames.filter(name => name in log);
		if (short.length >= 3) evidence.push({says: `log has ${short.join(' ')}`, weight: 0.95});
		const long = longNames.filter(name => name in log);
		if (long.length >= 4) evidence.push({says: `log has ${long.join(', ')}`, weight: 0.9});
		return evidence;
	},

	decode(message, context) {
		const payload = payloadOf(message);
		if (payload === null) return decodeQuery(message, context);
		const isLog = shortNames.some(name => name in payload.object);
		return isLog ? decodeAfterCall(payload, context) : decodeInCall(payload, context);
	},

	contract(kind) {
		return {
			accepts: fact([{from: 200, to: 200}], inCallPage),
			deadlineMs: kind === 'in-call' ? fact(5000, inCallPage) : null,
			retries: fact('sent again 3 times, every 30 s, then dropped', callingPage),
			unknown: '',
		};
	},

	signature(message) {
		return message.header('x-myop-signature') === null && message.header('authorization') === null
			? {state: 'unsigned', because: 'sent without the optional header or credentials'}
			: {state: 'unchecked', because: 'a secret was sent, but none was given to compare it with'};
	},
});

/** Names only the after-call log has. */
const shortNames = ['_ai', '_ci', '_cr', '_cl', '_ld', '_pm'];
/** Names that together only an in-call event has. */
const longNames = ['uid', 'clid', 'clid_raw', 'company_id', 'call_state', 'rdnis'];

interface Payload {
	object: JsonObject;
	at: string;
}

/** The call's object: in the form field, wrapped in JSON (as an object or as text), or bare. */
function payloadOf({field, object}: Message): Payload | null {
	const inForm = asObject(field('myoperator')?.json);
	if (inForm !== null) return {object: inForm, at: 'body.myoperator'};
	if (object === null) return null;
	const wrapped = object['myoperator'];
	if (wrapped === undefined) return {object, at: 'body'};
	const inner = asObject(typeof wrapped === 'string' ? readJson(wrapped).value : wrapped);
	return inner === null ? null : {object: inner, at: 'body.myoperator'};
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

const stateOutcomes: Readonly<Record<string, Outcome>> = {
	'4': 'no-answer',
	'7': 'rejected',
	'9': 'no-answer',
};

const directions: Readonly<Record<string, Direction>> = {'1': 'inbound', '2': 'outbound'};

function statusOutcome(status: string, direction: Direction | null): Outcome | null {
	if (status === '1') return 'answered';
	if (status === '3') return 'voicemail';
	if (status !== '2') return null;
	return direction === 'outbound' ? 'no-answer' : 'missed';
}

function decodeInCall({object, at}: Payload, context: DecodeContext) {
	const state = String(object['call_state'] ?? '');
	const decoding = new Decoding('in-call', lookup(phases, state) ?? 'other', context);
	const log = decoding.read(object, at);
	decoding.set('callId', log.text('uid'));
	decoding.set('providerStatus', log.text('call_state'));
	const meaning = lookup(stateWords, state);
	if (meaning !== undefined) decoding.note('Call state', {value: meaning, from: log.at('call_state')});
	const event = log.text('event');
	if (event !== null) decoding.derive('direction', lookup(directions, event.value) ?? null, event.from);
	const status = log.text('status');
	const outcome = lookup(stateOutcomes, state);
	if (outcome !== undefined) {
		decoding.derive('outcome', outcome, log.at('call_state'));
	} else if (status !== null && decoding.event.phase === 'ended') {
		decoding.derive('outcome', statusOutcome(status.value, decoding.event.direction), status.from);
	}
	readCaller(decoding, log);
	if (object['rdnis'] !== 'unknown') decoding.set('to', log.party('rdnis'));
	readUsers(decoding, log, object);

	// INFERRED: the second part of uid is the same moment in epoch seconds, and it matches when read as UTC.
	const utc = {zone: 'UTC', because: "as the time inside MyOperator's uid is"};
	const called = log.localTime('call_time', 'Call time', utc);
	decoding.set('startedAt', called);
	// Without call_time, the creation of a log that opens a call is the nearest thing to its start.
	if (called === null && decoding.event.phase === 'started') {
		decoding.set('startedAt', log.localTime('created', 'Log created', utc));
	}
	log.rest(inCallLabels);
	return decoding.done();
}

const inCallLabels: Readonly<Record<string, string>> = {
	id: 'Log',
	created: 'Log created',
	company_id: 'Company',
	reference_id: 'Reference',
	public_ivr_id: 'IVR',
	client_ref_id: 'Client reference',
	job_id: 'Job',
};

/** Sample and table of the documents have the two caller fields the other way round: the one with a + is taken. */
function readCaller(decoding: Decoding, log: ObjectReader): void {
	const raw = log.party('clid_raw');
	const formatted = log.party('clid');
	const chosen = formatted?.value.raw.startsWith('+') ? formatted : (raw ?? formatted);
	decoding.set('from', chosen);
	const other = chosen === raw ? formatted : raw;
	if (other !== null) decoding.note('Caller, other form', {value: other.value.raw, from: other.from});
}

/** A list or a comma list, of phone numbers (the sample) or of agent ids (the table). */
function readUsers(decoding: Decoding, log: ObjectReader, object: JsonObject): void {
	const value = object['users'];
	const users = Array.isArray(value)
		? value.filter(user => user !== null).map(String)
		: typeof value === 'string'
			? value.split(',').map(user => user.trim())
			: [];
	const named = users.filter(user => user !== '');
	log.raw('users');
	const [only] = named;
	if (named.length > 1) decoding.note('Users', {value: named.join(', '), from: log.at('users')});
	if (only === undefined || named.length > 1) return;
	const isNumber = /^\+?\d{8,15}$/.test(only);
	decoding.derive(
		'agent',
		{id: isNumber ? null : only, name: null, number: isNumber ? only : null},
		log.at('users'),
	);
}

function decodeAfterCall({object, at}: Payload, context: DecodeContext) {
	const decoding = new Decoding('after-call', 'ended', context);
	const log = decoding.read(object, at);
	for (const parameter of log.list('_pm')) {
		const key = parameter.text('ky')?.value;
		if (key === 'ui') decoding.set('callId', parameter.text('vl'));
		else if (key !== undefined) parameter.note(`_pm ${key}`, 'vl');
	}
	if (decoding.event.callId === null) {
		const id = log.text('_ai');
		if (id !== null) {
			decoding.derive('callId', id.value, id.from);
			decoding.note('Call id', {value: "the log's _ai: the log has no ui", from: id.from});
		}
	}
	const event = log.text('_ev');
	if (event !== null) decoding.derive('direction', lookup(directions, event.value) ?? null, event.from);
	const status = log.text('_su');
	decoding.set('providerStatus', status);
	if (status !== null) {
		decoding.derive('outcome', statusOutcome(status.value, decoding.event.direction), status.from);
	}
	const full = log.party('_cl');
	const short = log.party('_cr');
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
};

/** The leg that was received gives answer, talk time and agent. */
function readLegs(decoding: Decoding, log: ObjectReader): void {
	const legs = log.list('_ld');
	for (const leg of legs) {
		const number = leg.party('_did');
		if (decoding.event.to === null) decoding.set('to', number);
		if (leg.text('_ac')?.value !== 'received') continue;
		decoding.set('answeredAt', leg.epochSeconds('_st'));
		decoding.set('talkSeconds', leg.seconds('_dr'));
		const [agent] = leg.list('_rr');
		const id = agent?.text('_id');
		const name = agent?.text('_na');
		const phone = agent?.text('_nr') ?? agent?.text('_ct');
		const from = (name ?? id ?? phone)?.from;
		if (from === undefined) continue;
		decoding.derive(
			'agent',
			{id: id?.value ?? null, name: name?.value ?? null, number: phone?.value ?? null},
			from,
		);
	}
	if (legs.length > 1) decoding.note('Legs', {value: String(legs.length), from: log.at('_ld')});
}

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
function decodeQuery(message: Message, context: DecodeContext) {
	if (message.query.length === 0) return null;
	const decoding = new Decoding('query', 'other', context);
	for (const [name, value] of message.query) {
		const from = `query.${name}`;
		const meaning = lookup(context.names, name) ?? lookup(documentedNames, name);
		if (meaning === 'clid') readQueryNumber(decoding, message, name, value);
		else if (meaning === 'uid') decoding.derive('callId', value, from);
		else decoding.note(name, {value, from});
	}
	if (decoding.event.callId === null) {
		decoding.derive('callId', derivedId([message.path, message.rawQuery]), 'query');
		decoding.note('Call id', {value: 'made from path and query: the hook names no uid', from: 'query'});
	}
	return decoding.done();
}

/** MyOperator puts a literal + into the query, which form rules read as a blank: it is put back. */
function readQueryNumber(decoding: Decoding, message: Message, name: string, value: string): void {
	const from = `query.${name}`;
	const lostPlus = value.startsWith(' ') && message.rawQuery.includes(`${name}=+`);
	if (lostPlus) {
		decoding.find({
			code: 'number/plus-as-blank',
			severity: 'warning',
			message: `${name} was sent with a bare + in the query, which reads as a blank: "${value}".`,
			hint: 'Put the + back in your handler, or ask for the number without country code.',
			where: from,
		});
	}
	decoding.derive('from', party(lostPlus ? `+${value.slice(1)}` : value), from);
}
