/** What was made of the bytes of a request: it would tell whether a guess at what was hidden is right. */

import type {WireRequest} from '../formats/step.ts';
import type {Hidden} from './hidden.ts';
import {openRequest} from './open-request.ts';
import {leafOf} from './place-name.ts';

const names = /signature|hmac|^(?:x-)?sig$|^(?:content-|repr-)?(?:md5|digest)$/i;

/** The request with its signatures and digests made unreadable, as long as they were. */
export function withoutSignatures(request: WireRequest, hidden: Hidden): WireRequest {
	const open = openRequest(request);
	const values = new Map<number, string>();
	for (const [index, {path, text, kind}] of open.places.entries()) {
		if (kind !== 'text' || !names.test(leafOf(path))) continue;
		const without = text.replace(/[A-Za-z\d+/_-]{16,}/g, run =>
			/^\d+$/.test(run) ? run : 'X'.repeat(run.length),
		);
		if (without === text) continue;
		hidden.note('secret', path);
		values.set(index, without);
	}
	return open.write(values);
}
