/** `call-hook replay`: sends again what came, or what a fixture or a file has, and says what came back. */

import type {Config} from '../../config/config.ts';
import {type ExitCode, exitCode} from '../../core/errors.ts';
import type {TargetAddress} from '../../forward/target-url.ts';
import type {Told} from '../../inspect/inspect.ts';
import {Inspections} from '../../replay/delivery.ts';
import {Pace} from '../../replay/pace.ts';
import type {LateRule, PlanOptions} from '../../replay/plan.ts';
import {run} from '../../replay/run.ts';
import {openSender} from '../../replay/sender.ts';
import {Dispatch, type Tally} from '../../replay/sending.ts';
import {Waits} from '../../replay/waits.ts';
import {openStoreForReading, type StoreReader} from '../../store/store.ts';
import {plural} from '../../view/format.ts';
import {Drain} from '../drain.ts';
import {note} from '../note.ts';
import {type GlobalOptions, requireProvider, storePathOf} from '../options.ts';
import {dryRun} from '../replay-dry-run.ts';
import {ReplayOutput} from '../replay-output.ts';
import {anySeed, type Part, partsOf, type TypedChange} from '../replay-parts.ts';
import {recording} from '../replay-recording.ts';
import {signersFrom} from '../replay-signers.ts';
import {scenariosOf} from '../replay-source.ts';
import type {SecretOptions} from '../secrets.ts';
import {configFor} from '../settings.ts';
import {onStdoutClosed} from '../stdout.ts';
import {stopper} from '../stop.ts';
import {type Allowed, maySendTo, targetFrom} from '../target-safety.ts';
import {readAuthority} from '../targets.ts';
import {foldRest, secretsToRead} from './reading.ts';

export interface ReplayCommandOptions extends SecretOptions {
	to?: string;
	provider?: string;
	/** `--set`, `--add` and `--remove` together, in the order they were typed. */
	changes: readonly TypedChange[];
	edit?: boolean;
	now?: boolean;
	sameIds?: boolean;
	speed?: number;
	/** false after --no-delay. */
	delay: boolean;
	times: number;
	concurrency: number;
	rate?: number;
	/** In ms. */
	timeout: number;
	shuffle?: boolean;
	duplicate?: number;
	drop?: number;
	late?: readonly LateRule[];
	seed?: number;
	dryRun?: boolean;
	asProvider?: boolean;
	allowUnknown?: boolean;
	assertIdempotent?: boolean;
	resign?: readonly string[];
	preserveHost?: boolean;
	ca?: string;
	insecure?: boolean;
	/** false after --no-record. */
	record: boolean;
	yes?: boolean;
}

/** Bytes of an answer's body that are kept. */
const keepBytes = 1024 * 1024;

/** After Ctrl-C, how long answers under way are waited for, in ms. */
const graceMs = 1000;

export async function runReplay(
	words: readonly string[],
	options: ReplayCommandOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	const address = targetFrom(options.to);
	const config = await configFor(global);
	const told = {contexts: config.contexts, secrets: secretsToRead(options, config, global)};
	const provider = options.provider === undefined ? null : requireProvider(options.provider).id;
	const say = (text: string) => {
		if (!global.quiet) note(text);
	};
	const isDisordered = (options.shuffle ?? false) || (options.duplicate ?? 0) > 0 || (options.drop ?? 0) > 0;
	const plan = planOptions(options);
	const parts = await readParts(words, {options, global, config, told, plan, provider, say});
	const signers = signersFrom(options.resign ?? [], {secrets: told.secrets, parts, told});
	if (isDisordered) say(`Drawn with --seed ${plan.seed}: it gives the same again.`);
	if (options.dryRun) {
		const {rate = null, assertIdempotent = false, asProvider = false, times} = options;
		return dryRun(parts, {address, told, rate, isTwice: assertIdempotent, asProvider, times}, global);
	}
	const many = parts.reduce((sum, {steps, perPass}) => sum + (perPass ?? steps.length), 0) * options.times;
	const allowed = await maySendTo(address, plural(many, 'request'), options.yes ?? false);
	if (allowed === null) {
		say('Nothing was sent.');
		return exitCode.done;
	}
	return send(parts, {options, global, config, told, address, allowed, signers, plan, many, say});
}

function planOptions({
	speed,
	delay,
	shuffle,
	duplicate,
	drop,
	late,
	seed,
}: ReplayCommandOptions): PlanOptions {
	return {
		speed: delay ? (speed ?? 1) : Number.POSITIVE_INFINITY,
		shuffle: shuffle ?? false,
		duplicate: duplicate ?? 0,
		drop: drop ?? 0,
		late: late ?? [],
		seed: seed ?? anySeed(),
	};
}

interface Reading {
	options: ReplayCommandOptions;
	global: GlobalOptions;
	config: Config;
	told: Told;
	plan: PlanOptions;
	provider: string | null;
	say(text: string): void;
}

