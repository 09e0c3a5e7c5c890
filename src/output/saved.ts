/** What was written to a file, and what is other in it than it was. */

import {printable} from '../core/text.ts';
import {numbersOf, plural} from '../view/format.ts';

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
		...leftOutText(leftOut),
		`Look through it before you hand it on; send it: call-hook replay ${path} --to http://localhost:3000`,
	];
}

/** Those left out for one reason together: of a call sent again and again they are many. */
export function leftOutText(leftOut: Saved['leftOut']): string[] {
	const ids = new Map<string, number[]>();
	for (const {id, because} of leftOut) ids.set(because, [...(ids.get(because) ?? []), id]);
	return [...ids].map(([because, same]) => {
		const [first, ...more] = same;
		if (more.length === 0) return `Left out: #${first}, ${because}.`;
		return `Left out: ${numbersOf(same)}, ${allOf(because)}.`;
	});
}

/** A reason for one as a reason for several. */
function allOf(because: string): string {
	const kind = /^it is a (retry|duplicate|replay)$/.exec(because)?.[1];
	if (kind === undefined) return `of each: ${because}`;
	return `they are ${kind === 'retry' ? 'retries' : `${kind}s`}`;
}

function changeText({what, where, times}: Change): string {
	return `  ${printable(what)} in ${plural(times, 'place')}, ${times === 1 ? '' : 'first '}${printable(where)}`;
}
