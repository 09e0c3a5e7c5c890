import {describe, expect, it} from 'vitest';
import {bareContext} from '../../src/core/context.ts';
import {asText, Decoding, documentedMembers, longerThanCall} from '../../src/core/decoding.ts';
import type {Json, JsonObject} from '../../src/core/json.ts';
import {random} from './random.ts';

function reading(object: JsonObject) {
	const decoding = new Decoding('test', 'other', bareContext('test'));
	return {decoding, body: decoding.read(object, 'body')};
}

const codes = (decoding: Decoding) => decoding.findings.map(({code, where}) => [code, where]);

describe('Decoding', () => {
	it('fills a member and says where it stood; null changes nothing', () => {
		const {decoding, body} = reading({id: 'a'});
		decoding.set('callId', body.text('id'));
		decoding.set('callId', body.text('missing'));
		decoding.derive('outcome', 'busy', 'body.x');
		decoding.derive('outcome', null, 'body.y');
		const {event, sources, scope} = decoding.done();
		expect(event).toMatchObject({kind: 'test', phase: 'other', callId: 'a', outcome: 'busy'});
		expect(sources).toEqual({callId: 'body.id', outcome: 'body.x'});
		expect(scope).toBe('call');
	});

	it('a later value takes the place of an earlier one, source and all', () => {
		const {decoding, body} = reading({a: '1', b: '2'});
		decoding.set('callId', body.text('a'));
		decoding.set('callId', body.text('b'));
		expect(decoding.done()).toMatchObject({event: {callId: '2'}, sources: {callId: 'body.b'}});
	});

	it('reads nothing from no object', () => {
		const body = new Decoding('test', 'other', bareContext('test')).read(null, 'body');
		expect(body.has('a')).toBe(false);
		expect(body.text('a')).toBeNull();
	});
});

describe('text', () => {
	it.each([
		['text', 'text'],
		[5, '5'],
		[0, '0'],
		[false, 'false'],
		[' ', ' '],
	])('%j is %j', (value, text) => {
		expect(reading({a: value}).body.text('a')).toEqual({value: text, from: 'body.a'});
	});

	it.each([[null], [''], [{}], [[]], [['a']]])('%j is none', value => {
		expect(reading({a: value}).body.text('a')).toBeNull();
	});

	it('does not take what every object inherits for something sent', () => {
		const {body} = reading({});
		for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
			expect(body.has(key)).toBe(false);
			expect(body.text(key)).toBeNull();
			expect(body.peek(key)).toBeNull();
			expect(body.list(key)).toEqual([]);
			expect(body.object(key).has('name')).toBe(false);
		}
	});

	it('firstText takes the first that is there, and counts all as read', () => {
		const {decoding, body} = reading({b: 'B', c: 'C', d: 'D'});
		expect(body.firstText('a', 'b', 'c')).toEqual({value: 'B', from: 'body.b'});
		body.rest();
		expect(decoding.event.fields.map(({label}) => label)).toEqual(['c', 'd']);
	});
});

describe('seconds', () => {
	it('reads numbers, numeric texts and clocks; what is none is left over', () => {
		const {decoding, body} = reading({a: 5, b: '00:01:02', c: 'long', d: -1});
		expect(body.seconds('a')).toEqual({value: 5, from: 'body.a'});
		expect(body.seconds('b')).toEqual({value: 62, from: 'body.b'});
		expect(body.seconds('c')).toBeNull();
		expect(body.seconds('d')).toBeNull();
		expect(body.seconds('e')).toBeNull();
		body.rest();
		expect(decoding.event.fields.map(({from}) => from)).toEqual(['body.c', 'body.d']);
	});

	it.each([[-1], ['-1'], ['-0.5'], ['-00:00:01']])('%j is not taken, and reported', value => {
		const {decoding, body} = reading({a: value});
		expect(body.seconds('a')).toBeNull();
		expect(decoding.done().findings).toMatchObject([
			{
				code: 'duration/negative',
				where: 'body.a',
				message: `a is ${value}: no length of time is below zero, so it was not taken.`,
			},
		]);
	});

	it('all that are below zero are one finding', () => {
		const {decoding, body} = reading({legs: Array.from({length: 50}, () => ({dr: -1}))});
		for (const leg of body.list('legs')) leg.seconds('dr');
		const [found, ...others] = decoding.done().findings;
		expect(others).toEqual([]);
		expect(found?.where).toBe('body.legs[0].dr');
		expect(found?.message).toMatch(/^body\.legs\[0\]\.dr, .* and 42 more are below zero: /);
	});

	it.each([['-'], ['long'], ['-x'], [{}], [true]])('%j is no length of time at all', value => {
		const {decoding, body} = reading({a: value});
		expect(body.seconds('a')).toBeNull();
		decoding.done();
		expect(codes(decoding)).toEqual([['field/not-read', 'body.a']]);
	});

	it('takes note of those sent as text, clocks aside', () => {
		const {decoding, body} = reading({a: 5, b: '5', c: '00:00:05'});
		for (const key of ['a', 'b', 'c']) body.seconds(key);
		expect(decoding.done().secondsAsText).toEqual(['body.b']);
	});
});

