/** What is made up or recorded is not sent to strangers by mistake. */

import {lookup} from 'node:dns/promises';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import {isNearByName, isPrivateAddress} from '../core/private-address.ts';
import {parseTarget, type TargetAddress} from '../forward/target-url.ts';
import {ask} from './ask.ts';

/**
 * The address in `--to`.
 * @throws {CallHookError} when there is none, or one that nothing can be sent to
 */
export function targetFrom(to: string | undefined): TargetAddress {
	const parsed =
		to === undefined ? {problem: 'No address to send to was given.', hint: null} : parseTarget(to);
	if ('address' in parsed) return parsed.address;
	throw new CallHookError(to === undefined ? parsed.problem : `--to: ${parsed.problem}`, {
		hint: parsed.hint ?? 'Give the address to send to: --to http://127.0.0.1:3000/hooks',
		exitCode: exitCode.usage,
	});
}

interface Surroundings {
	/** All addresses of a name. */
	addressesOf(hostname: string): Promise<readonly string[]>;
	ask(question: string, doing: string): Promise<boolean>;
}

const real: Surroundings = {
	addressesOf: async hostname => (await lookup(hostname, {all: true})).map(({address}) => address),
	ask,
};

/** Requests may be sent. */
export interface Allowed {
	/** Those that were found near, which are the only ones to send to; null where nothing depends on them. */
	addresses: readonly string[] | null;
}

const anyAddress: Allowed = {addresses: null};

/**
 * Whether requests may be sent to a target: at once when it is this computer or of a private network, else when the
 * user says so, at the terminal or beforehand; null where the user says no.
 * @param what `3 requests`
 * @throws {CallHookError} where nobody can be asked, and for a name without an address
 */
export async function maySendTo(
	{url, hostname}: {url: string; hostname: string},
	what: string,
	saidYes: boolean,
	{addressesOf, ask: asked}: Surroundings = real,
): Promise<Allowed | null> {
	if (saidYes || isNearByName(hostname) === true) return anyAddress;
	const addresses = isNearByName(hostname) === null ? await addressesFor(hostname, addressesOf) : [];
	// One address elsewhere is enough for what is sent to go there.
	if (addresses.length > 0 && addresses.every(isPrivateAddress)) return {addresses};
	const question = `Send ${what} to ${url}? It is not on this computer.`;
	return (await asked(question, `Sending ${what} to ${url}`)) ? anyAddress : null;
}

async function addressesFor(hostname: string, addressesOf: Surroundings['addressesOf']) {
	try {
		return await addressesOf(hostname);
	} catch (error) {
		throw new CallHookError(`The name ${hostname} has no address: ${messageOf(error)}`, {
			hint: 'Check the name in --to.',
			exitCode: exitCode.unavailable,
			cause: error,
		});
	}
}
