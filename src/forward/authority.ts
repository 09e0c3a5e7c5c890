/** Certificates of authorities that a user names, for targets that the usual ones do not vouch for. */

import {X509Certificate} from 'node:crypto';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';

/**
 * @param ca PEM; null for the usual ones
 * @throws {CallHookError} when it is no certificate: Node would pass over it in silence
 */
export function checkAuthority({ca, url}: {readonly ca: string | null; readonly url: string}): void {
	if (ca === null) return;
	try {
		new X509Certificate(ca);
	} catch (error) {
		throw new CallHookError(`The certificate authority for ${url} cannot be read: ${messageOf(error)}`, {
			hint: 'Give a certificate in PEM form: it begins with -----BEGIN CERTIFICATE-----.',
			exitCode: exitCode.usage,
			cause: error,
		});
	}
}
