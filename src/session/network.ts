/** What is around the listener, and how it is: the public address and the targets. */

import {addressSeen} from '../core/address.ts';
import type {CapturedRequest} from '../core/capture.ts';
import type {TargetStatus} from '../core/target.ts';
import type {TunnelStatus} from '../core/tunnel.ts';

/** The public address became another one, and providers have to be told. */
export interface AddressChange {
	/** ms since the epoch. */
	at: number;
	url: string;
	old: string;
	/** Names of the providers that have used the old one, in the order they were first seen. */
	providers: readonly string[];
}

/** A delivery whose answer is not known yet. */
export interface Waiting {
	/** When the request was complete, in ms since the epoch. */
	since: number;
	/** When it will be given up, in ms since the epoch; null when nothing limits it. */
	until: number | null;
	/** The target it was handed to; null when the answer is delayed. */
	target: string | null;
}

export interface NetworkState {
	/** null without a tunnel. */
	tunnel: TunnelStatus | null;
	/** What is to be given to a provider: the address and the secret path; null while there is none that works. */
	publicUrl: string | null;
	/** The last one; null when there was none. */
	change: AddressChange | null;
	targets: readonly TargetStatus[];
	/** Ids of deliveries that call-hook answered in the place of a target since it went down; empty while all are up. */
	answeredInstead: readonly number[];
}

/** Of very many deliveries the first ones are named. */
export const mostNamed = 20;

export class Network {
	/** Behind the address, for whoever is told of it; '' without. */
	readonly #secretPath: string;
	readonly #listeners = new Set<() => void>();
	readonly #onTunnel = new Set<(status: TunnelStatus) => void>();
	readonly #onTarget = new Set<(status: TargetStatus) => void>();
	readonly #targets = new Map<string, TargetStatus>();
	/** Names of providers by the address they used. */
	readonly #users = new Map<string, Set<string>>();
	#tunnel: TunnelStatus | null = null;
	/** The last address that was live. */
	#liveUrl: string | null = null;
	#change: AddressChange | null = null;
	#answeredInstead: number[] = [];

	constructor(secretPath = '') {
		this.#secretPath = secretPath;
	}

	get state(): NetworkState {
		const tunnel = this.#tunnel;
		const works = tunnel !== null && (tunnel.state === 'live' || tunnel.state === 'degraded');
		return {
			tunnel,
			publicUrl: works && tunnel.url !== null ? tunnel.url + this.#secretPath : null,
			change: this.#change,
			targets: [...this.#targets.values()],
			answeredInstead: this.#answeredInstead,
		};
	}

	/** Told of every change. */
	onChange(listener: () => void): void {
		this.#listeners.add(listener);
	}

	/** Told of each status of the tunnel. */
	onTunnel(listener: (status: TunnelStatus) => void): void {
		this.#onTunnel.add(listener);
	}

	/** Told of each status of a target. */
	onTarget(listener: (status: TargetStatus) => void): void {
		this.#onTarget.add(listener);
	}

	/** The change of address this status brings, when it does. null as status: there is no tunnel any more. */
	setTunnel(status: TunnelStatus | null): AddressChange | null {
		this.#tunnel = status;
		let change: AddressChange | null = null;
		if (status?.state === 'live' && status.url !== null) {
			const old = this.#liveUrl;
			if (old !== null && old !== status.url) {
				const providers = [...(this.#users.get(old) ?? [])];
				change = {at: status.since, url: status.url, old, providers};
				this.#change = change;
			}
			this.#liveUrl = status.url;
		}
		if (status !== null) for (const listener of this.#onTunnel) listener(status);
		this.#tell();
		return change;
	}

	setTarget(status: TargetStatus): void {
		this.#targets.set(status.url, status);
		if ([...this.#targets.values()].every(({state}) => state !== 'down')) this.#answeredInstead = [];
		for (const listener of this.#onTarget) listener(status);
		this.#tell();
	}

	/** Notes a delivery that call-hook answered because its target did not. */
	answeredInsteadOf(url: string, id: number): void {
		if (this.#targets.get(url)?.state !== 'down' || this.#answeredInstead.length >= mostNamed) return;
		this.#answeredInstead = [...this.#answeredInstead, id];
		this.#tell();
	}

	/** The request with the address that led here, and what of its path is call-hook's own. */
	stamped(request: CapturedRequest): CapturedRequest {
		const publicUrl = this.#tunnel?.url ?? null;
		const ownPrefix = this.#secretPath;
		if (publicUrl === null && ownPrefix === '') return request;
		return {...request, ...(publicUrl !== null && {publicUrl}), ...(ownPrefix !== '' && {ownPrefix})};
	}

	/** Notes that a provider uses the public address, when the request came by it. */
	used(request: CapturedRequest, provider: string): void {
		const {publicUrl} = request;
		if (publicUrl === undefined || addressSeen(request)?.startsWith(publicUrl) !== true) return;
		const users = this.#users.get(publicUrl) ?? new Set();
		users.add(provider);
		this.#users.set(publicUrl, users);
	}

	/** Names of the providers that have used the address there is now. */
	get users(): readonly string[] {
		return this.#liveUrl === null ? [] : [...(this.#users.get(this.#liveUrl) ?? [])];
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}
