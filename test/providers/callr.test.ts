import {describe, expect, it} from 'vitest';
import {bareContext} from '../../src/core/context.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {callr} from '../../src/providers/callr.ts';
import {
	answerOf,
	codesOf,
	eventOf,
	fieldsAt,
	get,
	inspectAs,
	inspectionOf,
	post,
	providerIdOf,
	verdictOn,
} from './requests.ts';

const times = {started: '2025-03-29T17:55:57.093Z', ended: '2025-03-29T17:56:01.873Z'};
const unanswered = {
	callid: 242359184129,
	billingDestinationLabel: 'FR-GEOGRAPHIC-CLASSIC',
	direction: 'inbound',
	callerNumber: '+33199005678',
	callee: '+33199001234',
	durationTotal: 5,
	durationAnswered: 0,
	...times,
};

describe('recognition', () => {
	it.each([
		['a record in cdr', {cdr: {callid: 1, hangupSource: 'caller'}}],
		['a record in call.cdr', {call: {cdr: {callid: 1, durationAnswered: 0}}}],
		['run and scenario', {run: {id: 'inbound-call:424242'}, scenario: {sid: 's'}}],
		['an SMS branch', {run: {id: 'inbound-sms:1'}, scenario: {sid: 's'}}],
		['a call through the API', {run: {id: 'api-1'}, scenario: {sid: 's'}}],
	])('by %s', (_, body) => {
		expect(providerIdOf(post(body))).toBe('callr');
	});

	it.each([
		['a record without marks of its own', {cdr: {callid: 1, direction: 'inbound'}}],
		['a record without callid', {cdr: {hangupSource: 'caller', durationAnswered: 1}}],
		['a run without scenario', {run: {id: 'inbound-call:1'}}],
		['another run', {run: {id: 'job:1'}, scenario: {sid: 's'}}],
		['rows of values to another path', {values: [['a', 'b']]}],
	])('not by %s', (_, body) => {
		expect(providerIdOf(post(body))).toBe('generic');
	});

	it.each(['X-CALLR-EventId', 'x-callr-hmacsignature'])('by the header %s', header => {
		expect(providerIdOf(post({data: {}}, '/', [[header, 'x']]))).toBe('callr');
	});

	// Before Actions 2025-09-01, and with an older compat version since, records were written this way.
	it('of records in snake_case, which are decoded alike', () => {
		const request = post({
			cdr: {
				callid: 242359184129,
				billing_destination_label: 'FR-GEOGRAPHIC-CLASSIC',
				caller_number: '+33199005678',
				callee: '+33199001234',
				direction: 'inbound',
				duration_answered: 4,
				duration_total: 5,
				answered: '2025-03-29T17:55:58.373Z',
				hangup_cause: 16,
				hangup_source: 'callee',
				...times,
			},
		});
		expect(providerIdOf(request)).toBe('callr');
		expect(eventOf(request)).toMatchObject({
			from: {raw: '+33199005678'},
			talkSeconds: 4,
			durationSeconds: 5,
			hangup: {by: 'callee', cause: '16'},
		});
	});
});

describe('outcome', () => {
	it.each([
		[17, 'busy'],
		[18, 'missed'],
		[19, 'missed'],
		[21, 'rejected'],
		// Normal clearing, no answer: which of the unanswered outcomes it is, is not said.
		[16, null],
		[34, null],
	])('of an unanswered call by hang-up cause %i', (hangupCause, outcome) => {
		const event = eventOf(post({cdr: {...unanswered, hangupCause, hangupSource: 'system'}}));
		expect(event.outcome).toBe(outcome);
		expect(event.hangup).toEqual({by: 'system', cause: String(hangupCause)});
	});

	it.each([
		['answered', 'inbound', 'answered'],
		['missed', 'inbound', 'missed'],
		['no-answer', 'inbound', 'missed'],
		['missed', 'outbound', 'no-answer'],
		['no-answer', 'outbound', 'no-answer'],
		['canceled', 'outbound', 'canceled'],
		['failed', 'outbound', 'failed'],
		// Not documented: times and cause say the rest.
		['of-2027', 'outbound', 'busy'],
	])('by status %s of an %s call', (status, direction, outcome) => {
		const event = eventOf(post({cdr: {...unanswered, direction, status, hangupCause: 17}}));
		expect(event.outcome).toBe(outcome);
		expect(event.providerStatus).toBe(status);
	});
});

