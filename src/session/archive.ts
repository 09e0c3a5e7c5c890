import type {Answer, Delivery, Pin} from '../core/delivery.ts';
import type {Provider} from '../core/provider.ts';
import {inspectAs, nothingTold, type Told} from '../inspect/inspect.ts';
import {lintAnswer} from '../inspect/lint-answer.ts';
import {readMessage} from '../inspect/message.ts';
import {judge} from '../inspect/verdict.ts';
import type {StoredDelivery} from '../store/store.ts';

/** A delivery as read from the store, with everything that can be said about it worked out again. */
export function deliveryOf(
	{id, request, replayOf, pin, refusal, answer}: StoredDelivery,
	told: Told = nothingTold,
): Delivery {
	const {inspection, provider} = inspectAs(request, pin, told);
	return answered({id, request, replayOf, refusal, inspection, repeat: null}, provider, answer);
}

/** A delivery with its answer, and what can be said about that; `inspection` is that of the request alone. */
export function answered(
	asked: Omit<Delivery, 'answer' | 'verdict'>,
	provider: Provider,
	answer: Answer,
): Delivery {
	const {id, request, replayOf, refusal, inspection, repeat} = asked;
	const kind = inspection.event?.kind ?? null;
	const message = () => readMessage(request);
	const findings = lintAnswer(answer, provider, kind, message);
	// Member by member: this is done before every answer, and a spread takes longer than the rest of it.
	return {
		id,
		request,
		replayOf,
		refusal,
		inspection:
			findings.length === 0 ? inspection : {...inspection, findings: [...inspection.findings, ...findings]},
		repeat,
		answer,
		verdict: judge(provider, kind, answer, message),
	};
}

/** What has to be kept of how a delivery was recognised, as it cannot be worked out from its bytes. */
export function pinOf({inspection}: Pick<Delivery, 'inspection'>): Pin | null {
	const {id, pinned, because} = inspection.provider;
	return pinned ? {id, because: because[0] ?? 'pinned'} : null;
}
