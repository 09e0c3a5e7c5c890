import type {LookupAddress} from 'node:dns';
import {isIP} from 'node:net';
import {describe, expect, it} from 'vitest';
import {lookupHost, lookupOf} from '../../src/core/lookup-host.ts';

function addressesOf(name: string): Promise<string[]> {
	return new Promise((resolve, reject) => {
		lookupHost(name, {all: true}, (error, addresses) => {
			if (error) reject(error);
			else resolve((addresses as LookupAddress[]).map(({address}) => address));
		});
	});
}

describe('names of this machine', () => {
	it.each(['localhost', 'LocalHost', 'api.localhost', 'a.b.localhost', 'api.localhost.'])(
		'%s',
		async name => {
			const addresses = await addressesOf(name);
			expect(addresses.length).toBeGreaterThan(0);
			expect(addresses.filter(address => address !== '::1' && !address.startsWith('127.'))).toEqual([]);
		},
	);

	it.each(['notlocalhost.invalid', 'localhost.invalid'])('%s is none of them', async name => {
		await expect(addressesOf(name)).rejects.toThrow();
	});

	it('one address, when one is asked for', async () => {
		const address = await new Promise(resolve => {
			lookupHost('api.localhost', {family: 4}, (_, found, family) => resolve([found, family]));
		});
		expect(address).toEqual(['127.0.0.1', 4]);
	});
});

it('an address is itself', async () => {
	expect(isIP((await addressesOf('192.0.2.1'))[0] ?? '')).toBe(4);
});

it('addresses that were found before are given again, by family where one is asked for', async () => {
	const lookup = lookupOf(['192.0.2.1', '2001:db8::1']);
	const asked = (options: {all?: boolean; family?: number}) =>
		new Promise(resolve => {
			lookup('shop.invalid', options, (...given) => resolve(given));
		});
	expect(await asked({all: true})).toEqual([
		null,
		[
			{address: '192.0.2.1', family: 4},
			{address: '2001:db8::1', family: 6},
		],
	]);
	expect(await asked({family: 6})).toEqual([null, '2001:db8::1', 6]);
	expect(await asked({})).toEqual([null, '192.0.2.1', 4]);
	expect(await new Promise(resolve => lookupOf([])('a.invalid', {}, error => resolve(error)))).toMatchObject({
		code: 'ENOTFOUND',
	});
});