describe('numbers and ids', () => {
	it('takes the call’s own number when the caller’s is withheld', () => {
		const cdr = {...unanswered, callerNumber: '', callerRestricted: true};
		const event = eventOf(
			post({call: {id: 7, fromNumber: '+33199005679', cdr}, recordingURL: 'https://example.test/r.mp3'}),
		);
		expect(event.from?.raw).toBe('+33199005679');
		expect(eventOf(post({cdr})).from).toBeNull();
		expect(fieldsAt(event, 'body.call.cdr.callerRestricted')).toEqual(['true']);
	});

	it('takes call.id where there is no record', () => {
		const event = eventOf(post({run: {id: 'api:1'}, scenario: {sid: 's'}, call: {id: 242359184129}}));
		expect(event.callId).toBe('242359184129');
	});
});

describe('keys pressed', () => {
	it.each([
		['1', '1'],
		[42, '42'],
		['', null],
		[null, null],
	])('%j', (dtmf, digits) => {
		expect(eventOf(post({cdr: {...unanswered}, dtmf})).digits).toBe(digits);
	});

	it('are input while the call goes on', () => {
		const {started: _, ended: __, ...open} = unanswered;
		expect(eventOf(post({cdr: open, dtmf: '1'})).phase).toBe('input');
		expect(eventOf(post({cdr: unanswered, dtmf: '1'})).phase).toBe('ended');
	});

	it('that were never asked for leave no valid JSON, which is read and reported', () => {
		const request = post(`{\n  "cdr": ${JSON.stringify(unanswered)},\n  "dtmf": undefined\n}\n`);
		expect(codesOf(request)).toEqual(['body/invalid-json']);
		expect(eventOf(request)).toMatchObject({kind: 'dtmf', callId: '242359184129'});
	});
});

it.each([
	['text', 'Hello.', 'Hello.'],
	['an object with text', {text: 'Hello.', language: 'en'}, 'Hello.'],
])('reads a transcription that is %s', (_, transcription, text) => {
	const event = eventOf(post({cdr: unanswered, transcription}));
	expect(event.transcript).toEqual({url: null, text});
});

describe('a row for Excel', () => {
	const target = '/v1.0/me/drive/items/01FAKEITEM/workbook/tables/Calls/rows';

	it('where nothing was dialled', () => {
		const values = [[242359184129, 0, 'Scenario', '+33199005678', '+33199001234', '', '', 0]];
		const event = eventOf(post({values}, `${target}/add`));
		expect(event).toMatchObject({callId: '242359184129', startedAt: null, talkSeconds: 0});
		expect(event.fields.map(({from}) => from)).toEqual(['body.values[0][2]']);
	});

	it('of another width is shown and not interpreted', () => {
		const request = post({values: [['a', 'b']]}, target);
		const event = eventOf(request);
		expect(codesOf(request)).toEqual(['fields/columns']);
		expect(event.callId).toBeNull();
		expect(event.fields).toEqual([
			{label: 'Column 1', value: 'a', from: 'body.values[0][0]'},
			{label: 'Column 2', value: 'b', from: 'body.values[0][1]'},
		]);
	});

	it('counts 200 and 201, as Microsoft Graph answers', () => {
		expect([200, 201, 204, 500].map(status => verdictOn('callr', 'excel-row', status))).toEqual([
			'accepted',
			'accepted',
			'rejected',
			'rejected',
		]);
	});
});

