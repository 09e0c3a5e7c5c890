/** Percent-encoding, as queries and forms have it. */

import {decodePercent} from '../core/capture.ts';
import type {Layer} from './layer.ts';

/** How a text is written. */
export interface PercentStyle {
	/** A blank is `+`, not `%20`. */
	plus: boolean;
	/** What the value that stands there now has unencoded stays so: `,` or `"`. */
	like: string;
}

/** Neither end of a pair nor sign of an encoding, and no blank. */
const keepable = /[!-"$'-*,-/:-@[-`{-~]/g;

/** Makes texts ready to stand in a query or a form. */
export function percentEncoder({plus, like}: PercentStyle): (text: string) => string {
	const kept = new Map(
		Array.from(like.matchAll(keepable), ([mark]) => [
			`%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
			mark,
		]),
	);
	return text => {
		if (/^[\w.-]*$/.test(text)) return text;
		// Half a pair of UTF-16 has no UTF-8.
		const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
		if (!plus && kept.size === 0) return encoded;
		return encoded.replace(/%[0-9A-F]{2}/g, code =>
			plus && code === '%20' ? '+' : (kept.get(code) ?? code),
		);
	};
}

/** How blanks are told: by `%20` alone; or a `+` is one, too, and is written or not. */
export type Blanks = 'encoded' | 'plus is read' | 'plus is written';

/** What stands percent-encoded in a stretch of a layer; null where the encoding is broken, and so stays as it is. */
export function percentLayer(outer: Layer, from: number, to: number, how: Blanks): Layer | null {
	const raw = outer.text.slice(from, to);
	const blanks = how !== 'encoded' ? raw.replaceAll('+', ' ') : raw;
	const text = decodePercent(blanks);
	if (text === blanks && blanks.includes('%')) return null;
	const map = new Uint32Array(text.length + 1);
	let at = from;
	for (let index = 0; index < text.length; ) {
		const code = text.codePointAt(index) ?? 0;
		map[index++] = at;
		const isPair = code > 0xffff;
		if (isPair) map[index++] = at;
		if (outer.text.charCodeAt(at) !== 0x25 /* % */) at += isPair ? 2 : 1;
		else at += 3 * Buffer.byteLength(String.fromCodePoint(code));
	}
	map[text.length] = to;
	const encode = percentEncoder({plus: how === 'plus is written', like: raw});
	return {
		text,
		at: index => outer.at(map[index] ?? to),
		encode: inner => outer.encode(encode(inner)),
		read: inner => outer.read(inner),
		escapes: null,
	};
}
