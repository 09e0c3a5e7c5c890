import {describe, expect, it} from 'vitest';
import * as z from 'zod/mini';
import {answerKeys, configSchema} from '../../src/config/schema.ts';
import {providers} from '../../src/providers/registry.ts';
import {some} from './providers.ts';

const schema = configSchema(some);
const accepts = (value: unknown) => schema.safeParse(value).success;

describe('accepts', () => {
	it.each<[unknown]>([
		[{}],
		[{$schema: 'node_modules/call-hook/schema/config.schema.json'}],
		[{port: 0}],
		[{port: 65_535}],
		[{host: '0.0.0.0'}],
		[{provider: 'acme'}],
		[{provider: 'generic'}],
		[{routes: {'/': 'acme', '/hooks/x': 'generic'}}],
		[{maxBody: '10mb'}],
		[{maxBody: 67_108_864}],
		[{strict: false}],
		[{output: 'tui'}],
		[{store: ':memory:'}],
		[{zones: {acme: 'Asia/Kolkata', rigid: '+05:30'}}],
		[{zones: {acme: 'UTC'}}],
		[{zones: {acme: '-03:30'}}],
		[{countries: {acme: 'IN', rigid: 'fr'}}],
		[{fields: {acme: {caller: 'clid', number: 'clid', constructor: 'uid'}}}],
		[{port: undefined, zones: {acme: undefined}}],
		[{answers: []}],
		[{answers: [{}, {when: 'provider:acme', status: 200, headers: {A: 'x', B: ['y', 'z']}, body: ''}]}],
		[{answers: [{json: null}, {json: {a: [1, 'x', true, {}]}}, {file: 'a.json', delay: 0}]}],
		[{delay: 0, timeout: 1, enforceDeadline: true, preserveHost: false, forwardPath: 'replace'}],
		[{forward: 'http://127.0.0.1:3000'}],
		[{forward: ['provider:acme=https://app.example.test/a', 'http://localhost']}],
		[{tunnel: 'ssh:tunnel.example.test', tunnelHost: 'https://t.example.test', subdomain: 'my-Hooks-2'}],
		[{publicUrl: 'https://hooks.example.test/x'}],
		[{secrets: {acme: 'env:HOOK'}}],
		[{secrets: {acme: ['file:hook.key', 'env:OLD']}}],
		[{secrets: {}}],
	])('%j', value => {
		expect(accepts(value)).toBe(true);
	});
});

describe('refuses', () => {
	it.each<[unknown]>([
		[null],
		[[]],
		['x'],
		[{port: -1}],
		[{port: 65_536}],
		[{port: 80.5}],
		[{port: '80'}],
		[{port: Number.NaN}],
		[{host: ''}],
		[{provider: 'Acme'}],
		[{routes: {hooks: 'acme'}}],
		[{routes: {'/x': 'none'}}],
		[{routes: []}],
		[{maxBody: '65mb'}],
		[{maxBody: 0}],
		[{maxBody: 67_108_865}],
		[{maxBody: 1.5}],
		[{strict: 'yes'}],
		[{output: 'html'}],
		[{store: ''}],
		[{store: null}],
		[{zones: {acme: 'Asia/Nowhere'}}],
		[{zones: {acme: ''}}],
		[{zones: {generic: 'UTC'}}],
		[{countries: {acme: 'IND'}}],
		[{countries: {acme: 'ZZ'}}],
		[{countries: {acme: '91'}}],
		[{fields: {acme: {caller: 'cli'}}}],
		[{fields: {rigid: {}}}],
		[{Port: 80}],
		[{answers: {}}],
		[{answers: [null]}],
		[{answers: [{boddy: 'x'}]}],
		[{answers: [{status: 199}]}],
		[{answers: [{status: 600}]}],
		[{answers: [{status: '200'}]}],
		[{answers: [{headers: {A: 1}}]}],
		[{answers: [{headers: ['A: b']}]}],
		[{answers: [{json: {a: undefined}}]}],
		[{answers: [{json: Number.NaN}]}],
		[{answers: [{json: () => 1}]}],
		[{answers: [{file: ''}]}],
		[{answers: [{delay: -1}]}],
		[{delay: 1.5}],
		[{delay: 3_600_001}],
		[{timeout: 0}],
		[{forward: 'localhost:3000'}],
		[{forward: ['provider:acme']}],
		[{forwardPath: 'append'}],
		[{tunnel: ''}],
		[{tunnelHost: 'tunnel.example.test'}],
		[{subdomain: 'a.b'}],
		[{subdomain: '-a'}],
		[{publicUrl: 'ws://hooks.example.test'}],
		[{secrets: {acme: 's3cret'}}],
		[{secrets: {acme: 'env:'}}],
		[{secrets: {acme: ['env:A', 's3cret']}}],
		[{secrets: {rigid: 'env:HOOK'}}],
		[{secrets: 's3cret'}],
	])('%j', value => {
		expect(accepts(value)).toBe(false);
	});

	// What the reckoning itself would take for an offset, or find in a table.
	it.each(['constructor', 'Mars+05:30', '5+05', '+05', '+0530', '+5:30', '+24:00', '-00:30', ' UTC', '0'])(
		'a zone %j',
		zone => {
			expect(accepts({zones: {acme: zone}})).toBe(false);
		},
	);
});

describe('the JSON Schema of it', () => {
	interface Described {
		description?: string;
		properties?: Record<string, Described>;
		items?: Described;
	}
	const json = z.toJSONSchema(configSchema([...some, ...providers]), {io: 'input'}) as Described;

	it('describes every key', () => {
		const keys = Object.entries(json.properties ?? {});
		expect(keys).toHaveLength(24);
		for (const [name, {description}] of keys) expect(description, name).toMatch(/^[A-Z:].+\.$/);
	});

	it('describes every member of an answer, and lets its JSON be anything', () => {
		const answer = json.properties?.['answers']?.items?.properties ?? {};
		expect(Object.keys(answer)).toEqual([...answerKeys]);
		for (const [name, {description}] of Object.entries(answer))
			expect(description, name).toMatch(/^[A-Z].+\.$/);
		expect(Object.keys(answer['json'] ?? {})).toEqual(['description']);
	});

	it('has a member for each provider, and the names fields may stand for', () => {
		const ids = [...some, ...providers].map(({id}) => id);
		expect(Object.keys(json.properties?.['zones']?.properties ?? {})).toEqual(ids);
		expect(json.properties?.['fields']?.properties).toHaveProperty('acme.additionalProperties', {
			description: "clid (the caller's number), uid (the id of the call)",
			enum: ['clid', 'uid'],
			type: 'string',
		});
		expect(json.properties?.['fields']?.properties).not.toHaveProperty('rigid');
	});
});
