import {describe, expect, it} from 'vitest';
import {
	parseDeliveryId,
	parseDuration,
	parsePort,
	parseRoute,
	parseSeed,
	parseStatus,
} from '../../src/cli/parse.ts';

describe('parsePort', () => {
	it.each([
		['0', 0],
		['8888', 8888],
		['65535', 65_535],
		['00080', 80],
	])('%s', (text, port) => {
		expect(parsePort(text)).toBe(port);
	});

	it.each(['', '65536', '-1', '80.5', '8e3', '0x50', ' 80', '80 ', 'http', '123456', '٨٠'])(
		'%j is none',
		text => {
			expect(parsePort(text)).toBeNull();
		},
	);
});

describe('parseDeliveryId', () => {
	it.each([
		['12', 12],
		['#12', 12],
		['999999999999999', 999_999_999_999_999],
	])('%s', (text, id) => {
		expect(parseDeliveryId(text)).toBe(id);
	});

	it.each(['', '#', '0', '#0', '012', '-1', '1.5', '##1', '# 1', '1000000000000000', 'telecmi:1', '12a'])(
		'%j is none',
		text => {
			expect(parseDeliveryId(text)).toBeNull();
		},
	);
});

describe('parseRoute', () => {
	it.each([
		['/hooks/telecmi=telecmi', '/hooks/telecmi', 'telecmi'],
		['/=callr', '/', 'callr'],
		['/a=b=callr', '/a=b', 'callr'],
		['/a=', '/a', ''],
	])('%s', (text, path, provider) => {
		expect(parseRoute(text)).toEqual({path, provider});
	});

	it.each(['', 'telecmi', '/hooks', 'hooks=telecmi', '=telecmi', 'http://x/=telecmi'])('%j is none', text => {
		expect(parseRoute(text)).toBeNull();
	});
});

it('parseStatus takes statuses of answers', () => {
	expect(['200', '599', '199', '600', '2e2', ' 200', '100', ''].map(parseStatus)).toEqual([
		200,
		599,
		null,
		null,
		null,
		null,
		null,
		null,
	]);
});

it('parseDuration takes ms, seconds, minutes and hours, up to an hour', () => {
	const texts = ['0', '12000', '500ms', '1.5s', '2 m', '60m', '1h', '61m', '2h', '-1', '', '1e3', 's'];
	expect(texts.map(parseDuration)).toEqual([
		0,
		12_000,
		500,
		1500,
		120_000,
		3_600_000,
		3_600_000,
		null,
		null,
		null,
		null,
		null,
		null,
	]);
});

it('parseSeed takes 32 bits', () => {
	expect(['0', '4294967295', '4294967296', '-1', '0x1', ''].map(parseSeed)).toEqual([
		0,
		4_294_967_295,
		null,
		null,
		null,
		null,
	]);
});
