import {describe, expect, it} from 'vitest';
import {
	parseCount,
	parseDeliveryId,
	parseDuration,
	parseLate,
	parsePort,
	parseRate,
	parseRoute,
	parseSeed,
	parseShare,
	parseSpeed,
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

describe('parseSpeed', () => {
	it.each([
		['60x', 60],
		['60', 60],
		['0.5x', 0.5],
		['1000x', 1000],
	])('%s', (text, speed) => expect(parseSpeed(text)).toBe(speed));

	it.each(['', 'x', '0', '0x', '-1x', '60 x', '60xx', '1e3', 'Infinity', 'fast'])('%j is none', text =>
		expect(parseSpeed(text)).toBeNull(),
	);
});

describe('parseRate', () => {
	it.each([
		['10/s', 10],
		['10', 10],
		['0.5/s', 0.5],
	])('%s', (text, rate) => expect(parseRate(text)).toBe(rate));

	it.each(['', '0', '0/s', '10/m', '/s', '-1', '10/'])('%j is none', text =>
		expect(parseRate(text)).toBeNull(),
	);
});

describe('parseShare', () => {
	it.each([
		['0', 0],
		['0.2', 0.2],
		['.2', 0.2],
		['1', 1],
		['20%', 0.2],
		['100%', 1],
	])('%s', (text, share) => expect(parseShare(text)).toBe(share));

	it.each(['', '1.1', '2', '-0.1', '101%', '%', 'half', '1e-1'])('%j is none', text =>
		expect(parseShare(text)).toBeNull(),
	);
});

describe('parseCount', () => {
	it.each([
		['1', 1],
		['100000', 100_000],
	])('%s', (text, count) => expect(parseCount(text)).toBe(count));

	it.each(['', '0', '-1', '1.5', '1e3', '01', '9999999999'])('%j is none', text =>
		expect(parseCount(text)).toBeNull(),
	);
});

describe('parseLate', () => {
	it('takes what it is and how late', () => {
		expect(parseLate('recording=5m')).toEqual({what: 'recording', byMs: 300_000});
		expect(parseLate('a=b=2s')).toEqual({what: 'a=b', byMs: 2000});
	});

	it.each(['', 'recording', 'recording=', '=5m', 'recording=soon'])('%j is none', text =>
		expect(parseLate(text)).toBeNull(),
	);
});
