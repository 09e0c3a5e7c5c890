/** What was hidden in something that is handed on. */

import {listed, printable} from '../core/text.ts';
import {plural} from '../view/format.ts';

/** Something that was hidden. */
export interface Hidden {
	/** `a number`, `a secret` */
	what: string;
	/** In how many places. */
	times: number;
}

/** In a sentence, with how it is shown: the most frequent first. */
export function maskedText(hidden: readonly Hidden[]): string {
	const counts = new Map<string, number>();
	for (const {what, times} of hidden) counts.set(what, (counts.get(what) ?? 0) + times);
	if (counts.size === 0)
		return 'Nothing in it had to be masked: neither secrets nor personal data were found.';
	const told = [...counts]
		.sort(([, one], [, other]) => other - one)
		.map(([what, times]) => `${printable(what)} in ${plural(times, 'place')}`);
	return `Masked: ${listed(told)}. --reveal shows what was there.`;
}
