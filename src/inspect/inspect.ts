/** From the bytes of one request to everything call-hook can say about it. Pure, and it cannot fail. */

import type {CapturedRequest} from '../core/capture.ts';
import {bareContext, type DecodeContexts, noContexts} from '../core/context.ts';
import type {Decoded} from '../core/decoding.ts';
import type {Finding, Pin, Recognition} from '../core/delivery.ts';
import {derivedId} from '../core/derived-id.ts';
import {messageOf} from '../core/errors.ts';
import {finding} from '../core/findings.ts';
import type {Message} from '../core/message.ts';
import {type Provider, unmarked} from '../core/provider.ts';
import {noSecrets, type Secrets} from '../core/signature.ts';
import type {Inspected} from '../core/step.ts';
import {generic} from '../providers/generic.ts';
import {providerOf, providers} from '../providers/registry.ts';
import {candidatesFor, pick, recognition} from './detect.ts';
import {lint} from './lint.ts';
import {readMessage} from './message.ts';
import {type CheckedSignature, checkSignature} from './signature.ts';

/** What the user has told of the providers, and no request says. */
export interface Told {
	/** What is configured for the decoders. */
	contexts: DecodeContexts;
	/** What signatures are checked with; decoders never see them. */
	secrets: Secrets;
}

export const nothingTold: Told = {contexts: noContexts, secrets: noSecrets};

export interface InspectOptions extends Told {
	/** Every request is this provider's (`--provider`). */
	pin: Provider | null;
	/** What made the pin, in words; `--provider` unless this says otherwise. */
	pinnedBy?: string;
	/** Requests to this path, and to all below it, are this provider's (`--route`); the longest path wins. */
	routes: readonly Route[];
}

export interface Route {
	/** Begins with `/`; the empty one is above all others, of requests that have no path, too. */
	path: string;
	provider: Provider;
	/** What made the route, in words; `--route` and its path unless this says otherwise. */
	pinnedBy?: string;
}

export const noPins: InspectOptions = {pin: null, routes: [], ...nothingTold};

export function inspect(request: CapturedRequest, options: InspectOptions = noPins): Inspected {
	return guarded(request, options, message => pinFor(message, options));
}

/** The same for a request from the store, whose pin is known; null leaves it to detection. */
export function inspectAs(request: CapturedRequest, pin: Pin | null, told: Told = nothingTold): Inspected {
	const provider = pin === null ? null : providerOf(pin.id);
	const pinned = pin === null || provider === null ? null : pinnedTo(provider, pin.because);
	return guarded(request, told, () => pinned);
}

/** Whatever goes wrong here is a mistake of ours, and must not cost the delivery. */
function guarded(
	request: CapturedRequest,
	told: Told,
	pinned: (message: Message) => Recognised | null,
): Inspected {
	try {
		const message = readMessage(request);
		return examine(request, message, pinned(message), told);
	} catch (error) {
		const nothing = readMessage({...request, method: null});
		const inspected = examine(request, nothing, nobody('call-hook could not take it apart'), told);
		inspected.inspection.findings.push(providerFailed(generic, 'take apart', error));
		return inspected;
	}
}

interface Recognised {
	provider: Provider;
	recognised: Recognition;
}

function examine(
	request: CapturedRequest,
	message: Message,
	pinned: Recognised | null,
	{contexts, secrets}: Told,
): Inspected {
	const findings: Finding[] = [];
	const failed = (provider: Provider, doing: string, error: unknown) => {
		findings.push(providerFailed(provider, doing, error));
	};

	const {provider, recognised} =
		pinned ?? recognise(message, (who, error) => failed(who, 'recognise', error));
	const decoded = attempt(
		() => provider.decode(message, contexts.get(provider.id) ?? bareContext(provider.id)),
		error => failed(provider, 'decode', error),
	);
	const signature =
		attempt(
			() => checkSignature(provider, message, request, secrets),
			error => failed(provider, 'check the signature of', error),
		) ?? noSignature;
	if (signature.finding !== null) findings.push(signature.finding);
	if (decoded !== null) {
		shortenId(decoded);
		findings.push(...decoded.findings);
		addQuery(decoded, message);
		if (provider.lint !== undefined) {
			const own = attempt(
				() => provider.lint?.(decoded.event.kind, request) ?? null,
				error => failed(provider, 'check', error),
			);
			if (own !== null) findings.push(own);
		}
	}
	findings.push(...lint(request, message, decoded, provider));
	// Here and nowhere else: who asks later would have to guard against the provider's mistakes, too.
	const marks =
		decoded === null || provider.eventOf === undefined
			? null
			: attempt(
					() => provider.eventOf?.(message) ?? null,
					error => failed(provider, 'read the event id of', error),
				);
	const life =
		decoded === null || provider.life === undefined
			? null
			: attempt(
					() => provider.life?.(decoded.event.kind) ?? null,
					error => failed(provider, 'find the life cycle of', error),
				);

	return {
		message,
		provider,
		marks: marks ?? unmarked,
		life,
		inspection: {
			provider: recognised,
			event: decoded?.event ?? null,
			sources: decoded?.sources ?? {},
			scope: decoded?.scope ?? 'call',
			callKey: callKeyOf(provider, decoded),
			signature: signature.check,
			findings,
		},
	};
}

