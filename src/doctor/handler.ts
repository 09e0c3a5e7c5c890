/**
 * Tries a handler: each kind of delivery as its provider sends it, the same again, and what should never come. One
 * request at a time, bounded in number and time; nothing is kept.
 */

import {randomBytes} from 'node:crypto';
import {duration} from '../core/duration.ts';
import type {Provider} from '../core/provider.ts';
import {takesSecret} from '../core/signature.ts';
import {capturedOf, type WireRequest} from '../formats/step.ts';
import {readMessage} from '../inspect/message.ts';
import {signedAnew} from '../replay/resign.ts';
import type {Sender} from '../replay/sender.ts';
import {brokenFixtures, brokenRequests} from './broken.ts';
import type {Check} from './check.ts';
import {
	aliveCheck,
	brokenCheck,
	deadlineCheck,
	forgedCheck,
	groups,
	handlerCheck,
	idempotencyCheck,
	kindCheck,
	methodCheck,
	type Pair,
	reachedCheck,
	redirectCheck,
	repeatedCheck,
	signingCheck,
	stateOf,
} from './judgement.ts';
import {chosen, type Specimen} from './specimen.ts';
import {isSilent, isUnreachable, type Trial, trialOf} from './trial.ts';

export interface HandlerOptions {
	provider: Provider;
	/** Its fixtures of single events. */
	specimens: readonly Specimen[];
	sender: Pick<Sender, 'url' | 'send'>;
	/** What requests are signed with; null where none is known. */
	secret: string | null;
	/** Whether a wrong signature is sent, too; needs a secret. */
	forges: boolean;
	/** For all requests together, in ms; what is left then is not sent. */
	budgetMs: number;
	/** Nothing is sent from then on. */
	signal: AbortSignal;
}

/** For all requests together, in ms. */
export const usualBudgetMs = 120_000;

/** Answers that are waited for in vain, one after the other, before no more are. */
const mostSilent = 2;

/** Kinds whose delivery is sent a second time. */
const mostRepeated = 5;

/** Gives each check as soon as it is known. Never throws. */
export async function* checkHandler(options: HandlerOptions): AsyncGenerator<Check> {
	const {provider, sender} = options;
	const run = new Run(options);
	const specimens = chosen(options.specimens).filter(({isSound}) => isSound);
	const [first] = specimens;
	if (first === undefined) {
		yield handlerCheck(groups.reached, 'reached', 'Reached', {
			state: 'skipped',
			says: `call-hook has no fixtures of ${provider.name}`,
		});
		return;
	}
	const opening = await run.send(first);
	if (opening === null) return;
	yield reachedCheck(sender.url, opening);
	if (isUnreachable(opening)) return;
	if (takesSecret(provider)) yield signingCheck(provider, options.secret !== null);

	const trials = [opening, ...(await run.all(specimens.slice(1)))];
	for (const [kind, some] of byKind(trials, provider)) yield kindCheck(kind, some);
	yield deadlineCheck(provider, trials);
	yield redirectCheck(provider, trials);
	if (run.stopped !== null) {
		yield handlerCheck(groups.again, 'rest', 'The rest', {state: 'skipped', says: run.stopped});
		return;
	}

	yield* again(options, run, trials);
	const reference = trials.find(trial => stateOf(trial) !== 'problem') ?? opening;
	yield* brokenOnes(options, run, reference);
	if (run.stopped !== null) {
		yield handlerCheck(groups.broken, 'rest', 'The rest', {state: 'skipped', says: run.stopped});
	}
}

const interrupted = 'not sent: it was interrupted';

/** What was sent so far, and whether anything more is. */
class Run {
	readonly #options: HandlerOptions;
	readonly #until: number;
	#silent = 0;
	/** Why nothing more is sent; null while something is. */
	stopped: string | null = null;

	constructor(options: HandlerOptions) {
		this.#options = options;
		this.#until = performance.now() + options.budgetMs;
	}

	/** Signed as the provider does where a secret is known; null once nothing more is sent. */
	async send(specimen: Specimen, request: WireRequest = specimen.request): Promise<Trial | null> {
		const {sender, secret} = this.#options;
		return this.sendAs(specimen, secret === null ? request : signed(specimen, request, secret, sender.url));
	}

