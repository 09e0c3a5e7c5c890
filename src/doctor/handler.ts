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
import {plural} from '../view/format.ts';
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
	unreadableCheck,
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
	const specimens = soundOf(options);
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

	const trials: Trials = [opening, ...(await run.all(specimens.slice(1)))];
	for (const [kind, some] of byKind(trials, provider)) yield kindCheck(kind, some);
	yield deadlineCheck(provider, trials);
	yield redirectCheck(provider, trials);
	if (run.stopped !== null) {
		yield restCheck(groups.again, run, options, trials);
		return;
	}

	const pairs = yield* again(options, run, trials);
	const reference = referenceOf(trials);
	const second = pairs.find(({first}) => first === reference)?.second ?? null;
	yield* brokenOnes(options, run, reference, second);
	if (run.stopped !== null) yield restCheck(groups.broken, run, options, trials);
}

/** The first one is sent before anything else. */
type Trials = readonly [Trial, ...Trial[]];

/** What is left out, counted. */
function restCheck(group: string, run: Run, options: HandlerOptions, trials: Trials): Check {
	const unsent = Math.max(0, plannedFor(options, trials) - run.sent);
	const many = `${plural(unsent, 'request')} ${unsent === 1 ? 'was' : 'were'} not sent`;
	return handlerCheck(group, 'rest', 'The rest', {
		state: 'skipped',
		says: `${many}: ${run.stopped ?? 'it was ended'}`,
		unsent,
	});
}

/** How many requests there are to send, those included that were sent. */
function plannedFor(options: HandlerOptions, trials: Trials): number {
	const sound = soundOf(options);
	const kinds = new Set(sound.map(({kind}) => kind));
	const repeated = Math.min(mostRepeated, kinds.size);
	const broken =
		brokenRequests(referenceOf(trials).specimen).length + brokenFixtures(options.specimens).length;
	const forged = options.forges && forgeryOf(options) !== undefined ? 1 : 0;
	// A GET by hand, and one at the end to see whether it is still there.
	return sound.length + repeated + broken + 1 + forged + 1;
}

function soundOf({specimens}: HandlerOptions): Specimen[] {
	return chosen(specimens).filter(({isSound}) => isSound);
}

/** What is broken is made of a delivery that is taken, if there is one. */
function referenceOf([opening, ...others]: Trials): Trial {
	return [opening, ...others].find(trial => stateOf(trial) !== 'problem') ?? opening;
}

const interrupted = 'it was interrupted';

/** What was sent so far, and whether anything more is. */
class Run {
	readonly #options: HandlerOptions;
	readonly #until: number;
	#silent = 0;
	/** Requests so far. */
	sent = 0;
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
			this.stopped ??= `all together took longer than ${duration(budgetMs)}`;
		}
		if (this.stopped !== null) return null;
		this.sent++;
		const trial = await trialOf(sender, specimen, request);
		if (signal.aborted) {
			// What was under way was given up: it says nothing of the handler.
			this.stopped = interrupted;
			return null;
		}
		this.#silent = isSilent(trial) ? this.#silent + 1 : 0;
		if (this.#silent >= mostSilent) {
			this.stopped = `${this.#silent} requests in a row got no answer in time`;
		} else if (isUnreachable(trial)) this.stopped = 'the handler cannot be reached any more';
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

/** The pairs it gives back are those that were sent. */
async function* again(
	{provider}: HandlerOptions,
	run: Run,
	trials: readonly Trial[],
): AsyncGenerator<Check, Pair[]> {
	const pairs: Pair[] = [];
	for (const [, some] of [...byKind(trials, provider)].slice(0, mostRepeated)) {
		const first = some.find(trial => stateOf(trial) !== 'problem') ?? some[0];
		if (first === undefined) continue;
		const second = await run.send(first.specimen);
		if (second === null) break;
		pairs.push({first, second});
	}
	if (pairs.length === 0) return pairs;
	yield repeatedCheck(provider, pairs);
	yield idempotencyCheck(pairs);
	return pairs;
}

/** Made of a delivery that was taken; `second` is the same again. */
async function* brokenOnes(
	options: HandlerOptions,
	run: Run,
	reference: Trial,
	second: Trial | null,
): AsyncGenerator<Check> {
	const {provider, specimens} = options;
	const {specimen} = reference;
	for (const {request, of, ...told} of brokenRequests(specimen)) {
		const trial = await run.send(of, request);
		if (trial === null) return;
		yield brokenCheck({...told, trial});
	}
	const [one, ...more] = await run.all(brokenFixtures(specimens));
	if (one !== undefined) yield unreadableCheck([one, ...more]);
	if (run.stopped !== null) return;
	const got = await run.send(specimen, withoutBody(specimen.request));
	if (got === null) return;
	yield methodCheck(provider, documentedMethods(provider), got);
	if (options.forges) yield* forged(options, run);
	const after = await run.send(specimen);
	if (after !== null) yield aliveCheck(reference, second, after);
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

async function* forged(options: HandlerOptions, run: Run): AsyncGenerator<Check> {
	const forgery = forgeryOf(options);
	if (forgery === undefined) return;
	const trial = await run.sendAs(forgery.specimen, forgery.request);
	if (trial !== null) yield forgedCheck(options.provider, trial);
}

/** The first that its provider signs, signed by somebody who does not know the secret. */
function forgeryOf({
	specimens,
	sender,
}: HandlerOptions): {specimen: Specimen; request: WireRequest} | undefined {
	const wrong = randomBytes(16).toString('hex');
	return chosen(specimens)
		.map(specimen => ({specimen, request: signed(specimen, specimen.request, wrong, sender.url)}))
		.find(({specimen, request}) => request !== specimen.request);
}
