/** The public address of a running listener: opened, told of, written to a file, given up. */

import {CallHookError, messageOf} from '../core/errors.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import type {Network} from '../session/network.ts';
import type {Notice} from '../session/session.ts';
import type {Tunnel} from '../tunnel/tunnel.ts';
import type {UrlFile} from './url-file.ts';

export interface PublicAddressOptions {
	network: Network;
	/** Begins to open a tunnel to the listener. */
	open(): Tunnel;
	notify(severity: Notice['severity'], message: string, hint?: string | null): void;
	/** Where the address is written once it is live; null for nowhere. */
	urlFile: UrlFile | null;
	/** How long a tunnel may take until it is live for the first time, in ms. */
	deadlineMs?: number;
}

const firstLiveMs = 30_000;

export class PublicAddress {
	readonly #options: PublicAddressOptions;
	#tunnel: Tunnel | null = null;
	#closing: Promise<void> | null = null;

	constructor(options: PublicAddressOptions) {
		this.#options = options;
	}

	/**
	 * Opens a tunnel; resolves once it is live for the first time, or given up before.
	 * @throws {CallHookError} when it is not in time, saying why
	 */
	async open(): Promise<void> {
		const {network, deadlineMs = firstLiveMs} = this.#options;
		const tunnel = this.#options.open();
		this.#tunnel = tunnel;
		const tell = (status: TunnelStatus) => {
			if (this.#tunnel !== tunnel) return;
			const change = network.setTunnel(status);
			if (status.state === 'live') this.#writeUrl();
			if (change === null) return;
			const {old, url, providers} = change;
			const users = providers.length === 0 ? 'your provider' : providers.join(', ');
			const hint = `Update the webhook URL at ${users}.`;
			this.#options.notify('warning', `The public address changed to ${url}; it was ${old}.`, hint);
		};
		tell(tunnel.status);
		tunnel.onStatus(tell);
		try {
			await tunnel.firstLive(deadlineMs);
		} catch (error) {
			// Closed by its user: that is no failure.
			if (this.#tunnel === tunnel) throw error;
		}
	}

	/** Gives the address up. Safe to call twice. */
	async close(): Promise<void> {
		const tunnel = this.#tunnel;
		if (tunnel === null) return this.#closing ?? undefined;
		this.#tunnel = null;
		this.#options.urlFile?.remove();
		this.#closing = tunnel.close();
		await this.#closing;
		this.#closing = null;
	}

	/** Opens one where there is none, else closes it; says in a sentence what is done. */
	toggle(): string {
		const {network, notify} = this.#options;
		if (this.#closing !== null) return 'The public address is being given up.';
		if (this.#tunnel !== null) {
			const url = network.state.tunnel?.url;
			void this.close().then(() => network.setTunnel(null));
			return url == null ? 'No public address is asked for any more.' : `${url} is given up.`;
		}
		this.open().catch(error => {
			this.#tunnel = null;
			network.setTunnel(null);
			notify('error', messageOf(error), error instanceof CallHookError ? error.hint : null);
		});
		return 'A public address is asked for.';
	}

	#writeUrl(): void {
		const {urlFile, network, notify} = this.#options;
		const url = network.state.publicUrl;
		if (url === null) return;
		try {
			urlFile?.write(url);
		} catch (error) {
			notify('error', messageOf(error), error instanceof CallHookError ? error.hint : null);
		}
	}
}
