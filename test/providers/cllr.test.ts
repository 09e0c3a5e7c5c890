import {describe, expect, it} from 'vitest';
import {eventOf, fieldsAt, inspectAs, inspectionOf, post, providerIdOf, verdictOn} from './requests.ts';

const call = {callId: 'c1', recordingUri: 'https://example.test/c1.ogg'};

describe('recognition', () => {
	it.each([
		['recordingUri', {callId: 'c1', recordingUri: 'u'}],
		['transcriptUri', {callId: 'c1', transcriptUri: 'u'}],
		['callerDetails', {callId: 'c1', callerDetails: {}}],
		['callAnalysis', {callId: 'c1', callAnalysis: {}}],
	])('by callId and %s', (_, body) => {
		expect(providerIdOf(post(body))).toBe('cllr');
	});

	it.each([
		['only callId', {callId: 'c1'}],
		['no callId', {recordingUri: 'u', transcriptUri: 'u'}],
		['the Url spelling of relatives', {callId: 'c1', recordingUrl: 'u', transcriptUrl: 'u'}],
		['an event name', {...call, event: 'call_ended'}],
		['a type', {...call, type: 'end-of-call'}],
		['details that are no object', {callId: 'c1', callerDetails: 'John'}],
	])('not with %s', (_, body) => {
		expect(providerIdOf(post(body))).toBe('generic');
	});
});

it('a report is told from another by its callId, whatever else it says', () => {
	const marks = (body: object) => inspectAs(post(body)).marks;
	expect(marks({...call, callAnalysis: {summary: 'later'}})).toEqual({id: 'c1', attempt: null});
	expect(marks({...call, callId: 7})).toEqual({id: '7', attempt: null});
	expect(inspectAs(post({recordingUri: 'u'}), 'cllr').marks).toEqual({id: null, attempt: null});
});

it('shows every detail of the caller the page lists', () => {
	const details = {
		name: 'John Smith',
		email: 'john.smith@example.test',
		scheduledTime: '2025-01-20T10:00:00Z',
		address: '123 Main Street',
		pincode: '10001',
		city: 'New York',
		state: 'NY',
		country: 'USA',
		age: '40',
		gender: 'male',
		occupation: 'Engineer',
		company: 'Example',
		preferredContactMethod: 'phone',
		bestTimeToCall: 'morning',
		language: 'English',
	};
	const event = eventOf(
		post({...call, callerDetails: {...details, phoneNumber: '+1-555-123-4567', other: {a: 1}}}),
	);
	for (const [name, value] of Object.entries(details)) {
		expect(fieldsAt(event, `body.callerDetails.${name}`)).toEqual([value]);
	}
	expect(fieldsAt(event, 'body.callerDetails.other')).toEqual(['{"a":1}']);
	expect(fieldsAt(event, 'body.callerDetails.phoneNumber')).toEqual([]);
});

it('claims neither side nor direction of the caller’s number', () => {
	const {from, to, direction, counterparty} = eventOf(
		post({...call, callerDetails: {phoneNumber: '5551234567'}}),
	);
	expect({from, to, direction}).toEqual({from: null, to: null, direction: null});
	expect(counterparty).toEqual({raw: '5551234567', e164: null});
});

it('hands the analysis on, members it does not know included', () => {
	const more = {interestsAndNeeds: {a: 'b'}, actionItems: {c: ['d']}, sentiment: {overall: 'good'}};
	const {analysis, outcome} = eventOf(
		post({...call, callAnalysis: {callOutcome: 'Demo Scheduled', ...more}}),
	);
	expect(analysis).toEqual({
		summary: null,
		mood: null,
		score: null,
		outcome: 'Demo Scheduled',
		classification: null,
		...more,
	});
	// What came of the conversation says nothing about how the call was connected.
	expect(outcome).toBeNull();
});

it('has no signature', () => {
	expect(inspectionOf(post(call)).signature.state).toBe('unsigned');
});

it('counts any 2xx within 10 seconds', () => {
	expect([200, 201, 204, 299].map(status => verdictOn('cllr', 'post-call', status))).toEqual(
		Array(4).fill('accepted'),
	);
	expect([199, 301, 404, 500].map(status => verdictOn('cllr', 'post-call', status))).toEqual(
		Array(4).fill('rejected'),
	);
	expect(verdictOn('cllr', 'post-call', 200, 10_000)).toBe('accepted');
	expect(verdictOn('cllr', 'post-call', 200, 10_001)).toBe('rejected');
});

describe('parts of the report', () => {
	it.each([
		['any of the documented details', {callerDetails: {age: '3', language: 'en'}}],
		['any of the documented analysis', {callAnalysis: {summary: 'a', score: 85}}],
		[
			'an analysis beside a member nobody documents',
			{callAnalysis: {mood: 'a', callOutcome: 'b', classification: 'c'}, x: 1},
		],
	])('%s', (_, body) => {
		expect(providerIdOf(post({callId: 'c1', ...body}))).toBe('cllr');
	});

	it.each([
		['details of somebody else', {callerDetails: {first_name: 'A'}}],
		['details beside a member nobody documents', {callerDetails: {name: 'A'}, x: 1}],
		['an event type', {recordingUri: 'u', eventType: 'recording'}],
		['an id that is none', {callId: {a: 1}, recordingUri: 'u'}],
	])('not %s', (_, body) => {
		expect(providerIdOf(post({callId: 'c1', ...body}))).toBe('generic');
	});

	it('what a relative sends tells why it is not cllr’s', () => {
		const {provider} = inspectionOf(post({...call, event: 'done'}));
		expect(provider.because.join()).toContain('but also event');
		expect(provider.runnerUp?.id).toBe('cllr');
	});
});

it('what the page does not list is told for each part of the report', () => {
	const found = (body: Record<string, unknown>) =>
		inspectionOf(post({callId: '1', recordingUri: 'https://example.test/a.ogg', ...body}))
			.findings.filter(({code}) => code === 'field/undocumented')
			.map(({where}) => where);
	expect(found({callerDetails: {name: 'a', age: '5'}, callAnalysis: {sentiment: {}}})).toEqual([]);
	expect(found({duration: 5, callerDetails: {shoes: 1, hat: 2}, callAnalysis: {length: 3}})).toEqual([
		'body.duration',
		'body.callerDetails.shoes',
		'body.callAnalysis.length',
	]);
});
