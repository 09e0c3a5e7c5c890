import {describe, expect, it} from 'vitest';
import * as z from 'zod/mini';
import {configSchema} from '../../src/config/schema.ts';
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
	}
	const json = z.toJSONSchema(configSchema([...some, ...providers]), {io: 'input'}) as Described;

	it('describes every key', () => {
		const keys = Object.entries(json.properties ?? {});
		expect(keys).toHaveLength(12);
		for (const [name, {description}] of keys) expect(description, name).toMatch(/^[A-Z:].+\.$/);
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
