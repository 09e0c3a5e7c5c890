/** What a kind of tunnel has to offer: one file and one line in `drivers.ts` each. */

/** A kind of tunnel. */
export interface TunnelDriver {
	/** As in `--tunnel <kind>`; a driver that needs a value has it behind a colon: `ssh:<user@host>`. */
	readonly id: string;
	/** What the value behind the colon is: `user@host`; left out where there is none. */
	readonly takes?: string;
	/** One line for the help. */
	readonly says: string;
	/** What else to check when its first address leads nowhere, in the imperative. */
	readonly check?: string;
	/**
	 * Asks for an address that leads to the local port. Resolves once there is one: whether it works is the business
	 * of the caller. Has to give up, and clean up, when the signal says so.
	 * @throws {TunnelError} saying why there is none
	 */
	open(request: TunnelRequest): Promise<OpenTunnel>;
}

export interface TunnelRequest {
	/** Of the listener on this machine. */
	port: number;
	/** What is behind the colon of `--tunnel <kind>:<value>`; null without one. */
	value: string | null;
	/** Of the tunnel's server (`--tunnel-host`); null for the usual one. */
	server: string | null;
	/** The name to ask for: the user's, or that of the tunnel that is reopened; null for any. */
	subdomain: string | null;
	signal: AbortSignal;
}

/** A tunnel that has an address. Whoever opens it closes it. */
export interface OpenTunnel {
	/** Without a slash at the end. */
	readonly url: string;
	/** What to ask for to be given this address again; left out where one cannot ask. */
	readonly subdomain?: string;
	/** Opening it again costs nobody anything and may cure it. Left out for those that look after themselves. */
	readonly isRenewable?: boolean;
	/** Remarkable, though it may work: another name was given than asked for. */
	readonly remark?: string;
	/** Resolves, with the reason, when it has ended by itself; never rejects. */
	readonly ended: Promise<string>;
	/** Calls the listener when something hints that it no longer works: a socket was lost. */
	onDoubt(listener: () => void): void;
	/** Calls the listener with the address that has taken the place of the last one. Left out where it cannot. */
	onMoved?(listener: (url: string) => void): void;
	/** Safe to call twice. */
	close(): Promise<void>;
}

/**
 * Why there is no address, with the next step. The message is a sentence without a capital and a full stop, as it is
 * shown behind the state.
 */
export class TunnelError extends Error {
	override readonly name = 'TunnelError';
	readonly hint: string;
	/** Trying again is of no use: the program is not there, or the value is wrong. */
	readonly isFinal: boolean;

	constructor(message: string, options: {hint: string; isFinal?: boolean; cause?: unknown}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.hint = options.hint;
		this.isFinal = options.isFinal ?? false;
	}
}
