/** The words of disguising. */

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
