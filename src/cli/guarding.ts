/** From `--auth`, `--require-header` and `--secret-path` to a guard. */

import {
	type Guard,
	guardOf,
	type RequiredHeader,
	randomSecretPath,
	requiredHeaderOf,
	secretPathOf,
} from '../session/guard.ts';
import {secretValue} from './secret-value.ts';
import {usage} from './usage.ts';

export interface GuardCommandOptions {
	/** `user:password`, `env:NAME` or `file:PATH` with that in it. */
	auth?: string;
	/** `name: value`; the value may be `env:NAME` or `file:PATH`. */
	requireHeader?: readonly string[];
	/** true when it was given without a value: one is made. */
	secretPath?: string | true;
}

export interface Guarding {
	/** null when everybody is let in. */
	refuse: Guard | null;
	/** `/k3y`, at the front of every path; null without one. To be told: nobody can send anything without it. */
	secretPath: string | null;
	/** What curl needs to be let in, without the secrets themselves. */
	curlOptions: string[];
}

/** @throws {CallHookError} without a secret in it */
export function guardingFrom({auth, requireHeader = [], secretPath}: GuardCommandOptions): Guarding {
	const path = secretPath === undefined ? null : pathFrom(secretPath);
	const headers = requireHeader.map(headerFrom);
	const refuse = guardOf({
		auth: auth === undefined ? null : credentialsFrom(auth),
		headers,
		secretPath: path,
	});
	const curlOptions = [
		...(auth === undefined ? [] : ['-u USER:PASSWORD']),
		...headers.map(({name}) => `-H '${name}: VALUE'`),
	];
	return {refuse, secretPath: path, curlOptions};
}

function credentialsFrom(text: string): string {
	const credentials = secretValue(text, {option: '--auth', literal: true});
	if (/^[^:]+:./s.test(credentials)) return credentials;
	throw usage(
		'--auth is no user and password.',
		'Write it like user:password, or env:NAME with that in the variable.',
	);
}

function headerFrom(text: string): RequiredHeader {
	const header = requiredHeaderOf(text);
	if (header === null) {
		throw usage(
			'--require-header is no name and value.',
			'Write it like --require-header "X-Token: env:HOOK_TOKEN".',
		);
	}
	const {name} = header;
	return {name, value: secretValue(header.value, {option: `--require-header ${name}`, literal: true}).trim()};
}

function pathFrom(text: string | true): string {
	if (text === true) return randomSecretPath();
	const path = secretPathOf(secretValue(text, {option: '--secret-path', literal: true}));
	if (path !== null) return path;
	throw usage(
		'--secret-path is no path of letters, digits and . _ ~ -.',
		'Write another, or leave the value out to have one made.',
	);
}
