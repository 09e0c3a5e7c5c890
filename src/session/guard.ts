/**
 * Who is let in when the listener is open to the world: `--secret-path`, `--auth`, `--require-header`. Secrets are
 * compared by their hashes, in constant time; no message holds one.
 */

import {randomBytes} from 'node:crypto';
import type {CapturedRequest} from '../core/capture.ts';
import type {Refusal} from '../core/delivery.ts';
import {bytesOfSecret, comparison} from '../core/hmac.ts';
import {isToken} from '../core/http-token.ts';

export interface GuardOptions {
	/** `user:password`; null lets in without. */
	auth: string | null;
	/** Each must be sent, once at least with this value. */
	headers: readonly RequiredHeader[];
	/** What paths must begin with: `/k3y`, without a slash at its end; null for none. */
	secretPath: string | null;
}

export interface RequiredHeader {
	name: string;
	value: string;
}

/** Why a request is not let in; null when it is. */
export type Guard = (request: CapturedRequest) => Refusal | null;

/** null when everybody is let in. */
export function guardOf({auth, headers, secretPath}: GuardOptions): Guard | null {
	const guards: Guard[] = [];
	// First: who does not know the path is not told that there is anything.
	if (secretPath !== null) guards.push(pathGuard(secretPath));
	if (auth !== null) guards.push(authGuard(auth));
	guards.push(...headers.map(headerGuard));
	if (guards.length === 0) return null;
	return request => {
		for (const guard of guards) {
			const refusal = guard(request);
			if (refusal !== null) return refusal;
		}
		return null;
	};
}

/** `/k3y`, or `/a/k3y`, with or without slashes around it; null for what cannot stand in a path as it is. */
export function secretPathOf(text: string): string | null {
	const path = text.replace(/^\/|\/$/g, '');
	const segments = path.split('/');
	// Senders write other characters in more ways than one, and some take `.` and `..` away.
	const isPlain = segments.every(segment => /^[A-Za-z0-9._~-]+$/.test(segment) && !/^\.{1,2}$/.test(segment));
	return isPlain ? `/${path}` : null;
}

/** In bytes: 128 bits cannot be guessed. */
const randomLength = 16;

export function randomSecretPath(): string {
	return `/${randomBytes(randomLength).toString('base64url')}`;
}

/** `X-Token: k3y` cut at its colon; null when it is no header. */
export function requiredHeaderOf(text: string): RequiredHeader | null {
	const mark = text.indexOf(':');
	const name = text.slice(0, Math.max(0, mark)).trim();
	const value = text.slice(mark + 1).trim();
	return isToken(name) && value !== '' ? {name, value} : null;
}

function pathGuard(secretPath: string): Guard {
	const isSecret = comparison([Buffer.from(secretPath)]);
	const count = secretPath.split('/').length;
	return ({target}) => {
		const path = rawPath(target ?? '')
			.split('/')
			.slice(0, count)
			.join('/');
		return isSecret(Buffer.from(path))
			? null
			: {code: 'path', message: 'Its path does not begin with the secret one.'};
	};
}

/** As sent: a path that is only the same when decoded was not copied from where it was given. */
function rawPath(target: string): string {
	return target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}

function authGuard(auth: string): Guard {
	const isAuth = comparison(bytesOfSecret(auth));
	return ({headers}) => {
		const sent = valuesOf(headers, 'authorization').flatMap(value => {
			const credentials = /^basic[ \t]+(\S+)[ \t]*$/i.exec(value.trim())?.[1];
			return credentials === undefined ? [] : [Buffer.from(credentials, 'base64')];
		});
		if (sent.some(isAuth)) return null;
		const message =
			sent.length === 0 ? 'It came without credentials.' : 'Its credentials are not the ones --auth says.';
		return {code: 'auth', message};
	};
}

function headerGuard({name, value}: RequiredHeader): Guard {
	const isValue = comparison(bytesOfSecret(value));
	return ({headers}) => {
		const sent = valuesOf(headers, name);
		// Node gives each byte of a header as one character.
		if (sent.some(each => isValue(Buffer.from(each.trim(), 'latin1')))) return null;
		const message =
			sent.length === 0
				? `The header ${name} was not sent.`
				: `The header ${name} has another value than --require-header says.`;
		return {code: 'header', message};
	};
}

function valuesOf(headers: CapturedRequest['headers'], name: string): string[] {
	const lower = name.toLowerCase();
	return headers.filter(([key]) => key.toLowerCase() === lower).map(([, value]) => value);
}
