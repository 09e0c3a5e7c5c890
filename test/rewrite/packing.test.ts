import {brotliCompressSync, deflateRawSync, deflateSync, gzipSync} from 'node:zlib';
import {expect, it} from 'vitest';
import {viewBody} from '../../src/inspect/body.ts';
import {unpack} from '../../src/rewrite/packing.ts';

const plain = Buffer.from('{"a": "hello, hello, hello"}');

it.each([
	['gzip', gzipSync(plain)],
	['X-GZIP', gzipSync(plain)],
	['deflate', deflateSync(plain)],
	['deflate', deflateRawSync(plain)],
	['br', brotliCompressSync(plain)],
	['identity', plain],
	['deflate, gzip', gzipSync(deflateRawSync(plain))],
	['br,deflate', deflateSync(brotliCompressSync(plain))],
])('%s is opened, and packed the same way', (encoding, body) => {
	const unpacked = unpack(body, encoding);
	expect(Buffer.from(unpacked?.plain ?? [])).toEqual(plain);
	const packed = unpacked?.pack(Buffer.from('{"b": 1}')) ?? Buffer.alloc(0);
	expect(viewBody(packed, null, encoding)).toMatchObject({kind: 'json', text: '{"b": 1}'});
	// What is zlib stays zlib, what is not stays without.
	if (encoding === 'deflate') expect((packed[0] ?? 0) === 0x78).toBe(body[0] === 0x78);
});

it('is given up where the encoding is not known, or not what it says', () => {
	expect(unpack(plain, 'zstd')).toBeNull();
	expect(unpack(plain, 'gzip')).toBeNull();
	expect(unpack(gzipSync(Buffer.alloc(11 * 1024 * 1024)), 'gzip')).toBeNull();
});

it('leaves a body without one as it is', () => {
	expect(unpack(plain, null)?.plain).toBe(plain);
	const empty = Buffer.alloc(0);
	expect(unpack(empty, 'gzip')?.pack(empty)).toBe(empty);
});