describe('checkListed', () => {
	const values = {answered: 1, missed: 2};
	const found = (value: Json) => {
		const {decoding, body} = reading({status: value});
		body.checkListed('status', values);
		return decoding.findings;
	};

	it.each([['answered'], [''], [null], [{}], ['{{status}}'], ['undefined']])(
		'%j is nothing to tell',
		value => {
			expect(found(value)).toEqual([]);
		},
	);

	it.each([['busy'], [3], [true], ['constructor'], ['Answered']])('%j is not in the list', value => {
		expect(found(value)).toMatchObject([
			{
				code: 'field/unlisted-value',
				where: 'body.status',
				message: `status is ${JSON.stringify(String(value))}; the documents list answered and missed.`,
			},
		]);
	});

	it('a long value is cut', () => {
		expect(found('x'.repeat(1000))[0]?.message.length).toBeLessThan(150);
	});
});

describe('checkMembers', () => {
	const members = documentedMembers(['id', 'status'], ['note']);
	const found = (object: JsonObject) => {
		const {decoding, body} = reading(object);
		body.checkMembers(members);
		return decoding.findings.map(({code, where, message}) => [code, where, message]);
	};

	it('what is as documented is nothing to tell, be it empty', () => {
		expect(found({id: 1, status: null})).toEqual([]);
		expect(found({status: '', note: {}, id: ''})).toEqual([]);
	});

	it('one finding tells all members that are not listed, another all that are missing', () => {
		expect(found({a: 1, note: 2, b: 3})).toEqual([
			['field/undocumented', 'body.a', 'The documents of test do not list a and b.'],
			['field/missing', 'body', 'The documents of test list id and status for each; not sent here.'],
		]);
	});

	it('of very many it tells the first, each cut', () => {
		const many = Object.fromEntries(Array.from({length: 5000}, (_, i) => [`${i}-${'x'.repeat(500)}`, i]));
		const [undocumented] = found({id: 1, status: 1, ...many});
		expect(undocumented?.[2]).toMatch(/ and 4992 more\.$/);
		expect(undocumented?.[2]?.length).toBeLessThan(800);
	});
});

describe('find', () => {
	it('leaves out what nobody would read', () => {
		const {decoding} = reading({});
		for (let i = 0; i < 1000; i++) decoding.find('time/unit', {message: `${i}`, where: null});
		expect(decoding.done().findings.length).toBeLessThanOrEqual(30);
	});
});

