import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {bareContext} from '../../src/core/context.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {myoperator} from '../../src/providers/myoperator.ts';
import {readFixture} from '../support/fixtures.ts';
import {
	codesOf,
	eventOf,
	fieldsAt,
	get,
	inspectAs,
	inspectionOf,
	post,
	postForm,
	providerIdOf,
	verdictOn,
} from './requests.ts';

const log = {
	uid: 'n2.1596270949.2175190',
	company_id: '5cd40f6554442586',
	clid_raw: '919000000001',
	clid: '9000000001',
	rdnis: '1100000000',
	call_state: '1',
	event: '1',
	status: null,
};
const form = (value: unknown) => postForm({myoperator: value});
const eventWith = (changes: Record<string, unknown>) => eventOf(form({...log, ...changes}));

describe('the call’s object', () => {
	it.each([
		['a form field', form(log), 'body.myoperator'],
		['a JSON wrapper', post({myoperator: log}), 'body.myoperator'],
		['a JSON wrapper with text', post({myoperator: JSON.stringify(log)}), 'body.myoperator'],
		['the body itself', post(log), 'body'],
	])('in %s', (_, request, at) => {
		const {provider, event, sources} = inspectionOf(request);
		expect(provider.id).toBe('myoperator');
		expect(event).toMatchObject({kind: 'in-call', callId: log.uid, from: {raw: '919000000001'}});
		expect(sources.callId).toBe(`${at}.uid`);
	});

	it('needs four of its names when it is the body itself, three in an after-call log', () => {
		expect(providerIdOf(post({uid: 'u', clid: '1', company_id: 'c'}))).toBe('generic');
		expect(providerIdOf(post({uid: 'u', clid: '1', company_id: 'c', call_state: 1}))).toBe('myoperator');
		expect(providerIdOf(post({_ai: 'a', _ci: 'c'}))).toBe('generic');
		expect(providerIdOf(post({_ai: 'a', _ci: 'c', _cr: '1'}))).toBe('myoperator');
	});

	it.each([
		['a text', form('no JSON'), 'no JSON'],
		['a list', form('[1]'), '[1]'],
		['a number in JSON', post({myoperator: 7}), '7'],
	])('that is %s is shown as something else of MyOperator', (_, request, value) => {
		expect(providerIdOf(request)).toBe('myoperator');
		expect(eventOf(request)).toMatchObject({
			kind: 'other',
			phase: 'other',
			callId: null,
			fields: [{label: 'myoperator', value, from: 'body.myoperator'}],
		});
	});
});

describe('call_state', () => {
	it.each([
		['1', 'started', null],
		['2', 'ended', null],
		['3', 'started', null],
		['4', 'ended', 'no-answer'],
		['5', 'ringing', null],
		['6', 'answered', null],
		['7', 'ended', 'rejected'],
		['9', 'ended', 'no-answer'],
		// Neither is in the table.
		['0', 'other', null],
		['8', 'other', null],
	])('%s', (call_state, phase, outcome) => {
		const event = eventWith({call_state});
		expect(event).toMatchObject({phase, outcome, providerStatus: call_state});
		// The provider's words for it, where it has some.
		const isDocumented = phase !== 'other';
		expect(fieldsAt(event, 'body.myoperator.call_state')).toHaveLength(isDocumented ? 1 : 0);
		expect(eventWith({call_state: Number(call_state)}).phase).toBe(phase);
	});

	it.each([
		['1', '1', 'answered'],
		['2', '1', 'missed'],
		['2', '2', 'no-answer'],
		['3', '1', 'voicemail'],
		['4', '1', null],
	])('2 with status %s of event %s', (status, event, outcome) => {
		expect(eventWith({call_state: '2', status, event}).outcome).toBe(outcome);
	});

	it.each([
		['1', 'inbound'],
		['2', 'outbound'],
		['3', null],
	])('is of the direction event %s gives', (event, direction) => {
		expect(eventWith({event}).direction).toBe(direction);
	});
});

