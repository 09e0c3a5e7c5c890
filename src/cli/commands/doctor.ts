/** `call-hook doctor`: gathers facts, sends what is to be sent, and prints what is wrong. */

import {randomInt} from 'node:crypto';
import type {Config} from '../../config/config.ts';
import {type CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import type {Provider} from '../../core/provider.ts';
import {largestSeed} from '../../core/random.ts';
import {type Secrets, takesSecret} from '../../core/signature.ts';
import {listed, printable} from '../../core/text.ts';
import {check} from '../../doctor/check.ts';
import {environmentChecks} from '../../doctor/environment.ts';
import {checkHandler, usualBudgetMs} from '../../doctor/handler.ts';
import type {RunningListener} from '../../doctor/listener.ts';
import {setupSteps} from '../../doctor/setup.ts';
import {mostSent, type Specimen, specimenOf} from '../../doctor/specimen.ts';
import {arrivedCheck, waitingGroup, whyNothingCame} from '../../doctor/waiting.ts';
import {firstDelivery, lastBefore} from '../../doctor/watch.ts';
import {isScenario, listFixtures, readFixture} from '../../formats/fixtures.ts';
import {inspectAs, type Told} from '../../inspect/inspect.ts';
import {providers} from '../../providers/registry.ts';
import {openSender} from '../../replay/sender.ts';
import {renewalOf} from '../../rewrite/renew.ts';
import {openStoreForReading, type StoreReader} from '../../store/store.ts';
import {deliveryText, timeOfDay} from '../../view/format.ts';
import {wrapWords} from '../../view/wrap.ts';
import {gatherFacts, readConfig, readSecrets} from '../doctor-facts.ts';
import {DoctorReport} from '../doctor-report.ts';
import {type GlobalOptions, requireProvider, storePathOf} from '../options.ts';
import type {SecretOptions} from '../secrets.ts';
import {configFor} from '../settings.ts';
import {widthOf} from '../stdout.ts';
import {stopper} from '../stop.ts';
import {maySendTo, targetFrom} from '../target-safety.ts';
import {readAuthority} from '../targets.ts';
import {tunnelFor} from '../tunnel.ts';
import {tryTunnel} from '../tunnel-trial.ts';
import {usage} from '../usage.ts';

interface DoctorOptions extends SecretOptions {
	to?: string;
	/** Kinds. */
	only?: readonly string[];
	signature?: boolean;
	yes?: boolean;
	/** The path of a PEM file. */
	ca?: string;
	insecure?: boolean;
	/** The kind; true for the default one. */
	tunnel?: string | true;
	tunnelHost?: string;
	/** In ms. */
	wait?: number;
	spotlight?: boolean;
}

export async function runDoctor(
	id: string | null,
	options: DoctorOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	const report = new DoctorReport(global, options.spotlight ?? false);
	const provider = id === null ? null : requireProvider(id);
	refuseIdle(provider, options);
	if (provider === null) await examineComputer(options, global, report);
	else if (options.to !== undefined) {
		const code = await examineHandler(provider, {...options, to: options.to}, global, report);
		if (code !== null) return code;
	} else {
		const code = await examineSetup(provider, options, global, report);
		if (code !== null) return code;
	}
	return (await report.end()).exitCode;
}

/** What is being done, for who looks on. */
function say(text: string, {quiet}: GlobalOptions, before = ''): void {
	if (quiet) return;
	const width = widthOf(process.stderr);
	const rows = width === null ? [printable(text)] : wrapWords(printable(text), width);
	process.stderr.write(`${before}${rows.join('\n')}\n`);
}

/** @throws {CallHookError} when an option has nothing to work on */
function refuseIdle(provider: Provider | null, options: DoctorOptions): void {
	const {to, wait, tunnel, tunnelHost, only, signature} = options;
	const ids = listed(
		providers.map(known => known.id),
		'or',
	);
	if (provider === null) {
		const needs = to !== undefined ? '--to' : wait !== undefined ? '--wait' : null;
		if (needs !== null) {
			throw usage(`${needs} needs the provider: call-hook doctor <provider> ${needs} …`, `It is ${ids}.`);
		}
	} else if (provider.kinds.length === 0) {
		throw usage(
			`There are no fixtures of ${provider.id}, no documented rules and no set-up to look at.`,
			`Name a provider: ${ids}.`,
		);
	} else if (tunnel !== undefined || tunnelHost !== undefined) {
		throw usage(
			'--tunnel looks at this computer, not at a provider.',
			'Leave the provider out, or --tunnel.',
		);
	}
	const idle = only !== undefined ? '--only' : signature ? '--signature' : null;
	if (to === undefined && idle !== null) throw usage(`${idle} has no use without --to.`, 'Add --to <url>.');
}

async function examineComputer(
	options: DoctorOptions,
	global: GlobalOptions,
	report: DoctorReport,
): Promise<void> {
	const {tunnel, tunnelHost} = options;
	const wanted = tunnelFor({
		...(tunnel !== undefined && {tunnel}),
		...(tunnelHost !== undefined && {tunnelHost}),
		host: '127.0.0.1',
	});
	const config = await readConfig(global);
	const storePath = storePathOf(global, config.config);
	const {facts: secrets} = readSecrets(options, config.config);
	const kind = tunnel === true || tunnel === undefined ? 'localtunnel' : tunnel;
	if (wanted.isWanted) say(`Opening a tunnel (${kind}) …`, global);
	const trial = wanted.isWanted ? await tryTunnel(kind, wanted) : null;
	for (const found of environmentChecks(await gatherFacts({config, secrets, storePath, trial}))) {
		await report.check(found);
	}
}

/** null for the code that the report comes to. */
async function examineHandler(
	provider: Provider,
	options: DoctorOptions & {to: string},
	global: GlobalOptions,
	report: DoctorReport,
): Promise<ExitCode | null> {
	const {to, ca, insecure = false, yes = false, signature = false} = options;
	const address = targetFrom(to);
	const config = await configFor(global);
	const {secrets} = readSecrets(options, config);
	const secret = secrets.get(provider.id)?.[0]?.value ?? null;
	if (signature && secret === null) throw noSecret(provider);
	const specimens = await specimensOf(provider, options.only, {contexts: config.contexts, secrets});
	const authority = ca === undefined ? null : readAuthority(ca);
	const many = Math.min(specimens.length, mostSent);
	const allowed = await maySendTo(address, `${many} made-up deliveries, and broken ones`, yes);
	if (allowed === null) {
		say('Nothing was sent.', global);
		return exitCode.done;
	}
	const sender = openSender({
		url: to,
		addresses: allowed.addresses,
		preserveHost: false,
		connections: 1,
		freshConnections: true,
		ca: authority,
		insecure,
	});
	const stop = stopper(exitCode.interrupted);
	stop.ending.addEventListener('abort', () => sender.close());
	const most = `for at most ${usualBudgetMs / 1000} s`;
	say(`Sending deliveries as ${provider.name} does, one after the other, ${most} …`, global);
	try {
		const checks = checkHandler({
			provider,
			specimens,
			sender,
			secret,
			forges: signature,
			budgetMs: usualBudgetMs,
			signal: stop.ending,
		});
		for await (const found of checks) await report.check(found);
	} finally {
		sender.close();
		stop.dispose();
	}
	if (stop.code !== null) await report.end();
	return stop.code;
}

function noSecret(provider: Provider): CallHookError {
	return takesSecret(provider)
		? usage(
				`--signature needs the secret of ${provider.name}.`,
				`Add --secret ${provider.id}=env:NAME, or set ${provider.secretEnv ?? 'its variable'}.`,
			)
		: usage(
				`--signature has no use: ${provider.name} documents no signature and no shared secret.`,
				'Leave it out.',
			);
}

/** Its fixtures of single events, of the kinds that are wanted. */
async function specimensOf(
	provider: Provider,
	only: readonly string[] | undefined,
	told: Told,
): Promise<Specimen[]> {
	const {id: own} = provider;
	const entries = (await listFixtures()).filter(entry => entry.provider === own && !isScenario(entry));
	const seed = randomInt(largestSeed);
	const specimens: Specimen[] = [];
	for (const {id} of entries) {
		const [step, second] = (await readFixture(id)) ?? [];
		if (step === undefined || second !== undefined) continue;
		// A handler that remembers what it got would take those of the last time for repetitions.
		const [renewed] = renewalOf([step], {freshIds: true, now: true, seed, told}).steps(0, Date.now());
		specimens.push(specimenOf(id, {...step, ...renewed}, provider, told));
	}
	if (only === undefined) return specimens;
	const kinds = new Set(specimens.map(({kind}) => kind));
	const unknown = only.find(kind => !kinds.has(kind));
	if (unknown !== undefined) {
		const known = [...kinds].filter(kind => kind !== null);
		throw usage(`${provider.name} has no kind of delivery "${unknown}".`, `Its kinds are ${listed(known)}.`);
	}
	return specimens.filter(({kind}) => kind !== null && only.includes(kind));
}

/** null for the code that the report comes to. */
async function examineSetup(
	provider: Provider,
	options: DoctorOptions,
	global: GlobalOptions,
	report: DoctorReport,
): Promise<ExitCode | null> {
	const config = await configFor(global);
	const {secrets} = readSecrets(options, config);
	const store = await openStoreForReading(storePathOf(global, config));
	try {
		const listener = listenerOn(store);
		await report.setup(
			provider,
			setupSteps({provider, listener, secretsFrom: (secrets.get(provider.id) ?? []).map(({from}) => from)}),
		);
		const waits = options.wait !== undefined || (isAtTerminal(global) && listener !== null);
		if (!waits) return null;
		return await awaitFirst({provider, store, listener, config, secrets}, options, global, report);
	} finally {
		store?.close();
	}
}

function isAtTerminal({json}: GlobalOptions): boolean {
	return process.stdout.isTTY && json !== true;
}

/** The one that was started last: its address is the one that is set up now. */
function listenerOn(store: StoreReader | null): RunningListener | null {
	return store?.listeners().at(-1) ?? null;
}

interface Situation {
	provider: Provider;
	store: StoreReader | null;
	listener: RunningListener | null;
	config: Config;
	secrets: Secrets;
}

async function awaitFirst(
	{provider, store, listener, config, secrets}: Situation,
	{wait = null}: {wait?: number | null},
	global: GlobalOptions,
	report: DoctorReport,
): Promise<ExitCode | null> {
	if (store === null || listener === null) {
		await report.check(
			check(waitingGroup, 'waiting/first', 'Not waited', {
				state: 'problem',
				says: 'no listener runs on this store: nothing could come',
				remedy: 'Start call-hook listen in another terminal, then run this again.',
			}),
		);
		return null;
	}
	const told = {contexts: config.contexts, secrets};
	const [last = 0] = store.deliveryIdsBefore(Number.MAX_SAFE_INTEGER, 1);
	const stop = stopper(exitCode.interrupted);
	const how = wait === null ? 'Ctrl-C ends it' : `at most ${wait / 1000} s`;
	const at = listener.publicUrl ?? listener.url;
	say(`Waiting for the first delivery of ${provider.name} at ${at} (${how}) …`, global, '\n');
	try {
		const watched = await firstDelivery({
			store,
			provider,
			told,
			after: last,
			withinMs: wait,
			signal: stop.ending,
		});
		const {found, waitedMs, seen} = watched;
		if (found !== null) {
			const {inspection} = inspectAs(found.request, found.pin, told);
			const what = deliveryText({event: inspection.event, request: found.request});
			const {id, request} = found;
			await report.check(arrivedCheck(provider, {id, what, at: timeOfDay(request.receivedAt), request}));
			return null;
		}
		await report.check(
			check(waitingGroup, 'waiting/first', 'None came', {
				state: 'problem',
				says: `no delivery of ${provider.name} in ${Math.round(waitedMs / 1000)} s`,
			}),
		);
		const reasons = whyNothingCame({
			provider,
			waitedMs,
			listener: listenerOn(store),
			seen,
			lastAt: lastBefore(store, last + 1, provider, told),
			now: Date.now(),
		});
		for (const reason of reasons) await report.check(reason);
	} finally {
		stop.dispose();
	}
	if (stop.code !== null) await report.end();
	return stop.code;
}
