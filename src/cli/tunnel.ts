/** From options to a tunnel that can be opened. */

import {isLocal} from '../core/address.ts';
import {type ChosenTunnel, defaultTunnel, parseTunnel} from '../tunnel/drivers.ts';
import {own} from '../tunnel/own.ts';
import type {Probes} from '../tunnel/probes.ts';
import {startTunnel, type Tunnel} from '../tunnel/tunnel.ts';
import {usage} from './usage.ts';

export interface TunnelOptions {
	/** The kind; true for the default one, `none` for none. */
	tunnel?: string | true;
	tunnelHost?: string;
	subdomain?: string;
	publicUrl?: string;
	/** Of the listener. */
	host: string;
}

export interface WantedTunnel {
	/** Whether it is opened at start. */
	isWanted: boolean;
	/** To the listener's port on this machine. */
	open(port: number, probes: Probes): Tunnel;
}

/**
 * The tunnel that was asked for, or the usual one for when it is asked for later.
 * @throws {CallHookError} when the options contradict each other, or there is no such tunnel
 */
export function tunnelFor(options: TunnelOptions): WantedTunnel {
	const {tunnelHost = null, subdomain = null} = options;
	const chosen = chosenTunnel(options);
	const driver = chosen ?? {driver: defaultTunnel, value: null};
	let last: Tunnel | null = null;
	return {
		isWanted: chosen !== null,
		open(port, probes) {
			// Providers still use the name there was.
			const name = last?.subdomain ?? subdomain;
			const request = {port, value: driver.value, server: tunnelHost, subdomain: name};
			last = startTunnel({driver: driver.driver, request, probes});
			return last;
		},
	};
}

/** null when none is wanted. */
function chosenTunnel({tunnel, tunnelHost, subdomain, publicUrl, host}: TunnelOptions): ChosenTunnel | null {
	const isWanted = tunnel !== undefined && tunnel !== 'none';
	if (publicUrl !== undefined) {
		if (isWanted) {
			throw usage(
				'--tunnel and --public-url contradict each other: one opens a tunnel, the other names one you run.',
				'Leave out one of them.',
			);
		}
		if (!/^https?:\/\/[^/]/i.test(publicUrl) || !URL.canParse(publicUrl)) {
			throw usage(
				`--public-url ${publicUrl} is no web address.`,
				'Write it like --public-url https://hooks.example.test.',
			);
		}
		const {username, password} = new URL(publicUrl);
		if (username !== '' || password !== '') {
			// Not repeated here: what is printed may end up in a log.
			throw usage(
				'--public-url holds a user name or password.',
				'Leave it out: --auth asks senders for one.',
			);
		}
		return {driver: own, value: publicUrl};
	}
	if (!isWanted) {
		const needless =
			tunnelHost !== undefined ? '--tunnel-host' : subdomain !== undefined ? '--subdomain' : null;
		if (needless !== null && tunnel === undefined) {
			throw usage(`${needless} says how a tunnel is opened, and none is.`, 'Add --tunnel.');
		}
		return null;
	}
	if (!isLocal(host) && host !== '0.0.0.0' && host !== '::') {
		throw usage(
			`Tunnels lead to 127.0.0.1, and --host ${host} listens elsewhere.`,
			'Leave out --host, or --tunnel.',
		);
	}
	if (tunnel === true) return {driver: defaultTunnel, value: null};
	const parsed = parseTunnel(tunnel);
	if ('problem' in parsed) throw usage(parsed.problem, 'Write --tunnel alone for the usual one.');
	return parsed;
}