describe('party', () => {
	it('a number sent as a JSON number is read, and reported', () => {
		const {decoding, body} = reading({to: 9_100_000_000, from: '+15005550006'});
		expect(body.party('to')?.value).toEqual({raw: '9100000000', e164: null});
		expect(body.party('from')?.value).toEqual({raw: '+15005550006', e164: '+15005550006'});
		expect(codes(decoding)).toEqual([]);
		decoding.done();
		expect(codes(decoding)).toEqual([['number/json-number', 'body.to']]);
	});

	it('of several JSON numbers, or masked ones, one finding tells all', () => {
		const {decoding, body} = reading({a: 9_100_000_000, b: 9_100_000_001, c: '9190XXXX', d: '+91 **** 00'});
		for (const key of ['a', 'b', 'c', 'd']) body.party(key);
		const {findings} = decoding.done();
		expect(findings.map(({message, where}) => [where, message])).toEqual([
			['body.a', 'a and b are phone numbers sent as JSON numbers: a leading zero or + would be lost.'],
			['body.c', 'Digits are masked in c and d: such a number can neither be called nor compared.'],
		]);
		expect(findings[0]?.hint).toMatch(/^Read them as text/);
	});

	it('what was told before of the same places is not told of others', () => {
		const told = (names: readonly string[], provider: string) => {
			const decoding = new Decoding('test', 'other', bareContext(provider));
			const body = decoding.read(Object.fromEntries(names.map(name => [name, '9190XXXX'])), 'body');
			for (const name of names) body.party(name);
			return decoding.done().findings;
		};
		const first = told(['a', 'b'], 'one');
		expect(told(['a', 'b'], 'one')).toEqual(first);
		expect(told(['a'], 'one')).not.toEqual(first);
		expect(told(['a6 body.b'], 'one')).not.toEqual(first);
		for (let i = 0; i < 1200; i++) expect(told([`n${i}`], 'one')[0]?.where).toBe(`body.n${i}`);
	});

	it.each([
		['9000000001', null, true],
		['90000 00001', null, true],
		['+919000000001', null, false],
		['90000', null, false],
		['sip:a@example.test', null, false],
		['9000000001', 'IN', false],
		['1', 'IN', false],
	])('%s with the country %s is of no known country: %s', (to, country, isUnknown) => {
		const decoding = new Decoding('test', 'other', {...bareContext('test'), country});
		decoding.set('to', decoding.read({to}, 'body').party('to'));
		expect(decoding.done().findings.map(({code}) => code)).toEqual(
			isUnknown ? ['number/country-unknown'] : [],
		);
	});

	it('the country of a number that is no side of the call is not asked for', () => {
		const {decoding, body} = reading({from: '9000000001', to: '9000000002', line: '9000000003'});
		decoding.set('from', body.party('from'));
		decoding.set('to', body.party('to'));
		body.party('line');
		expect(decoding.done().findings).toMatchObject([
			{
				code: 'number/country-unknown',
				where: 'body.from',
				message: expect.stringContaining('from and to do not'),
				hint: expect.stringContaining('countries.test'),
			},
		]);
	});

	it('where the payload names the country, none is missing', () => {
		const {decoding, body} = reading({from: '9000000'});
		decoding.set('from', body.party('from', {callingCode: '91'}));
		expect(decoding.done().findings).toEqual([]);
	});

	it('nothing is nobody', () => {
		const {decoding, body} = reading({a: '', b: null, c: {}});
		expect(['a', 'b', 'c', 'd'].map(key => body.party(key))).toEqual([null, null, null, null]);
		expect(decoding.findings).toEqual([]);
	});
});

describe('times', () => {
	it('epochMs and epochSeconds read numbers and numeric texts of their unit', () => {
		const {body} = reading({
			ms: 1_570_184_401_056,
			msText: '1570184401056',
			s: 1_570_184_401,
			sText: '1570184401.056',
		});
		expect(body.epochMs('ms')).toEqual({value: '2019-10-04T10:20:01.056Z', from: 'body.ms'});
		expect(body.epochMs('msText')?.value).toBe('2019-10-04T10:20:01.056Z');
		expect(body.epochSeconds('s')?.value).toBe('2019-10-04T10:20:01.000Z');
		expect(body.epochSeconds('sText')?.value).toBe('2019-10-04T10:20:01.056Z');
	});

	it('epochMs and epochSeconds read what can only be of the other unit as that, and say so', () => {
		const {decoding, body} = reading({ms: '1570184401056', s: 1_570_184_401, none: 5, far: 1e20});
		expect(body.epochMs('s')?.value).toBe('2019-10-04T10:20:01.000Z');
		expect(body.epochSeconds('ms')?.value).toBe('2019-10-04T10:20:01.056Z');
		expect(codes(decoding)).toEqual([
			['time/unit', 'body.s'],
			['time/unit', 'body.ms'],
		]);
		expect(decoding.findings.map(({message}) => message)).toEqual([
			's is 1570184401: milliseconds are documented, but these are seconds; read as 2019-10-04T10:20:01.000Z.',
			'ms is 1570184401056: seconds are documented, but these are milliseconds; read as 2019-10-04T10:20:01.056Z.',
		]);
		for (const key of ['none', 'far']) {
			expect(body.epochMs(key)).toBeNull();
			expect(body.epochSeconds(key)).toBeNull();
		}
		expect(decoding.findings).toHaveLength(2);
	});

	it('a time with AM or PM is read by it, and reported', () => {
		const {decoding, body} = reading({
			zoned: '2026-11-20 04:27:39 PM Z',
			local: '2026-11-20 12:27:39 am',
			day: '2026-11-20T16:27:39Z',
		});
		expect(body.zonedTime('zoned')?.value).toBe('2026-11-20T16:27:39.000Z');
		expect(body.localTime('local', 'Local', {zone: 'UTC', because: ''})?.value).toBe(
			'2026-11-20T00:27:39.000Z',
		);
		expect(body.zonedTime('day')?.value).toBe('2026-11-20T16:27:39.000Z');
		expect(codes(decoding).filter(([code]) => code === 'time/twelve-hour')).toEqual([
			['time/twelve-hour', 'body.zoned'],
			['time/twelve-hour', 'body.local'],
		]);
	});

	it('a time with its zone is converted', () => {
		const {body} = reading({a: '2026-11-20T08:34:02+05:30', b: 5});
		expect(body.zonedTime('a')).toEqual({value: '2026-11-20T03:04:02.000Z', from: 'body.a'});
		expect(body.zonedTime('b')).toBeNull();
	});

	it('a time without a zone becomes a field and a finding, when no document says more', () => {
		const {decoding, body} = reading({a: '2021-04-09 16:27:39'});
		expect(body.localTime('a', 'Started', null)).toBeNull();
		body.rest();
		expect(decoding.event.fields).toEqual([{label: 'Started', value: '2021-04-09 16:27:39', from: 'body.a'}]);
		const {findings} = decoding.done();
		expect(findings).toMatchObject([
			{code: 'time/no-zone', where: 'body.a', message: expect.stringContaining('does not say its time zone')},
		]);
	});

	it('several without a zone are one finding', () => {
		const {decoding, body} = reading({a: '2021-04-09 16:27:39', b: '2021-04-09 16:27:56'});
		body.localTime('a', 'Started', null);
		body.localTime('b', 'Ended', null);
		expect(decoding.done().findings).toMatchObject([
			{
				code: 'time/no-zone',
				where: 'body.a',
				message:
					'a "2021-04-09 16:27:39" and b "2021-04-09 16:27:56" do not say their time zone, and the provider\'s documents name none.',
			},
		]);
	});

	it('a time without a zone is read as UTC when a document says so, with a finding that says which', () => {
		const {decoding, body} = reading({a: '2021-04-09 16:27:39'});
		expect(body.localTime('a', 'Started', {zone: 'UTC', because: 'as page X says'})).toEqual({
			value: '2021-04-09T16:27:39.000Z',
			from: 'body.a',
		});
		expect(codes(decoding)).toEqual([['time/zone-assumed', 'body.a']]);
		expect(decoding.findings[0]?.message).toContain('as page X says');
		expect(decoding.event.fields).toEqual([]);
	});

	it('localTime takes a time that does say its zone', () => {
		const {decoding, body} = reading({a: '2021-04-09T16:27:39Z'});
		expect(body.localTime('a', 'Started', null)?.value).toBe('2021-04-09T16:27:39.000Z');
		expect(decoding.findings).toEqual([]);
	});

	it('what is no time is left over', () => {
		const {decoding, body} = reading({a: 'yesterday', b: '12', c: 12});
		body.localTime('a', 'Started', null);
		body.epochMs('b');
		body.epochSeconds('c');
		body.rest();
		expect(decoding.event.fields.map(({label}) => label)).toEqual(['a', 'b', 'c']);
	});
});

