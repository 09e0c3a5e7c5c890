import {describe, expect, it} from 'vitest';
import {nearest} from '../../src/core/nearest.ts';

const settings = ['port', 'host', 'provider', 'routes', 'maxBody', 'strict', 'output', 'zones', 'countries'];

describe('nearest', () => {
	it.each([
		['zone', 'zones'],
		['zones', 'zones'],
		['prot', 'port'],
		['country', 'countries'],
		['max-body', 'maxBody'],
		['MAX_BODY', 'maxBody'],
		['providers', 'provider'],
		['route', 'routes'],
		['Strict', 'strict'],
		['ouptut', 'output'],
		['hots', 'host'],
	])('%s is %s', (name, meant) => {
		expect(nearest(name, settings)).toBe(meant);
	});

	it.each(['', 'x', 'forward', 'verbose', 'po', 'z'.repeat(41), 'x'.repeat(1_000_000), '\u001b[2J'])(
		'%j is like none',
		name => {
			expect(nearest(name, settings)).toBeNull();
		},
	);

	it('of two equally near, the first; of none, none', () => {
		expect(nearest('callx', ['calla', 'callb'])).toBe('calla');
		expect(nearest('call', [])).toBeNull();
	});
});
