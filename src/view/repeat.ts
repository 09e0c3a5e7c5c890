/** A delivery that repeats an earlier one, by its provider or by the user, in words and as a mark. */

import type {Delivery, Repeat, Replay} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
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

/** `replay of #10`, `replay of telecmi/outgoing-answered, edited` */
export function replayText({of, from, isEdited, isResigned}: Replay): string {
	const what = of === null ? oneLine(from ?? 'a request') : `#${of}`;
	return `replay of ${what}${isEdited ? ', edited' : ''}${isResigned ? ', signed anew' : ''}`;
}

/** `»#10`; `»` for what is no delivery. */
export function replayMark({of}: Pick<Replay, 'of'>, marks: Marks): string {
	return `${marks.replay}${of === null ? '' : `#${of}`}`;
}

/** What a row has in front of what came: the user's own sending first, as the provider had no part in it. */
export function againMark(
	{replay, repeat}: {replay: Pick<Replay, 'of'> | null; repeat: Pick<Repeat, 'kind' | 'of'> | null},
	marks: Marks,
): string {
	if (replay !== null) return replayMark(replay, marks);
	return repeat === null ? '' : repeatMark(repeat, marks);
}

/** The same in words; '' for one that repeats nothing, as far as is known. */
export function againText({replay, repeat}: Pick<Delivery, 'replay' | 'repeat'>): string {
	if (replay !== null) return replayText(replay);
	return repeat === null ? '' : repeatText(repeat);
}
