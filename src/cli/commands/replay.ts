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
import {usage} from '../usage.ts';
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
	refuseIdle(options);
	// Nothing is sent to the address of a plan: where there is none, each would go to its own path.
	const address = targetFrom(options.to ?? (options.dryRun ? 'http://127.0.0.1' : undefined));
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
		return exitCode.declined;
	}
	return send(parts, {options, global, config, told, address, allowed, signers, plan, many, say});
}

/** @throws {CallHookError} when an option has nothing to work on */
function refuseIdle(options: ReplayCommandOptions): void {
	const {allowUnknown, asProvider, sameIds, now, times, concurrency} = options;
	const idle = (option: string, needed: string) =>
		usage(`${option} has no use without ${needed}.`, `Add ${needed}, or leave ${option} out.`);
	if (allowUnknown && !asProvider) throw idle('--allow-unknown', '--as-provider');
	if (sameIds && !now && times === 1) throw idle('--same-ids', '--now or --times');
	if (concurrency > 1 && times === 1) throw idle('--concurrency', '--times');
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
			say,
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
	const waits = new Waits(stop.ending);
	const drain = new Drain(process.stdout, stop.ending);
	const pace = new Pace(options.rate ?? null, waits);
	const {asProvider = false, assertIdempotent = false} = options;
	const show = new ReplayOutput(global, {many, asProvider, assertIdempotent});
	const dispatch = new Dispatch({
		sender,
		address,
		inspections: new Inspections(told),
		timeoutMs: options.timeout,
		keepBytes,
		asProvider: asProvider ? {speed: plan.speed, allowUnknown: options.allowUnknown ?? false} : null,
		assertIdempotent,
		signers,
		recorder,
		inspectsEach: show.hasLines || asProvider || assertIdempotent,
		onSent: outcome => show.sent(outcome),
		onDifference: differing => show.differing(differing),
		waits,
		pace,
		signal: stop.ending,
	});
	let grace: NodeJS.Timeout | undefined;
	stop.ending.addEventListener('abort', () => {
		grace = setTimeout(() => sender.close(), graceMs);
	});
	onStdoutClosed(() => stop.stop(exitCode.done));
	try {
		for (const part of parts) {
			if (stop.ending.aborted) break;
			const running = run({
				times: options.times,
				concurrency: options.concurrency,
				pace,
				waits,
				signal: stop.ending,
				passOf: part.passOf,
				perPass: part.perPass,
				requestsOf: part.requestsOf,
				async deliver(request, place) {
					const step = part.steps[place.step];
					if (step !== undefined) await dispatch.deliver(step, request, place);
					// Where nothing listens, nothing will: no call is waited for.
					if (dispatch.tally.isUnreached) stop.stop(exitCode.unavailable);
					// What is printed may be read more slowly than it is sent.
					await drain.room();
				},
			});
			show.progress(running);
			await running.done;
		}
		await dispatch.idle();
		show.end(dispatch.tally, plannedIn(parts, options));
		if (dispatch.tally.wronglySigned > 0) {
			say('Edited and not signed anew: the handler will find the signature wrong. --resign signs it.');
		}
		return stop.code ?? exitCodeOf(dispatch.tally, options);
	} finally {
		show.stop();
		clearTimeout(grace);
		stop.dispose();
		sender.close();
		close();
	}
}

/** How many requests there are to be sent. What is drawn is drawn as often as it takes. */
function plannedIn(parts: readonly Part[], {times, assertIdempotent}: ReplayCommandOptions): number {
	let planned = 0;
	for (const {perPass, passOf} of parts) {
		if (perPass !== null) planned += perPass * times;
		else for (let nth = 0; nth < times; nth++) planned += passOf(nth).sendings.length;
	}
	return planned * (assertIdempotent ? 2 : 1);
}

/** 4 before 1: an answer that does not count is worse than one that is not the same twice. What proves nothing fails. */
function exitCodeOf(tally: Tally, {asProvider, assertIdempotent}: ReplayCommandOptions): ExitCode {
	const {sent, answered, unconnected, unsendable, compared, differing, unproved} = tally;
	if (asProvider) {
		if (sent > 0 && unconnected === sent) return exitCode.unavailable;
		if (tally.notReceived > 0) return exitCode.contract;
		if (tally.received === 0) return exitCode.unmatched;
	}
	if (assertIdempotent) {
		if (sent > 0 && answered === 0) return asProvider ? exitCode.unmatched : exitCode.unavailable;
		return compared === 0 || differing > 0 || unproved > 0 ? exitCode.unmatched : exitCode.done;
	}
	return !asProvider && (answered < sent || unsendable > 0) ? exitCode.unavailable : exitCode.done;
}
