/** Certificates made for one run of the tests; no key is ever part of the repository. */

import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Certificates {
	/** The authority's own, PEM. */
	ca: string;
	/** Signed by it, for localhost, api.localhost and 127.0.0.1. */
	valid: {key: string; cert: string};
	/** The same, and over since yesterday. */
	expired: {key: string; cert: string};
	/** For another name. */
	other: {key: string; cert: string};
	/** Signed by itself. */
	alone: {key: string; cert: string};
}

/** null where there is no openssl. */
export function makeCertificates(): Certificates | null {
	const folder = mkdtempSync(join(tmpdir(), 'call-hook-tls-'));
	const at = (name: string) => join(folder, name);
	const openssl = (...args: string[]) => execFileSync('openssl', args, {stdio: 'ignore'});
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const signed = (name: string, days: number, names: string) => {
		const [keyFile, certFile] = [at(`${name}.key`), at(`${name}.pem`)];
		openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', keyFile, '-out', at('request'));
		writeFileSync(at('names'), `subjectAltName=${names}`);
		const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')];
		openssl('x509', '-req', '-in', at('request'), ...by, '-days', String(days), '-out', certFile);
		return {key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8')};
	};
	try {
		openssl(
			'req',
			'-x509',
			...key,
			'-days',
			'2',
			'-subj',
			'/CN=Test',
			'-keyout',
			at('ca.key'),
			'-out',
			at('ca.pem'),
		);
		const names = 'DNS:localhost,DNS:api.localhost,IP:127.0.0.1';
		return {
			ca: readFileSync(at('ca.pem'), 'utf8'),
			valid: signed('valid', 2, names),
			expired: signed('expired', -1, names),
			alone: {key: readFileSync(at('ca.key'), 'utf8'), cert: readFileSync(at('ca.pem'), 'utf8')},
			other: signed('other', 2, 'DNS:other.test'),
		};
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	} finally {
		rmSync(folder, {recursive: true});
	}
}
