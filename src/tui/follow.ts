/** When the list shows the newest call by itself. */

export interface FollowFacts {
	/** The reader asked for it: on at the start, by f, G and End; off by any other movement. */
	wanted: boolean;
	/** A page such as help covers the list. */
	covered: boolean;
	/** The detail is on the full screen. */
	full: boolean;
}

/** Whether newly arrived calls move the selection. */
export function shouldFollow({wanted, covered, full}: FollowFacts): boolean {
	// Only deliberate keys turn it on: a reader of the last row must not be pulled away from it.
	if (!wanted) return false;
	// What is covered must be found as it was left.
	if (covered) return false;
	// The detail would change under its reader.
	if (full) return false;
	return true;
}
