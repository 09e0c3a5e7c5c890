import {describe, expect, it} from 'vitest';
import {bareContext} from '../../src/core/context.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {captured} from '../support/fixtures.ts';
import {eventOf, fieldsAt, get, inspectionOf, post, postForm, verdictOn} from './requests.ts';

const cmiuuid = 'f4c65be7-4b4d-4d38-8aa9-4392fab50bd8';
const conversation = '5202a928-07c3-4d32-a1a4-d304c9275971';
const time = 1634724629956;
const at = '2021-10-20T10:10:29.956Z';

describe('recognition', () => {
	it('by cmiuuid, and by cmiuid as older examples spell it', () => {
		for (const key of ['cmiuuid', 'cmiuid']) {
			const {provider, event} = inspectionOf(post({type: 'cdr', [key]: cmiuuid}));
			expect(provider.id).toBe('telecmi');
			expect(event?.callId).toBe(cmiuuid);
			expect(event?.fields).toEqual([]);
		}
	});

	it('of a GET, whose parameters are read as the body’s members', () => {
		const {event, sources, provider} = inspectionOf(
			get(
				`/cdr?type=cdr&cmiuuid=${cmiuuid}&status=answered&direction=outbound&to=442000000000&time=${time}&answeredsec=15&appid=1`,
			),
		);
		expect(provider.because).toEqual(['query has cmiuuid']);
		expect(event).toMatchObject({
			callId: cmiuuid,
			outcome: 'answered',
			to: {raw: '442000000000', e164: null},
			answeredAt: at,
			endedAt: '2021-10-20T10:10:44.956Z',
			talkSeconds: 15,
		});
		expect(sources.callId).toBe('query.cmiuuid');
	});
});

describe('ids', () => {
	it('names the call by its conversation and the leg by cmiuuid', () => {
		const event = eventOf(post({type: 'event', cmiuuid, conversation_uuid: conversation}));
		expect(event).toMatchObject({callId: conversation, legId: cmiuuid, conversationId: conversation});
	});

	it('has no leg where there is no conversation', () => {
		const event = eventOf(post({type: 'cdr', cmiuuid}));
		expect(event).toMatchObject({callId: cmiuuid, legId: null, conversationId: null});
	});
});

describe('live events', () => {
	it.each([
		['waiting', 'started', {startedAt: at}],
		['started', 'started', {startedAt: at}],
		['ringing', 'ringing', {}],
		['answered', 'answered', {answeredAt: at}],
		['hangup', 'ended', {endedAt: at}],
		['of-2027', 'other', {}],
	])('%s', (status, phase, moment) => {
		const event = eventOf(post({type: 'event', cmiuuid, status, time}));
		expect(event).toMatchObject({
			phase,
			providerStatus: status,
			outcome: null,
			startedAt: null,
			answeredAt: null,
			endedAt: null,
			...moment,
		});
		// A time that marks nothing is still shown.
		expect(fieldsAt(event, 'body.time')).toHaveLength(Object.keys(moment).length === 0 ? 1 : 0);
	});
});

describe('leg b', () => {
	const leg = {type: 'event', leg: 'b', cmiuuid, conversation_uuid: conversation, status: 'hangup', time};

	it('to a team’s agent belongs to a call that came in, and speaks only of itself', () => {
		const {event, scope} = inspectionOf(
			post({...leg, team: 'Sales_2222223', user: '204_2222223', direction: 'outbound'}),
		);
		expect(scope).toBe('leg');
		expect(event?.direction).toBe('inbound');
		expect(event?.agent).toEqual({id: '204_2222223', name: null, number: null});
	});

	it('without a team keeps its direction, and still speaks only of itself', () => {
		const {event, scope} = inspectionOf(post({...leg, direction: 'outbound'}));
		expect(scope).toBe('leg');
		expect(event?.direction).toBe('outbound');
	});

	// "Incoming User Missed CDR": one agent did not pick up; the next may.
	it('has records of its own, which do not end the call', () => {
		const record = {type: 'cdr', leg: 'b', cmiuuid, team: 'Sales_2222223', direction: 'inbound', time};
		expect(inspectionOf(post({...record, status: 'missed'})).scope).toBe('leg');
	});
});

it('leg a of an outgoing call keeps its direction; its caller id is the from', () => {
	const {event, scope} = inspectionOf(
		post({
			type: 'event',
			leg: 'a',
			cmiuuid,
			direction: 'outbound',
			callerid: '442000000000',
			to: '442000000001',
		}),
	);
	expect(scope).toBe('call');
	expect(event).toMatchObject({
		direction: 'outbound',
		from: {raw: '442000000000'},
		to: {raw: '442000000001'},
	});
});

