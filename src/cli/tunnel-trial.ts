/** Opens a public address to see whether it works, and closes it again. */

import {CallHookError, messageOf} from '../core/errors.ts';
import type {TunnelTrial} from '../doctor/environment.ts';
import {defaultLimits, listen} from '../server/listener.ts';
import {createProbes} from '../tunnel/probes.ts';
import type {WantedTunnel} from './tunnel.ts';

/** How long it may take until a request came back through it, in ms. */
const firstLiveMs = 20_000;

/** Nothing that others send to it is kept. Never rejects. */
export async function tryTunnel(
	kind: string,
	wanted: Pick<WantedTunnel, 'open'>,
	deadlineMs = firstLiveMs,
): Promise<TunnelTrial> {
	const probes = createProbes();
	try {
		const listener = await listen({
			host: '127.0.0.1',
			port: 0,
			limits: defaultLimits,
			reserved: target => probes.answer(target),
			onExchange: exchange =>
				exchange.respond({status: 503, headers: [['Retry-After', '60']], body: new Uint8Array()}),
			onTrouble() {},
		});
		try {
			const tunnel = wanted.open(listener.port, probes);
			try {
				await tunnel.firstLive(deadlineMs);
				const {url, roundTripMs} = tunnel.status;
				return {kind, url: url ?? '', roundTripMs: roundTripMs ?? 0};
			} finally {
				await tunnel.close();
			}
		} finally {
			await listener.close();
		}
	} catch (error) {
		return {
			kind,
			problem: messageOf(error),
			hint: error instanceof CallHookError ? error.hint : 'Try another tunnel.',
		};
	}
}