describe('what cannot be read as a time', () => {
	const readers = ['epochMs', 'epochSeconds', 'zonedTime', 'seconds'] as const;
	const found = (value: Json, reader: (typeof readers)[number] | 'localTime') => {
		const {decoding, body} = reading({time: value});
		if (reader === 'localTime') body.localTime('time', 'Time', null);
		else body[reader]('time');
		return decoding.done().findings;
	};

	it.each<[Json, (typeof readers)[number] | 'localTime']>([
		['2026-11-20T10:00:00Z', 'epochMs'],
		[1_795_190_000_000_000, 'epochMs'],
		['20/11/2026 10:00', 'epochSeconds'],
		[5, 'epochSeconds'],
		['2026-11-20 10:00:00', 'zonedTime'],
		[1_795_190_000, 'localTime'],
		['yesterday', 'localTime'],
		['abc', 'seconds'],
	])('%j by %s is reported', (value, reader) => {
		expect(found(value, reader)).toMatchObject([
			{
				code: 'field/not-read',
				severity: 'info',
				where: 'body.time',
				message: `time is ${JSON.stringify(String(value))}, which cannot be read as the time or the length of time the documents describe.`,
			},
		]);
	});

	it.each([[null], [''], [' '], ['{{time}}'], ['undefined'], [0], ['0']])('%j is nothing to tell', value => {
		for (const reader of [...readers, 'localTime'] as const) expect(found(value, reader)).toEqual([]);
	});

	it('a member that is missing is nothing to tell, nor one that another reader reads', () => {
		const {decoding, body} = reading({a: '2026-11-20T10:00:00Z', b: 1_795_190_000, c: '5'});
		for (const reader of readers) body[reader]('missing');
		expect(body.epochMs('a') ?? body.zonedTime('a')).not.toBeNull();
		expect(body.zonedTime('b') ?? body.epochSeconds('b')).not.toBeNull();
		expect(body.epochMs('c') ?? body.seconds('c')).not.toBeNull();
		expect(decoding.done().findings).toEqual([]);
	});

	it('all of them are one finding', () => {
		const {decoding, body} = reading({time: 'x', list: [{sec: 'y'}]});
		body.epochMs('time');
		for (const entry of body.list('list')) entry.seconds('sec');
		expect(decoding.done().findings.map(({message}) => message)).toEqual([
			'body.time and body.list[0].sec cannot be read as the time or the length of time the documents describe.',
		]);
	});
});

