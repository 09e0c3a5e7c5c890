import {describe, expect, it} from 'vitest';
import {checkConfig} from '../../src/config/check.ts';
import {some} from './providers.ts';

const problemsOf = (value: unknown) => checkConfig(value, some).problems;

describe('checkConfig', () => {
	it('gives the settings as they are written', () => {
		const value = {
			port: 8080,
			maxBody: '1mb',
			provider: 'rigid',
			routes: {'/a': 'acme'},
			zones: {acme: 'Asia/Kolkata'},
			countries: {acme: 'in'},
			fields: {acme: {caller: 'clid', phone: 'clid'}},
		};
		expect(checkConfig(value, some)).toEqual({settings: value});
		expect(checkConfig({}, some)).toEqual({settings: {}});
	});

	it.each<[unknown, string]>([
		[{zone: {}}, 'There is no setting "zone": did you mean "zones"?'],
		[{MaxBody: 1}, 'There is no setting "MaxBody": did you mean "maxBody"?'],
		[{colour: true}, 'There is no setting "colour".'],
		[{port: '8888'}, 'port is "8888"; it must be a whole number from 0 to 65535, like 8888.'],
		[{port: 1e9}, 'port is 1000000000; it must be a whole number from 0 to 65535, like 8888.'],
		[{host: null}, 'host is null; it must be an address, like "127.0.0.1".'],
		[
			{provider: 'acmee'},
			'provider is "acmee"; it must be the id of a provider: acme, rigid, generic. Did you mean "acme"?',
		],
		[{provider: 'x'}, 'provider is "x"; it must be the id of a provider: acme, rigid, generic.'],
		[{routes: {hooks: 'acme'}}, 'routes has "hooks"; a path begins with "/", like "/hooks/telecmi".'],
		[
			{routes: {'/x y': 'rigd'}},
			'routes["/x y"] is "rigd"; it must be the id of a provider: acme, rigid, generic. Did you mean "rigid"?',
		],
		[
			{maxBody: '1gb'},
			'maxBody is "1gb"; it must be a size from 1 byte to 64 MB: a text like "10mb", or a number of bytes.',
		],
		[
			{maxBody: true},
			'maxBody is true; it must be a size from 1 byte to 64 MB: a text like "10mb", or a number of bytes.',
		],
		[{strict: 'yes'}, 'strict is "yes"; it must be true or false.'],
		[{output: 'line'}, 'output is "line"; it must be one of tui, lines, json, quiet. Did you mean "lines"?'],
		[{store: ''}, 'store is ""; it must be the path of a file, like "calls.db", or ":memory:".'],
		[
			{zones: 'Asia/Kolkata'},
			'zones is "Asia/Kolkata"; it must be an object of time zones by provider, like {"mobtexting": "Asia/Kolkata"}.',
		],
		[
			{zones: {acme: 'Asia/Nowhere'}},
			'zones.acme is "Asia/Nowhere"; it must be a time zone: an IANA name like "Asia/Kolkata", or an offset like "+05:30".',
		],
		[
			{zones: {rigit: 'UTC'}},
			'zones has "rigit", which is no provider it can be set for: did you mean "rigid"?',
		],
		[
			{zones: {generic: 'UTC'}},
			'zones has "generic", which is no provider it can be set for: those are acme, rigid.',
		],
		[
			{countries: {acme: 'IND'}},
			'countries.acme is "IND"; it must be a country: two letters of ISO 3166-1, like "IN".',
		],
		[
			{countries: {acme: 'X1'}},
			'countries.acme is "X1"; it must be a country: two letters of ISO 3166-1, like "IN".',
		],
		[
			{fields: {acme: {caller: 'clidd'}}},
			`fields.acme.caller is "clidd"; it must be one of Acme's own names: clid, uid. Did you mean "clid"?`,
		],
		[
			{fields: {acme: []}},
			`fields.acme is a list; it must be an object of Acme's own names by your parameters, like {"caller": "clid"}.`,
		],
		[{fields: {rigid: {a: 'b'}}}, 'fields.rigid has no use: the names of Rigid Telecom are fixed.'],
		[{fields: {acm: {}}}, 'fields has "acm", which is no provider it can be set for: did you mean "acme"?'],
		[{answers: [{}, {boddy: 'x'}]}, 'answers[1] has "boddy", which no answer has: did you mean "body"?'],
		[
			{answers: [{colour: 'x'}]},
			'answers[0] has "colour", which no answer has: it has when, status, headers, body, json, file, delay.',
		],
		[{answers: [{status: 700}]}, 'answers[0].status is 700; it must be a status from 200 to 599.'],
		[
			{answers: [{headers: {'X-A': 1}}]},
			'answers[0].headers["X-A"] is 1; it must be a text, or a list of texts.',
		],
		[{answers: [{json: {a: 1n}}]}, 'answers[0].json is an object; it must be a JSON value.'],
		[
			{answers: {when: ''}},
			'answers is an object; it must be a list of answers, like [{"when": "provider:telecmi", "status": 500}].',
		],
		[
			{forward: 'localhost:3000'},
			'forward is "localhost:3000"; it must be an http or https address, like "http://127.0.0.1:3000", or one with a filter, like "provider:telecmi=http://127.0.0.1:3000".',
		],
		[
			{forward: 1},
			'forward is 1; it must be an http or https address, like "http://127.0.0.1:3000", or one with a filter, like "provider:telecmi=http://127.0.0.1:3000", or a list of them.',
		],
		[{delay: '1s'}, 'delay is "1s"; it must be a number of ms from 0 to 3600000.'],
		[{forwardPath: 'kep'}, 'forwardPath is "kep"; it must be one of keep, replace. Did you mean "keep"?'],
		[
			{publicUrl: 'hooks.example.test'},
			'publicUrl is "hooks.example.test"; it must be an http or https address, like "https://hooks.example.test".',
		],
		[
			{secrets: {rigid: 'env:A'}},
			'secrets.rigid has no use: Rigid Telecom documents no signature and no shared secret.',
		],
		[
			{secrets: {acmee: 'env:A'}},
			'secrets has "acmee", which is no provider it can be set for: did you mean "acme"?',
		],
		[[], 'The configuration is a list; it must be an object of settings, like {"port": 8888}.'],
		[() => ({}), 'The configuration is a function; it must be an object of settings, like {"port": 8888}.'],
		[undefined, 'The configuration is undefined; it must be an object of settings, like {"port": 8888}.'],
		[{port: 1n}, 'port is 1; it must be a whole number from 0 to 65535, like 8888.'],
		[{host: Symbol('x')}, 'host is Symbol(x); it must be an address, like "127.0.0.1".'],
	])('%o', (value, problem) => {
		expect(problemsOf(value)).toEqual([problem]);
	});

	it.each([
		['s3cret'],
		[{acme: 's3cret'}],
		[{acme: ['env:A', 's3cret']}],
		[{acme: {secret: 's3cret'}}],
		[['s3cret']],
	])('tells no secret that was written instead of its place: %j', secrets => {
		const problems = problemsOf({secrets});
		expect(problems).toHaveLength(1);
		expect(problems?.[0]).toMatch(/^secrets(\.acme)?(\[1\])? must be /);
		expect(problems?.join()).not.toContain('s3cret');
	});

	it('tells of everything at once', () => {
		expect(
			problemsOf({port: -1, strict: 1, zone: 1, hots: 2, zones: {acme: 1}, fields: {acme: {a: 'b', c: 'd'}}}),
		).toEqual([
			'port is -1; it must be a whole number from 0 to 65535, like 8888.',
			'strict is 1; it must be true or false.',
			'zones.acme is 1; it must be a time zone: an IANA name like "Asia/Kolkata", or an offset like "+05:30".',
			expect.stringContaining('fields.acme.a is "b"'),
			expect.stringContaining('fields.acme.c is "d"'),
			'There is no setting "zone": did you mean "zones"?',
			'There is no setting "hots": did you mean "host"?',
		]);
	});
});

