import {type ExitCode, exitCode} from '../core/errors.ts';

/** Why a command ends that goes on until it is told to stop. */
export interface StopReason {
	exitCode: ExitCode;
	/** The user or the system asked for it, as opposed to a view that ended by itself. */
	signal: NodeJS.Signals | null;
}

export interface Stopper {
	readonly stopped: Promise<StopReason>;
	/** Aborted when it is stopped. */
	readonly ending: AbortSignal;
	/** What the process ends with; null until it is stopped. */
	readonly code: ExitCode | null;
	stop(code: ExitCode): void;
	/** Gives the signals back. */
	dispose(): void;
}

/**
 * The first reason counts. A second signal, while closing, ends the process at once.
 * @param onInterrupt what Ctrl-C means: the usual end of what goes on for ever, an interruption of what has an end
 */
export function stopper(onInterrupt: ExitCode = exitCode.done): Stopper {
	const exitCodes = {SIGINT: onInterrupt, SIGTERM: exitCode.terminated, SIGHUP: exitCode.hangup};
	let settle: (reason: StopReason) => void = () => {};
	let reason: StopReason | null = null;
	const stopped = new Promise<StopReason>(resolve => {
		settle = resolve;
	});
	const ending = new AbortController();
	const end = (next: StopReason) => {
		if (reason !== null) return;
		reason = next;
		settle(next);
		ending.abort();
	};
	const onSignal = (signal: NodeJS.Signals) => {
		const code = exitCodes[signal as keyof typeof exitCodes];
		if (reason !== null) process.exit(code);
		end({exitCode: code, signal});
	};
	const signals = Object.keys(exitCodes) as NodeJS.Signals[];
	for (const signal of signals) process.on(signal, onSignal);
	return {
		stopped,
		ending: ending.signal,
		get code() {
			return reason?.exitCode ?? null;
		},
		stop: code => end({exitCode: code, signal: null}),
		dispose() {
			for (const signal of signals) process.off(signal, onSignal);
		},
	};
}
