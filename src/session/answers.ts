/** What becomes of a request: one place decides, in one order. */

import type {CapturedRequest, FaultCode} from '../core/capture.ts';
import type {AnswerContent, AnsweredBy, Inspection, Refusal} from '../core/delivery.ts';
import type {Message} from '../core/message.ts';
import type {DefaultAnswer, Provider} from '../core/provider.ts';
import type {Inspected} from '../core/step.ts';
import type {Target} from '../forward/forwarder.ts';

/** What is known of a request when its answer is chosen. */
export interface Question {
	request: CapturedRequest;
	message: Message;
	inspection: Inspection;
}

/** An answer the user has written down for some requests. */
export interface AnswerRule {
	/** As told: `--status 500`, `answers[2]`. */
	readonly name: string;
	/** In ms; null leaves it to `--delay`. */
	readonly delayMs: number | null;
	matches(question: Question): boolean;
	/** Never throws. */
	answer(question: Question): AnswerContent;
}

/** A target and the requests it is for. */
export interface TargetRule {
	readonly target: Target;
	matches(question: Question): boolean;
}

/** What goes wrong on purpose (`--fault`). */
export interface InjectedFault {
	/** As told: `status=500`. */
	readonly name: string;
	readonly action: /** This status and no body, in place of the answer. */
		| {kind: 'status'; status: number}
		/** The answer comes this many ms later. */
		| {kind: 'delay'; ms: number}
		/** No answer, and the connection stays open. */
		| {kind: 'hang'}
		/** The connection is reset without an answer. */
		| {kind: 'reset'}
		/** The connection is closed when half of the answer is out. */
		| {kind: 'close'};
}

/** What the user has said about answers; nothing of it, and every provider gets its default. */
export interface Answering {
	/** The first that matches answers. */
	rules: readonly AnswerRule[];
	/** Without a rule, the first that matches answers. */
	targets: readonly TargetRule[];
	/** Every answer waits this long, in ms. */
	delayMs: number;
	/** The fault for the next request, null for none; asked once for each. */
	nextFault(): InjectedFault | null;
}

export const defaultAnswering: Answering = {rules: [], targets: [], delayMs: 0, nextFault: () => null};

/** How one request will be answered. */
export type Plan = {
	delayMs: number;
	fault: InjectedFault | null;
	/** The name of the rule that answers. */
	rule: string | null;
} & (
	| {by: Extract<AnsweredBy, 'call-hook' | 'rule'>; content: AnswerContent}
	| {by: 'target'; target: Target}
);

/**
 * In this order: a request that is not whole or not let in is told so; a handshake of the provider's is answered,
 * unless the target is there to do it; then the user's rules, the targets, and the provider's default.
 */
export function planAnswer(
	inspected: Inspected,
	request: CapturedRequest,
	refusal: Refusal | null,
	answering: Answering = defaultAnswering,
): Plan {
	const {message, provider, inspection} = inspected;
	if (request.fault !== null) return ownPlan(faultAnswers[request.fault.code]);
	if (refusal !== null) return ownPlan(refusalAnswers[refusal.code]);
	const {rules, targets, delayMs} = answering;
	const fault = answering.nextFault();
	const own = ownAnswer(provider, message);
	if (rules.length > 0 || targets.length > 0) {
		const question: Question = {request, message, inspection};
		const rule = own?.handshake === true ? undefined : rules.find(each => each.matches(question));
		if (rule !== undefined) {
			const content = rule.answer(question);
			return {by: 'rule', content, rule: rule.name, delayMs: rule.delayMs ?? delayMs, fault};
		}
		const target = targets.find(each => each.matches(question))?.target;
		if (target !== undefined) return {by: 'target', target, rule: null, delayMs, fault};
	}
	const visit = inspection.provider.pinned || !isBrowserVisit(provider, message) ? standard : page;
	return {by: 'call-hook', content: own ?? visit, rule: null, delayMs, fault};
}

function ownPlan(content: AnswerContent): Plan {
	return {by: 'call-hook', content, rule: null, delayMs: 0, fault: null};
}

/** Answered when neither the provider nor the user wants anything else. */
const standard: AnswerContent = json(200, {success: true});

/** Requests that did not arrive whole; `aborted` is rarely heard, as its sender has left. */
const faultAnswers: Readonly<Record<FaultCode, AnswerContent>> = {
	malformed: json(400, {error: 'this is not an HTTP request'}),
	'headers-too-large': json(431, {error: 'request line and headers are too large'}),
	'body-too-large': json(413, {error: 'the body is larger than --max-body'}),
	aborted: json(400, {error: 'the request is not complete'}),
	overloaded: json(503, {error: 'too much is arriving at once'}),
	stopped: json(503, {error: 'call-hook is stopping'}),
	timeout: json(408, {error: 'the request took too long'}),
};

/** Requests that are not let in. A wrong path is answered as if there were nothing. */
const refusalAnswers: Readonly<Record<Refusal['code'], AnswerContent>> = {
	auth: {
		...json(401, {error: 'these are not the credentials call-hook was told to expect'}),
		headers: [
			['Content-Type', 'application/json'],
			['WWW-Authenticate', 'Basic realm="call-hook"'],
		],
	},
	header: json(401, {error: 'the header call-hook was told to expect is missing or has another value'}),
	path: json(404, {error: 'there is nothing here'}),
	loop: json(508, {error: 'this request has been forwarded by call-hook before'}),
};

/** Tells the sender to try again: what cannot be kept must not count as delivered. */
export const notStored: AnswerContent = json(503, {error: 'call-hook could not store this request'});

function ownAnswer(provider: Provider, message: Message): DefaultAnswer | null {
	try {
		return provider.defaultAnswer?.(message) ?? null;
	} catch {
		// A provider that cannot answer must not keep the request from being answered.
		return null;
	}
}

/** A person who opened the address in a browser; webhooks ask for no HTML. */
function isBrowserVisit({kinds}: Provider, message: Message): boolean {
	return (
		kinds.length === 0 &&
		message.method === 'GET' &&
		message.path === '/' &&
		message.rawQuery === '' &&
		(message.header('accept') ?? '').includes('text/html')
	);
}

const page: AnswerContent = {
	status: 200,
	headers: [
		['Content-Type', 'text/html; charset=utf-8'],
		['Cache-Control', 'no-store'],
	],
	body: Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>call-hook</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>call-hook listens here</h1>
<p>Give this address to a voice-call provider as its webhook; any path will do. What it sends appears in the
terminal where call-hook was started.</p>
<p>This visit was recorded like any other request.</p>
</html>
`),
};

function json(status: number, value: unknown): AnswerContent {
	return {status, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify(value))};
}
