/** Sends scenarios: their timing, several at once, and no faster than the user allows. */

import type {Delivery} from '../core/delivery.ts';
import type {WireRequest} from '../formats/step.ts';
import type {Pass} from './plan.ts';
import type {Sender, Sent} from './sender.ts';

/** A request as it was sent, and where it belongs. */
export interface Outcome {
	/** From 0. */
	repetition: number;
	/** Its place in the scenario. */
	step: number;
	/** 0 for a step itself, 1 for its duplicate. */
	copy: number;
	/** From 0: how often it was sent before, as the provider sends again what failed. */
	attempt: number;
	sent: Sent;
	/** The delivery it is, judged; its id null until it is kept, and where it is not. */
	delivery: Delivery;
}

export interface RunOptions {
	sender: Sender;
	/** How often the scenario is sent. */
	times: number;
	/** How many of these at once. */
	concurrency: number;
	/** Requests per second at most; null: no limit. */
	rate: number | null;
	passOf(repetition: number): Pass;
	/** The requests of a repetition that begins at `at`, in ms since the epoch, by their places in the scenario. */
	requestsOf(repetition: number, at: number): readonly WireRequest[];
	/** Sends one, as often as it takes: a provider sends again what failed. */
	deliver(request: WireRequest, place: {repetition: number; step: number; copy: number}): Promise<void>;
	/** Ends it early: what is under way is waited for, nothing more is sent. */
	signal: AbortSignal;
}

/** How far a run is. */
export interface Progress {
	sent: number;
	/** How many will be sent in all, without what is sent again; null where that is not known yet. */
	of: number | null;
	/** When the next one is sent, in ms since the epoch; null while requests are under way without a pause. */
	nextAt: number | null;
}