describe('users', () => {
	const agentOf = (users: unknown) => eventWith({users}).agent;

	it('of one phone number, in a list or alone, is the agent’s number', () => {
		const agent = {id: null, name: null, number: '919000000002'};
		expect(agentOf(['919000000002'])).toEqual(agent);
		expect(agentOf('919000000002')).toEqual(agent);
		expect(agentOf([919000000002])).toEqual(agent);
	});

	it('of one other text is the agent’s id', () => {
		expect(agentOf('abc123')).toEqual({id: 'abc123', name: null, number: null});
	});

	it('of several names no agent, and shows them all', () => {
		for (const users of ['abc123, def456', ['abc123', 'def456']]) {
			const event = eventWith({users});
			expect(event.agent).toBeNull();
			expect(fieldsAt(event, 'body.myoperator.users')).toEqual(['abc123, def456']);
		}
	});

	it('of none is none', () => {
		for (const users of [null, '', [], [null], undefined]) expect(agentOf(users)).toBeNull();
	});
});

describe('numbers', () => {
	it('takes the caller’s form that has a +, whichever field it is in', () => {
		const event = eventWith({clid_raw: '9000000001', clid: '+919000000001'});
		expect(event.from).toEqual({raw: '+919000000001', e164: '+919000000001'});
		expect(fieldsAt(event, 'body.myoperator.clid_raw')).toEqual(['9000000001']);
	});

	it('takes no number from a service number that is unknown', () => {
		const event = eventWith({rdnis: 'unknown'});
		expect(event.to).toBeNull();
		expect(fieldsAt(event, 'body.myoperator.rdnis')).toEqual(['unknown']);
		expect(eventWith({}).to).toEqual({raw: '1100000000', e164: null});
	});
});

describe('times', () => {
	const created = '2020-08-01 08:35:56';
	const iso = '2020-08-01T08:35:56.000Z';

	it('are read as UTC, and that is said', () => {
		const request = form({...log, call_time: created});
		expect(eventOf(request).startedAt).toBe(iso);
		expect(codesOf(request).filter(code => code.startsWith('time/'))).toEqual(['time/zone-assumed']);
	});

	it('of a log’s creation stand for the start only where the call begins', () => {
		expect(eventWith({created}).startedAt).toBe(iso);
		const finished = eventWith({created, call_state: '2'});
		expect(finished.startedAt).toBeNull();
		expect(fieldsAt(finished, 'body.myoperator.created')).toEqual([created]);
	});
});

describe('an after-call log', () => {
	const after = {_ai: '5f114f490dbe2437', _ci: '5cd40f6554442586', _cr: '9000000001', _ev: 1, _su: 1};

	it('without ui is named by its own id, and a field says so', () => {
		for (const _pm of [undefined, [], [{ky: 'is', vl: '0'}], [{ky: 'ui', vl: ''}]]) {
			const event = eventOf(form({...after, _pm}));
			expect(event.callId).toBe('5f114f490dbe2437');
			expect(event.fields.find(({label}) => label === 'Call id')?.value).toContain('no ui');
		}
	});

	it.each([
		[1, 1, 'answered'],
		[1, 2, 'missed'],
		[2, 2, 'no-answer'],
		[2, 3, 'voicemail'],
		[1, 4, null],
	])('event %i, status %i', (_ev, _su, outcome) => {
		expect(eventOf(form({...after, _ev, _su})).outcome).toBe(outcome);
	});

	it('takes answer and agent from the leg that was received', () => {
		const missed = {_did: '1100000000', _ac: 'missed', _st: 1594969940, _rr: [{_id: 'a', _na: 'First'}]};
		const received = {
			_did: '1100000000',
			_ac: 'received',
			_st: 1594969959,
			_dr: '00:00:09',
			_rr: [{_id: 'b', _ct: '9000000002'}],
		};
		const event = eventOf(form({...after, _ld: [missed, received]}));
		expect(event).toMatchObject({
			to: {raw: '1100000000'},
			answeredAt: '2020-07-17T07:12:39.000Z',
			talkSeconds: 9,
			agent: {id: 'b', name: null, number: '9000000002'},
		});
		expect(eventOf(form({...after, _ld: [missed]}))).toMatchObject({answeredAt: null, agent: null});
	});

	it('states a duration that is checked against its times', () => {
		const times = {_st: 1594969929, _et: 1594969968};
		const codes = (_dr: string) => codesOf(form({...after, ...times, _dr}));
		expect(codes('00:00:40')).not.toContain('duration/longer-than-call');
		expect(codes('00:00:41')).toContain('duration/longer-than-call');
	});
});

