/** `call-hook listen`: opens store, listener and public address, and closes everything in order. */

import type {OutputMode} from '../../config/config.ts';
import {type ExitCode, exitCode} from '../../core/errors.ts';
import {refusesLoop} from '../../forward/loop.ts';
import {defaultLimits, type Listener, listen} from '../../server/listener.ts';
import {Network} from '../../session/network.ts';
import {Session} from '../../session/session.ts';
import {openStore} from '../../store/store.ts';
import {createProbes} from '../../tunnel/probes.ts';
import {type AnswerCommandOptions, answeringFrom, refuseIdle, targetsFrom} from '../answering.ts';
import {type GuardCommandOptions, guardingFrom} from '../guarding.ts';
import {type GlobalOptions, storePathOf} from '../options.ts';
import {loadOutput, type Output, outputMode} from '../outputs.ts';
import {PublicAddress} from '../public-address.ts';
import {type Registration, register} from '../registration.ts';
import {type SecretOptions, secretsFrom} from '../secrets.ts';
import {configFor, inspectOptions, layered} from '../settings.ts';
import {onStdoutClosed} from '../stdout.ts';
import {type Stopper, stopper} from '../stop.ts';
import {type TargetsOptions, targetsFor} from '../targets.ts';
import {type TunnelOptions, tunnelFor} from '../tunnel.ts';
import {UrlFile} from '../url-file.ts';

export interface ListenCommandOptions
	extends AnswerCommandOptions,
		GuardCommandOptions,
		SecretOptions,
		TargetsOptions,
		TunnelOptions {
	port: number;
	/** `[<filter>=]<url>` */
	forward?: readonly string[];
	provider?: string;
	route?: string[];
	maxBody: number;
	strict?: boolean;
	output?: OutputMode;
	urlFile?: string;
	/** In ms. */
	timeout: number;
	enforceDeadline?: boolean;
}

/** How long closing waits for answers under way before it gives up on them. */
const closeDeadlineMs = 3000;

/** How long the end of the output may take to be read once everything is closed, in ms. */
const drainMs = 2000;

/** `typed` has the names of the options that were on the command line, and are no defaults. */
export async function runListen(
	given: ListenCommandOptions,
	typed: ReadonlySet<string>,
	global: GlobalOptions,
): Promise<ExitCode> {
	const {config, mode, options, guard, inspect, wanted, answering, filters} = await settingsFor(
		given,
		typed,
		global,
	);
	const secretPath = guard.secretPath ?? '';
	const network = new Network(secretPath);
	const targets = targetsFor(filters, options, status => network.setTarget(status));
	const urlFile = options.urlFile === undefined ? null : new UrlFile(options.urlFile);
	const storePath = storePathOf(global, config);
	const openOutput = await loadOutput(mode);
	const store = await openStore(storePath);
	const session = new Session({
		store,
		inspect,
		network,
		answering: {...answering, targets: targets.rules},
		// Before anything else: what comes back from a target has all that is asked for.
		refuse: request => refusesLoop(request) ?? guard.refuse?.(request) ?? null,
		handing: {
			timeoutMs: options.timeout,
			enforceDeadline: options.enforceDeadline ?? false,
			keepBytes: options.maxBody,
		},
	});
	session.watchCalls();
	const stop = stopper();
	onStdoutClosed(() => stop.stop(exitCode.done));
	const probes = createProbes();
	let listener: Listener | null = null;
	let registration: Registration | null = null;
	try {
		listener = await listen({
			host: options.host,
			port: options.port,
			limits: {...defaultLimits, maxBody: options.maxBody},
			reserved: target => probes.answer(target),
			onExchange: exchange => session.receive(exchange),
			onTrouble: message => session.notify('warning', message),
		});
		const {port} = listener;
		const address = new PublicAddress({
			network,
			open: () => wanted.open(port, probes),
			notify: (severity, message, hint) => session.notify(severity, message, hint),
			urlFile,
		});
		const url = listener.url + secretPath;
		registration = register(store, url, network);
		if (!wanted.isWanted) urlFile?.write(url);
		const output = openOutput({
			session,
			url,
			storePath,
			configFile: config.file,
			hasRules: answering.rules.length > 0 || answering.seed !== null,
			curlOptions: guard.curlOptions,
			global,
			stop,
			toggleTunnel: () => address.toggle(),
		});
		const opening = show(output, wanted.isWanted ? address.open() : Promise.resolve(), stop, () => {
			if (answering.seed === null) return;
			session.notify('info', `Faults are drawn with --seed ${answering.seed}: it gives the same ones again.`);
		});
		// Looked at below, when all is closed.
		opening.catch(() => {});
		const reason = await stop.stopped;
		// Answers under way go out by the tunnel.
		await close(listener, session);
		await address.close();
		await output.end();
		await opening;
		const rejected = session.summary().verdicts.rejected > 0;
		return options.strict && rejected && reason.exitCode === exitCode.done
			? exitCode.contract
			: reason.exitCode;
	} finally {
		// Still open when something failed.
		await listener?.close();
		stop.dispose();
		urlFile?.remove();
		registration?.end();
		session.close();
		targets.close();
		store.close();
		// A reader of our output that has stopped reading must not keep the process for ever.
		setTimeout(() => process.exit(), drainMs).unref();
	}
}