	/** As it is. */
	async sendAs(specimen: Specimen, request: WireRequest): Promise<Trial | null> {
		const {signal, budgetMs, sender} = this.#options;
		if (signal.aborted) this.stopped ??= interrupted;
		else if (performance.now() > this.#until) {
			this.stopped ??= `not sent: all together took longer than ${duration(budgetMs)}`;
		}
		if (this.stopped !== null) return null;
		const trial = await trialOf(sender, specimen, request);
		if (signal.aborted) {
			// What was under way was given up: it says nothing of the handler.
			this.stopped = interrupted;
			return null;
		}
		this.#silent = isSilent(trial) ? this.#silent + 1 : 0;
		if (this.#silent >= mostSilent) {
			this.stopped = `not sent: ${this.#silent} requests in a row got no answer in time`;
		} else if (isUnreachable(trial)) this.stopped = 'not sent: the handler cannot be reached any more';
		return trial;
	}

	async all(specimens: readonly Specimen[]): Promise<Trial[]> {
		const trials: Trial[] = [];
		for (const specimen of specimens) {
			const trial = await this.send(specimen);
			if (trial === null) break;
			trials.push(trial);
		}
		return trials;
	}
}

/** With the signature its provider makes, where it signs such a request at all. */
function signed(specimen: Specimen, request: WireRequest, secret: string, url: string): WireRequest {
	const {provider} = specimen;
	const message = readMessage(capturedOf(request, 0));
	return signedAnew(request, {provider, message}, secret, {url, at: Date.now()}) ?? request;
}

/** By kind, in the order they are declared. */
function byKind(trials: readonly Trial[], {kinds}: Provider): Map<string, Trial[]> {
	const found = new Map<string, Trial[]>(kinds.map(({id}) => [id, []]));
	for (const trial of trials) {
		const kind = trial.specimen.kind ?? 'other';
		found.set(kind, [...(found.get(kind) ?? []), trial]);
	}
	return new Map([...found].filter(([, some]) => some.length > 0));
}

async function* again({provider}: HandlerOptions, run: Run, trials: readonly Trial[]): AsyncGenerator<Check> {
	const pairs: Pair[] = [];
	for (const [, some] of [...byKind(trials, provider)].slice(0, mostRepeated)) {
		const first = some.find(trial => stateOf(trial) !== 'problem') ?? some[0];
		if (first === undefined) continue;
		const second = await run.send(first.specimen);
		if (second === null) break;
		pairs.push({first, second});
	}
	if (pairs.length === 0) return;
	yield repeatedCheck(provider, pairs);
	yield idempotencyCheck(pairs);
}

async function* brokenOnes(options: HandlerOptions, run: Run, reference: Trial): AsyncGenerator<Check> {
	const {provider, specimens} = options;
	const {specimen} = reference;
	for (const {request, of, ...told} of [...brokenRequests(specimen), ...brokenFixtures(specimens)]) {
		const trial = await run.send(of, request);
		if (trial === null) return;
		yield brokenCheck({...told, trial});
	}
	const got = await run.send(specimen, withoutBody(specimen.request));
	if (got === null) return;
	yield methodCheck(provider, documentedMethods(provider), got);
	if (options.forges) yield* forged(options, run);
	const after = await run.send(specimen);
	if (after !== null) yield aliveCheck(reference, after);
}

/** A GET by hand, as from a browser. */
function withoutBody({headers, ...request}: WireRequest): WireRequest {
	const kept = headers.filter(([name]) => !/^content-/i.test(name));
	return {...request, method: 'GET', headers: kept, body: new Uint8Array()};
}

function documentedMethods({kinds, contract}: Provider): string[] {
	const methods = kinds.flatMap(({id}) => contract(id).methods.flatMap(({value}) => value));
	return [...new Set(methods)];
}

async function* forged({provider, specimens, sender}: HandlerOptions, run: Run): AsyncGenerator<Check> {
	const wrong = randomBytes(16).toString('hex');
	const forgeries = chosen(specimens).map(specimen => {
		const request = signed(specimen, specimen.request, wrong, sender.url);
		return {specimen, request};
	});
	const forgery = forgeries.find(({specimen, request}) => request !== specimen.request);
	if (forgery === undefined) return;
	const trial = await run.sendAs(forgery.specimen, forgery.request);
	if (trial !== null) yield forgedCheck(provider, trial);
}
