/** From options to who is let in. */

import type {CapturedRequest} from '../core/capture.ts';
import type {Refusal} from '../core/delivery.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import {refusesLoop} from '../forward/loop.ts';
import {guardOf, type RequiredHeader, randomSecretPath, requiredHeaderOf, secretPathOf} from '../session/guard.ts';
import {secretValue} from './secret-value.ts';

export interface ProtectionOptions {
	/** `user:password`, `env:NAME` or `file:PATH`. */
	auth?: string;
	/** `name: value`; the value may be `env:NAME` or `file:PATH`. */
	requireHeader?: string[];
	/** true for a random one. */
	secretPath?: string | true;
}

export interface Protection {
	/** `/k3y`; '' without. */
	secretPath: string;
	/** Why a request is not let in; null when it is. */
	refuse(request: CapturedRequest): Refusal | null;
}

/** @throws {CallHookError} when an option cannot be used; no message holds a secret */
export function protectionFor({auth, requireHeader = [], secretPath}: ProtectionOptions): Protection {
	const path = secretPath === undefined ? null : pathFrom(secretPath);
	const guard = guardOf({
		auth: auth === undefined ? null : credentialsFrom(auth),
		headers: requireHeader.map(headerFrom),
		secretPath: path,
	});
	return {
		secretPath: path ?? '',
		// Before anything else: what comes back from a target has all that is asked for.
		refuse: guard === null ? request => refusesLoop(request) : request => refusesLoop(request) ?? guard(request),
	};
}

function pathFrom(given: string | true): string {
	if (given === true) return randomSecretPath();
	const path = secretPathOf(given);
	if (path !== null) return path;
	throw usage(
		'--secret-path takes a path of letters, digits and -._~ only.',
		'Leave its value out for a random one.',
	);
}

function credentialsFrom(given: string): string {
	const credentials = secretValue('--auth', given);
	if (credentials.indexOf(':') > 0) return credentials;
	throw usage('--auth takes a name and a password with a colon between them.', 'Write it like --auth hook:k3y.');
}

function headerFrom(given: string): RequiredHeader {
	const header = requiredHeaderOf(given);
	if (header !== null) return {...header, value: secretValue('--require-header', header.value)};
	throw usage(
		'--require-header takes the name of a header and its value with a colon between them.',
		"Write it like --require-header 'X-Hook-Key: k3y'.",
	);
}

function usage(message: string, hint: string): CallHookError {
	return new CallHookError(message, {hint, exitCode: exitCode.usage});
}