describe('a GET hook', () => {
	it('is named by path and query where it gives no uid, and a field says so', () => {
		const event = eventOf(get('/webhook.php?caller_number=%2B919000000001&dept=sales'), 'myoperator');
		expect(event.callId).toMatch(/^derived-[0-9a-f]{16}$/);
		expect(event.fields.map(({label}) => label)).toEqual(['Call id', 'dept']);
	});

	it('that encodes the + is not reported, and one that does not keeps its number', () => {
		const codes = (number: string) => codesOf(get(`/w?caller_number=${number}`), 'myoperator');
		expect(codes('%2B919000000001')).not.toContain('number/plus-as-blank');
		expect(codes('+919000000001')).toContain('number/plus-as-blank');
		expect(codes('919000000001')).not.toContain('number/plus-as-blank');
	});

	it('is read by the names the configuration gives', () => {
		const message = readMessage(get('/w?who=919000000001&call=u1'));
		const decoded = myoperator.decode(message, {
			...bareContext('myoperator'),
			names: {who: 'clid', call: 'uid'},
		});
		expect(decoded?.event).toMatchObject({callId: 'u1', from: {raw: '919000000001'}});
		expect(decoded?.sources).toEqual({callId: 'query.call', from: 'query.who'});
	});

	it('without parameters says nothing', () => {
		expect(inspectionOf(get('/webhook.php'), 'myoperator').event).toBeNull();
	});
});

it('counts 200 alone, and in a call only within 5 seconds', () => {
	expect([200, 201, 204, 302, 500].map(status => verdictOn('myoperator', 'in-call', status))).toEqual([
		'accepted',
		'rejected',
		'rejected',
		'rejected',
		'rejected',
	]);
	expect(verdictOn('myoperator', 'in-call', 200, 5000)).toBe('accepted');
	expect(verdictOn('myoperator', 'in-call', 200, 5001)).toBe('rejected');
	expect(verdictOn('myoperator', 'after-call', 200, 5001)).toBe('accepted');
});

it('has optional secrets', () => {
	expect(inspectionOf(post(log)).signature.state).toBe('unsigned');
	for (const header of ['X-Myop-Signature', 'Authorization']) {
		expect(inspectionOf(post(log, '/', [[header, 'x']])).signature.state).toBe('unchecked');
	}
});

describe('a parameter whose name nobody knows', () => {
	it.each([
		['call', 's5.347638.78643857', 'uid'],
		['call', 'n2.1596270949.2175190', 'uid'],
		['caller', '+919000000001', 'clid'],
		['number', '9000000001', '_cr'],
		['agent', '9000000002', 'users'],
		['did', '911000000000', 'rdnis'],
		['when', '1577797873', 'created'],
		['when', '2020-08-01 08:35:56', 'created'],
		['start', '1577797873', '_st'],
		['end', '1577797873', '_et'],
		['length', '00:00:39', '_dr'],
		['audio', 'https://example.test/a.mp3', '_fu'],
		['ref', 'fd771ed0-d3d1-11ea-935a-9a5b7644c4f0', 'reference_id'],
		['firm', '5cd40f6554442586', 'company_id'],
		['ivr', '5ee9a795b318a786', 'public_ivr_id'],
		['state', '2', 'call_state'],
		['x', '6', 'call_state'],
		['status', '3', 'status'],
		['direction', '2', 'event'],
	])('%s=%s looks like %s', (name, value, meaning) => {
		const target = `/w?${new URLSearchParams({[name]: value})}`;
		const {findings} = inspectionOf(get(target), 'myoperator');
		const named = findings.filter(({code}) => code === 'fields/unmapped').map(({hint}) => hint);
		// A name of the provider's own needs none.
		if (name === meaning) expect(named).toEqual([]);
		else expect(named.join()).toContain(`{"myoperator": {"${name}":"${meaning}"}}`);
	});

	it.each([
		['x', '2'],
		['dept', 'sales'],
		['code', '103'],
		['direction', '3'],
	])('%s=%s looks like nothing', (name, value) => {
		expect(codesOf(get(`/w?${name}=${value}`), 'myoperator')).not.toContain('fields/unmapped');
	});
});

