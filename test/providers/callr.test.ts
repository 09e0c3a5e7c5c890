import {describe, expect, it} from 'vitest';
import {codesOf, eventOf, fieldsAt, inspectionOf, post, providerIdOf, verdictOn} from './requests.ts';

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
		['of-2027', 'outbound', null],
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
		expect(codesOf(request)).toEqual(['callr/excel-columns']);
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
		expect(verdictOn('callr', 'other', 500)).toBe('unknown');
	});
});

it('counts only 200 for pushes, which are unsigned', () => {
	expect([200, 201, 202, 204, 500].map(status => verdictOn('callr', 'cdr', status))).toEqual([
		'accepted',
		...Array(4).fill('rejected'),
	]);
	expect(inspectionOf(post({cdr: unanswered})).signature.state).toBe('unsigned');
});
