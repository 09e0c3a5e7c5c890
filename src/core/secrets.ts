/** What is never shown to eyes: values that would let a reader act as somebody else. */

import {decodePercent} from './capture.ts';

/** Stands for a secret, whatever its length. */
export const hiddenSecret = '••••••••';

const names =
	/^(?:authorization|proxy-authorization|cookie|set-cookie|apikey|token|auth|bearer|jwt|pwd|pass|x-myop-signature)$|(?:(?:api|access|secret|private|signing|encryption)[-_]?key|credentials?|[-_](?:token|jwt|pwd|pass)|(?:access|auth|refresh|id|session)_?token|secret|password|passwd|passphrase)$/i;

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

/**
 * Values that let others in, whatever they are called: private keys, tokens that are signed (JWT), what stands behind
 * `Bearer` and `Basic`, and keys that say so in front.
 */
export const secretValues = new RegExp(
	[
		/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/,
		/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)+/,
		/(?<=\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC)(?:\s|%20|\+){1,4})(?=[^\s"']{0,200}[\d=._])[\w.~+/-]{8,}={0,2}/,
		/\b(?:(?:[spr]k_(?:live|test)_|whsec_|gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|AKIA)[\w-]{8,}|(?:AIza|SG\.|sk-)[\w.-]{16,})/,
	]
		.map(({source}) => source)
		.join('|'),
	'g',
);
