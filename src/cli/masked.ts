/** Deliveries without secrets and personal data: what is handed to somebody else. */

import {isUtf8} from 'node:buffer';
import {type CapturedRequest, targetOf} from '../core/capture.ts';
import type {Answer, Delivery, Finding, SentAnswer} from '../core/delivery.ts';
import {dependsOnOthers} from '../core/findings.ts';
import {hiddenSecret, isSecretName, shownTarget} from '../core/secrets.ts';
import {noSecrets} from '../core/signature.ts';
import type {Forwarding} from '../core/target.ts';
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
	const inText = (text: string, where: string) => disguise.inText(text, where);
	const masked: CapturedRequest = {
		...shown,
		method,
		target,
		headers,
		...(trailers !== undefined && {trailers}),
		remoteAddress:
			request.remoteAddress === null ? null : disguise.inAddress(request.remoteAddress, 'the connection'),
		body,
		// How much of a cut body is missing is told.
		bodySize: request.bodySize - request.body.length + body.length,
		fault: request.fault === null ? null : withMessage(request.fault, disguise, 'the fault'),
	};
	const pin = {id: inspection.provider.id, because: ''};
	const {inspection: again} = inspectAs(masked, pin, {...told, secrets: noSecrets});
	const {provider, signature} = inspection;
	const kept = inspection.findings.filter(({code}) => dependsOnOthers(code));
	const own = again.findings.filter(({code}) => !dependsOnOthers(code));
	const {refusal, repeat, verdict} = delivery;
	return {
		...delivery,
		request: masked,
		refusal: refusal === null ? null : withMessage(refusal, disguise, 'the refusal'),
		inspection: {
			...again,
			provider: {...provider, because: provider.because.map(one => inText(one, 'the provider'))},
			signature: {
				...signature,
				because: inText(signature.because, 'the signature'),
				...(signature.hint !== undefined && {hint: inText(signature.hint, 'the signature')}),
			},
			findings: [...own, ...kept].map(one => maskedFinding(one, disguise)),
		},
		repeat: repeat === null ? null : {...repeat, because: inText(repeat.because, 'the repetition')},
		answer: maskedAnswer(delivery.answer, {request, step}, disguise),
		verdict: {...verdict, because: inText(verdict.because, 'the verdict')},
	};
}

function maskedFinding(finding: Finding, disguise: Disguise): Finding {
	const {hint, where} = finding;
	return {
		...withMessage(finding, disguise, 'a finding'),
		hint: disguise.inText(hint, 'a finding'),
		where: where === null ? null : disguise.inText(where, 'a finding'),
	};
}

function withMessage<T extends {message: string}>(told: T, disguise: Disguise, where: string): T {
	return {...told, message: disguise.inText(told.message, where)};
}

/** A request as it came, and as it is handed on. */
export interface Masking {
	request: CapturedRequest;
	step: RequestStep;
}

/** Of an answer what is known to be personal, or looks like it; bytes that are no text are left out. */
export function maskedAnswer(answer: Answer, masking: Masking, disguise: Disguise): Answer {
	const {sent, forwarding} = answer;
	return {
		...answer,
		...(sent !== undefined && {sent: maskedSent(sent, disguise)}),
		...(forwarding !== undefined && {forwarding: maskedForwarding(forwarding, masking, disguise)}),
	};
}

function maskedForwarding(forwarding: Forwarding, masking: Masking, disguise: Disguise): Forwarding {
	const {url, failure} = forwarding;
	const where = 'the target';
	return {
		...forwarding,
		url: maskedUrl(url, masking, disguise),
		failure:
			failure === null
				? null
				: {...withMessage(failure, disguise, where), hint: disguise.inText(failure.hint, where)},
	};
}

/** Where a request went: the path and the query that it brought along are those of the masked one. */
function maskedUrl(url: string, {request, step}: Masking, disguise: Disguise): string {
	const came = cut(targetOf(request) ?? '');
	const shown = cut(step.target);
	// Behind the path and the query of the target itself.
	const hasQuery = came.query !== '' && url.endsWith(came.query);
	const front = hasQuery ? url.slice(0, -came.query.length) : url;
	const [head = '', ...rest] = front.split('?');
	const hasPath = came.path !== '/' && head.endsWith(came.path);
	const base = hasPath ? head.slice(0, -came.path.length) : head;
	const own = disguise.inText([base, ...rest].join('?'), 'the target');
	const mark = own.indexOf('?');
	const ownQuery = mark < 0 ? '' : own.slice(mark);
	const path = (mark < 0 ? own : own.slice(0, mark)) + (hasPath ? shown.path : '');
	return shownTarget(path + ownQuery + (hasQuery ? shown.query : ''));
}

/** A target without scheme and host, cut into its path and what stands behind the question mark, both as sent. */
function cut(target: string): {path: string; query: string} {
	const [path = '', ...query] = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split('?');
	return {path: path === '' ? '/' : path, query: query.join('?')};
}

function maskedSent(sent: SentAnswer, disguise: Disguise): SentAnswer {
	const {headers, trailers, body, bodySize} = sent;
	const where = 'the answer';
	const hide = (pairs: SentAnswer['headers']) =>
		pairs.map(([name, value]): [string, string] => [
			name,
			isSecretName(name) ? hiddenSecret : disguise.inText(value, where),
		]);
	const masked = disguise.ofAnswer(headers, body);
	const bytes = Buffer.from(masked ?? body);
	const text = masked === null ? disguise.inText(bytes.toString('utf8'), where) : bytes.toString('utf8');
	const shown = isUtf8(bytes) ? Buffer.from(hideSecrets(text)) : Buffer.alloc(0);
	return {
		headers: hide(headers),
		...(trailers !== undefined && {trailers: hide(trailers)}),
		body: shown,
		bodySize: isUtf8(bytes) ? bodySize - body.length + shown.length : bodySize,
	};
}
