/** What readers of several formats have in common. */

import type {Pair} from '../core/capture.ts';
import type {RequestStep} from './step.ts';

/** Steps of a file, and what of it cannot be sent, with the reason: `line 7: only 10 of 300 bytes …`. */
export interface ReadSteps {
	steps: RequestStep[];
	skipped: string[];
}

/** In ms; null where there is none to tell. */
export function gap(before: number | null, at: number): number | null {
	return before === null || Number.isNaN(at - before) ? null : Math.max(0, at - before);
}

/** Names with values, all of them texts. */
export function isPairs(value: unknown): value is Pair[] {
	return (
		Array.isArray(value) &&
		value.every(pair => Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string')
	);
}