describe('object and list', () => {
	it('say where their members stood', () => {
		const {body} = reading({cdr: {callid: 7}, legs: [{n: 'a'}, 'x', {n: 'b'}]});
		expect(body.object('cdr').text('callid')).toEqual({value: '7', from: 'body.cdr.callid'});
		expect(body.list('legs').map(leg => leg.text('n'))).toEqual([
			{value: 'a', from: 'body.legs[0].n'},
			{value: 'b', from: 'body.legs[2].n'},
		]);
	});

	it('of the wrong kind are empty, and stay to be shown', () => {
		const {decoding, body} = reading({a: 'text', b: {c: 1}});
		expect(body.object('a').has('length')).toBe(false);
		expect(body.list('b')).toEqual([]);
		body.rest();
		expect(decoding.event.fields.map(({label, value}) => [label, value])).toEqual([
			['a', 'text'],
			['b', '{"c":1}'],
		]);
	});
});

describe('rest', () => {
	it('everything sent that was not read becomes a field under its own name', () => {
		const {decoding, body} = reading({
			read: 'r',
			text: 't',
			number: 0,
			flag: false,
			object: {a: [1]},
			list: [1, 'b'],
			empty: '',
			nothing: null,
		});
		body.text('read');
		body.rest();
		expect(decoding.event.fields).toEqual([
			{label: 'text', value: 't', from: 'body.text'},
			{label: 'number', value: '0', from: 'body.number'},
			{label: 'flag', value: 'false', from: 'body.flag'},
			{label: 'object', value: '{"a":[1]}', from: 'body.object'},
			{label: 'list', value: '[1,"b"]', from: 'body.list'},
		]);
	});

	it('a note under a label of ours is not repeated', () => {
		const {decoding, body} = reading({a: {b: 1}});
		body.note('Ours', 'a');
		body.note('Missing', 'x');
		body.rest();
		body.rest();
		expect(decoding.event.fields).toEqual([{label: 'Ours', value: '{"b":1}', from: 'body.a'}]);
	});

	it('whatever methods look at a member, it ends up in what they gave or in a field (2,000 seeded objects)', () => {
		const {pick} = random(3);
		const values = [
			'',
			' ',
			'x',
			'5',
			'00:01:02',
			'+15005550006',
			'2021-04-09 16:27:39',
			'2021-04-09T16:27:39Z',
			5,
			-1,
			1_570_184_401_056,
			1_570_184_401,
			true,
			null,
			{a: 1},
			['x', 1],
			[],
		];
		for (let i = 0; i < 2000; i++) {
			const value = pick(values);
			const {decoding, body} = reading({a: value});
			const methods = [
				() => body.text('a'),
				() => body.seconds('a'),
				() => body.party('a'),
				() => body.epochMs('a'),
				() => body.epochSeconds('a'),
				() => body.zonedTime('a'),
				() => body.localTime('a', 'label', null),
			];
			const given = pick(methods)();
			body.rest();
			const shown = decoding.event.fields.length > 0;
			const isNothing = value === null || value === '';
			expect(given !== null || shown, JSON.stringify(value)).toBe(!isNothing);
			expect(given !== null && shown, `${JSON.stringify(value)} twice`).toBe(false);
		}
	});
});

it('asText: a text as it is, anything else as compact JSON', () => {
	expect([asText('a'), asText(1), asText(null), asText({a: ['b']})]).toEqual([
		'a',
		'1',
		'null',
		'{"a":["b"]}',
	]);
});

describe('longerThanCall', () => {
	it('allows one second for rounding', () => {
		expect(longerThanCall(11, 10, 'body.duration', 'hint')).toBeNull();
		expect(longerThanCall(5, 10, 'body.duration', 'hint')).toBeNull();
		expect(longerThanCall(11.1, 10, 'body.duration', 'hint')).toMatchObject({
			code: 'duration/longer-than-call',
			severity: 'warning',
			where: 'body.duration',
			hint: 'hint',
		});
	});

	it('says nothing of what is no number', () => {
		expect(longerThanCall(Number.NaN, 10, '', '')).toBeNull();
		expect(longerThanCall(10, Number.NaN, '', '')).toBeNull();
	});
});