describe('a signed webhook', () => {
	const request = post({type: 'call.outbound_hangup', try: 1, data: {callid: 'A1', cli_number: 'x'}}, '/', [
		['X-CALLR-HmacSignature', 'AAAA'],
	]);

	it('names its call and its type', () => {
		const {event, callKey, signature} = inspectionOf(request);
		expect(callKey).toBe('callr:A1');
		expect(event?.providerStatus).toBe('call.outbound_hangup');
		expect(signature.state).toBe('unchecked');
	});

	it('has no documented status that counts', () => {
		expect(verdictOn('callr', 'webhook', 500)).toBe('unknown');
	});
});

it('counts only 200 for pushes, which are unsigned', () => {
	expect([200, 201, 202, 204, 500].map(status => verdictOn('callr', 'cdr', status))).toEqual([
		'accepted',
		...Array(4).fill('rejected'),
	]);
	expect(inspectionOf(post({cdr: unanswered})).signature.state).toBe('unsigned');
});

describe('webhooks of the platform', () => {
	const envelope = {event_id: 'e1', event_at: '2025-03-29T17:56:02.104Z', hook_hash: null, try: 0};
	const data = {callid: '242359184130', cli_number: '+33199005678'};

	it.each([
		['with its envelope', {...envelope, type: 'sms.mo', data}],
		['without hook_hash', {event_id: 'e1', event_at: 'x', try: 0, type: 'call.inbound_start', data}],
		['by a type only Callr has', {type: 'v2.call.inbound.started', data}],
		['by a recording', {type: 'media.recording.new', data}],
	])('are recognised without their headers: %s', (_, body) => {
		expect(providerIdOf(post(body))).toBe('callr');
	});

	it.each([
		['a type others have, too', {type: 'call.inbound_start', data}],
		['a type that is none of Callr’s', {...envelope, type: 'call.started', data}],
		['no data', {...envelope, type: 'sms.mo'}],
		['an envelope alone', {...envelope, data}],
	])('are not recognised by %s', (_, body) => {
		expect(providerIdOf(post(body))).toBe('generic');
	});

	it.each([
		['call.inbound_start', 'started', 'inbound'],
		['call.inbound_hangup', 'ended', 'inbound'],
		['call.outbound_start', 'started', 'outbound'],
		['call.outbound_hangup', 'ended', 'outbound'],
		['v2.call.inbound.started', 'started', 'inbound'],
		['v2.call.inbound.ended', 'ended', 'inbound'],
		['v2.call.outbound.started', 'started', 'outbound'],
		['v2.call.outbound.ended', 'ended', 'outbound'],
	])('%s is a call that %s, %s', (type, phase, direction) => {
		expect(eventOf(post({...envelope, type, data}))).toMatchObject({
			kind: 'call',
			callId: '242359184130',
			phase,
			direction,
			from: {raw: '+33199005678', e164: '+33199005678'},
		});
	});

	it.each([
		['inbound', 'NOANSWER', 'missed'],
		['outbound', 'NOANSWER', 'no-answer'],
		['outbound', 'ANSWER', 'answered'],
		['outbound', 'CONGESTION', 'failed'],
		['outbound', 'SOMETHING', null],
	])('an %s call of dial status %s', (direction, dialstatus, outcome) => {
		const event = eventOf(post({...envelope, type: `call.${direction}_hangup`, data: {...data, dialstatus}}));
		expect(event.outcome).toBe(outcome);
		expect(event.providerStatus).toBe(dialstatus);
	});

	it.each([
		['in data', {callid: 1, hangupCause: 17}],
		['in data.cdr', {cdr: {callid: 1, hangupCause: 17}}],
		['in snake_case', {cdr: {callid: 1, hangup_cause: 17}}],
	])('take the record of v2 %s', (_, record) => {
		const event = eventOf(post({...envelope, type: 'v2.call.outbound.ended', data: record}));
		expect(event).toMatchObject({callId: '1', hangup: {by: null, cause: '17'}});
		expect(event.fields.some(({value}) => value === 'user busy')).toBe(true);
	});

	it('have no accepted status, and are sent again', () => {
		for (const kind of ['call', 'media', 'webhook']) {
			expect(verdictOn('callr', kind, 200)).toBe('unknown');
			expect(callr.contract(kind).retries[0]?.value).toMatchObject({atMost: null, pausesMs: []});
		}
	});
});

