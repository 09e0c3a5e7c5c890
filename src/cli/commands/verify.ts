/** `call-hook verify`: what the signature of a request is worth, and why it does not match. */

import {addressSeen} from '../../core/address.ts';
import {type CapturedRequest, headerOf} from '../../core/capture.ts';
import {CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import {isWebAddress} from '../../core/forward-text.ts';
import {type Proof, takesSecret} from '../../core/signature.ts';
import type {Inspected} from '../../core/step.ts';
import {type InspectOptions, inspect, inspectAs} from '../../inspect/inspect.ts';
import {checkSignature, describeProof, howToGive, partsOf} from '../../inspect/signature.ts';
import {findMistakes} from '../../inspect/signature-doctor.ts';
import {type CheckedHeader, verificationLine, verificationText} from '../../output/verify.ts';
import {openStoreForReading} from '../../store/store.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {type GlobalOptions, storePathOf} from '../options.ts';
import {parseDeliveryId} from '../parse.ts';
import {readRequest} from '../request-file.ts';
import {type SecretOptions, secretsFrom} from '../secrets.ts';
import {configFor, inspectOptions} from '../settings.ts';
import {fileWidth, printed, tellUnreadable, terminalWidth} from './reading.ts';

export interface VerifyOptions extends SecretOptions {
	provider?: string;
	/** The address the provider signed. */
	url?: string;
}

interface Given {
	request: CapturedRequest;
	inspected: Inspected;
}

export async function runVerify(
	what: string,
	options: VerifyOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	const {url} = options;
	if (url !== undefined && !isWebAddress(url)) {
		throw usage(`--url ${url} is no http or https address.`, 'Write it as it is set at the provider.');
	}
	const config = await configFor(global);
	const secrets = secretsFrom(options, {config, onUnreadable: tellUnreadable(global)});
	const known = inspectOptions(options, config, secrets);
	const id = parseDeliveryId(what);
	const {request, inspected} =
		id === null
			? await fromFile(what, known)
			: await fromStore(id, known, storePathOf(global, config), options.provider !== undefined);
	const {provider, message} = inspected;
	const proofs = provider.signature.proofs(message);
	const given = secrets.get(provider.id);
	if (given === undefined && isProvable(inspected, proofs)) {
		throw usage(`No secret was given for ${provider.name}.`, howToGive(provider));
	}
	if (url !== undefined && proofs.length > 0 && !proofs.some(signsUrl)) {
		throw usage(`--url has no use: ${provider.name} signs no address.`, 'Leave it out.');
	}
	const {check} = checkSignature(provider, message, request, secrets, url);
	const verification = {
		provider: {id: provider.id, name: provider.name},
		signature: check,
		checked: proofs.map((proof): CheckedHeader => {
			const {header, sent, kind} = proof;
			return {header, sent, isSecret: kind === 'secret', as: describeProof(proof)};
		}),
		mistakes:
			check.state !== 'invalid' || given === undefined
				? null
				: findMistakes({
						proofs,
						secrets: given,
						partsOf: proof => partsOf(proof, request, url),
						otherUrls: otherAddresses(request),
					}),
	};
	if (global.json) await printed(verificationLine(verification));
	else {
		const {theme, marks} = looksFor(global, process.env);
		const lines = verificationText(verification, {width: terminalWidth() ?? fileWidth, marks});
		await printed(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
	}
	return check.state === 'valid' ? exitCode.done : exitCode.unmatched;
}

async function fromFile(file: string, known: InspectOptions): Promise<Given> {
	const {request, isBare} = await readRequest(file);
	// A bare body has come to no path.
	return {request, inspected: inspect(request, isBare ? {...known, routes: []} : known)};
}

/** As its listener took it, unless a provider was typed. */
async function fromStore(id: number, known: InspectOptions, path: string, isTyped: boolean): Promise<Given> {
	const store = await openStoreForReading(path);
	try {
		const stored = store?.delivery(id) ?? null;
		if (stored === null) {
			throw new CallHookError(`There is no delivery #${id} in the store.`, {
				hint: `call-hook deliveries lists those there are; a file of that name is ./${id}.`,
				exitCode: exitCode.unmatched,
			});
		}
		const {request, pin} = stored;
		return {request, inspected: isTyped ? inspect(request, known) : inspectAs(request, pin, known)};
	} finally {
		store?.close();
	}
}

/** Whether a secret could tell anything about the request. */
function isProvable({provider, message}: Inspected, proofs: readonly Proof[]): boolean {
	if (!takesSecret(provider)) return false;
	return proofs.length > 0 || provider.signature.absent(message, true).state === 'missing';
}

function signsUrl(proof: Proof): boolean {
	return proof.kind === 'hash' && proof.signsUrl === true;
}

/** Where the request may have been sent to, beside the address that is seen. */
function otherAddresses(request: CapturedRequest): string[] {
	const {target, publicUrl, headers} = request;
	const host = headerOf(headers, 'host');
	const seen = addressSeen(request);
	return [
		...(seen === null ? [] : [seen]),
		...(publicUrl === undefined ? [] : [`${publicUrl.replace(/\/+$/, '')}${target}`]),
		...(host === null ? [] : [`http://${host}${target}`]),
	];
}

function usage(message: string, hint: string): CallHookError {
	return new CallHookError(message, {hint, exitCode: exitCode.usage});
}