describe('records', () => {
	it.each([
		['answered', 'inbound', 'answered'],
		['answered', 'outbound', 'answered'],
		['missed', 'inbound', 'missed'],
		['missed', 'outbound', 'no-answer'],
		['of-2027', 'outbound', null],
	])('%s %s', (status, direction, outcome) => {
		expect(eventOf(post({type: 'cdr', cmiuuid, status, direction})).outcome).toBe(outcome);
	});

	it('of a missed call claims no moment for its time, and shows it', () => {
		const event = eventOf(
			post({type: 'cdr', cmiuuid, status: 'missed', direction: 'inbound', time, waitedsec: 127}),
		);
		expect(event).toMatchObject({startedAt: null, answeredAt: null, endedAt: null, waitSeconds: 127});
		expect(fieldsAt(event, 'body.time')).toHaveLength(1);
	});

	it.each([
		['sent_bye', 'agent'],
		['recv_bye', 'caller'],
		['sent_reject', 'agent'],
		['recv_cancel', null],
		['of-2027', null],
	])('hang-up by %s', (hangup_reason, by) => {
		expect(eventOf(post({type: 'cdr', cmiuuid, hangup_reason})).hangup).toEqual({by, cause: hangup_reason});
	});

	it('do without an answer time or length', () => {
		const answered = {type: 'cdr', cmiuuid, status: 'answered'};
		expect(eventOf(post({...answered, answeredsec: 13}))).toMatchObject({endedAt: null, talkSeconds: 13});
		expect(eventOf(post({...answered, time}))).toMatchObject({answeredAt: at, endedAt: null});
	});

	it('end at no time where the length is longer than any clock holds', () => {
		const event = eventOf(post({type: 'cdr', cmiuuid, status: 'answered', time, answeredsec: 1e300}));
		expect(event).toMatchObject({answeredAt: at, endedAt: null});
	});

	it('show booleans alike, as text and as JSON’s own', () => {
		for (const record of ['true', true]) {
			expect(fieldsAt(eventOf(post({type: 'cdr', cmiuuid, record})), 'body.record')).toEqual(['true']);
		}
	});

	it('show JSON inside a text member by member, and other text as it is', () => {
		const event = eventOf(post({type: 'cdr', cmiuuid, custom: '{"crm":"true"}', extra_params: 'plain'}));
		expect(fieldsAt(event, 'body.custom.crm')).toEqual(['true']);
		expect(fieldsAt(event, 'body.extra_params')).toEqual(['plain']);
	});
});

it('documents neither signature nor accepted status', () => {
	expect(inspectionOf(post({cmiuuid})).signature.state).toBe('unsigned');
	for (const status of [200, 204, 500]) expect(verdictOn('telecmi', 'cdr', status)).toBe('unknown');
});

describe('the place of an event', () => {
	const live = {type: 'event', cmiuuid, status: 'waiting', direction: 'inbound', time};

	it('may be form fields, JSON in one, or JSON in a JSON text', () => {
		for (const [request, from] of [
			[postForm(live), 'body.cmiuuid'],
			[postForm({payload: live}), 'body.payload.cmiuuid'],
			// What the customer put into a call does not hide the call.
			[postForm({extra_params: {cmiuuid: 'theirs'}, ...live}), 'body.cmiuuid'],
			[post(JSON.stringify(JSON.stringify(live))), 'body.cmiuuid'],
		] as const) {
			const {provider, event, sources} = inspectionOf(request);
			expect(provider.id).toBe('telecmi');
			expect(event).toMatchObject({kind: 'live', callId: cmiuuid, startedAt: at});
			expect(sources.callId).toBe(from);
		}
	});

	it.each([
		['a wrong content type', 'text/html'],
		['an unknown one', 'application/x-telecmi'],
		['that of a form', 'application/x-www-form-urlencoded'],
		['none', null],
	])('is found under %s', (_, type) => {
		const headers: [string, string][] = type === null ? [] : [['Content-Type', type]];
		const request = captured({method: 'PUT', target: '/', headers, body: JSON.stringify(live)});
		expect(eventOf(request).callId).toBe(cmiuuid);
	});
});

describe('without its type', () => {
	it.each([
		['waiting', 'live', 'started'],
		['ringing', 'live', 'ringing'],
		['hangup', 'live', 'ended'],
		['answered', 'live', 'answered'],
		['missed', 'cdr', 'ended'],
		['of-2027', 'live', 'other'],
	])('an event of status %s is %s', (status, kind, phase) => {
		expect(eventOf(post({cmiuuid, status}))).toMatchObject({kind, phase});
	});

	it.each(['appid', 'answeredsec', 'waitedsec', 'filename'])('one with %s is a record', name => {
		expect(eventOf(post({cmiuuid, status: 'answered', [name]: 1})).kind).toBe('cdr');
	});

	it('one that is nothing but an id says nothing', () => {
		expect(eventOf(post({cmiuuid}))).toMatchObject({kind: 'live', phase: 'other', outcome: null});
	});
});

