import {type DecodeContexts, noContexts} from '../core/context.ts';
import type {Delivery, Pin} from '../core/delivery.ts';
import {inspectAs} from '../inspect/inspect.ts';
import {judge} from '../inspect/verdict.ts';
import type {StoredDelivery} from '../store/store.ts';

/** A delivery as read from the store, with everything that can be said about it worked out again. */
export function deliveryOf(
	{id, request, replayOf, pin, answer}: StoredDelivery,
	contexts: DecodeContexts = noContexts,
): Delivery {
	const {inspection, provider} = inspectAs(request, pin, contexts);
	return {
		id,
		request,
		replayOf,
		inspection,
		answer,
		verdict: judge(provider, inspection.event?.kind ?? null, answer),
	};
}

/** What has to be kept of how a delivery was recognised, as it cannot be worked out from its bytes. */
export function pinOf({inspection}: Pick<Delivery, 'inspection'>): Pin | null {
	const {id, pinned, because} = inspection.provider;
	return pinned ? {id, because: because[0] ?? 'pinned'} : null;
}