/** Ids longer than this are nobody's: one is kept in memory and written out for each call. */
const longestId = 512;

function shortenId({event, findings, sources}: Decoded): void {
	const {callId} = event;
	if (callId === null || callId.length <= longestId) return;
	event.callId = derivedId([callId]);
	findings.push(
		finding('call/long-id', {
			message: `The id of the call has ${callId.length} characters; ${event.callId} stands for it.`,
			where: sources.callId ?? null,
		}),
	);
}

/** What came in the query beside the body is a part of what was sent: it is shown, too. */
function addQuery({event, sources, skipped}: Decoded, {query}: Message): void {
	if (query.length === 0) return;
	const read = new Set([...Object.values(sources), ...skipped, ...event.fields.map(({from}) => from)]);
	const unread = query.filter(([name]) => !read.has(`query.${name}`));
	for (const [name, value] of unread.slice(0, maxParameters)) {
		event.fields.push({label: name, value, from: `query.${name}`});
	}
	const more = unread.length - maxParameters;
	if (more > 0) event.fields.push({label: 'And more', value: `${more} parameters`, from: 'query'});
}

/** Parameters beyond this many are counted, not shown one by one. */
const maxParameters = 100;

const noSignature: CheckedSignature = {
	check: {state: 'unchecked', because: 'the signature could not be looked at'},
	finding: null,
};

function callKeyOf(provider: Provider, decoded: Decoded | null): string | null {
	const callId = decoded?.event.callId ?? null;
	return callId === null ? null : `${provider.id}:${callId}`;
}

function recognise(message: Message, failed: (provider: Provider, error: unknown) => void): Recognised {
	if (message.method === null) return nobody('the request could not be read as HTTP');
	const candidates = candidatesFor(message, providers, failed);
	const chosen = pick(candidates);
	if (chosen !== null) return {provider: chosen.provider, recognised: recognition(chosen, candidates)};
	const [best] = candidates;
	if (best === undefined) return nobody(nothingKnown(message));
	return nobody(
		`not sure enough of ${best.provider.name}: ${best.evidence.map(evidence => evidence.says).join(', ')}`,
		{id: best.provider.id, confidence: best.confidence},
	);
}

function nothingKnown({body, rawQuery}: Message): string {
	if (body.kind === 'empty') return rawQuery === '' ? 'there is no body and no query' : inQuery;
	if (body.kind === 'binary') return `the body is ${body.because}`;
	if (body.kind === 'text') return 'the body is text, neither JSON nor form fields';
	if (body.kind === 'json' && Array.isArray(body.value))
		return 'the body is a list, and no provider sends one';
	return 'nothing in it is known from a provider';
}

const inQuery = 'nothing in the query is known from a provider';

function pinFor(message: Message, {pin, pinnedBy, routes}: InspectOptions): Recognised | null {
	if (pin !== null) return pinnedTo(pin, `pinned by ${pinnedBy ?? '--provider'}`);
	let best: Route | null = null;
	for (const route of routes) {
		if (isBelow(message.path, route.path) && (best === null || route.path.length > best.path.length))
			best = route;
	}
	if (best === null) return null;
	return pinnedTo(best.provider, `pinned by ${best.pinnedBy ?? `--route ${best.path}`}`);
}

function pinnedTo(provider: Provider, because: string): Recognised {
	return {
		provider,
		recognised: {
			id: provider.id,
			name: provider.name,
			confidence: 1,
			because: [because],
			pinned: true,
			runnerUp: null,
		},
	};
}

function nobody(because: string, runnerUp: Recognition['runnerUp'] = null): Recognised {
	return {
		provider: generic,
		recognised: {
			id: generic.id,
			name: generic.name,
			confidence: 0,
			because: [because],
			pinned: false,
			runnerUp,
		},
	};
}

/** Whether `path` is `base` or lies below it. All is below the empty one: `*` of OPTIONS, and what is no HTTP. */
function isBelow(path: string, base: string): boolean {
	if (base === '') return true;
	const root = base.endsWith('/') ? base : `${base}/`;
	return path === base || path.startsWith(root);
}

function attempt<T>(work: () => T, failed: (error: unknown) => void): T | null {
	try {
		return work();
	} catch (error) {
		failed(error);
		return null;
	}
}

function providerFailed(provider: Provider, doing: string, error: unknown): Finding {
	return finding('call-hook/provider-failed', {
		message: `call-hook could not ${doing} this${provider === generic ? '' : ` as ${provider.name}`}: ${messageOf(error)}`,
		where: null,
	});
}