describe('with a country configured', () => {
	const contexts = new Map([['telecmi', {...bareContext('telecmi'), country: 'IN'}]]);
	const numberOf = (to: unknown) =>
		inspect(post({type: 'cdr', cmiuuid, to}), {...noPins, contexts}).inspection.event?.to;

	it.each([
		[9100000000, '+919100000000'],
		['9100000000', '+919100000000'],
		['919100000000', '+919100000000'],
		['09100000000', '+919100000000'],
		['+33199001234', '+33199001234'],
		['442000000000', null],
		['103', null],
		['91806828XXXX', null],
		['sip:103@example.test', null],
	])('%s is %s', (to, e164) => {
		expect(numberOf(to)).toEqual({raw: String(to), e164});
	});
});

it('of a recording and a voicemail one is the recording, the other a field', () => {
	const event = eventOf(post({type: 'cdr', cmiuuid, filename: 'call.mp3', voicename: 'mail.mp3'}));
	expect(event.recording).toEqual({url: null, file: 'call.mp3'});
	expect(fieldsAt(event, 'body.voicename')).toEqual(['mail.mp3']);
});

describe('what is not as documented', () => {
	const cdr = {
		type: 'cdr',
		cmiuuid: '1',
		status: 'answered',
		direction: 'inbound',
		time: 1_570_184_401_056,
		app_id: 1,
	};
	const live = {...cdr, type: 'event', status: 'started'};
	const found = (code: string, body: unknown) =>
		inspectionOf(post(body)).findings.filter(finding => finding.code === code);

	it.each([
		[cdr, []],
		[
			{...cdr, status: 'busy', direction: 'up', leg: 'c', hangup_reason: 'x'},
			['status', 'direction', 'leg', 'hangup_reason'],
		],
		[{...cdr, leg: 'b', hangup_reason: 'recv_cancel'}, []],
		[live, []],
		[{...live, status: 'ringing'}, []],
		[{...live, status: 'missed'}, ['status']],
	])('values of %j: %j', (body, names) => {
		expect(found('field/unlisted-value', body).map(({where}) => where)).toEqual(
			names.map(name => `body.${name}`),
		);
	});

	it('members that are not listed, or missing', () => {
		expect(found('field/undocumented', cdr)).toEqual([]);
		expect(found('field/undocumented', {...cdr, colour: 1})).toMatchObject([{where: 'body.colour'}]);
		expect(found('field/missing', {type: 'cdr', cmiuuid: '1'})[0]?.message).toContain(
			'status, direction and time',
		);
	});

	it('parameters of a query may be the customer’s own', () => {
		const {findings} = inspectionOf(get('/?type=cdr&cmiuuid=1&shop=7'));
		expect(findings.filter(({code}) => /undocumented|missing/.test(code))).toEqual([]);
	});

	it.each([
		[cdr, 'has app_id'],
		[{...cdr, app_id: undefined, appid: 1}, 'has appid'],
		[{...live, app_id: undefined, appid: 1}, 'live event has appid'],
		[live, null],
		[{...cdr, app_id: undefined}, null],
	])('the app of %j: %s', (body, says) => {
		const messages = found('field/inconsistent', body).map(({message}) => message);
		if (says === null) expect(messages).toEqual([]);
		else expect(messages.join()).toContain(says);
	});

	it.each([
		[{record: 'true'}, true],
		[{record: true}, true],
		[{record: 'false'}, false],
		[{}, false],
		[{record: 'true', filename: 'a.mp3'}, false],
		[{record: 'true', voicename: 'a.mp3'}, false],
		[{record: 'true', status: 'missed'}, false],
	])('a recording is missing of an answered call with %j: %s', (more, isMissing) => {
		expect(found('recording/missing', {...cdr, ...more})).toHaveLength(isMissing ? 1 : 0);
	});
});

it.each([
	['b', 'leg-2', 'leg'],
	['a', 'conversation', 'call'],
	[undefined, 'conversation', 'call'],
	[undefined, 'leg-2', 'leg'],
])('leg %s with cmiuuid %s speaks of the %s', (leg, cmiuuid, scope) => {
	const record = {type: 'cdr', status: 'missed', conversation_uuid: 'conversation', cmiuuid, leg};
	expect(inspectionOf(post(record)).scope).toBe(scope);
});
