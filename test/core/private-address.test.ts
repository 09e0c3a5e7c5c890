import {describe, expect, it} from 'vitest';
import {isNearByName, isPrivateAddress} from '../../src/core/private-address.ts';

describe('isPrivateAddress', () => {
	it.each([
		'127.0.0.1',
		'127.255.255.254',
		'10.1.2.3',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.1.1',
		'0.0.0.0',
		'::1',
		'::',
		'fc00::1',
		'fdff::1',
		'fe80::1',
		'fe80::1%eth0',
		'::ffff:10.0.0.1',
		'::FFFF:192.168.1.1',
		'::ffff:7f00:1',
		'0:0:0:0:0:ffff:a00:1',
	])('%s is', address => expect(isPrivateAddress(address)).toBe(true));

	it.each([
		'8.8.8.8',
		'169.254.1.1',
		'169.254.169.254',
		'fd00:ec2::254',
		'172.15.255.255',
		'172.32.0.1',
		'192.169.0.1',
		'11.0.0.1',
		'203.0.113.9',
		'2001:db8::1',
		'fec0::1',
		'::ffff:203.0.113.9',
		'::ffff:808:808',
		'example.test',
		'',
		'10.1.2',
	])('%s is not', address => expect(isPrivateAddress(address)).toBe(false));
});

describe('isNearByName', () => {
	it.each([
		['localhost', true],
		['app.localhost', true],
		['LOCALHOST.', true],
		['printer.local', null],
		['[::1]', true],
		['192.168.1.7', true],
		['203.0.113.9', false],
		['[2001:db8::1]', false],
		['local', null],
		['notlocal.example.test', null],
		['localhost.example.test', null],
		['10.example.test', null],
	])('%s: %s', (name, near) => expect(isNearByName(name)).toBe(near));
});
