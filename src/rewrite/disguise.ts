/**
 * Takes secrets and personal data out of requests: numbers, names, e-mail and other addresses, transcripts, recording
 * links. Consistent: what is the same before is the same after, in all requests of one disguise.
 */

import type {RequestStep} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';

/**
 * `mask`: what it was cannot be told, but its shape can: `+9190XXXXXXX1`. `pseudonym`: another of its kind stands for
 * it: a number of the same country and length, a name, a host below example.test.
 */
export type DisguiseStyle = 'mask' | 'pseudonym';

/** Something that was disguised. */
export interface Disguised {
	/** `a number`, `a name`, `a secret`, `a recording link` */
	what: string;
	/** Where it stood first: `body.to` */
	where: string;
	/** How many places had it. */
	times: number;
}

export interface Disguise {
	/** The same step without them; everything else stays byte for byte. */
	of(step: RequestStep): RequestStep;
	/** What was disguised so far. */
	readonly done: readonly Disguised[];
}

export declare function disguise(style: DisguiseStyle, told: Told): Disguise;
