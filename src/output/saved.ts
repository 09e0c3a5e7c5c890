/** What was written to a file, and what is other in it than it was. */

import {printable} from '../core/text.ts';
import {plural} from '../view/format.ts';

/** What stands for something personal or secret. */
export interface Change {
	/** `a number`, `a secret` */
	what: string;
	/** Where it stood first. */
	where: string;
	/** In how many places. */
	times: number;
}

export interface Saved {
	file: string;
	/** How many requests it has. */
	requests: number;
	changes: readonly Change[];
	/** Deliveries that are no part of it, and why, as the end of a sentence. */
	leftOut: readonly {id: number; because: string}[];
}

/** For people, line by line. */
export function changesText({file, requests, changes, leftOut}: Saved): string[] {
	const path = printable(file);
	return [
		`${plural(requests, 'request')} saved.`,
		...(changes.length === 0
			? ['Nothing in it was changed: neither secrets nor personal data were found.']
			: ['Another stands for:', ...changes.map(changeText)]),
		...leftOut.map(({id, because}) => `Left out: #${id}, ${because}.`),
		`Look through it before you hand it on; send it: call-hook replay ${path} --to http://localhost:3000`,
	];
}

function changeText({what, where, times}: Change): string {
	return `  ${printable(what)} in ${plural(times, 'place')}, ${times === 1 ? '' : 'first '}${printable(where)}`;
}
