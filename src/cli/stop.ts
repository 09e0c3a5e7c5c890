import {type ExitCode, exitCode} from '../core/errors.ts';

/** Why a listener ends. */
export interface StopReason {
	exitCode: ExitCode;
	/** The user or the system asked for it, as opposed to a view that ended by itself. */
	signal: NodeJS.Signals | null;
}

const exitCodes = {SIGINT: exitCode.done, SIGTERM: exitCode.terminated, SIGHUP: exitCode.hangup} as const;

export interface Stopper {
	readonly stopped: Promise<StopReason>;
	stop(code: ExitCode): void;
	/** Gives the signals back. */
	dispose(): void;
}

/** The first reason counts. A second signal, while closing, ends the process at once. */
export function stopper(): Stopper {
	let settle: (reason: StopReason) => void = () => {};
	let reason: StopReason | null = null;
	const stopped = new Promise<StopReason>(resolve => {
		settle = resolve;
	});
	const end = (next: StopReason) => {
		if (reason !== null) return;
		reason = next;
		settle(next);
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
		stop: code => end({exitCode: code, signal: null}),
		dispose() {
			for (const signal of signals) process.off(signal, onSignal);
		},
	};
}
