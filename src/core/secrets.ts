/** What is never shown to eyes: values that would let a reader act as somebody else. */

import {decodePercent} from './capture.ts';

/** Stands for a secret, whatever its length. */
export const hiddenSecret = '••••••••';

const names =
	/^(authorization|proxy-authorization|cookie|set-cookie|apikey|passw(or)?d|token|auth|x-myop-signature)$|(api[-_]?key|access[-_]?key|[-_]token|(access|auth|refresh|id)_?token|secret)$/i;

/** Whether a header, parameter or member of that name holds a secret. Signatures are none: they cannot be used again. */
export function isSecretName(name: string): boolean {
	return names.test(name);
}

/** A header's value for eyes: of an authorization its scheme, of other secrets nothing. */
export function shownHeader(name: string, value: string): string {
	if (!isSecretName(name)) return value;
	const scheme = /^(Basic|Bearer|Digest|Application)\s/i.exec(value)?.[1];
	return scheme === undefined ? hiddenSecret : `${scheme} ${hiddenSecret}`;
}

/** A request target for eyes: the values of secret parameters are hidden. */
export function shownTarget(target: string): string {
	if (!target.includes('?')) return target;
	return target.replace(/([?&])([^=&#]+)=([^&#]+)/g, (all, lead: string, name: string) =>
		isSecretName(decodePercent(name)) ? `${lead}${name}=${hiddenSecret}` : all,
	);
}
