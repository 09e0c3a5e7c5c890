/** What is made up or recorded is not sent to strangers by mistake. */

import {lookup} from 'node:dns/promises';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import {isNearByName, isPrivateAddress} from '../core/private-address.ts';
import {ask} from './ask.ts';

interface Surroundings {
	/** All addresses of a name. */
	addressesOf(hostname: string): Promise<readonly string[]>;
	ask(question: string, doing: string): Promise<boolean>;
}

const real: Surroundings = {
	addressesOf: async hostname => (await lookup(hostname, {all: true})).map(({address}) => address),
	ask,
};

/**
 * Whether requests may be sent to a target: at once when it is this computer or of a private network, else when the
 * user says so, at the terminal or beforehand.
 * @param what `3 requests`
 * @throws {CallHookError} where nobody can be asked, and for a name without an address
 */
export async function maySendTo(
	{url, hostname}: {url: string; hostname: string},
	what: string,
	saidYes: boolean,
	{addressesOf, ask: asked}: Surroundings = real,
): Promise<boolean> {
	if (saidYes || (await isNear(hostname, addressesOf))) return true;
	return asked(`Send ${what} to ${url}? It is not on this computer.`, `Sending ${what} to ${url}`);
}

async function isNear(hostname: string, addressesOf: Surroundings['addressesOf']): Promise<boolean> {
	const byName = isNearByName(hostname);
	if (byName !== null) return byName;
	try {
		// One address elsewhere is enough for what is sent to go there.
		return (await addressesOf(hostname)).every(isPrivateAddress);
	} catch (error) {
		throw new CallHookError(`The name ${hostname} has no address: ${messageOf(error)}`, {
			hint: 'Check the name in --to.',
			exitCode: exitCode.unavailable,
			cause: error,
		});
	}
}
