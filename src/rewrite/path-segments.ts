/** What a segment of a path tells: endpoints have secrets and numbers in theirs. */

import {fewestDigits, looksLikeNumber} from './phone-numbers.ts';

/** Shorter ones are codes and versions. */
const shortestNumber = fewestDigits + 3;
const shortestToken = 10;
/** So much of it is neither a word nor a small number. */
const fewestOfToken = 8;

/** What a decoded segment is as a whole; null for a word, and for one of the ids of the call. */
export function segmentKind(text: string, ids: ReadonlySet<string>): 'number' | 'secret' | null {
	if (ids.has(text)) return null;
	if (/^\+?\d+$/.test(text) && text.length >= shortestNumber)
		return looksLikeNumber(text) ? 'number' : 'secret';
	return looksLikeToken(text) ? 'secret' : null;
}

/** Letters and digits in no order that words have. */
function looksLikeToken(text: string): boolean {
	if (text.length < shortestToken || !/^(?=\D*\d)[\w.~=+:-]+$/.test(text)) return false;
	const others = text.split(/[-_.~=+:]/).filter(part => !isWord(part));
	return others.join('').length >= fewestOfToken && others.some(part => /[a-z]/i.test(part));
}

/** `call`, `Call2`, `IVR`, `callStatus`, `v2`, `2024` */
function isWord(part: string): boolean {
	return /^(?:[A-Z]?[a-z]+(?:[A-Z][a-z]+)*|[A-Z]+)?\d{0,4}$/.test(part);
}
