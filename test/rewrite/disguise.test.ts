import {gunzipSync, gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {decodePercent} from '../../src/core/capture.ts';
import type {RequestStep} from '../../src/formats/step.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {type DisguiseStyle, disguise} from '../../src/rewrite/disguise.ts';
import {inspectedStep} from '../../src/rewrite/inspected-step.ts';
import {openRequest} from '../../src/rewrite/open-request.ts';
import {readFixture} from '../support/fixtures.ts';
import {allSteps, stepWith} from './steps.ts';

const styles: readonly DisguiseStyle[] = ['mask', 'pseudonym'];

function json(step: RequestStep): unknown {
	return JSON.parse(Buffer.from(step.body).toString());
}

/** A body of JSON, disguised. */
function disguised(style: DisguiseStyle, body: unknown, over: Partial<RequestStep> = {}): unknown {
	return json(disguise(style, nothingTold).of(stepWith({...over, body: JSON.stringify(body)})));
}

describe.each(styles)('%s', style => {
	describe.each(allSteps())('$id', ({steps}) => {
		const [before] = steps;
		if (before === undefined) throw new Error('no step');
		const after = disguise(style, nothingTold).of(before);
		const [old, now] = [before, after].map(step => inspectedStep(step, nothingTold, 0).inspection);

		it('is recognised as before', () => {
			expect(now?.provider.id).toBe(old?.provider.id);
			expect(now?.event?.kind).toBe(old?.event?.kind);
			expect(now?.event?.phase).toBe(old?.event?.phase);
			expect(now?.event?.outcome).toBe(old?.event?.outcome);
			expect(now?.event?.durationSeconds).toBe(old?.event?.durationSeconds);
			for (const member of ['startedAt', 'answeredAt', 'endedAt'] as const) {
				expect(now?.event?.[member]).toBe(old?.event?.[member]);
			}
			// One that is made here is made of the numbers, too.
			if (!old?.event?.callId?.startsWith('derived-')) expect(now?.event?.callId).toBe(old?.event?.callId);
		});

		it('keeps its places, and nobody in them', () => {
			const paths = (step: RequestStep) => openRequest(step).places.map(({path, kind}) => `${path} ${kind}`);
			expect(paths(after)).toEqual(paths(before));
			for (const side of ['from', 'to', 'counterparty'] as const) {
				const raw = old?.event?.[side]?.raw;
				// Of the ends that are told, some are zeros already.
				if (raw !== undefined && !/0{7}\d$/.test(raw)) expect(now?.event?.[side]?.raw).not.toBe(raw);
			}
		});

		it('is the same a second time', () => {
			expect(disguise(style, nothingTold).of(before)).toEqual(after);
		});
	});
});

describe('a masked value', () => {
	it('shows what shape it had', () => {
		const body = {
			phone: '+919812345678',
			mobile: 919812345678,
			name: 'Ada Lovelace-King',
			email: 'ada@lovelace.example.org',
			address: '12 Analytical Row',
			zip: 'AB1 2CD',
			age: 36,
			comment: 'Ring me at 5, please!',
			recording_url: 'https://cdn.example.org/a1/call-7.mp3?sig=abc',
			token: 'abcdef',
			status: 'answered',
			duration: 23,
			started_at: '2025-03-29T17:55:57.093Z',
			callId: '242359184129',
		};
		expect(disguised('mask', body)).toEqual({
			phone: '+9198XXXXXXX8',
			mobile: 919800000000,
			name: 'Xxx Xxxxxxxx-Xxxx',
			email: 'x@example.test',
			address: '00 Xxxxxxxxxx Xxx',
			zip: 'XX0 0XX',
			age: 0,
			comment: 'Xxxx xx xx 0, xxxxxx!',
			recording_url: 'https://example.test/xx/xxxx-x.mp3',
			token: 'XXXXXXXX',
			status: 'answered',
			duration: 23,
			started_at: '2025-03-29T17:55:57.093Z',
			callId: '242359184129',
		});
	});
});

describe('a pseudonym', () => {
	it('is another of its kind', () => {
		const body = {
			phone: '+919812345678',
			from: 442071234567,
			name: 'Ada Lovelace',
			agent_name: 'Charles Babbage',
			email: 'ada@lovelace.example.org',
			city: 'Marylebone',
			gender: 'f',
			transcript: 'Hello, this is Ada.',
			recording_url: 'https://cdn.example.org/a1/call-7.mp3?sig=abc',
			token: 'abcdef',
		};
		expect(disguised('pseudonym', body)).toEqual({
			phone: '+919800000001',
			from: 442000000002,
			name: 'Caller One',
			agent_name: 'Agent Two',
			email: 'caller-1@example.test',
			city: 'Place One',
			gender: 'not told',
			transcript: 'What was said here is not told.',
			recording_url: 'https://media.example.test/files/recording-1.mp3',
			token: 'secret-1',
		});
	});

	it('is one for a number in all its forms, also inside other texts', () => {
		const body = {
			a: {phone: '9812345678'},
			b: {phone: '+91 98123-45678'},
			c: {phone: 919812345678},
			d: {phone: '009198 12345678'},
			e: 'rec-15700_919812345678-1.txt of 9812345678',
			f: {phone: '+919812345679'},
		};
		expect(disguised('pseudonym', body)).toEqual({
			a: {phone: '9800000001'},
			b: {phone: '+91 98000-00001'},
			c: {phone: 919800000001},
			d: {phone: '009198 00000001'},
			e: 'rec-15700_919800000001-1.txt of 9800000001',
			f: {phone: '+919800000002'},
		});
	});

	it('of a French number is of the range for fiction, at home and abroad', () => {
		expect(
			disguised('pseudonym', [{phone: '0612345678'}, {phone: '+33612345678'}, {phone: '+33187654321'}]),
		).toEqual([{phone: '0199000001'}, {phone: '+33199000001'}, {phone: '+33199000002'}]);
	});

	it('is the same in all steps, and another one for another person', () => {
		const {of} = disguise('pseudonym', nothingTold);
		const numbers = ['+919812345678', '+919812345679', '9812345678'].map(phone =>
			json(of(stepWith({body: JSON.stringify({phone})}))),
		);
		expect(numbers).toEqual([{phone: '+919800000001'}, {phone: '+919800000002'}, {phone: '9800000001'}]);
	});
});

describe('what only a later step tells', () => {
	const first = stepWith({body: '{"custom": "for Ada Lovelace, 9812345678"}'});
	const second = stepWith({body: '{"name": "Ada Lovelace", "phone": "+919812345678"}'});

	it('is known when it was looked at ahead', () => {
		expect(json(disguise('mask', nothingTold, [first, second]).of(first))).toEqual({
			custom: 'for Xxx Xxxxxxxx, 98XXXXXXX8',
		});
	});

	it('is taken out of answers, too', () => {
		const one = disguise('pseudonym', nothingTold);
		one.of(second);
		expect(
			one.inText('{"ok": "Ada Lovelace (+91 98123 45678, ada@lovelace.example.org)"}', 'the answer'),
		).toBe('{"ok": "Caller One (+91 98000 00001, caller-1@example.test)"}');
		expect(one.done).toContainEqual({what: 'an e-mail address', where: 'the answer', times: 1});
	});

	it('is the address a connection came from, unless that is near', () => {
		const one = disguise('mask', nothingTold);
		expect(one.inAddress('203.0.113.9', 'the connection')).toBe('192.0.2.1');
		expect(one.inAddress('10.0.0.9', 'the connection')).toBe('10.0.0.9');
		expect(one.inAddress('::1', 'the connection')).toBe('::1');
		expect(one.done).toEqual([{what: 'an IP address', where: 'the connection', times: 1}]);
		expect(disguise('secrets', nothingTold).inAddress('203.0.113.9', 'x')).toBe('203.0.113.9');
	});
});

describe.each<DisguiseStyle>(['mask', 'pseudonym', 'secrets'])('%s keeps no secret', style => {
	const secret = 'Canary77qx';
	const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`;
	const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${secret}`;
	it.each([
		...['secret_key', 'secretKey', 'private_key', 'credentials', 'bearer', 'sessionId', 'session_id'],
		...['otp', 'pin', 'pass', 'passwd', 'jwt', 'PHPSESSID', 'otp_code'],
	])('called %s', name => {
		const form = stepWith({
			headers: [['Content-Type', 'application/x-www-form-urlencoded']],
			body: `to=unknown&${name}=${secret}`,
		});
		const json = stepWith({body: JSON.stringify({[name]: secret, a: [{[name]: `${secret}-2`}]})});
		const query = stepWith({target: `/hook?${name}=${secret}`, body: '{}'});
		for (const step of [form, json, query]) {
			const after = disguise(style, nothingTold).of(step);
			expect(after.target + Buffer.from(after.body).toString()).not.toContain(secret);
		}
	});

	it.each([pem, jwt, `Bearer ${secret}`, `sk_live_${secret}`])('that looks like it: %s', value => {
		const step = stepWith({
			target: `/hook?x=${encodeURIComponent(value)}`,
			headers: [['X-Own', value.replaceAll('\n', ' ')]],
			body: JSON.stringify({x: value, text: `it is ${value}`}),
		});
		const one = disguise(style, nothingTold);
		const after = one.of(step);
		expect([after.target, ...after.headers.flat(), Buffer.from(after.body).toString()].join()).not.toContain(
			secret,
		);
		expect(one.inText(`<a>${value}</a>`, 'the answer')).not.toContain(secret);
	});
});

describe.each(styles)('%s of a path', style => {
	it('hides numbers and what lets in, also where else they stand', () => {
		const step = stepWith({
			target: '/cb/SECPATHq15/919876500013/calls/v2?x=SECPATHq15',
			body: '{"own": "SECPATHq15", "id": "a 919876500013"}',
		});
		const {target, body} = disguise(style, nothingTold).of(step);
		expect(target).toMatch(/^\/cb\/[^/]+\/9198[^/]+\/calls\/v2\?x=/);
		expect(target + Buffer.from(body).toString()).not.toMatch(/SECPATHq15|919876500013/);
	});
});

const typed = (type: string): [string, string] => ['Content-Type', type];

/** Each names the person of the canaries once, in a way of its own. */
const hidings: [string, Parameters<typeof stepWith>[0]][] = [
	[
		'a number with a point',
		{body: '{"phone": 919812345678.0, "own": 9.19812345678e11, "x": [9812345678.00]}'},
	],
	[
		'a member that is called so',
		{body: '{"919812345678": "busy", "a": {"+91 98123 45678" : 1, "x": "{\\"9812345678\\": 2}"}}'},
	],
	['a bare member', {body: '{919812345678: busy}'}],
	['an address as a name', {body: '{"zorblax@quennell-mail.net": "busy"}'}],
	['a parameter that is called so', {target: '/hook?919812345678=busy&%2B919812345678=1', body: '{}'}],
	[
		'a field that is called so',
		{
			headers: [typed('application/x-www-form-urlencoded')],
			body: `a=b&919812345678=busy&c=${encodeURIComponent('{"919812345678": 1}')}`,
		},
	],
	['base64 of a name', {body: JSON.stringify({x: Buffer.from('it is Zorblax Quennell').toString('base64')})}],
	[
		'base64 of a number',
		{target: `/hook?x=${Buffer.from('{"a":919812345678}').toString('base64url')}`, body: '{}'},
	],
	[
		'lines of JSON',
		{
			headers: [typed('application/x-ndjson'), ['Content-Length', '73']],
			body: '{"name":"a b","phone":"9812345678"}\n{"name":"Zorblax","to":"9812345678"}\n',
		},
	],
	['a header in latin1', {headers: [['X-Own', 'Zorblax S\xf3ren Quennell']], body: '{}'}],
	[
		'a header in UTF-8',
		{
			headers: [['X-Own', Buffer.from('ask Zorblaxé').toString('latin1')]],
			trailers: [['X-Own', 'Zorblax \xe9']],
			body: '{"name": "Zorblaxé"}',
		},
	],
	...['msg', 'message', 'text', 'sms', 'content', 'subject', 'description', 'location', 'landmark'].map(
		(name): [string, Parameters<typeof stepWith>[0]] => [
			`a field called ${name}`,
			{headers: [typed('application/x-www-form-urlencoded')], body: `${name}=near+Tarradiddle,+Zorblax`},
		],
	),
	...['contact_person', 'emp_name', 'customer', 'agent_name', 'agent', 'owner'].map(
		(name): [string, Parameters<typeof stepWith>[0]] => [
			`a member called ${name}`,
			{body: `{"${name}": "Zorblax (Quennell)", "x": {"${name}": "Quennell"}}`},
		],
	),
];

describe.each(styles)('%s finds somebody', style => {
	it.each(hidings)('in %s', (_, over) => {
		const one = disguise(style, nothingTold);
		const after = one.of(stepWith(over));
		expect(allOf(after)).not.toMatch(canaries);
		expect(one.done).not.toEqual([]);
		const length = after.headers.find(([name]) => name === 'Content-Length')?.[1];
		if (length !== undefined) expect(length).toBe(String(after.body.length));
	});

	it('and leaves lines of JSON lines', () => {
		const {body} = disguise(style, nothingTold).of(
			stepWith({headers: [typed('application/x-ndjson')], body: '{"a":1}\r\n{"name":"Zorblax"}\n'}),
		);
		expect(Buffer.from(body).toString()).toMatch(/^\{"a":1\}\r\n\{"name":"[^"]+"\}\n$/);
	});
});

describe.each(styles)('%s of what was signed', style => {
	const signature = 'sha256=0123456789abcdef0123456789abcdef';
	const headers: [string, string][] = [
		['X-Hub-Signature-256', signature],
		['Content-MD5', 'Q2hlY2sgSW50ZWdyaXR5IQ=='],
	];

	it('keeps no signature of what it was', () => {
		const after = disguise(style, nothingTold).of(stepWith({headers, body: '{"phone": "9812345678"}'}));
		expect(after.headers).toEqual([
			['X-Hub-Signature-256', `sha256=${'X'.repeat(32)}`],
			['Content-MD5', `${'X'.repeat(22)}==`],
		]);
	});

	it('keeps it where nothing was hidden', () => {
		const after = disguise(style, nothingTold).of(stepWith({headers, body: '{"a": 1}'}));
		expect(after.headers).toEqual(headers);
	});
});

describe.each(styles)('%s of an answer', style => {
	const personal = {
		name: 'Zorblax',
		phone: '98123 45678',
		email: 'zorblax@quennell-mail.net',
		token: 'sk_live_1',
	};
	it.each([
		['application/json', JSON.stringify({say: [personal], custom: JSON.stringify(personal)})],
		['application/x-www-form-urlencoded', new URLSearchParams(personal).toString()],
		['text/html', JSON.stringify(personal)],
	])('of %s keeps nobody', (type, text) => {
		const one = disguise(style, nothingTold);
		const body = one.ofAnswer([['Content-Type', type]], Buffer.from(text));
		expect(allOf(stepWith({body: body ?? ''}))).not.toMatch(canaries);
		expect(body?.length).toBeGreaterThan(10);
	});

	it('is null for what is read as text alone', () => {
		const one = disguise(style, nothingTold);
		expect(one.ofAnswer([['Content-Type', 'text/plain']], Buffer.from('all is well'))).toBeNull();
		expect(one.ofAnswer([], Buffer.from([0, 255, 1]))).toBeNull();
	});
});

describe.each(styles)('%s of a link', style => {
	it.each([
		'https://a.example.com/x?name=Zorblax&phone=9812345678',
		'https://a.example.com/x?id=1&customer_name=Zorblax%20Quennell&mobile=98123%2045678#t',
		'/x?email=zorblax%40quennell-mail.net&from=%2B919812345678',
		'https://a.example.com/x?back=https%3A%2F%2Fb.example.com%2F%3Fname%3DZorblax%26to%3D9812345678',
	])('hides what is personal in its query: %s', link => {
		const step = stepWith({headers: [['Referer', link]], body: JSON.stringify({own: link})});
		const one = disguise(style, nothingTold);
		expect(allOf(one.of(step))).not.toMatch(canaries);
		expect(decodePercent(decodePercent(one.inText(`see ${link}`, 'the answer')))).not.toMatch(canaries);
	});

	it('leaves all else of it', () => {
		const link = 'https://a.example.com/x?id=12&status=answered&b=c%20d&e=f+g';
		const body = JSON.stringify({own: link});
		expect(Buffer.from(disguise(style, nothingTold).of(stepWith({body})).body).toString()).toBe(body);
	});
});

describe('what is not personal', () => {
	it.each([
		{scenario: {name: 'Front desk'}, app_name: 'Front desk', filename: 'a.txt', ivr_name: 'sales'},
		{to: 'unknown', from: 'anonymous', caller: '103', number: 12, value: 'yes'},
		{state: 'completed', call_state: '6', country: 'IN', type: 'phone', message_status: 'ANSWER'},
		{created: 1594969967, time: 1594969967123, date: '2021-04-09', id: '1234567890123', callid: 242359184130},
		{phone: null, name: '', email: '{{caller.email}}', to: '%to%', from: '{from}'},
		{company_id: '5cd40f6554442586', event_id: '0b9e7f0e-51b0-4f0e-9f0b-0f0e51b04f0e', size: 168000},
		{billing: '0.8925', started_at: '2025-03-29 17:55:57', hangup_reason: 'recv_bye', code: '1234567890'},
	])('stays, byte for byte: %j', body => {
		for (const style of styles) {
			const step = stepWith({body: JSON.stringify(body, null, 1)});
			const one = disguise(style, nothingTold);
			expect(Buffer.from(one.of(step).body).toString()).toBe(JSON.stringify(body, null, 1));
			expect(one.done).toEqual([]);
		}
	});
});

describe('what is done', () => {
	it('is told by kind, with the first place and how often, and never the value', () => {
		const one = disguise('mask', nothingTold);
		const step = stepWith({
			target: '/hook?token=hunter2-hunter2',
			headers: [['Authorization', 'Basic YWRhOmxvdmVsYWNl']],
			body: '{"to": "+919812345678", "agent": {"phone": "+919812345679"}, "name": "Ada Lovelace"}',
		});
		const after = one.of(step);
		expect(after.target).toBe('/hook?token=XXXXXXXX');
		expect(after.headers).toEqual([['Authorization', 'Basic XXXXXXXX']]);
		expect(one.done).toEqual([
			{what: 'a secret', where: 'query.token', times: 2},
			{what: 'a number', where: 'body.to', times: 2},
			{what: 'a name', where: 'body.name', times: 1},
		]);
	});
});

/** Found in no disguised byte. */
const canaries =
	/98123 ?-?45678|zorblax|quennell|wobbegong|tarradiddle|sk_live|qz81kf|wexford|zz81|fluffernutter|203\.0\.113\.77|blorf|2001:db8:77/i;

/** All a request says, in every way it may be written. */
function allOf({target, headers, trailers, body}: RequestStep): string {
	const encoding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
	const plain = encoding === 'gzip' && body[0] === 0x1f ? gunzipSync(body) : body;
	const raw = [
		target,
		...[...headers, ...(trailers ?? [])].flat(),
		Buffer.from(plain).toString('latin1'),
	].join('\n');
	const decoded = raw
		.split(/[\n&=?/]/)
		.map(part => decodePercent(part.replaceAll('+', ' ')))
		.join('\n');
	const unescaped = decoded.replace(/\\u([\da-f]{4})/gi, (_, code: string) =>
		String.fromCharCode(Number.parseInt(code, 16)),
	);
	const base64 = [...decoded.matchAll(/[A-Za-z\d+/_-]{8,}={0,2}/g)].map(([part]) =>
		Buffer.from(part, 'base64').toString('latin1'),
	);
	return [raw, decoded, unescaped, unescaped.replaceAll('\\', ''), ...base64].join('\n');
}

const person = {
	name: 'Zorblax Quennell',
	first_name: 'Zorblax',
	lastName: 'Quennell',
	phone: '+91 98123 45678',
	callerNumber: 919812345678,
	email: 'zorblax.q@quennell-mail.net',
	address: '17 Wobbegong Lane',
	city: 'Tarradiddle',
	company: 'Blorf Ltd',
	api_key: 'sk_live_Qz81kfowq7',
	recording: 'https://cdn.wexford-media.net/rec/zz81-link.mp3?sig=sk_live_9',
	transcript: 'my dog is called Fluffernutter, and I am Zorblax',
	notes: [{text: 'wants to talk about Fluffernutter', by: 'Zorblax Quennell'}],
	other: 'call 9812345678 or +919812345678, mail zorblax@quennell-mail.net, token sk_live_Qz81kfowq7',
	link: 'https://zorblax:sk_live_9@shop.example.com/?token=sk_live_8&x=1',
	client_ip: '203.0.113.77',
	nested: JSON.stringify({phone: '9812345678', custom: JSON.stringify({name: 'Quennell'})}),
};

const fields = Object.entries(person).map(([name, value]): [string, string] => [
	name,
	typeof value === 'object' ? JSON.stringify(value) : String(value),
]);
const form = new URLSearchParams(fields).toString();
const multipart = [
	...fields.map(
		([name, value]) => `--b0\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	),
	'--b0\r\nContent-Disposition: form-data; name="audio"; filename="Zorblax-9812345678.wav"\r\n',
	'Content-Type: audio/wav\r\n\r\nRIFF sk_live Fluffernutter\r\n--b0--\r\n',
].join('');

const planted: [string, Partial<Omit<RequestStep, 'body'>> & {body?: string | Uint8Array}][] = [
	['JSON', {body: JSON.stringify(person)}],
	[
		'JSON with escapes',
		{body: JSON.stringify(person).replace(/[ZzW]/g, c => `\\u00${c.charCodeAt(0).toString(16)}`)},
	],
	['a list in JSON', {body: JSON.stringify([[person], {deep: {er: person}}])}],
	['JSON in JSON', {body: JSON.stringify({payload: JSON.stringify(person)})}],
	['broken JSON', {body: `${JSON.stringify(person, null, 1).slice(0, -2)},\n "extra": undefined, }`}],
	[
		'bare words',
		{
			body: '{name: Zorblax, phone: +919812345678, email: zorblax@quennell-mail.net, token: sk_live_Qz81kfowq7}',
		},
	],
	['a form', {headers: [typed('application/x-www-form-urlencoded')], body: form}],
	[
		'JSON in a form',
		{
			headers: [typed('application/x-www-form-urlencoded')],
			body: new URLSearchParams({a: JSON.stringify(person)}).toString(),
		},
	],
	['a query', {method: 'GET', headers: [], target: `/hook?${form}`}],
	[
		'a path',
		{method: 'GET', headers: [], target: '/hook/+919812345678/zorblax@quennell-mail.net/%2B919812345678'},
	],
	['multipart', {headers: [typed('multipart/form-data; boundary=b0')], body: multipart}],
	['text', {headers: [typed('text/plain')], body: `${person.transcript}, ${person.phone}`}],
	[
		'XML',
		{headers: [typed('application/xml')], body: `<call><name>Zorblax</name><to>919812345678</to></call>`},
	],
	[
		'gzip',
		{
			headers: [typed('application/json'), ['Content-Encoding', 'gzip']],
			body: gzipSync(JSON.stringify(person)),
		},
	],
	[
		'a broken gzip',
		{
			headers: [typed('application/json'), ['Content-Encoding', 'gzip']],
			body: Buffer.concat([Buffer.from('Zorblax'), gzipSync('{}')]),
		},
	],
	[
		'bytes',
		{headers: [typed('audio/mpeg')], body: Buffer.from('\0\xffZorblax 9812345678 Fluffernutter\0', 'latin1')},
	],
	['a large body', {body: JSON.stringify({pad: 'x'.repeat(1_100_000), ...person})}],
	[
		'UTF-16',
		{
			headers: [typed('application/json; charset=utf-16le')],
			body: Buffer.from(JSON.stringify(person), 'utf16le'),
		},
	],
	[
		'headers',
		{
			headers: [
				['Authorization', `Basic ${Buffer.from('zorblax:sk_live_Qz81kfowq7').toString('base64')}`],
				['Cookie', 'session=sk_live_Qz81kfowq7'],
				['X-Api-Key', 'sk_live_Qz81kfowq7'],
				['X-Forwarded-For', '203.0.113.77, 2001:db8:77::1, 127.0.0.1'],
				['Forwarded', 'for="[2001:db8:77::1]:4711";by=203.0.113.77;proto=https'],
				['X-Real-IP', '203.0.113.77'],
				['X-Caller-Number', '9812345678'],
				['X-Caller-Name', 'Zorblax'],
				['From', 'zorblax@quennell-mail.net'],
				['Referer', 'https://a.example.com/?token=sk_live_2&to=%2B919812345678'],
			],
			trailers: [
				['X-Token', 'sk_live_Qz81kfowq7'],
				['X-Note', 'from +919812345678'],
			],
			body: '{}',
		},
	],
];

describe.each(styles)('%s leaves nobody', style => {
	it.each(planted)('in %s', (_, over) => {
		const step = stepWith(over);
		expect(allOf(disguise(style, nothingTold).of(step))).not.toMatch(canaries);
	});

	it.each(allSteps())('in $id', ({steps}) => {
		const one = disguise(style, nothingTold);
		for (const step of steps) {
			const {event} = inspectedStep(step, nothingTold, 0).inspection;
			const people = [event?.from?.raw, event?.to?.raw, event?.counterparty?.raw, event?.agent?.number];
			const open = openRequest(step);
			const values = new Map<number, string>();
			for (const [index, {text, kind}] of open.places.entries()) {
				if (people.includes(text)) values.set(index, kind === 'number' ? '919812345678' : '+91 98123 45678');
				if (text === event?.recording?.file) values.set(index, '15700_919812345678_zz81.mp3');
				if (text === event?.recording?.url || text === event?.transcript?.url)
					values.set(index, 'https://cdn.wexford-media.net/zz81?sig=sk_live_3');
				if (text === event?.transcript?.text) values.set(index, 'Fluffernutter');
				if (text === event?.agent?.name) values.set(index, 'Zorblax Quennell');
			}
			const {method, target, headers, body} = open.write(values);
			expect(allOf(one.of({...step, method, target, headers, body}))).not.toMatch(canaries);
		}
	});

	it('in a secret that was given, wherever it stands', () => {
		const secrets = new Map([['myoperator', [{from: 'env', value: 'sk_live_Qz81kfowq7'}]]]);
		const step = stepWith({headers: [['X-Own', 'v=sk_live_Qz81kfowq7']], body: '{"a": "b"}'});
		expect(allOf(disguise(style, {...nothingTold, secrets}).of(step))).not.toMatch(canaries);
	});
});

describe('the rest', () => {
	it('stays byte for byte', () => {
		const step = stepWith({
			target: '/Hook?a=%20+b&phone=%2B919812345678&&c',
			headers: [
				['content-LENGTH', '47'],
				['Host', 'localhost:8888'],
			],
			body: '{ "phone" :"+919812345678",\r\n\t"x": [1.50, "\\u00e9"] }',
		});
		const after = disguise('pseudonym', nothingTold).of(step);
		expect(after.target).toBe('/Hook?a=%20+b&phone=%2B919800000001&&c');
		expect(Buffer.from(after.body).toString()).toBe(
			'{ "phone" :"+919800000001",\r\n\t"x": [1.50, "\\u00e9"] }',
		);
		expect(disguise('mask', nothingTold).of(stepWith({body: '{"a": 1}'})).body).toEqual(
			Buffer.from('{"a": 1}'),
		);
	});

	it('has the length its headers tell', () => {
		const body = JSON.stringify({transcript: 'short', phone: '+919812345678'});
		const step = stepWith({headers: [['Content-Length', String(body.length)]], body});
		const after = disguise('pseudonym', nothingTold).of(step);
		expect(after.headers).toEqual([['Content-Length', String(after.body.length)]]);
	});

	it('tells what a step is', () => {
		const step = stepWith({...readFixture('telecmi/outgoing-answered').step, shows: 'a call', afterMs: 7});
		expect(disguise('mask', nothingTold).of(step)).toMatchObject({
			name: 'outgoing-answered',
			shows: 'a call',
			afterMs: 7,
		});
	});
});
