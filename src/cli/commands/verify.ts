/** `call-hook verify`: what the signature of a request is worth, and why it does not match. */

import {addressSeen} from '../../core/address.ts';
import {type CapturedRequest, headerOf} from '../../core/capture.ts';
import {CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import {type Secret, takesSecret} from '../../core/signature.ts';
import type {Inspected} from '../../core/step.ts';
import {listed} from '../../core/text.ts';
import {type InspectOptions, inspect, inspectAs} from '../../inspect/inspect.ts';
import {
	checkSignature,
	describeProof,
	howToGive,
	misplacedSecret,
	partsOf,
	type Trial,
	trialsOf,
} from '../../inspect/signature.ts';
import {findMistakes, type Mistake} from '../../inspect/signature-doctor.ts';
import {type CheckedHeader, verificationLine, verificationText} from '../../output/verify.ts';
import {openStoreForReading} from '../../store/store.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {type GlobalOptions, storePathOf} from '../options.ts';
import {parseDeliveryId} from '../parse.ts';
import {inspectFile} from '../request-file.ts';
import type {SecretOptions} from '../secrets.ts';
import {configFor, inspectOptions} from '../settings.ts';
import {fileWidth, printed, terminalWidth} from '../stdout.ts';
import {secretsToRead} from './reading.ts';

export interface VerifyOptions extends SecretOptions {
	provider?: string;
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
	const config = await configFor(global);
	const secrets = secretsToRead(options, config, global);
	const known = inspectOptions(options, config, secrets);
	const id = parseDeliveryId(what);
	if (id === null && /^#?-?\d+$/.test(what)) throw noNumber(what);
	const {request, inspected} =
		id === null
			? await inspectFile(what, known, global)
			: await fromStore(id, known, storePathOf(global, config), options.provider !== undefined);
	const {provider, message} = inspected;
	const given = secrets.get(provider.id);
	if (given === undefined && isProvable(inspected)) {
		throw new CallHookError(`No secret was given for ${provider.name}.`, {
			hint: howToGive(provider),
			exitCode: exitCode.usage,
		});
	}
	const trials = given === undefined ? [] : trialsOf(provider, message, given);
	const {check} = checkSignature(provider, message, request, secrets);
	const verification = {
		provider: {id: provider.id, name: provider.name},
		signature: check,
		checked: checkedHeaders(trials),
		mistakes:
			check.state === 'invalid'
				? findMistakes({
						trials,
						partsOf: proof => partsOf(proof, request),
						otherUrls: otherAddresses(request),
					})
				: check.state === 'missing'
					? misplacement(inspected, given ?? [])
					: null,
	};
	if (global.json) await printed(verificationLine(verification));
	else {
		const {theme, marks} = looksFor(global, process.env);
		const lines = verificationText(verification, {width: terminalWidth() ?? fileWidth, marks});
		await printed(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
	}
	return check.state === 'valid' ? exitCode.done : exitCode.unmatched;
}

/** Numbers, too, name a delivery, never a file. */
function noNumber(what: string): CallHookError {
	return new CallHookError(`There is no delivery ${what}: their numbers begin at 1.`, {
		hint: `call-hook deliveries lists those there are; a file of that name is ./${what}.`,
		exitCode: exitCode.usage,
	});
}

/** The secret stands in another place than where it is looked for; null when it stands nowhere. */
function misplacement({provider, message}: Inspected, given: readonly Secret[]): Mistake[] | null {
	const found = misplacedSecret(provider, message, given);
	if (found === null) return null;
	const {place, sentAs} = found;
	return [{says: `in ${place}: ${provider.name} sends it as ${sentAs}`, remedy: `Send it as ${sentAs}`}];
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
function isProvable({provider, message}: Inspected): boolean {
	const {signature} = provider;
	if (!takesSecret(provider)) return false;
	return signature.proofs(message).length > 0 || signature.absent(message, true).state === 'missing';
}

/** Each once, with however many secrets and as however many things it was compared. */
function checkedHeaders(trials: readonly Trial[]): CheckedHeader[] {
	return [...new Set(trials.map(({proof}) => proof.header))].flatMap(header => {
		const proofs = trials.flatMap(({proof}) => (proof.header === header ? proof : []));
		const [first] = proofs;
		if (first === undefined) return [];
		const isSecret = proofs.some(({kind}) => kind === 'secret');
		const as = listed([...new Set(proofs.map(describeProof))], 'or');
		return {header, sent: first.sent, isSecret, as};
	});
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
