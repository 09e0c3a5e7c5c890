import {describe, expect, it} from 'vitest';
import {bareContext} from '../../src/core/context.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {mobtexting} from '../../src/providers/mobtexting.ts';
import {
	answerOf,
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

const report = {
	bridge: '918000000001',
	from: '918000000002',
	to: '918000000003',
	source: 'OBD',
	start_at: '2021-04-09 16:27:39',
	end_at: '2021-04-09 16:27:55',
	duration: '16',
};

describe('recognition', () => {
	it.each(['OBD', 'C2C'])('by source %s with bridge and start_at', source => {
		const {provider, event} = inspectionOf(post({...report, source}));
		expect(provider.id).toBe('mobtexting');
		expect(event?.kind).toBe(source.toLowerCase());
	});

	it.each([
		['another source', {...report, source: 'IVR'}],
		['no bridge', {source: 'OBD', start_at: report.start_at}],
		['no start_at', {source: 'OBD', bridge: report.bridge}],
		['a challenge with a third member', {validation_key: 'a', challenge: 'b', event: 'c'}],
	])('not with %s', (_, body) => {
		expect(providerIdOf(post(body))).toBe('generic');
	});
});

it.each([
	['ANSWER', 'answered'],
	['COMPLETED', 'answered'],
	['BUSY', 'busy'],
	['NOANSWER', 'no-answer'],
	['MISSED', 'no-answer'],
	['CANCEL', 'canceled'],
	['CONGESTION', 'failed'],
	['CHANUNAVAIL', 'failed'],
	// It reached the IVR and was not forwarded: how it ended is not said.
	['RECEIVED', null],
	['OF2027', null],
])('status %s', (status, outcome) => {
	expect(eventOf(post({...report, status}))).toMatchObject({outcome, providerStatus: status, phase: 'ended'});
});

describe('the call’s id', () => {
	it('is its id, else its mid', () => {
		expect(eventOf(post({...report, id: 'i', mid: 'm'})).callId).toBe('i');
		expect(eventOf(post({...report, mid: 'm'})).callId).toBe('m');
	});

	it('is made from bridge, from, to and start where there is neither, and a field says so', () => {
		const event = eventOf(post(report));
		expect(event.callId).toMatch(/^derived-[0-9a-f]{16}$/);
		expect(event.fields.find(({label}) => label === 'Call id')?.value).toContain('no id');
		expect(eventOf(post({...report, status: 'BUSY'})).callId).toBe(event.callId);
		for (const key of ['bridge', 'from', 'to', 'start_at']) {
			expect(eventOf(post({...report, [key]: '918000000009'})).callId, key).not.toBe(event.callId);
		}
	});
});

describe('times without a zone', () => {
	it('are shown raw and not converted', () => {
		const event = eventOf(post(report));
		expect(event).toMatchObject({startedAt: null, endedAt: null, durationSeconds: 16});
		expect(fieldsAt(event, 'body.start_at')).toEqual([report.start_at]);
		expect(codesOf(post(report)).filter(code => code.startsWith('time/'))).toEqual(['time/no-zone']);
	});

	it.each([
		['16', false],
		['17', false],
		['18', true],
		['00:00:23', true],
	])('are still compared with a duration of %s', (duration, tooLong) => {
		expect(codesOf(post({...report, duration})).includes('duration/longer-than-call')).toBe(tooLong);
	});
});

describe('the challenge', () => {
	const challenge = (body: unknown) => answerOf(inspectAs(post(body)));

	it('comes back alone, as a handshake', () => {
		const {status, body} = challenge({validation_key: '9012XXXX', challenge: 'a234qwe'});
		expect(status).toBe(200);
		expect(Buffer.from(body).toString()).toBe('{"challenge":"a234qwe"}');
		const message = readMessage(post({validation_key: 'k', challenge: 'c'}));
		expect(mobtexting.defaultAnswer?.(message)?.handshake).toBe(true);
	});

	it('comes back as it was: a number as a number, marks escaped', () => {
		for (const value of [7, 'a"b\u2028', 'é', '']) {
			const {body} = challenge({validation_key: 'k', challenge: value});
			expect(JSON.parse(Buffer.from(body).toString())).toEqual({challenge: value});
		}
	});

	it('is read with the stray comma of the documented sample', () => {
		const {body} = challenge('{\n"validation_key": "9012XXXX",\n"challenge": "a234qwe",\n}');
		expect(Buffer.from(body).toString()).toBe('{"challenge":"a234qwe"}');
	});

	it('is not what reports are answered with', () => {
		expect(Buffer.from(challenge(report).body).toString()).toBe('{"success":true}');
		expect(mobtexting.defaultAnswer?.(readMessage(post(report)))).toBeNull();
	});
});

describe('a composed hook', () => {
	it.each([
		['query', get('/ack?call_id=i&to=918000000003&message_status=BUSY')],
		['JSON', post({call_id: 'i', to: '918000000003', message_status: 'BUSY'})],
		['form', postForm({call_id: 'i', to: '918000000003', message_status: 'BUSY'})],
	])('is read from its %s', (_, request) => {
		expect(eventOf(request, 'mobtexting')).toMatchObject({
			kind: 'composed',
			callId: 'i',
			to: {raw: '918000000003'},
			outcome: 'busy',
		});
		expect(providerIdOf(request)).toBe('generic');
	});

	it('prefers the body to the query, and says where each value stood', () => {
		const request = post({id: 'b', extra: 1}, '/ack?id=q&status=ANSWER&x=y');
		const {event, sources} = inspectionOf(request, 'mobtexting');
		expect(event?.callId).toBe('b');
		expect(sources).toMatchObject({callId: 'body.id', outcome: 'query.status'});
		expect(event?.fields).toEqual(
			expect.arrayContaining([
				{label: 'x', value: 'y', from: 'query.x'},
				{label: 'extra', value: '1', from: 'body.extra'},
			]),
		);
	});

	it('is read by the names the configuration gives', () => {
		const message = readMessage(get('/ack?nr=i&who=918000000003&how=ANSWER'));
		const decoded = mobtexting.decode(message, {
			...bareContext('mobtexting'),
			names: {nr: 'id', who: 'to', how: 'status'},
		});
		expect(decoded?.event).toMatchObject({callId: 'i', to: {raw: '918000000003'}, outcome: 'answered'});
		expect(decoded?.sources.to).toBe('query.who');
	});

	it.each([
		['query', get('/ack?id={{id}}&to=1'), 'query.id'],
		['encoded query', get('/ack?id=%7B%7Bid%7D%7D'), 'query.id'],
		['body', post({id: 'i', status: '{{ status }}'}), 'body.status'],
		['form', postForm({status: '{{status}}'}), 'body.status'],
	])('with a variable left as written is reported: %s', (_, request, where) => {
		const found = inspectionOf(request, 'mobtexting').findings.filter(
			({code}) => code === 'body/template-placeholder',
		);
		expect(found.map(finding => finding.where)).toEqual([where]);
	});

	it('of nothing is nothing', () => {
		expect(inspectionOf(get('/ack'), 'mobtexting').event).toBeNull();
	});
});

it('counts only 200 and 202', () => {
	const verdicts = [200, 201, 202, 204, 301, 500].map(status => verdictOn('mobtexting', 'obd', status));
	expect(verdicts).toEqual(['accepted', 'rejected', 'accepted', 'rejected', 'rejected', 'rejected']);
});

it('has an optional bearer secret', () => {
	expect(inspectionOf(post(report)).signature.state).toBe('unsigned');
	expect(inspectionOf(post(report, '/', [['Authorization', 'Bearer x']])).signature.state).toBe('unchecked');
});

it('does not owe it with a challenge, which has a token of its own', () => {
	const secrets = new Map([['mobtexting', [{from: 'HOOK', value: 'k3y'}]]]);
	const request = post({validation_key: 'k', challenge: 'c'}, '/?token=9012XX');
	const {signature, findings} = inspect(request, {...noPins, secrets}).inspection;
	expect(signature).toEqual({
		state: 'unsigned',
		because: 'by its page a challenge carries a token of its own',
	});
	expect(findings).toEqual([]);
	expect(inspect(post(report), {...noPins, secrets}).inspection.signature.state).toBe('missing');
});

describe('a composed hook whose names nobody knows', () => {
	it.each([
		['result', 'NOANSWER', 'status'],
		['kind', 'OBD', 'source'],
		['began', '2021-04-09 16:27:39', 'start_at'],
		['finished_end', '2021-04-09 16:27:39', 'end_at'],
		['audio', 'https://example.test/r.mp3', 'recording_url'],
		['ref', '26074c32-b316-4ffa-99d7-9f6a99da56d6', 'id'],
		['at', '1617985659', 'unixtime'],
		['phone', '918000000003', 'to'],
		['agent', '918000000003', 'from'],
		['did', '918000000003', 'bridge'],
		['secs', '23', 'duration'],
	])('%s=%s looks like %s', (name, value, meaning) => {
		const {findings} = inspectionOf(postForm({[name]: value}), 'mobtexting');
		expect(findings.filter(({code}) => code === 'fields/unmapped').map(({hint}) => hint)).toEqual([
			`If that is right, add to call-hook.config.json: "fields": {"mobtexting": {"${name}":"${meaning}"}}`,
		]);
	});

	it.each([
		['n', '23'],
		['note', 'hello'],
		['x', ''],
	])('%s=%s looks like nothing', (name, value) => {
		expect(codesOf(postForm({[name]: value}), 'mobtexting')).toEqual([]);
	});
});

describe('a composed hook without an id', () => {
	it('is told by its numbers and start', () => {
		const one = eventOf(postForm({to: '918000000003'}), 'mobtexting').callId;
		expect(one).toMatch(/^derived-/);
		expect(eventOf(postForm({to: '918000000003', status: 'BUSY'}), 'mobtexting').callId).toBe(one);
		expect(eventOf(postForm({to: '918000000001'}), 'mobtexting').callId).not.toBe(one);
	});

	it.each([
		['nothing to tell it by', {status: 'ANSWER'}],
		['only variables as they are written', {id: '{{id}}', to: '{{to}}', from: '{from}'}],
	])('with %s is no call, so that not all of them become one', (_, fields) => {
		expect(inspectionOf(postForm(fields), 'mobtexting').callKey).toBeNull();
	});

	it('with single braces left as the old callback writes them is reported', () => {
		expect(codesOf(get('/ack?id=7&status={status}'), 'mobtexting')).toEqual(['body/template-placeholder']);
	});
});

describe('variables nobody replaced', () => {
	it('make nobody sure, but tell whom to ask', () => {
		for (const request of [
			get('/ack?id={{id}}&to={{to}}&status={{status}}&d={{duration}}'),
			get('/ack?s=%7B%7Bstatus%7D%7D&d=%7B%7B+duration+%7D%7D'),
			post({a: '{{status}}', b: '{{ start_at }}'}),
		]) {
			const {provider} = inspectionOf(request);
			expect(provider.id).toBe('generic');
			expect(provider.runnerUp?.id).toBe('mobtexting');
		}
		expect(inspectionOf(get('/ack?id={{id}}&name={{name}}')).provider.runnerUp).toBeNull();
	});
});

describe('with a zone and a country configured', () => {
	const contexts = (zone: string) =>
		new Map([['mobtexting', {...bareContext('mobtexting'), zone, country: 'IN'}]]);
	const times = {start_at: '2021-04-09 16:27:39', end_at: '2021-04-09 16:27:55'};
	const inspected = (zone: string, body: object) =>
		inspect(post({...report, ...body}), {...noPins, contexts: contexts(zone)}).inspection;

	it('times are instants, with a finding that says by which zone', () => {
		const {event, findings} = inspected('Asia/Kolkata', times);
		expect(event).toMatchObject({
			startedAt: '2021-04-09T10:57:39.000Z',
			endedAt: '2021-04-09T10:57:55.000Z',
			to: {e164: expect.stringMatching(/^\+91\d{10}$/)},
		});
		const assumed = findings.filter(({code}) => code === 'time/zone-assumed');
		expect(assumed.map(({where}) => where)).toEqual(['body.start_at', 'body.end_at']);
		expect(assumed[0]?.message).toContain('Asia/Kolkata, as zones.mobtexting of the configuration says');
	});

	it('a duration that is too long is told once', () => {
		const {findings} = inspected('Asia/Kolkata', {...times, duration: '23'});
		expect(findings.filter(({code}) => code === 'duration/longer-than-call')).toHaveLength(1);
	});

	it('a time that comes twice stays unknown', () => {
		const {event, findings} = inspected('Europe/Paris', {start_at: '2025-10-26 02:30:00', end_at: ''});
		expect(event?.startedAt).toBeNull();
		expect(event === null ? [] : fieldsAt(event, 'body.start_at')).toEqual(['2025-10-26 02:30:00']);
		expect(findings.map(({code, message}) => [code, message.includes('comes twice')])).toContainEqual([
			'time/no-zone',
			true,
		]);
	});
});

describe('an unsubscription', () => {
	const body = {id: 1, receiver: '918000000003', type: 'x', value: 'y', created_at: 'z', status: 'active'};

	it('is nobody’s by itself, and read when pinned', () => {
		expect(providerIdOf(post(body))).toBe('generic');
		expect(eventOf(post(body), 'mobtexting')).toMatchObject({
			kind: 'unsubscribe',
			callId: null,
			counterparty: {raw: '918000000003'},
		});
		expect(eventOf(post({...body, more: 1}), 'mobtexting').kind).toBe('composed');
	});
});

describe('a report', () => {
	it.each([
		['a form', postForm({...report, source: 'OBD'}), 'body.to'],
		[
			'a query',
			get(`/ack?${new URLSearchParams({...report, source: 'C2C'} as Record<string, string>)}`),
			'query.to',
		],
	])('is recognised as %s, too', (_, request, from) => {
		const {provider, event, sources} = inspectionOf(request);
		expect(provider.id).toBe('mobtexting');
		expect(['obd', 'c2c']).toContain(event?.kind);
		expect(sources.to).toBe(from);
	});

	it('with a time that is none shows it as it was sent', () => {
		const event = eventOf(post({...report, start_at: '2021-02-30 25:61:00'}));
		expect(event.startedAt).toBeNull();
		expect(fieldsAt(event, 'body.start_at')).toEqual(['2021-02-30 25:61:00']);
	});
});

it('a composed hook with bridge and a source of its own is none of the reports', () => {
	const names = {call_ref: 'id'};
	const contexts = new Map([['mobtexting', {...bareContext('mobtexting'), names}]]);
	const body = {bridge: '918000000001', source: 'campaign-7', call_ref: 'm-1'};
	const {inspection} = inspect(post(body), {...noPins, pin: mobtexting, contexts});
	expect(inspection.callKey).toBe('mobtexting:m-1');
	expect(inspection.event?.kind).toBe('composed');
});

it('a request with nothing of MOBtexting’s on a pinned path is of no call', () => {
	expect(eventOf(get('/health?x=1'), 'mobtexting')).toMatchObject({
		phase: 'other',
		direction: null,
		callId: null,
	});
});

describe('what is not as documented', () => {
	const whole = {...report, mid: '1-2-3', flow_id: 1, status: 'ANSWER'};
	const found = (code: string, body: unknown) =>
		inspectionOf(post(body)).findings.filter(finding => finding.code === code);

	it('statuses and who hung up', () => {
		expect(found('field/unlisted-value', {...whole, hangup_by: 'agent', status1: 'MISSED'})).toEqual([]);
		const odd = {...whole, status: 'OF2027', status2: 'x', hangup_by: 'fate'};
		expect(found('field/unlisted-value', odd).map(({where}) => where)).toEqual([
			'body.status',
			'body.status2',
			'body.hangup_by',
		]);
	});

	it('members of a report, not those of what a customer wrote', () => {
		expect(found('field/undocumented', whole)).toEqual([]);
		expect(found('field/missing', whole)).toEqual([]);
		expect(found('field/undocumented', {...whole, billing: '5'})).toMatchObject([{where: 'body.billing'}]);
		expect(found('field/missing', report)[0]?.message).toContain('status, mid and flow_id');
		const {findings} = inspectionOf(post({id: '1', shop: 'x'}), 'mobtexting');
		expect(findings.filter(({code}) => code.startsWith('field/'))).toEqual([]);
	});

	it.each([
		['2021-04-09 12:50:00', '2021-04-09 01:10:00', '1200', true],
		['2021-04-09 12:50:00', '2021-04-09 01:10:00', '00:20:00', true],
		// Twelve hours more are not enough for it.
		['2021-04-09 12:50:00', '2021-04-09 01:10:00', '1201', false],
		['2021-04-09 01:10:00', '2021-04-09 12:50:00', '1200', false],
		['2021-04-09 23:50:00', '2021-04-09 01:10:00', '60', false],
	])('from %s to %s in %s s speaks of a 12-hour clock: %s', (start_at, end_at, duration, isTwelve) => {
		const codes = codesOf(post({...whole, start_at, end_at, duration}));
		expect(codes.includes('time/twelve-hour')).toBe(isTwelve);
		// One reason is enough.
		if (isTwelve) expect(codes).not.toContain('duration/longer-than-call');
	});

	it('the duration of a click-to-call is that of the first leg, when both are told of', () => {
		const c2c = {...report, source: 'C2C'};
		expect(found('duration/first-leg', c2c)).toEqual([]);
		expect(found('duration/first-leg', {...c2c, billing: '9'})[0]?.message).toBe(
			'By the documents duration (16) is that of the first call and billing (9) that of the second.',
		);
		expect(found('duration/first-leg', {...report, billing: '9'})).toEqual([]);
	});
});
