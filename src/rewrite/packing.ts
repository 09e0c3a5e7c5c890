/** Bodies with a Content-Encoding: opened, and packed again the same way. */

import {brotliCompressSync, deflateRawSync, deflateSync, gzipSync} from 'node:zlib';
import {decompressOnce, encodingsOf, isZlib} from '../inspect/body.ts';

export interface Unpacked {
	plain: Uint8Array;
	/** Another body, packed as this one was. */
	pack(plain: Uint8Array): Uint8Array;
}

/** null when the encoding is not known, or the body is not of it. */
export function unpack(body: Uint8Array, contentEncoding: string | null): Unpacked | null {
	let plain = body;
	const layers: ((bytes: Uint8Array) => Uint8Array)[] = [];
	if (contentEncoding === null || body.length === 0) return {plain, pack: bytes => bytes};
	try {
		for (const encoding of encodingsOf(contentEncoding)) {
			layers.unshift(packer(encoding, plain));
			plain = decompressOnce(plain, encoding);
		}
	} catch {
		return null;
	}
	return {plain, pack: bytes => layers.reduce((packed, pack) => pack(packed), bytes)};
}

/** What packs bytes as those that are given are packed. */
function packer(encoding: string, packed: Uint8Array): (bytes: Uint8Array) => Uint8Array {
	switch (encoding) {
		case 'gzip':
		case 'x-gzip':
			return bytes => gzipSync(bytes);
		case 'deflate':
			return isZlib(packed) ? bytes => deflateSync(bytes) : bytes => deflateRawSync(bytes);
		case 'br':
			return bytes => brotliCompressSync(bytes);
		default:
			return bytes => bytes;
	}
}