it('a GET hook with names is read as the logs are', () => {
	const names = {n: 'clid', u: 'uid', s: 'call_state', e: 'event', d: 'rdnis', a: 'users', st: 'status'};
	const contexts = new Map([['myoperator', {...bareContext('myoperator'), names}]]);
	const target = '/w?n=%2B919000000001&u=s5.1.2&s=2&e=1&d=911000000000&a=9000000002&st=3&dept=sales';
	const {inspection} = inspect(get(target), {...noPins, pin: myoperator, contexts});
	expect(inspection.callKey).toBe('myoperator:s5.1.2');
	expect(inspection.event).toMatchObject({
		kind: 'query',
		phase: 'ended',
		outcome: 'voicemail',
		direction: 'inbound',
		providerStatus: '2',
		from: {raw: '+919000000001', e164: '+919000000001'},
		to: {raw: '911000000000', e164: null},
		agent: {id: null, name: null, number: '9000000002'},
	});
	expect(inspection.sources).toMatchObject({from: 'query.n', outcome: 'query.st', agent: 'query.a'});
	expect(inspection.event?.fields).toContainEqual({
		label: 'Call state',
		value: 'call finished',
		from: 'query.s',
	});
	expect(inspection.findings.map(({code}) => code)).toEqual([
		'number/country-unknown',
		'hook/deprecated',
		'hook/personal-data-in-url',
	]);
});

it('hooks that name no call are told apart by all they send', () => {
	const idOf = (body: object) => eventOf(post(body, '/w'), 'myoperator').callId;
	const caller_number = '+919000000001';
	expect(idOf({caller_number, dept: 'sales'})).not.toBe(idOf({caller_number, dept: 'support'}));
	expect(idOf({caller_number, dept: 'sales'})).toBe(idOf({dept: 'sales', caller_number}));
	// Without a number nothing says that it is of a call.
	expect(idOf({dept: 'sales'})).toBeNull();
});

describe('v2', () => {
	const envelope = {
		event_id: 'e1',
		company_id: 'c1',
		event_type: 'call.initiated',
		event_version: 1,
		channel: 'call',
		direction: 'incoming',
		session_id: 's1',
		system_identifier: '911000000000',
		customer_identifier: '+919000000001',
		payload: {},
	};

	it.each(['event_version', 'event_sequence'])('is recognised with %s', name => {
		const {event_version: _, ...rest} = envelope;
		expect(providerIdOf(post({...rest, [name]: 1}))).toBe('myoperator');
		expect(providerIdOf(post(rest))).toBe('generic');
	});

	it.each([
		['call.initiated', 'started'],
		['call.summary', 'ended'],
		['call.disposition', 'other'],
		['call.of-2027', 'other'],
	])('%s is %s', (event_type, phase) => {
		expect(eventOf(post({...envelope, event_type}))).toMatchObject({
			kind: 'v2-call',
			phase,
			callId: 's1',
			providerStatus: event_type,
		});
	});

	it.each([
		['incoming', {from: {raw: '+919000000001'}, to: {raw: '911000000000'}, counterparty: null}],
		['outgoing', {from: {raw: '911000000000'}, to: {raw: '+919000000001'}, counterparty: null}],
		['', {from: null, to: null, counterparty: {raw: '+919000000001'}}],
	])('direction %j says who is who', (direction, sides) => {
		expect(eventOf(post({...envelope, direction}))).toMatchObject(sides);
	});

	it.each([
		['e1', 'e1'],
		[17, '17'],
		['', null],
		[null, null],
	])('the event id %j tells one sent again: %j', (event_id, id) => {
		expect(inspectAs(post({...envelope, event_id})).marks).toEqual({id, attempt: null});
	});

	it('has no documented status, and retries of its own', () => {
		expect(verdictOn('myoperator', 'v2-call', 200)).toBe('unknown');
		expect(myoperator.contract('v2-other').retries[0]?.value.says).toContain('26 attempts in 24 h');
		expect(myoperator.contract('v2-other').retries[0]?.value.atMost).toBe(25);
	});
});

