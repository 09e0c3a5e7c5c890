import {brotliCompressSync, gzipSync} from 'node:zlib';
import {expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import type {BodyView} from '../../src/core/message.ts';
import {awaited, readAnswerBody} from '../../src/inspect/answer-body.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {post} from '../providers/requests.ts';

const message = readMessage(post({asked: true}));
const json = Buffer.from('{"ok":true}');

/** What a provider gets to see of an answer. */
function seen(body: Uint8Array, headers: readonly Pair[] = [], bodySize = body.length) {
	const views: BodyView[] = [];
	const reading = readAnswerBody(
		{
			says: 'it',
			required: false,
			isIn: (view, asked) => {
				views.push(view);
				return asked === message && view.kind === 'json';
			},
		},
		{headers, body, bodySize},
		message,
	);
	return {reading, views};
}

it.each([
	['as it is', json, []],
	['gzip', gzipSync(json), [['Content-Encoding', 'gzip']]],
	['br', brotliCompressSync(json), [['content-encoding', 'br']]],
	['two encodings', brotliCompressSync(gzipSync(json)), [['Content-Encoding', 'gzip, br']]],
] as const)('a body is read uncompressed: %s', (_, body, headers) => {
	const {reading, views} = seen(body, headers);
	expect(reading).toEqual({found: true});
	expect(views).toMatchObject([{kind: 'json', value: {ok: true}}]);
});

it('what is not there is not found', () => {
	expect(seen(new Uint8Array())).toEqual({
		reading: {found: false, instead: 'empty'},
		views: [{kind: 'empty'}],
	});
	expect(seen(Buffer.from('ok')).reading).toEqual({found: false, instead: 'ok'});
	expect(seen(Buffer.from([0, 1, 0xff])).reading).toMatchObject({found: false});
	const form: readonly Pair[] = [['Content-Type', 'application/x-www-form-urlencoded']];
	expect(seen(Buffer.from('a=b'), form).reading).toEqual({found: false, instead: 'form fields'});
});

it('what is there instead is short and safe in a sentence', () => {
	expect(seen(Buffer.from('no\n\tway')).reading).toMatchObject({instead: 'no way'});
	expect(seen(Buffer.from(`\x1b[2J${'x'.repeat(5000)}`)).reading).toMatchObject({
		instead: expect.stringMatching(/^␛\[2Jx{70,80}…$/),
	});
});

it('what is waited for is the very body, where the provider can tell it', () => {
	const rule = {says: 'it', required: true, isIn: () => false};
	expect(awaited(rule, message)).toBe('it');
	expect(awaited({...rule, wanted: () => null}, message)).toBe('it');
	expect(awaited({...rule, wanted: () => '{"ok":\u202etrue}'}, message)).toBe('{"ok":‹U+202E›true}');
	expect(awaited({...rule, wanted: () => 'x'.repeat(200)}, message)).toHaveLength(81);
});

it('a part of a body, and one that cannot be uncompressed, are not judged', () => {
	expect(seen(json.subarray(0, 5), [], 11)).toEqual({
		reading: {found: null, because: 'only its first 5 bytes were kept'},
		views: [],
	});
	expect(seen(json, [['Content-Encoding', 'gzip']])).toMatchObject({reading: {found: null}, views: []});
	expect(seen(json, [['Content-Encoding', 'zstd']])).toMatchObject({reading: {found: null}, views: []});
});