describe('a record pushed while the call goes on', () => {
	const open = {callid: 1, hangupSource: '', direction: 'inbound', started: times.started};

	it.each([
		[{}, 'started'],
		[{answered: '2025-03-29T17:55:58.373Z'}, 'answered'],
		[{answered: '2025-03-29T17:55:58.373Z', ended: times.ended}, 'ended'],
	])('with %j stands at %s', (more, phase) => {
		const event = eventOf(post({cdr: {...open, ...more}}));
		expect(event.phase).toBe(phase);
		expect(event.outcome).toBe(phase === 'ended' ? 'answered' : null);
	});
});

describe('the answer of Microsoft Graph', () => {
	const values = [['1', 0, 's', '+33199005678', '+33199001234', '', '', 4]];

	it.each([
		['/v1.0/me/drive/items/1/workbook/tables/T/rows/add', 200],
		['/v1.0/me/drive/items/1/workbook/tables/T/rows', 201],
	])('to %s is the row that was added', (target, status) => {
		const answer = answerOf(inspectAs(post({values}, target)));
		expect(answer.status).toBe(status);
		expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({index: 0, values});
	});

	it('shows every row, and the first in the event', () => {
		const target = '/v1.0/me/drive/items/1/workbook/tables/T/rows/add';
		const event = eventOf(post({values: [...values, ['2', 0, 's', '+33199005679', '', '', '', 0]]}, target));
		expect(event.callId).toBe('1');
		expect(fieldsAt(event, 'body.values[1][0]')).toEqual(['2']);
		expect(fieldsAt(event, 'body.values[1][3]')).toEqual(['+33199005679']);
	});
});

describe('a body of the customer', () => {
	const names = {
		phone: 'callerNumber',
		ref: 'callid',
		began: 'started',
		finished: 'ended',
		rec: 'recordingURL',
	};
	const contexts = new Map([['callr', {...bareContext('callr'), names}]]);
	const body = {
		phone: '+33199005678',
		ref: 77,
		began: '2025-03-29T17:55:57.093Z',
		finished: '2025-03-29T17:56:01.873Z',
		rec: 'https://example.test/r.mp3',
		lead: true,
	};

	it('is read by the names the configuration gives', () => {
		const {inspection} = inspect(post(body), {...noPins, pin: callr, contexts});
		expect(inspection.callKey).toBe('callr:77');
		expect(inspection.event).toMatchObject({
			kind: 'custom',
			phase: 'ended',
			from: {e164: '+33199005678'},
			startedAt: '2025-03-29T17:55:57.093Z',
			endedAt: '2025-03-29T17:56:01.873Z',
			recording: {url: 'https://example.test/r.mp3', file: null},
		});
		expect(inspection.sources.from).toBe('body.phone');
		expect(inspection.event?.fields).toEqual([{label: 'lead', value: 'true', from: 'body.lead'}]);
		expect(inspection.findings).toEqual([]);
	});

	it('gets a proposal from what its values look like', () => {
		const {findings} = inspectionOf(post(body), 'callr');
		expect(findings.map(({code}) => code)).toEqual(['fields/unmapped']);
		expect(findings[0]?.hint).toContain(
			'{"phone":"callerNumber","began":"started","finished":"ended","rec":"recordingURL"}',
		);
	});

	it('is nobody’s without a pin', () => {
		expect(providerIdOf(post(body))).toBe('generic');
	});
});

describe('what cannot be read is shown as it was sent', () => {
	it('a direction nobody documents', () => {
		const event = eventOf(post({cdr: {...unanswered, direction: 'internal'}}));
		expect(event.direction).toBeNull();
		expect(fieldsAt(event, 'body.cdr.direction')).toEqual(['internal']);
	});

	it('members of the call that differ from its record', () => {
		const cdr = {...unanswered, callid: 1};
		const call = {id: 1, fromNumber: '+33199005678', toNumber: '+33199009999', cdr};
		const event = eventOf(post({call, recordingURL: 'https://example.test/r.mp3'}));
		expect(fieldsAt(event, 'body.call.toNumber')).toEqual(['+33199009999']);
		expect(fieldsAt(event, 'body.call.id')).toEqual([]);
		expect(fieldsAt(event, 'body.call.fromNumber')).toEqual([]);
	});
});

