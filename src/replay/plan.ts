/** When which step of a scenario is sent: its timing, and disorder on purpose. Pure: the same seed gives the same plan. */

/** How the steps of a scenario are spread over time, and disordered. */
export interface PlanOptions {
	/** Gaps are shortened by this: 60 sends a minute in a second. Infinity: no gaps at all. */
	speed: number;
	/** The steps in any order; the times stay those of the places. */
	shuffle: boolean;
	/** The share of steps that are sent twice, 0 to 1. */
	duplicate: number;
	/** The share of steps that are not sent, 0 to 1. */
	drop: number;
	/** Steps that come later than they should. */
	late: readonly LateRule[];
	/** A whole number from 0 on; each repetition draws from a stream of its own. */
	seed: number;
}

/** `--late recording=5m` */
export interface LateRule {
	/** A phase, a kind or the name of a step. */
	what: string;
	/** In ms, before the speed is applied. */
	byMs: number;
}

/** What a plan asks of a step. */
export interface PlannedStep {
	/** After the step before it, in ms; null is 0. */
	afterMs: number | null;
	/** What `--late` may call it: its phase, kind, name. */
	calledBy: readonly string[];
}

/** One request that is to be sent. */
export interface Sending {
	/** Its place in the scenario, from 0. */
	step: number;
	/** From the start of its repetition, in ms, the speed applied. */
	atMs: number;
	/** 0 for a step itself, 1 for its duplicate. */
	copy: number;
	/** What was done to it on purpose, in words: `duplicate`, `late by 5 min`; empty when nothing was. */
	because: readonly string[];
}

/** One pass through a scenario. */
export interface Pass {
	/** In the order they are sent. */
	sendings: readonly Sending[];
	/** Places of the steps that are not sent. */
	dropped: readonly number[];
}
