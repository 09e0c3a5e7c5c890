/** What is remembered of deliveries, so that a later one can be told from them. */

import {type Delivery, type History, withFindings} from '../core/delivery.ts';
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
	{inspection, refusal, replayOf}: Pick<Delivery, 'inspection' | 'refusal' | 'replayOf'>,
	provider: Provider,
	step: Step | null,
): Remembered | null {
	// Strangers and the user's own replays are not the provider's deliveries.
	if (step === null || refusal !== null || replayOf !== null) return null;
	const key = inspection.callKey ?? keyOfEvent(provider, step);
	return key === null ? null : {key, step, provider, kind: inspection.event?.kind ?? null};
}

/** The provider's id ends where a call's key has a colon. */
function keyOfEvent({id}: Provider, {identity}: Step): string | null {
	return identity === null ? null : `${id} ${identity}`;
}

/** A delivery with what those before it tell of it. */
export function withHistory(delivery: Delivery, history: History | null): Delivery {
	if (history === null) return delivery;
	const {id, request, replayOf, refusal, inspection, answer, verdict} = delivery;
	const {repeat, findings} = history;
	const told = withFindings(inspection, findings);
	return {id, request, replayOf, refusal, inspection: told, repeat, answer, verdict};
}

/** The last deliveries of the last calls, by key. */
export class Histories {
	/** The least recently used first. */
	readonly #steps = new Map<string, Step[]>();
	/** How many there are, of all keys. */
	#count = 0;

	/** Takes the next delivery, whose id is known, and says what those before it tell of it. */
	add({key, step, provider, kind}: Remembered): History | null {
		const known = this.#steps.get(key);
		if (known === undefined) {
			this.#steps.set(key, [step]);
			this.#grow(1);
			const isCounted = step.attempt !== null && step.attempt > 0;
			step.history = isCounted ? historyOf(step, [], provider.contract(kind)) : null;
			return step.history;
		}
		// To the end: the first is the one that was not heard of for longest.
		this.#steps.delete(key);
		this.#steps.set(key, known);
		step.history = historyOf(step, known, provider.contract(kind));
		known.push(step);
		if (known.length > maxSteps) known.shift();
		else this.#grow(1);
		return step.history;
	}

	/** Whether anything of that key is remembered. */
	has(key: string): boolean {
		return this.#steps.has(key);
	}

	/** Takes deliveries that came before all that are remembered of their key. */
	addBefore(key: string, steps: readonly Step[]): void {
		const known = this.#steps.get(key) ?? [];
		const before = steps.filter(({id}) => !known.some(step => step.id === id));
		const all = [...before, ...known].slice(-maxSteps);
		this.#steps.set(key, all);
		this.#grow(all.length - known.length);
	}

	/** What was said of a delivery of that key; undefined when it is not remembered, or was taken afterwards. */
	recall(key: string, id: number): History | null | undefined {
		return this.#steps.get(key)?.find(each => each.id === id)?.history;
	}

	/** Keys whose last delivery arrived in a span of time, in ms since the epoch. */
	*quietBetween(from: number, until: number): Generator<string> {
		for (const [key, steps] of this.#steps) {
			const at = steps[steps.length - 1]?.arrivedAt ?? 0;
			if (at >= from && at <= until) yield key;
		}
	}

	#grow(by: number): void {
		this.#count += by;
		if (this.#steps.size <= mostKeys && this.#count <= mostSteps) return;
		// Half of them at once: to find the first of a map is slow when those before it were taken out one by one.
		let left = Math.ceil(this.#steps.size / 2);
		for (const [oldest, steps] of this.#steps) {
			if (left-- === 0) return;
			this.#steps.delete(oldest);
			this.#count -= steps.length;
		}
	}
}