describe('hostile values', () => {
	it('more problems than anybody reads are counted', () => {
		const many = Object.fromEntries(Array.from({length: 50_000}, (_, index) => [`key${index}`, 1]));
		const problems = problemsOf(many) ?? [];
		expect(problems).toHaveLength(21);
		expect(problems.at(-1)).toBe('And 49980 more.');
	});

	it('long texts are cut, and stay on their line', () => {
		const [value, key] = problemsOf({port: `${'x'.repeat(100)}`, ['y\n'.repeat(50_000)]: 1}) ?? [];
		expect(value).toBe(`port is "${'x'.repeat(60)}…"; it must be a whole number from 0 to 65535, like 8888.`);
		expect(key).toBe(`There is no setting "${'y\\n'.repeat(30)}…".`);
	});

	it.each([
		[
			'{"__proto__": {"port": 1}}',
			'The configuration has "__proto__", which cannot be the name of anything.',
		],
		['{"routes": {"__proto__": "acme"}}', 'routes has "__proto__", which cannot be the name of anything.'],
		['{"zones": {"__proto__": "UTC"}}', 'zones has "__proto__", which cannot be the name of anything.'],
		[
			'{"fields": {"acme": {"__proto__": "clid"}}}',
			'fields.acme has "__proto__", which cannot be the name of anything.',
		],
		[
			'{"answers": [{"headers": {"__proto__": "x"}}]}',
			'answers[0].headers has "__proto__", which cannot be the name of anything.',
		],
		['{"constructor": 1}', 'There is no setting "constructor".'],
		[
			'{"zones": {"toString": 1}}',
			'zones has "toString", which is no provider it can be set for: those are acme, rigid.',
		],
	])('%s', (json, problem) => {
		expect(problemsOf(JSON.parse(json))).toEqual([problem]);
		expect({}).not.toHaveProperty('port');
	});

	it.each<[string, unknown, string]>([
		['a Map', {zones: new Map([['acme', 'UTC']])}, 'zones'],
		['a Promise', Promise.resolve({}), 'The configuration'],
		['a Map among answers', {answers: [{}, new Map()]}, 'answers[1]'],
		['a Map as headers', {answers: [{headers: new Map()}]}, 'answers[0].headers'],
		['a Date as JSON', {answers: [{json: new Date(0)}]}, 'answers[0].json'],
		['an object of a class', {fields: {acme: new (class Fields {})()}}, 'fields.acme'],
	])('%s is not taken for an empty object', (_, value, where) => {
		expect(problemsOf(value)).toEqual([`${where} is an object of a class; it must be a plain one.`]);
	});

	it('an object that holds itself', () => {
		const zones: Record<string, unknown> = {};
		zones['acme'] = zones;
		expect(problemsOf({zones})).toEqual([expect.stringContaining('zones.acme is an object; it must be')]);
	});

	it('one without a prototype is an object like others', () => {
		expect(problemsOf(Object.assign(Object.create(null), {port: 1}))).toBeUndefined();
	});
});
