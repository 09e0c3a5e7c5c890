/** What is remembered of deliveries, so that a later one can be told from them. */

import {type Delivery, type History, type Verdict, withFindings} from '../core/delivery.ts';
import type {Provider} from '../core/provider.ts';
import type {Step} from '../core/step.ts';
import {historyOf} from '../inspect/history.ts';

/** Deliveries of one call that are remembered, the last ones. */
export const maxSteps = 64;
/** Calls that are remembered; of more, the half that was heard of last. More of them cost microseconds a delivery. */
export const mostKeys = 5000;
/** Deliveries that are remembered in all, some hundred bytes each. */
export const mostSteps = 20_000;

/** A delivery as the memory takes it. */
export interface Remembered {
	/** Of its call, or of its event where it belongs to no call. */
	key: string;
	step: Step;
	provider: Provider;
	/** Its kind, for the rules that hold. */
	kind: string | null;
}

/** What is to be remembered of a delivery; null of one that repeats nothing and is repeated by none. */
export function rememberedOf(
	{inspection, refusal, replay}: Pick<Delivery, 'inspection' | 'refusal' | 'replay'>,
	provider: Provider,
	step: Step | null,
): Remembered | null {
	// Strangers and the user's own replays are not the provider's deliveries.
	if (step === null || refusal !== null || replay !== null) return null;
	const key = inspection.callKey ?? keyOfEvent(provider, step);
	return key === null ? null : {key, step, provider, kind: inspection.event?.kind ?? null};
}

/** The provider's id ends where a call's key has a colon. */
function keyOfEvent({id}: Provider, {identity}: Step): string | null {
	return identity === null ? null : `${id} ${identity}`;
}

/** Whether a key is a call's: neither a provider's id nor what stands for an event has a colon. */
export function isOfCall(key: string): boolean {
	return key.includes(':');
}

/** A delivery with what those before it tell of it. */
export function withHistory(delivery: Delivery, history: History | null): Delivery {
	if (history === null) return delivery;
	const {id, request, replay, refusal, inspection, answer, verdict} = delivery;
	const {repeat, findings} = history;
	const told = withFindings(inspection, findings);
	return {id, request, replay, refusal, inspection: told, repeat, answer, verdict};
}

/**
 * The last deliveries of the last calls, by key. What was not heard of while half of all that is remembered came anew
 * is forgotten: two maps in turn, as one that is kept in order costs with every delivery.
 */
export class Histories {
	#young = new Map<string, Step[]>();
	#old = new Map<string, Step[]>();
	/** Steps of the young. */
	#count = 0;

	/** Takes the next delivery, whose id is known, and says what those before it tell of it. */
	add({key, step, provider, kind}: Remembered): History | null {
		const known = this.#find(key);
		if (known === undefined) {
			const isCounted = step.attempt !== null && step.attempt > 0;
			step.history = isCounted ? historyOf(step, [], provider.contract(kind)) : null;
			this.#keep(key, [step], 1);
			return step.history;
		}
		step.history = historyOf(step, known, provider.contract(kind));
		known.push(step);
		if (known.length > maxSteps) known.shift();
		else this.#grow(1);
		return step.history;
	}

	/** Whether anything of that key is remembered. */
	has(key: string): boolean {
		return this.#young.has(key) || this.#old.has(key);
	}

	/** Takes deliveries that came before all that are remembered of their key. */
	addBefore(key: string, steps: readonly Step[]): void {
		const known = this.#find(key) ?? [];
		const before = steps.filter(({id}) => !known.some(step => step.id === id));
		const all = [...before, ...known].slice(-maxSteps);
		this.#keep(key, all, all.length - known.length);
	}

	/** What was said of a delivery of that key; undefined when it is not remembered, or was taken afterwards. */
	recall(key: string, id: number): History | null | undefined {
		return this.#find(key)?.find(each => each.id === id)?.history;
	}

	/** Notes the verdict on an attempt that was not known when its retry came; gives the retry's id where there is one. */
	supersede(key: string, of: number, verdict: Verdict['state']): number | null {
		for (const {id, history} of this.#young.get(key) ?? this.#old.get(key) ?? []) {
			if (history?.repeat?.kind !== 'retry' || history.repeat.of !== of) continue;
			if (history.superseded === verdict) return null;
			history.superseded = verdict;
			return id;
		}
		return null;
	}

	/** Keys of calls whose last delivery arrived in a span of time, in ms since the epoch. */
	*quietBetween(from: number, until: number): Generator<string> {
		for (const steps of [this.#young, this.#old]) {
			for (const [key, known] of steps) {
				if (!isOfCall(key) || (steps === this.#old && this.#young.has(key))) continue;
				const at = known[known.length - 1]?.arrivedAt ?? 0;
				if (at >= from && at <= until) yield key;
			}
		}
	}

	#find(key: string): Step[] | undefined {
		const young = this.#young.get(key);
		if (young !== undefined) return young;
		const old = this.#old.get(key);
		if (old !== undefined) this.#keep(key, old, old.length);
		return old;
	}

	#keep(key: string, steps: Step[], more: number): void {
		this.#young.set(key, steps);
		this.#grow(more);
	}

	#grow(by: number): void {
		this.#count += by;
		if (this.#young.size <= mostKeys / 2 && this.#count <= mostSteps / 2) return;
		this.#old = this.#young;
		this.#young = new Map();
		this.#count = 0;
	}
}
