/** What is never shown to eyes: values that would let a reader act as somebody else. */

/** Stands for a secret, whatever its length. */
export const hiddenSecret = '••••••••';

const names =
	/^(authorization|proxy-authorization|cookie|set-cookie|apikey|passw(or)?d|secret|token|auth|access_?token|refresh_?token|id_?token|client_?secret)$|(api[-_]?key|[-_]token|accessToken|authToken|refreshToken|[-_]secret)$|^x-myop-signature$/i;

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
		isSecretName(name) ? `${lead}${name}=${hiddenSecret}` : all,
	);
}