it('a JSON hook with static parameters is read by the mapping, beside names of the provider', () => {
	const names = {phone: 'clid', ref: 'uid'};
	const contexts = new Map([['myoperator', {...bareContext('myoperator'), names}]]);
	const body = {ref: 'n2.1.2', phone: '+919000000001', call_state: '6', event: '1'};
	const {inspection} = inspect(post(body), {...noPins, pin: myoperator, contexts});
	expect(inspection.event).toMatchObject({
		callId: 'n2.1.2',
		from: {e164: '+919000000001'},
		phase: 'answered',
		direction: 'inbound',
	});
});

it('names that Asterisk has, too, are not enough', () => {
	const asterisk = {uid: '1.2', clid: '"A" <1>', clid_raw: '1', rdnis: '2', context: 'in', channel: 'SIP/1'};
	expect(providerIdOf(post(asterisk))).toBe('generic');
	expect(providerIdOf(post({...asterisk, call_state: '1'}))).toBe('myoperator');
});

it('a call that was handed on has talked with all of them, since the first answer', () => {
	const leg = (start: number, seconds: string, name: string) => ({
		_ac: 'received',
		_st: start,
		_dr: seconds,
		_did: '911000000000',
		_rr: [{_id: name, _na: name, _ex: '10'}],
	});
	const event = eventOf(
		form({
			_ai: 'l1',
			_ci: 'c1',
			_cl: '+919000000001',
			_ld: [
				leg(1594969959, '00:00:40', 'B'),
				leg(1594969929, '00:00:10', 'A'),
				{_ac: 'missed', _ds: 'NOANSWER'},
			],
		}),
	);
	expect(event).toMatchObject({
		answeredAt: '2020-07-17T07:12:09.000Z',
		talkSeconds: 50,
		to: {raw: '911000000000'},
	});
	expect(fieldsAt(event, 'body.myoperator._ld[2]._ds')).toEqual(['NOANSWER']);
	expect(fieldsAt(event, 'body.myoperator._ld[0]._rr[0]._ex')).toEqual(['10']);
});

describe('what cannot be read is shown as it was sent', () => {
	it.each([
		['users', [{id: 'a'}], '[{"id":"a"}]'],
		['event', '7', '7'],
		['status', 'x', 'x'],
		['created', '2020-02-30 25:00:00', '2020-02-30 25:00:00'],
	])('%s %j', (name, value, shown) => {
		const event = eventWith({[name]: value});
		expect(fieldsAt(event, `body.myoperator.${name}`)).toEqual([shown]);
		expect(event.agent).toBeNull();
	});
});

it('variables nobody replaced are no values, and no call', () => {
	const event = eventWith({uid: '{{uid}}', clid: '{{clid}}', clid_raw: '', call_state: '{{state}}'});
	expect(event).toMatchObject({callId: null, from: null, providerStatus: null});
	expect(fieldsAt(event, 'body.myoperator.uid')).toEqual(['{{uid}}']);
});

