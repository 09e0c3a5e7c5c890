/** Times of a clock on the wall: what instant they name in a time zone. */

import {tzOffset} from '@date-fns/tz/tzOffset';

/** `+05:30`; there is no zone between `-01:00` and UTC. */
const offsetLike = /^(?:\+|-(?!00))(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Whether call-hook can reckon with the zone: an IANA name (`Asia/Kolkata`) or an offset (`+05:30`). */
export function isZone(name: string): boolean {
	return offsetLike.test(name) || isIanaZone(name);
}

/** Asks Intl itself: where that does not know a name, tzOffset looks for an offset anywhere in it. */
function isIanaZone(name: string): boolean {
	if (!/^[a-z]/i.test(name)) return false;
	try {
		new Intl.DateTimeFormat('en-US', {timeZone: name});
		return true;
	} catch {
		return false;
	}
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The instants at which the clocks of a zone show a time, in ms since the epoch, the earlier first: one, as a rule;
 * two in the hour that comes twice when clocks are put back; none in the hour that is left out in spring.
 * `wallMs` is the time read as if it were UTC.
 */
export function instantsOf(wallMs: number, zone: string): number[] {
	// The offset is one of those a day before and after: no zone changes it twice within two days.
	const offsets = new Set([offsetMs(zone, wallMs - dayMs), offsetMs(zone, wallMs + dayMs)]);
	return [...offsets]
		.map(offset => wallMs - offset)
		.filter(instant => wallMs - instant === offsetMs(zone, instant))
		.sort((a, b) => a - b);
}

/** How far the zone's clocks are ahead of UTC at an instant. */
function offsetMs(zone: string, instant: number): number {
	return tzOffset(zone, new Date(instant)) * 60_000;
}
