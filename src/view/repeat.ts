/** A delivery that repeats an earlier one, in words and as a mark. */

import type {Repeat} from '../core/delivery.ts';
import type {Marks} from './marks.ts';

/** `retry 1 of 3 of #12`, `same as #17`; without what is not known of it. */
export function repeatText({kind, of, attempt, atMost}: Repeat): string {
	if (kind === 'duplicate') return of === null ? 'sent before' : `same as #${of}`;
	const nth = attempt === null ? '' : ` ${attempt}${atMost === null ? '' : ` of ${atMost}`}`;
	return `retry${nth}${of === null ? '' : ` of #${of}`}`;
}

/** `↻#12`, `=#17` */
export function repeatMark({kind, of}: Pick<Repeat, 'kind' | 'of'>, marks: Marks): string {
	return `${marks[kind]}${of === null ? '' : `#${of}`}`;
}
