/** A public address that is proved by requests through it, reopened when it is lost, and closed in order. */

import type {TunnelStatus} from '../core/tunnel.ts';
import type {TunnelDriver, TunnelRequest} from './driver.ts';
import type {Probes} from './probes.ts';

export interface TunnelOptions {
	driver: TunnelDriver;
	request: Omit<TunnelRequest, 'signal'>;
	/** Shared with the listener, which answers what they send. */
	probes: Probes;
	timing?: Partial<TunnelTiming>;
}

/** All in ms. */
export interface TunnelTiming {
	/** Between two probes of a live address. */
	probeEvery: number;
	/** Between two probes of one that does not answer. */
	probeWhenDegraded: number;
	/** How long a probe may take. */
	probeTimeout: number;
	/** How long opening may take. */
	openTimeout: number;
	/** The longest pause before it is opened again, in the first minute after it was lost, and later. */
	reopenEvery: number;
	reopenEveryLater: number;
}

export const defaultTiming: TunnelTiming = {
	probeEvery: 30_000,
	probeWhenDegraded: 1000,
	probeTimeout: 10_000,
	openTimeout: 15_000,
	reopenEvery: 1000,
	reopenEveryLater: 10_000,
};

export interface Tunnel {
	/** As it is now. */
	readonly status: TunnelStatus;
	/** Told of each change of state, url, reason or round trip. */
	onStatus(listener: (status: TunnelStatus) => void): void;
	/**
	 * Resolves when the address was live for the first time.
	 * @throws {CallHookError} when it was not within `deadlineMs`, or can never be, saying why; the tunnel is closed then
	 */
	firstLive(deadlineMs: number): Promise<void>;
	/** Gives the address up. Safe to call twice. */
	close(): Promise<void>;
}
