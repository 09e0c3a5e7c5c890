/** One more member at the end of an object or list of JSON, laid out as those before it. */

import type {Layer} from './layer.ts';

/** An object or list in the text of a layer. */
export interface JsonGroup {
	/** Behind its opening bracket. */
	from: number;
	/** Where its members begin and end, each with its name. */
	members: readonly {from: number; to: number}[];
}

/** Where a member is put in, and as what. */
export interface Insertion {
	at: number;
	text: string;
}

/** @param member as JSON, of an object with its name */
export function lastMember({text}: Layer, {from, members}: JsonGroup, member: string): Insertion {
	const last = members.at(-1);
	if (last === undefined) return {at: from, text: member};
	return {at: last.to, text: separator(text, from, members) + member};
}

/** What stands between two members, or might. */
function separator(text: string, from: number, members: JsonGroup['members']): string {
	const last = members.at(-1);
	const before = members.at(-2);
	if (last === undefined) return '';
	if (before !== undefined) {
		const between = text.slice(before.to, last.from);
		// No comments, and no comma that is missing.
		if (/^\s*,\s*$/.test(between)) return between;
	}
	const blanks = text.slice(from, last.from);
	if (blanks.includes('\n') && blanks.trim() === '') return `,${blanks}`;
	return colonOf(text) === ':' ? ',' : ', ';
}

/** Between name and value, as the text has it; with a blank where it has none. */
export function colonOf(text: string): string {
	return /"(\s*:[^\S\n]*)/.exec(text)?.[1] ?? ': ';
}