/**
 * What options and configuration come to.
 * @throws {CallHookError} when something is wrong with them: nothing is opened by then
 */
async function settingsFor(given: ListenCommandOptions, typed: ReadonlySet<string>, global: GlobalOptions) {
	const config = await configFor(global);
	const mode = outputMode(given.output, global, config.listen);
	const options = layered(given, typed, config.listen);
	const guard = guardingFrom(options);
	const inspect = inspectOptions(given, config, secretsFrom(given, {config}));
	const wanted = tunnelFor(tunnelOptions(options, typed));
	const answering = answeringFrom(options, config);
	const filters = targetsFrom(given.forward, config);
	refuseIdle(typed, filters);
	return {config, mode, options, guard, inspect, wanted, answering, filters};
}

/** What was typed wins over a tunnel in the file that contradicts it. */
function tunnelOptions(options: ListenCommandOptions, typed: ReadonlySet<string>): TunnelOptions {
	const {tunnel, publicUrl, ...rest} = options;
	const isOver = (one: string, other: string) => typed.has(one) && !typed.has(other);
	return {
		...rest,
		...(tunnel !== undefined && !isOver('publicUrl', 'tunnel') && {tunnel}),
		...(publicUrl !== undefined && !isOver('tunnel', 'publicUrl') && {publicUrl}),
	};
}

/**
 * Says that all is ready, at once or when the public address works. Without one that is wanted the listener ends.
 * @throws {CallHookError} saying why there is none, once everything is closed
 */
async function show(
	output: Output,
	opening: Promise<void>,
	stop: Stopper,
	onReady: () => void,
): Promise<void> {
	let isStopping = false;
	const stopped = stop.stopped.then(() => {
		isStopping = true;
	});
	let isReady = false;
	const ready = () => {
		if (isStopping || isReady) return;
		isReady = true;
		output.ready();
		onReady();
	};
	if (!output.waitsForAddress) ready();
	try {
		await Promise.race([opening, stopped]);
		ready();
		await opening;
	} catch (error) {
		// What is given up because everything ends is no failure.
		if (isStopping) return;
		stop.stop(exitCode.unavailable);
		await stopped;
		throw error;
	}
}

async function close(listener: Listener, session: Session): Promise<void> {
	const deadline = new Promise<void>(resolve => setTimeout(resolve, closeDeadlineMs).unref());
	const idle = listener.close().then(() => session.idle());
	// What targets have not answered by then is answered in their place.
	const impatience = setTimeout(() => session.stopWaiting(), closeDeadlineMs / 3);
	await Promise.race([idle, deadline]);
	clearTimeout(impatience);
}