async function readParts(
	words: readonly string[],
	{options, global, config, told, plan, provider, say}: Reading,
): Promise<Part[]> {
	const opened: StoreReader[] = [];
	let store: Promise<StoreReader | null> | null = null;
	const open = async () => {
		const reader = await openStoreForReading(storePathOf(global, config));
		if (reader === null) return null;
		opened.push(reader);
		// A call is looked for by its key.
		if (reader.hasUnfolded()) await foldRest(reader.path, told, global);
		return reader;
	};
	try {
		const scenarios = await scenariosOf(words, {
			store: () => {
				store ??= open();
				return store;
			},
			told,
			stdin: readStdin,
		});
		for (const {notes} of scenarios) for (const note of notes) say(note);
		return await partsOf(scenarios, {
			edit: options.edit ?? false,
			changes: options.changes,
			now: options.now ?? false,
			sameIds: options.sameIds ?? false,
			times: options.times,
			plan,
			provider,
			told,
		});
	} finally {
		for (const reader of opened) reader.close();
	}
}

async function readStdin(): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
	return Buffer.concat(chunks);
}

interface Sending {
	options: ReplayCommandOptions;
	global: GlobalOptions;
	config: Config;
	told: Told;
	address: TargetAddress;
	allowed: Allowed;
	signers: ReadonlyMap<string, string>;
	plan: PlanOptions;
	/** How many requests, about. */
	many: number;
	say(text: string): void;
}

async function send(parts: readonly Part[], sending: Sending): Promise<ExitCode> {
	const {options, global, config, told, address, allowed, signers, plan, many, say} = sending;
	const sender = openSender({
		url: options.to ?? '',
		addresses: allowed.addresses,
		preserveHost: options.preserveHost ?? false,
		connections: options.concurrency,
		freshConnections: (options.asProvider ?? false) || (options.assertIdempotent ?? false),
		ca: options.ca === undefined ? null : readAuthority(options.ca),
		insecure: options.insecure ?? false,
	});
	const {recorder, close} = await recording({
		storePath: storePathOf(global, config),
		isWanted: options.record,
		address,
		say,
	});
	const stop = stopper(exitCode.interrupted);
	const stopping = new AbortController();
	const waits = new Waits(stopping.signal);
	const drain = new Drain(process.stdout, stopping.signal);
	const pace = new Pace(options.rate ?? null, waits);
	const show = new ReplayOutput(global, {many, asProvider: options.asProvider ?? false});
	const dispatch = new Dispatch({
		sender,
		address,
		inspections: new Inspections(told),
		timeoutMs: options.timeout,
		keepBytes,
		asProvider: options.asProvider ? {speed: plan.speed, allowUnknown: options.allowUnknown ?? false} : null,
		assertIdempotent: options.assertIdempotent ?? false,
		signers,
		recorder,
		inspectsEach: show.hasLines || (options.asProvider ?? false) || (options.assertIdempotent ?? false),
		onSent: outcome => show.sent(outcome),
		onDifference: differing => show.differing(differing),
		waits,
		pace,
		signal: stopping.signal,
	});
	let grace: NodeJS.Timeout | undefined;
	const stopped = stop.stopped.then(reason => {
		stopping.abort();
		grace = setTimeout(() => sender.close(), graceMs);
		return reason;
	});
	onStdoutClosed(() => stop.stop(exitCode.done));
	try {
		for (const part of parts) {
			if (stopping.signal.aborted) break;
			const running = run({
				times: options.times,
				concurrency: options.concurrency,
				pace,
				waits,
				signal: stopping.signal,
				passOf: part.passOf,
				perPass: part.perPass,
				requestsOf: part.requestsOf,
				async deliver(request, place) {
					const step = part.steps[place.step];
					if (step !== undefined) await dispatch.deliver(step, request, place);
					// What is printed may be read more slowly than it is sent.
					await drain.room();
				},
			});
			show.progress(running);
			await running.done;
		}
		await dispatch.idle();
		show.end(dispatch.tally);
		if (dispatch.tally.wronglySigned > 0) {
			say('Edited and not signed anew: the handler will find the signature wrong. --resign signs it.');
		}
		const ended = stopping.signal.aborted ? await stopped : null;
		return ended?.exitCode ?? exitCodeOf(dispatch.tally, options);
	} finally {
		show.stop();
		clearTimeout(grace);
		stop.dispose();
		sender.close();
		close();
	}
}

/** 4 before 1: an answer that does not count is worse than one that is not the same twice. */
function exitCodeOf(tally: Tally, {asProvider}: ReplayCommandOptions): ExitCode {
	if (tally.sent > 0 && tally.answered === 0) {
		const isReached = tally.unconnected < tally.sent;
		if (!asProvider || !isReached) return exitCode.unavailable;
	}
	if (tally.notReceived > 0) return exitCode.contract;
	return tally.differing > 0 ? exitCode.unmatched : exitCode.done;
}