it('a parameter of the log without a key is shown as well', () => {
	const event = eventOf(
		form({_ai: 'l1', _ci: 'c1', _cl: '+919000000001', _pm: [{vl: 'x'}, {ky: 'ui', vl: 'u1'}]}),
	);
	expect(event.callId).toBe('u1');
	expect(fieldsAt(event, 'body.myoperator._pm[0].vl')).toEqual(['x']);
});

describe('hook/deprecated', () => {
	const found = (request: CapturedRequest, receivedAt: string) =>
		inspectionOf({...request, receivedAt: Date.parse(receivedAt)}, 'myoperator')
			.findings.filter(({code}) => code === 'hook/deprecated')
			.map(({message}) => message);
	const before = '2026-07-31T23:59:59.999Z';
	const after = '2026-08-01T00:00:00Z';

	it('v1 is, once its last day is over', () => {
		expect(found(form(log), before)).toEqual([]);
		expect(found(form(log), after)).toEqual([expect.stringContaining('31 July 2026')]);
	});

	it('a GET hook is at any time', () => {
		expect(found(get('/w?uid=n2.1.1'), before)).toEqual([
			expect.stringMatching(/^GET webhooks are deprecated/),
		]);
		expect(found(get('/w?uid=n2.1.1'), after)).toEqual([expect.stringMatching(/31 July 2026.*GET webhooks/)]);
	});

	it('a mobile log is not: no document says which generation it is of', () => {
		const {request} = readFixture('myoperator/mobile-log');
		expect(inspectionOf(request).event?.kind).toBe('other');
		expect(found(request, after)).toEqual([]);
	});

	it('v2 is not', () => {
		const envelope = {system_identifier: '1', customer_identifier: '2', event_version: 1, channel: 'call'};
		expect(found(post(envelope), after)).toEqual([]);
	});
});

describe('what is not as documented', () => {
	const found = (code: string, value: unknown) =>
		inspectionOf(form(value)).findings.filter(finding => finding.code === code);
	const short = {_ai: '1', _ci: '2', _cr: '9000000001'};

	it.each([
		[log, []],
		[{...log, call_state: '8', event: '3', status: '4'}, ['call_state', 'event', 'status']],
		[{...log, call_state: 9, event: 2, status: 3}, []],
		[{...short, _ev: 1, _su: 3}, []],
		[{...short, _ev: 3, _su: 4}, ['_ev', '_su']],
	])('values of %j: %j', (value, names) => {
		expect(found('field/unlisted-value', value).map(({where}) => where)).toEqual(
			names.map(name => `body.myoperator.${name}`),
		);
	});

	it('a state of which the pages contradict each other', () => {
		expect(found('field/unlisted-value', {...log, call_state: '0'})).toEqual([]);
		expect(found('field/inconsistent', {...log, call_state: '0', clid: '+919000000001'})).toMatchObject([
			{where: 'body.myoperator.call_state'},
		]);
	});

	it.each([
		['9000000001', true],
		['+919000000001', false],
		['', false],
		['anonymous', false],
	])('clid %s is not as the table says: %s', (clid, isFound) => {
		expect(found('field/inconsistent', {...log, clid})).toHaveLength(isFound ? 1 : 0);
	});

	it('members of events and logs', () => {
		expect(found('field/undocumented', log)).toEqual([]);
		expect(found('field/undocumented', {...log, colour: 1})).toMatchObject([
			{where: 'body.myoperator.colour'},
		]);
		expect(found('field/missing', log)[0]?.message).toContain('reference_id, users, created');
		expect(found('field/undocumented', {...short, _zz: 1})).toMatchObject([{where: 'body.myoperator._zz'}]);
		expect(found('field/missing', short)).toEqual([]);
		const envelope = {system_identifier: null, customer_identifier: '2', event_version: 1, note: 'x'};
		expect(found('field/undocumented', envelope)).toMatchObject([{where: 'body.myoperator.note'}]);
		expect(found('field/missing', envelope)[0]?.message).not.toContain('event_sequence');
	});
});
