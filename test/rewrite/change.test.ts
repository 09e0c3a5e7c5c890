import {gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {headerOf} from '../../src/core/capture.ts';
import type {WireRequest} from '../../src/formats/step.ts';
import {applyChanges, type Change, type Changed, parseChange} from '../../src/rewrite/change.ts';
import {openRequest} from '../../src/rewrite/open-request.ts';
import {readFixture} from '../support/fixtures.ts';
import {bodyOf, form, json, request} from './requests.ts';

/** A change as it is written on a command line: `set to=1`. */
function parsed(written: string): Change {
	const blank = written.indexOf(' ');
	const kind = written.slice(0, blank);
	if (kind !== 'set' && kind !== 'add' && kind !== 'remove') throw new Error(written);
	const change = parseChange(kind, written.slice(blank + 1));
	if ('problem' in change) throw new Error(change.problem);
	return change;
}

function changed(from: WireRequest, ...written: string[]): Changed {
	return applyChanges(from, written.map(parsed));
}

/** The request with changes that must all find something. */
function made(from: WireRequest, ...written: string[]): WireRequest {
	const {request: to, unmatched} = changed(from, ...written);
	expect(unmatched).toEqual([]);
	return to;
}

const bodyAfter = (from: WireRequest, ...written: string[]) => bodyOf(made(from, ...written));

describe('what is written', () => {
	it('is a path and a value; without a beginning the body is meant', () => {
		expect(parseChange('set', 'to=a=b')).toEqual({
			kind: 'set',
			path: 'body.to',
			value: 'a=b',
			isJson: false,
			written: '--set to=a=b',
		});
		expect(parseChange('set', 'query.k:=[1]')).toMatchObject({path: 'query.k', value: '[1]', isJson: true});
		expect(parseChange('remove', 'header.X-Token')).toMatchObject({path: 'header.X-Token', value: ''});
		for (const [text, path] of [
			['body=x', 'body'],
			['body[0]=x', 'body[0]'],
			['bodyguard=x', 'body.bodyguard'],
			['query=x', 'body.query'],
			['header.Host=', 'header.Host'],
		] as const) {
			expect(parseChange('set', text)).toMatchObject({path});
		}
	});

	it.each([
		['set', 'to', 'to has no = and no value'],
		['add', '=x', 'there is no name in front of the ='],
		['remove', ' ', 'it names nothing'],
		['set', 'to:=abc', 'what stands behind to:= is not JSON'],
		['add', 'body=x', 'the body is there already: --set replaces it'],
		['add', 'header.X Y=1', 'X Y is no name of a header'],
		['set', 'header.X=a\r\nY: b', 'a header is one line: it holds no control characters'],
		['set', 'header.X=\0', 'a header is one line: it holds no control characters'],
	] as const)('%s %j is refused', (kind, text, problem) => {
		expect(parseChange(kind, text)).toEqual({problem});
	});
});

describe('set', () => {
	const log = json(
		'{"to": 9100000000, "user": "a", "list": [1, {"x": null}], "custom": "{\\"crm\\":\\"true\\"}"}',
	);

	it('keeps the kind of the value, as far as the value allows it', () => {
		expect(bodyAfter(log, 'set to=42')).toContain('"to": 42,');
		expect(bodyAfter(log, 'set to=+42')).toContain('"to": "+42",');
		expect(bodyAfter(log, 'set user=42')).toContain('"user": "42",');
		expect(bodyAfter(log, 'set user:=42')).toContain('"user": 42,');
		expect(bodyAfter(log, 'set user:={"a": [1]}')).toContain('"user": {"a": [1]},');
		expect(bodyAfter(log, 'set list[1].x=now')).toContain('{"x": "now"}');
		expect(bodyAfter(log, 'set list[0]=2', 'set list[0]=3')).toContain('[3, {');
	});

	it('replaces an object, a list and a text that holds JSON as a whole, or what is in it', () => {
		expect(bodyAfter(log, 'set list={"a":1}')).toContain('"list": {"a":1},');
		expect(bodyAfter(log, 'set list=abc')).toContain('"list": "abc",');
		expect(bodyAfter(log, 'set custom={"crm":1}')).toContain('"custom": "{\\"crm\\":1}"}');
		expect(bodyAfter(log, 'set custom:={"crm":1}')).toContain('"custom": {"crm":1}}');
		expect(bodyAfter(log, 'set custom.crm=no')).toContain('"custom": "{\\"crm\\":\\"no\\"}"}');
		expect(bodyAfter(log, 'set custom.crm:=[1]')).toContain('"custom": "{\\"crm\\":[1]}"}');
	});

	it('replaces all that have the path', () => {
		expect(bodyAfter(json('{"a":1,"a":2}'), 'set a=3')).toBe('{"a":3,"a":3}');
		expect(bodyAfter(form('a=1&b=2&a=3'), 'set a=x y')).toBe('a=x+y&b=2&a=x+y');
		expect(made(request(null, '', {target: '/p?k=1&k'}), 'set query.k=é').target).toBe(
			'/p?k=%C3%A9&k=%C3%A9',
		);
	});

	it('names headers without case, and keeps the name as it was sent', () => {
		const {headers} = made(log, 'set header.HOST=example.test', 'set header.Content-Type=text/plain');
		expect(headers.slice(0, 2)).toEqual([
			['Host', 'example.test'],
			['content-type', 'text/plain'],
		]);
	});

	it('replaces the whole body, packed as it was', () => {
		const other = made(log, 'set body=hellö');
		expect(bodyOf(other)).toBe('hellö');
		expect(headerOf(other.headers, 'content-length')).toBe('6');
		const packed = request(null, gzipSync('{"a":1}'), {headers: [['content-encoding', 'gzip']]});
		expect(gunzipSync(made(packed, 'set body=x').body).toString()).toBe('x');
		expect(gunzipSync(made(packed, 'set a=25').body).toString()).toBe('{"a":25}');
		expect(bodyAfter(request(null, ''), 'set body=x')).toBe('x');
		const strange = request(null, 'x', {headers: [['content-encoding', 'zstd']]});
		expect(bodyAfter(strange, 'set body=y')).toBe('y');
	});

	it('leaves a length as it was asked for, whatever comes after it', () => {
		const other = made(log, 'set header.content-length=7', 'set user=longer');
		expect(headerOf(other.headers, 'content-length')).toBe('7');
	});

	it('reaches into the fixtures', () => {
		const fixture = (id: string) => readFixture(id).step;
		expect(bodyAfter(fixture('telecmi/outgoing-answered'), 'set answeredsec=0')).toContain(
			'"answeredsec": 0,',
		);
		const inCall = made(fixture('myoperator/in-call'), 'set myoperator.uid=n2.1 &');
		expect(openRequest(inCall).places.find(({path}) => path === 'body.myoperator.uid')?.text).toBe('n2.1 &');
		const get = made(fixture('telecmi/outgoing-answered-get'), 'set query.custom.crm=false');
		expect(openRequest(get).places.find(({path}) => path === 'query.custom.crm')?.text).toBe('false');
		expect(bodyAfter(fixture('mobtexting/obd-as-printed'), 'set bridge=91')).toContain('"91"');
	});
});

describe('add', () => {
	it.each([
		['{"a":1}', 'b=2', '{"a":1,"b":"2"}'],
		['{"a": 1}', 'b:=2', '{"a": 1, "b": 2}'],
		['{"a": 1, "b": {}}', 'b.c=x"', '{"a": 1, "b": {"c": "x\\""}}'],
		['{\n  "a": 1\n}', 'b=2', '{\n  "a": 1,\n  "b": "2"\n}'],
		[
			'{\r\n\t"a" : 1,\r\n\t"c" : 2\r\n}\r\n',
			'b:=[]',
			'{\r\n\t"a" : 1,\r\n\t"c" : 2,\r\n\t"b" : []\r\n}\r\n',
		],
		['{}', 'b=2', '{"b": "2"}'],
		['{"l":[]}', 'l[0]:=1', '{"l":[1]}'],
		['{"l":[1, 2]}', 'l[]=x', '{"l":[1, 2, "x"]}'],
		['{"l":[1]}', 'l[1]:={"a":null}', '{"l":[1,{"a":null}]}'],
		['[{"a":1}]', 'body[0].b:=2', '[{"a":1,"b":2}]'],
		['{"c":"{\\"a\\":1}"}', 'c.b=é"', '{"c":"{\\"a\\":1,\\"b\\":\\"é\\\\\\"\\"}"}'],
		['{"a": 1, /* x */ "b": 2, }', 'c=3', '{"a": 1, /* x */ "b": 2, "c": "3", }'],
		['{"a":1', 'b=2', '{"a":1,"b":"2"'],
		['{"__proto__":{"a":1}}', '__proto__.b:=2', '{"__proto__":{"a":1,"b":2}}'],
	])('to %j %j', (body, what, wanted) => {
		expect(bodyAfter(json(body), `add ${what}`)).toBe(wanted);
	});

	it('puts pairs and headers at the end, once more where there are some', () => {
		expect(bodyAfter(form('a=1'), 'add a=x&y', 'add b.c=z')).toBe('a=1&a=x%26y&b.c=z');
		expect(bodyAfter(form(''), 'add a=1')).toBe('a=1');
		expect(bodyAfter(form('m={"a":1}'), 'add m.b=+')).toBe('m={"a":1,"b":"\\u002b"}');
		expect(bodyAfter(form('m=%7B%22a%22%3A1%7D&n=1'), 'add m.b=2')).toBe(
			'm=%7B%22a%22%3A1%2C%22b%22%3A%222%22%7D&n=1',
		);
		const empty = request(null, '');
		expect(made(empty, 'add query.k=v', 'add query.k=w').target).toBe('/hook?k=v&k=w');
		expect(made({...empty, target: '/?'}, 'add query.k=v').target).toBe('/?k=v');
		expect(made({...empty, target: '/?a&'}, 'add query.k=v').target).toBe('/?a&k=v');
		expect(made(empty, 'add header.X-A=✓', 'add header.X-A=2').headers.slice(-2)).toEqual([
			['X-A', Buffer.from('✓').toString('latin1')],
			['X-A', '2'],
		]);
	});

	it('puts a part into a multipart body', () => {
		const body = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';
		const other = made(request('multipart/form-data; boundary=b', body), 'add c"=ü\n', 'set a=2');
		expect(
			openRequest(other)
				.places.slice(-2)
				.map(({path, text}) => [path, text]),
		).toEqual([
			['body.a', '2'],
			['body.c%22', 'ü\n'],
		]);
		expect(bodyOf(other).endsWith('\r\n--b--\r\n')).toBe(true);
	});

	it('is told where it cannot be', () => {
		const from = json('{"a":1,"cdr":{"b":[1]}}');
		const because = (what: string) => {
			const {request: to, unmatched} = changed(from, what);
			expect(to).toBe(from);
			return unmatched.map(entry => [entry.because, ...entry.near]);
		};
		expect(because('add a=2')).toEqual([['body.a is there already: --set replaces it']]);
		expect(because('add cdr.b[5]=2')).toEqual([['5 is not the next of the list: body.cdr.b[] is']]);
		expect(because('add cdr.b=2')).toEqual([
			['body.cdr.b is there already: body.cdr.b[] adds to it, --set replaces it'],
		]);
		expect(because('add cdr.b.x=2')).toEqual([['body.cdr.b is a list: body.cdr.b[] adds to it']]);
		expect(because('add cdr.b[0]=2')).toEqual([['body.cdr.b[0] is there already: --set replaces it']]);
		expect(because('add cdrs.b=2')).toEqual([
			['there is nothing at body.cdrs it could be added to', 'body.cdr'],
		]);
		expect(because('add a.x=2')[0]?.[0]).toBe('there is nothing at body.a it could be added to');
		expect(changed(request('text/plain', 'x'), 'add a=1').unmatched).toHaveLength(1);
		expect(changed(form('myoperator={"a":1}'), 'add myoperatr.b=1').unmatched[0]?.near).toEqual([
			'body.myoperator',
		]);
	});
});

describe('one of several with the same path', () => {
	const headers = {...form('a=1&b=x&a=2'), headers: [['X-A', '1'] as const, ['x-a', '2'] as const]};

	it('is named by its number, from 0', () => {
		expect(bodyAfter(form('a=1&b=x&a=2'), 'set a[0]=9')).toBe('a=9&b=x&a=2');
		expect(bodyAfter(form('a=1&b=x&a=2'), 'remove a[1]')).toBe('a=1&b=x');
		expect(bodyAfter(json('{"a":1,"a":2}'), 'set a[1]=3')).toBe('{"a":1,"a":3}');
		const query = {...form(''), target: '/?q=1&q=2'};
		expect(made(query, 'set query.q[1]=3').target).toBe('/?q=1&q=3');
		expect(made(headers, 'set header.X-A[1]=3').headers).toEqual([
			['X-A', '1'],
			['x-a', '3'],
		]);
		expect(made(headers, 'remove header.X-A[0]').headers).toEqual([['x-a', '2']]);
	});

	it('is not there where there is only one, and a list is a list', () => {
		expect(changed(form('a=1'), 'set a[0]=2').unmatched).toHaveLength(1);
		expect(changed(form('a=1&a=2'), 'set a[2]=2').unmatched).toHaveLength(1);
		expect(bodyAfter(json('{"a":[1,2],"a":[3,4]}'), 'set a[1]=9')).toBe('{"a":[1,9],"a":[3,9]}');
		expect(bodyAfter(form('a[0]=1&a=2&a=3'), 'set a[0]=9')).toBe('a[0]=9&a=2&a=3');
	});

	it('are all changed by the path alone, which is told', () => {
		expect(changed(form('a=1&a=2'), 'set a=3').made).toMatchObject([{paths: ['body.a', 'body.a']}]);
		expect(changed(json('{"l":[1]}'), 'add l[]=3').made).toMatchObject([{paths: ['body.l[1]']}]);
	});
});

describe('remove', () => {
	it.each([
		['{"a": 1, "b": 2, "c": 3}', ['a'], '{"b": 2, "c": 3}'],
		['{"a": 1, "b": 2, "c": 3}', ['b'], '{"a": 1, "c": 3}'],
		['{"a": 1, "b": 2, "c": 3}', ['c'], '{"a": 1, "b": 2}'],
		['{ "a": 1 }', ['a'], '{}'],
		['{"a":1,"a":2,"b":3,"a":4}', ['a'], '{"b":3}'],
		['{"b":3,"a":1,"a":2}', ['a'], '{"b":3}'],
		['{"l":[1, 2, 3]}', ['l[1]', 'l[0]'], '{"l":[3]}'],
		['{"l":{"x":[{"y":1}]},"m":1}', ['l'], '{"m":1}'],
		['{"c":"{\\"a\\":1, \\"b\\":2}","d":1}', ['c.a'], '{"c":"{\\"b\\":2}","d":1}'],
		['{"c":"{\\"a\\":1, \\"b\\":2}","d":1}', ['c'], '{"d":1}'],
		['{"a": 1, "b": x,}', ['b'], '{"a": 1,}'],
		['{"a": 1,}', ['a'], '{}'],
	])('from %j %j', (body, names, wanted) => {
		expect(bodyAfter(json(body), ...names.map(name => `remove ${name}`))).toBe(wanted);
	});

	it('takes pairs with what separates them, and headers', () => {
		expect(bodyAfter(form('a=1&b=2&&c=3&a'), 'remove a')).toBe('b=2&&c=3');
		expect(bodyAfter(form('a=1&m={"x":1}&b=2'), 'remove m')).toBe('a=1&b=2');
		expect(bodyAfter(form('a=1'), 'remove a')).toBe('');
		const from = request(null, '', {target: '/p?a=1&b=%20'});
		expect(made(from, 'remove query.a').target).toBe('/p?b=%20');
		expect(made(from, 'remove query.a', 'remove query.b').target).toBe('/p');
		expect(made(from, 'remove header.HOST').headers).toEqual([['Content-Length', '0']]);
		expect(headerOf(made(json('{"a":1}'), 'remove a').headers, 'content-length')).toBe('2');
		const emptied = made(json('{"a":1}'), 'remove body');
		expect([emptied.body.length, headerOf(emptied.headers, 'content-length')]).toEqual([0, '0']);
	});

	it('takes a part of a multipart body', () => {
		const part = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n1\r\n`;
		const from = request('multipart/form-data; boundary=b', `${part('a')}${part('c')}${part('d')}--b--\r\n`);
		expect(bodyAfter(from, 'remove c')).toBe(`${part('a')}${part('d')}--b--\r\n`);
		expect(bodyAfter(from, 'remove d', 'remove a')).toBe(`${part('c')}--b--\r\n`);
	});
});

describe('what matches nothing', () => {
	const from = json('{"cdr": {"answeredsec": 13, "callerNumber": "x"}, "to": "y"}');

	it('changes nothing, is given back, and so is what looks like it', () => {
		const {request: to, unmatched} = changed(
			{...from, target: '/?call_id=1'},
			'set answeredsec=0',
			'set to=z',
			'remove cdr.caller_number',
			'set header.Hots=x',
			'remove query.callid',
			'set nothing_like_that_at_all=1',
		);
		expect(unmatched.map(({change, because, near}) => [change.written, because, near])).toEqual([
			['--set answeredsec=0', 'there is no body.answeredsec', ['body.cdr.answeredsec']],
			['--remove cdr.caller_number', 'there is no body.cdr.caller_number', ['body.cdr.callerNumber']],
			['--set header.Hots=x', 'there is no header.Hots', ['header.Host']],
			['--remove query.callid', 'there is no query.callid', ['query.call_id']],
			['--set nothing_like_that_at_all=1', 'there is no body.nothing_like_that_at_all', []],
		]);
		expect(bodyOf(to)).toBe(bodyOf(from).replace('"y"', '"z"'));
		expect(changed(request(null, ''), 'remove body').unmatched[0]?.because).toBe('there is no body');
	});

	it('leaves the very request when nothing matches', () => {
		expect(changed(from, 'set nope=1').request).toBe(from);
		expect(changed(from).request).toBe(from);
	});
});

describe('any list of changes', () => {
	const name = fc.constantFrom(
		'a',
		'b',
		'c',
		'a.b',
		'a[0]',
		'b[]',
		'c.a.b',
		'__proto__',
		'é"',
		'body',
		'query.a',
		'header.x',
	);
	const kind = fc.constantFrom('set', 'add', 'remove' as const);
	const value = fc.oneof(
		fc.string({unit: 'binary', maxLength: 6}),
		fc.constantFrom('1', '{}', '[1]', 'null'),
	);
	const documents = fc.constantFrom('{"a":{"b":1},"b":[1],"c":"{\\"a\\":{}}"}', '[]', '{"a":[{}]}', '{}');

	it('leaves JSON what was JSON, and never throws', () => {
		fc.assert(
			fc.property(
				documents,
				fc.array(fc.tuple(kind, name, fc.constantFrom('=', ':='), value)),
				(body, list) => {
					const changes = list.flatMap(([how, path, sign, text]) => {
						const change = parseChange(how, how === 'remove' ? path : `${path}${sign}${text}`);
						return 'problem' in change || change.path === 'body' ? [] : [change];
					});
					const {request: to} = applyChanges(json(body), changes);
					expect(() => JSON.parse(bodyOf(to))).not.toThrow();
					expect(headerOf(to.headers, 'content-length')).toBe(String(to.body.length));
				},
			),
			{numRuns: 500},
		);
	});
});
