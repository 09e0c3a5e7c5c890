/** Watches a store, in which another process keeps what it gets, for the first delivery of a provider. */

import {setImmediate, setTimeout} from 'node:timers/promises';
import type {Delivery} from '../core/delivery.ts';
import type {Provider} from '../core/provider.ts';
import {inspectAs, type Told} from '../inspect/inspect.ts';
import type {StoredDelivery, StoreReader} from '../store/store.ts';
import type {Seen} from './waiting.ts';

interface WatchOptions {
	store: Pick<StoreReader, 'deliveriesAfter'>;
	provider: Provider;
	told: Told;
	/** Deliveries after this one are waited for. */
	after: number;
	/** null: for ever. */
	withinMs: number | null;
	/** Ends it early. */
	signal: AbortSignal;
	/** Between two looks, in ms. */
	everyMs?: number;
}

export interface Watched {
	/** The provider's own; null when none came. */
	found: StoredDelivery | null;
	/** What else came before it, the first of it. */
	seen: readonly Seen[];
	waitedMs: number;
}

/** One delivery may hold megabytes. */
const atOnce = 10;

/** Of strangers' requests, so many are remembered. */
const mostSeen = 50;

export async function firstDelivery(options: WatchOptions): Promise<Watched> {
	const {store, provider, told, withinMs, signal, everyMs = 200} = options;
	const {id} = provider;
	const began = performance.now();
	const seen: Seen[] = [];
	let {after} = options;
	for (;;) {
		const page = store.deliveriesAfter(after, atOnce);
		for (const stored of page) {
			after = stored.id;
			// Sent by the user, it shows nothing of the set-up.
			if (stored.replay !== null) continue;
			const {inspection} = inspectAs(stored.request, stored.pin, told);
			const {id: from} = inspection.provider;
			if (from === id && stored.refusal === null) {
				return {found: stored, seen, waitedMs: performance.now() - began};
			}
			if (seen.length < mostSeen) seen.push(seenOf(stored, inspection));
		}
		const waitedMs = performance.now() - began;
		if (signal.aborted || (withinMs !== null && waitedMs >= withinMs)) return {found: null, seen, waitedMs};
		if (page.length === atOnce) {
			// More may be there already; a signal is heard in between.
			await setImmediate();
			continue;
		}
		const left = withinMs === null ? everyMs : Math.min(everyMs, withinMs - waitedMs);
		// Ended early by the signal, which is asked above.
		await setTimeout(left, undefined, {signal}).catch(() => {});
	}
}

function seenOf(
	{id, request, refusal}: StoredDelivery,
	{provider: {id: providerId, name}}: Delivery['inspection'],
): Seen {
	return {
		id,
		method: request.method,
		path: request.target?.replace(/\?.*/s, '') ?? '',
		provider: {id: providerId, name},
		refused: refusal?.code ?? null,
		fault: request.fault?.code ?? null,
	};
}

/** Of the deliveries before now, so many are looked through for the provider's last. */
const mostSearched = 1000;

/** When the provider's last delivery before an id came, in ms since the epoch; null when it is not among the last ones. */
export function lastBefore(
	store: Pick<StoreReader, 'deliveriesBefore'>,
	beforeId: number,
	{id}: Provider,
	told: Told,
): number | null {
	let before = beforeId;
	for (let searched = 0; searched < mostSearched; ) {
		const page = store.deliveriesBefore(before, atOnce);
		const [oldest] = page;
		if (oldest === undefined) return null;
		const found = page.findLast(({request, pin, replay}) => {
			const {id: from} = inspectAs(request, pin, told).inspection.provider;
			return replay === null && from === id;
		});
		if (found !== undefined) return found.request.receivedAt;
		searched += page.length;
		before = oldest.id;
	}
	return null;
}
