/** Signs a request anew, as its provider would sign it now. */

import type {Pair} from '../core/capture.ts';
import type {Inspected} from '../core/step.ts';
import type {WireRequest} from '../formats/step.ts';

/** Where and when it is sent: some schemes sign that, too. */
export interface SigningPlace {
	url: string;
	/** In ms since the epoch. */
	at: number;
}

/** The request with the headers that prove it, in the place of those it has; null when its provider signs none of its kind. */
export function signedAnew<R extends WireRequest>(
	request: R,
	{provider, message}: Pick<Inspected, 'provider' | 'message'>,
	secret: string,
	{url, at}: SigningPlace,
): R | null {
	const proofs = provider.signature.sign({message, body: request.body, url, at}, secret);
	return proofs.length === 0 ? null : {...request, headers: replaced(request.headers, proofs)};
}

/** Each in the place of the first header of its name, the others of it left out; at the end where there is none. */
function replaced(headers: readonly Pair[], proofs: readonly Pair[]): Pair[] {
	let result = [...headers];
	for (const proof of proofs) {
		const name = proof[0].toLowerCase();
		const at = result.findIndex(([other]) => other.toLowerCase() === name);
		const others = result.filter(([other]) => other.toLowerCase() !== name);
		result = at < 0 ? [...others, proof] : [...others.slice(0, at), proof, ...others.slice(at)];
	}
	return result;
}

/** Whether a request carries a signature that changes with its bytes; a secret that is sent stays right whatever they are. */
export function isSigned({provider, message}: Pick<Inspected, 'provider' | 'message'>): boolean {
	return provider.signature.proofs(message).some(({kind}) => kind === 'hash');
}
