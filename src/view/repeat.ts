/** A delivery that repeats an earlier one, in words and as a mark. */

import type {Repeat} from '../core/delivery.ts';
import type {Marks} from './marks.ts';

/** `retry 1 of 3, after #12`, `retry 1, after #12`, `duplicate of #17`; without what is not known of it. */
export function repeatText({kind, of, attempt, atMost}: Repeat): string {
	if (kind === 'duplicate') return of === null ? 'duplicate' : `duplicate of #${of}`;
	const nth = attempt === null ? '' : ` ${attempt}${atMost === null ? '' : ` of ${atMost}`}`;
	return `retry${nth}${of === null ? '' : `, after #${of}`}`;
}

/** `↻#12`, `=#17` */
export function repeatMark({kind, of}: Pick<Repeat, 'kind' | 'of'>, marks: Marks): string {
	return `${marks[kind]}${of === null ? '' : `#${of}`}`;
}
