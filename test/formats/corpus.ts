/** Requests that are hard to write down: every format has to bring them back byte for byte. */

import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {expect} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import type {RequestStep, WireRequest} from '../../src/formats/step.ts';
import {attacks} from '../support/hostile.ts';

export function stepOf(change: Partial<RequestStep> = {}): RequestStep {
	return {
		name: null,
		shows: null,
		source: null,
		pin: null,
		afterMs: null,
		deliveryId: null,
		method: 'POST',
		target: '/hooks?a=b',
		headers: [['Host', 'h.example.test']],
		body: Buffer.alloc(0),
		...change,
	};
}

/** What has to be equal. */
export function wire({method, target, headers, trailers, body}: WireRequest) {
	return {method, target, headers, trailers: trailers ?? [], body: Buffer.from(body).toString('latin1')};
}

export function expectSame(read: readonly WireRequest[], written: readonly WireRequest[]): void {
	expect(read.map(wire)).toEqual(written.map(wire));
}

/** Bodies that some shell, file or client would not leave alone. */
const bodies: readonly (string | Uint8Array)[] = [
	'',
	' ',
	'\n',
	'\n\n',
	'a\n',
	'\na',
	'a\r\n',
	'a\r',
	'\r\n--b\r\n',
	'{"a":1}',
	'{"a":"\\u0000","b":"é€😀"}',
	'### not a separator',
	'a\n###\nPOST /x HTTP/1.1\n\nb',
	'< ./name.bin',
	'<a>b</a>',
	'a\n< ./b',
	'> {% x %}',
	'# @name x',
	'// x',
	'@file',
	'@-',
	'\ufeffa',
	// biome-ignore lint/suspicious/noTemplateCurlyInString: a shell would fill it in
	'it\'s "quoted" `id` $(id) $HOME ${HOME} \\ \\\\ \\\' !! !x',
	"'",
	"''''",
	'%s %d %% \\n \\x00',
	'-d --data',
	"$'a\\n'",
	'a=b&c=d\ne=f',
	'a=b&c=%00%0A%27&d=+',
	'{{host}} {{$guid}}',
	Buffer.from([0]),
	Buffer.from('a\0b'),
	Buffer.from([0xff, 0xfe, 0, 1, 2]),
	Buffer.from([0xe9, 0x0a]),
	Buffer.from(Array.from({length: 256}, (_, byte) => byte)),
	gzipSync('{"a":1}'),
	'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n',
	'x'.repeat(1_000_000),
	Buffer.alloc(1_000_000, 0x27),
	...attacks.map(attack => Buffer.from(attack)),
];

const targets: readonly string[] = [
	'/',
	'*',
	'/a%20b',
	"/it's?q='",
	'/"quoted"',
	'/$(id)`id`$HOME!!',
	'/a/../b/./c//d',
	'/%2e%2e/%2F?%',
	'/?a=1&a=2&b=%C3%A9&c=+&d',
	'/?',
	'?a=b',
	'/#a',
	'/a#b?c',
	'/[1-3]{a,b}',
	'/\\a',
	'/\xe9',
	'//h.example.test/x',
	'http://h.example.test/x?y=z',
	'http://h.example.test',
	'/-d',
	'/@a',
	'/{{x}}',
];

const headerLists: readonly (readonly Pair[])[] = [
	[],
	[['Host', 'a.example.test:8080']],
	[
		['b', '1'],
		['A', '2'],
		['B', '3'],
		['a', ''],
	],
	[
		['Host', ''],
		['User-Agent', ''],
		['Accept', ''],
	],
	[
		['X-Quote', `it's "b" \`id\` $(id) $HOME !! \\`],
		['X-Latin', 'caf\xe9 \xa0x\xff'],
		['X-At', '@file'],
		['X-Semicolon', 'a;b;'],
		['X-Colon', ': a: b'],
	],
	[
		['#hash', 'x'],
		['###', 'x'],
		["'x'", 'y'],
		['$x', '`y`'],
	],
	[
		['Content-Type', 'application/x-www-form-urlencoded'],
		['accept', '*/*'],
		['user-agent', 'curl/0'],
	],
	[
		['Expect', '100-continue'],
		['Connection', 'close'],
	],
];

/** Every hard body, target and list of headers once. */
export function hardSteps(): RequestStep[] {
	return [
		...bodies.map(body => stepOf({body: Buffer.from(body), headers: withLength(Buffer.from(body).length)})),
		...bodies.slice(0, 12).map(body => stepOf({body: Buffer.from(body), method: 'PUT'})),
		...targets.map(target => stepOf({target, method: target === '*' ? 'OPTIONS' : 'GET'})),
		...headerLists.map(headers => stepOf({headers})),
		stepOf({method: 'M-SEARCH'}),
		stepOf({
			method: 'DELETE',
			headers: [
				['Host', 'x'],
				['Content-Length', '0'],
			],
		}),
		stepOf({
			headers: [['Transfer-Encoding', 'chunked']],
			body: Buffer.from('in chunks'),
			trailers: [
				['X-Sum', '1'],
				['x-sum', 'caf\xe9'],
			],
		}),
		stepOf({
			headers: [
				['Host', 'x'],
				['Transfer-Encoding', 'chunked'],
			],
			body: Buffer.from('in chunks'),
			trailers: [['X-Sum', '1']],
		}),
	];
}

function withLength(length: number): Pair[] {
	return [
		['Host', 'h.example.test'],
		['Content-Type', 'application/json'],
		['Content-Length', String(length)],
	];
}

const latin1 = (from: number, to: number, without = '') =>
	fc
		.integer({min: from, max: to})
		.map(code => String.fromCharCode(code))
		.filter(character => !without.includes(character) && character !== '\x7f');

const token = fc.string({
	unit: fc.constantFrom(..."abcXYZ019!#$%&'*+-.^_`|~"),
	minLength: 1,
	maxLength: 8,
});
/** As a parser of HTTP gives it: nothing around it. */
const value = fc
	.string({unit: fc.oneof(latin1(0x20, 0xff), fc.constant('\t')), maxLength: 20})
	.map(text => text.replace(/^[\t ]+|[\t ]+$/g, ''));
const pairs = fc.array(fc.tuple(token, value), {maxLength: 5});
const piece = fc.constantFrom(
	'\n',
	'\r\n',
	'###',
	'< ',
	"'",
	'"',
	'$(x)',
	'`',
	'\\',
	'@',
	'\0',
	'# ',
	'{}',
	'%',
	'!',
);

/** Requests as the listener may have taken them. */
export const anyStep: fc.Arbitrary<RequestStep> = fc
	.record({
		method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'M-SEARCH'),
		target: fc.string({unit: latin1(0x21, 0xff), maxLength: 20}).map(text => `/${text}`),
		headers: pairs,
		trailers: fc.oneof({weight: 5, arbitrary: fc.constant([])}, {weight: 1, arbitrary: pairs}),
		body: fc.oneof(
			fc.uint8Array({maxLength: 40}),
			fc
				.array(fc.oneof(piece, fc.string({unit: 'binary', maxLength: 5})), {maxLength: 8})
				.map(parts => Buffer.from(parts.join(''))),
		),
		afterMs: fc.oneof(fc.constant(null), fc.nat(10_000_000)),
	})
	.map(({trailers, ...rest}) => stepOf(trailers.length === 0 ? rest : {...rest, trailers}));
