/** A bare body: one request that says nothing about itself. */

import {isUtf8} from 'node:buffer';
import type {Pair} from '../core/capture.ts';
import {bareStep, type RequestStep} from './step.ts';

/** POST to `/`, with a content type where the bytes tell one. */
export function bodyStep(body: Uint8Array): RequestStep {
	const type = typeOf(body);
	const headers: Pair[] = type === null ? [] : [['Content-Type', type]];
	return bareStep({method: 'POST', target: '/', headers, body});
}

function typeOf(body: Uint8Array): string | null {
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
	if (bytes.length === 0 || !isUtf8(bytes)) return null;
	const text = bytes.toString('utf8').trim();
	if (/^[[{]/.test(text)) return isJson(text) ? 'application/json' : null;
	return isForm(text) ? 'application/x-www-form-urlencoded' : null;
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** Names and values that are all encoded: a sentence with an equals sign is none. */
function isForm(text: string): boolean {
	return text.includes('=') && text.split('&').every(pair => /^[\w.%+*[\]-]+=[^\s"<>{}]*$/.test(pair));
}
