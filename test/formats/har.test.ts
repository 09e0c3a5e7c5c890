import {describe, expect, it} from 'vitest';
import {harLogOf, parseHar} from '../../src/formats/har.ts';
import {wire} from './corpus.ts';

const request = {method: 'POST', url: 'https://h.example.test/a?b#c', headers: [], bodySize: 0};
const of = (change: object, more: object = {}) => parseHar([{request: {...request, ...change}, ...more}]);

describe('a HAR of a browser', () => {
	it('has HTTP/2 written down: the host comes from the address, pseudo headers go', () => {
		const headers = [
			{name: ':method', value: 'POST'},
			{name: ':authority', value: 'h.example.test'},
			{name: 'content-type', value: 'text/plain'},
			{name: 'content-length', value: '99'},
			{name: 'x-name', value: 'né\n€'},
		];
		const {steps} = of({headers, postData: {mimeType: 'text/plain', text: 'é'}});
		expect(steps.map(wire)).toEqual([
			{
				method: 'POST',
				target: '/a?b',
				headers: [
					['Host', 'h.example.test'],
					['content-type', 'text/plain'],
					['content-length', '2'],
					['x-name', Buffer.from('né €').toString('latin1')],
				],
				trailers: [],
				body: '\xc3\xa9',
			},
		]);
	});

	it.each([
		[{text: 'YQ==', encoding: 'base64'}, 'a'],
		[{text: '', params: [{name: 'a b', value: 'ü'}, {name: 'c'}]}, 'a+b=%C3%BC&c='],
		[{params: [{name: 'a', value: '1'}]}, 'a=1'],
		[{text: 'x', params: [{name: 'a', value: '1'}]}, 'x'],
		[{mimeType: 'text/plain'}, ''],
	])('its body: %j', (postData, body) => {
		expect(of({postData}).steps.map(step => wire(step).body)).toEqual([body]);
	});

	it.each([
		[{bodySize: 5}, 'entry 1: its body is not in the file'],
		[
			{postData: {mimeType: 'multipart/form-data; boundary=x', params: []}},
			'entry 1: of its form only the fields',
		],
		[{url: 'wss://h.example.test/'}, 'entry 1: not an http address: wss://h.example.test/'],
	])('what cannot be sent is told: %j', (change, reason) => {
		const {steps, skipped} = of(change);
		expect(steps).toEqual([]);
		expect(skipped).toEqual([expect.stringContaining(reason)]);
	});

	it('has the gaps between its entries', () => {
		const at = (startedDateTime: string) => ({request, startedDateTime});
		const times = ['2026-11-20T00:00:00Z', '2026-11-20T00:00:01.5Z', '2026-11-20T00:00:01Z', 'soon'];
		expect(parseHar(times.map(at)).steps.map(({afterMs}) => afterMs)).toEqual([null, 1500, 0, null]);
	});

	it.each([
		[null, 'entry 1: it has no request'],
		[{request: {method: 'GET'}}, 'entry 1: a request without method or url'],
		[{request: {...request, headers: [{name: 1}]}}, 'entry 1: headers that have no name'],
		[{request: {...request, _callHook: {}}}, 'entry 1: _callHook without a target'],
	])('%j is refused', (entry, message) => {
		expect(() => parseHar([entry])).toThrow(message);
	});
});

it('harLogOf knows a HAR from other JSON', () => {
	expect(harLogOf('{"log":{"entries":[1]}}')).toEqual([1]);
	for (const text of ['{', '[]', '{"log":[]}', '{"log":{}}', 'null']) expect(harLogOf(text)).toBeNull();
});
