/** `--resign`: whose requests are signed anew, and with which secret. */

import {CallHookError, exitCode} from '../core/errors.ts';
import type {Provider} from '../core/provider.ts';
import type {Secrets} from '../core/signature.ts';
import type {Told} from '../inspect/inspect.ts';
import {howToGive} from '../inspect/signature.ts';
import {Inspections} from '../replay/delivery.ts';
import {signedAnew} from '../replay/resign.ts';
import {requireProvider} from './options.ts';
import type {Part} from './replay-parts.ts';
import {refuseUseless, typedSecret} from './secrets.ts';

interface Known {
	/** Those of `--secret`, the environment and the configuration. */
	secrets: Secrets;
	parts: readonly Part[];
	told: Told;
}

/**
 * The secrets by provider. One that is named without a secret takes the first that is known of it.
 * @param written `callr=env:NAME`, `callr=file:PATH` or `callr`
 * @throws {CallHookError} for a secret that cannot be read, and for a provider that signs none of what is sent
 */
export function signersFrom(written: readonly string[], {secrets, parts, told}: Known): Map<string, string> {
	const signers = new Map<string, string>();
	for (const text of written) {
		const {provider, value} = signerFrom(text, secrets);
		const {id, name} = provider;
		if (!isOfUse(provider, value, parts, told)) {
			throw new CallHookError(`--resign ${id}: nothing that is sent is ${name}'s, or of a kind it signs.`, {
				hint: `Leave it out; call-hook providers ${id} tells what is signed.`,
				exitCode: exitCode.usage,
			});
		}
		signers.set(id, value);
	}
	return signers;
}

function signerFrom(text: string, secrets: Secrets): {provider: Provider; value: string} {
	if (/^\w+$/.test(text)) {
		const provider = requireProvider(text);
		refuseUseless('--resign', provider);
		const known = secrets.get(provider.id)?.[0];
		if (known !== undefined) return {provider, value: known.value};
		throw new CallHookError(`--resign ${provider.id}: no secret is known for ${provider.name}.`, {
			hint: howToGive(provider).replaceAll('--secret', '--resign'),
			exitCode: exitCode.usage,
		});
	}
	const {provider, secret} = typedSecret('--resign', text);
	return {provider, value: secret.value};
}

function isOfUse(provider: Provider, secret: string, parts: readonly Part[], told: Told): boolean {
	const inspections = new Inspections(told);
	return parts.some(({steps}) =>
		steps.some(({step, pin}) => {
			const inspected = inspections.of(step, pin);
			const place = {url: '', at: Date.now()};
			return inspected.provider === provider && signedAnew(step, inspected, secret, place) !== null;
		}),
	);
}