it('a name of the documents that the customer uses for something else is theirs', () => {
	const names = {call: 'callid', num: 'callerNumber', run: 'status'};
	const contexts = new Map([['callr', {...bareContext('callr'), names}]]);
	const body = {call: 'abc123', num: '+33199005678', run: 'missed'};
	const {inspection} = inspect(post(body), {...noPins, pin: callr, contexts});
	expect(inspection.callKey).toBe('callr:abc123');
	expect(inspection.event).toMatchObject({kind: 'custom', from: {e164: '+33199005678'}, outcome: 'missed'});
});

it('a number whose + the query lost is reported of a custom hook, too', () => {
	expect(codesOf(get('/?num=+33199005678'), 'callr')).toContain('number/plus-as-blank');
	expect(codesOf(get('/?tz=+05:30&a=b=+5'), 'callr')).not.toContain('number/plus-as-blank');
});

it('a record that says who hung up is of a call that is over', () => {
	const cdr = {
		callid: 9,
		started: times.started,
		hangupSource: 'caller',
		hangupCause: 19,
		direction: 'inbound',
	};
	expect(eventOf(post({cdr}))).toMatchObject({phase: 'ended', outcome: 'missed'});
});

it('a time without a zone is told, and converted by the zone that is configured', () => {
	const cdr = {
		...unanswered,
		hangupSource: 'caller',
		started: '2026-03-01 10:00:00',
		ended: '2026-03-01T10:00:05',
	};
	expect(codesOf(post({cdr}))).toEqual(['time/no-zone']);
	const contexts = new Map([['callr', {...bareContext('callr'), zone: 'Europe/Paris'}]]);
	expect(inspect(post({cdr}), {...noPins, contexts}).inspection.event).toMatchObject({
		startedAt: '2026-03-01T09:00:00.000Z',
		endedAt: '2026-03-01T09:00:05.000Z',
	});
});

it('talk that is longer than the call is told', () => {
	const cdr = {...unanswered, hangupSource: 'caller', answered: times.started, durationAnswered: 99};
	expect(codesOf(post({cdr}))).toEqual(['duration/longer-than-call']);
});

it('a record that is not quite one tells whom to ask', () => {
	const {provider} = inspectionOf(post({cdr: {callid: 1, direction: 'inbound'}}));
	expect([provider.id, provider.runnerUp?.id]).toEqual(['generic', 'callr']);
});

describe('two records in one body', () => {
	const first = {...unanswered, callid: 1};

	it('one is read, the other shown as it is', () => {
		const event = eventOf(post({cdr: first, call: {id: 1, cdr: {...first, callid: 2}}}));
		expect(event.callId).toBe('1');
		expect(fieldsAt(event, 'body.call.cdr').join()).toContain('"callid":2');
	});

	it('one without callid is read where it is the only one', () => {
		const {callid: _, ...bare} = first;
		const event = eventOf(post({run: {id: 'api:1'}, scenario: {sid: 's'}, cdr: {...bare, note: 'x'}}));
		expect(event).toMatchObject({callId: null, from: {raw: '+33199005678'}, durationSeconds: 5});
		expect(fieldsAt(event, 'body.cdr.note')).toEqual(['x']);
	});
});

it('values of a record that are documented as a whole are compared, its status is not', () => {
	const found = (cdr: Record<string, unknown>) =>
		inspectionOf(post({cdr: {callid: 1, billingDestinationLabel: 'x', ...cdr}}))
			.findings.filter(({code}) => code === 'field/unlisted-value')
			.map(({where}) => where);
	expect(found({direction: 'inbound', hangupSource: 'system', status: 'vanished'})).toEqual([]);
	expect(found({direction: 'sideways', hangupSource: 'fate'})).toEqual([
		'body.cdr.direction',
		'body.cdr.hangupSource',
	]);
});
