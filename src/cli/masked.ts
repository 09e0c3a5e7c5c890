/** Deliveries without secrets and personal data: what is handed to somebody else. */

import {isUtf8} from 'node:buffer';
import {type CapturedRequest, targetOf} from '../core/capture.ts';
import type {Answer, Delivery, Finding, SentAnswer} from '../core/delivery.ts';
import {hiddenSecret, isSecretName, shownTarget} from '../core/secrets.ts';
import {noSecrets} from '../core/signature.ts';
import type {RequestStep} from '../formats/step.ts';
import {inspectAs, type Told} from '../inspect/inspect.ts';
import type {Disguise} from '../rewrite/disguise.ts';
import {hideSecrets} from '../view/secret-text.ts';

/** A step as it is handed on; what call-hook itself has put in front of its target lets others in, and goes. */
export function maskedStep(step: RequestStep, request: CapturedRequest, disguise: Disguise): RequestStep {
	return disguise.of({...step, target: targetOf(request) ?? step.target});
}

/**
 * A delivery whose request is the masked one. Its event is read from that; who sent it, what its signature was worth
 * and what those before it told stay, as masked bytes would say something else.
 */
export function maskedDelivery(
	delivery: Delivery,
	step: RequestStep,
	disguise: Disguise,
	told: Told,
): Delivery {
	const {inspection, request} = delivery;
	const {method, target, headers, trailers, body} = step;
	const {ownPrefix: _, ...shown} = request;
	const masked: CapturedRequest = {
		...shown,
		method,
		target,
		headers,
		...(trailers !== undefined && {trailers}),
		body,
		// How much of a cut body is missing is told.
		bodySize: request.bodySize - request.body.length + body.length,
	};
	const pin = {id: inspection.provider.id, because: ''};
	const {inspection: again} = inspectAs(masked, pin, {...told, secrets: noSecrets});
	const {provider, signature} = inspection;
	const kept = inspection.findings.filter(({code}) => isAboutOthers(code));
	const own = again.findings.filter(({code}) => !isAboutOthers(code));
	return {
		...delivery,
		request: masked,
		inspection: {
			...again,
			provider,
			signature,
			findings: [...own, ...kept].map(one => maskedFinding(one, disguise)),
		},
		answer: maskedAnswer(delivery.answer, disguise),
	};
}

/** Findings that are not read from the bytes of the request alone. */
function isAboutOthers(code: string): boolean {
	return /^(?:signature|delivery|order|answer)\//.test(code);
}

function maskedFinding(finding: Finding, disguise: Disguise): Finding {
	return {...finding, message: disguise.inText(finding.message)};
}

/** Of an answer what is known to be personal, or looks like it; bytes that are no text are left out. */
export function maskedAnswer(answer: Answer, disguise: Disguise): Answer {
	const {sent, forwarding} = answer;
	return {
		...answer,
		...(sent !== undefined && {sent: maskedSent(sent, disguise)}),
		...(forwarding !== undefined && {forwarding: {...forwarding, url: shownTarget(forwarding.url)}}),
	};
}

function maskedSent(sent: SentAnswer, disguise: Disguise): SentAnswer {
	const {headers, trailers, body, bodySize} = sent;
	const hide = (pairs: SentAnswer['headers']) =>
		pairs.map(([name, value]): [string, string] => [
			name,
			isSecretName(name) ? hiddenSecret : disguise.inText(value),
		]);
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
	const shown = isUtf8(bytes)
		? Buffer.from(hideSecrets(disguise.inText(bytes.toString('utf8'))))
		: Buffer.alloc(0);
	return {
		headers: hide(headers),
		...(trailers !== undefined && {trailers: hide(trailers)}),
		body: shown,
		bodySize: isUtf8(bytes) ? bodySize - body.length + shown.length : bodySize,
	};
}
