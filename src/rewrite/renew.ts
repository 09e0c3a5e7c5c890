/** The same call once more: its ids made fresh, its times moved. */

import type {RequestStep, WireRequest} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';

export interface RenewOptions {
	/** The call's ids are made fresh; the same id becomes the same new one in all steps. */
	freshIds: boolean;
	/** All times are moved by one distance, so that the call happens now: the times between them stay. */
	now: boolean;
	/** Fresh ids are drawn from it. */
	seed: number;
	told: Told;
}

/** One scenario, ready to be made anew again and again. */
export interface Renewal {
	/** What is made anew, for the user: `3 ids`, `5 times`. */
	readonly says: readonly string[];
	/**
	 * The steps of a repetition, from 0, that begins at `at` (ms since the epoch). Where nothing is renewed they are the
	 * very steps that were given. Cheap: it may be called 100,000 times.
	 */
	steps(repetition: number, at: number): readonly WireRequest[];
}

export declare function renewalOf(steps: readonly RequestStep[], options: RenewOptions): Renewal;
