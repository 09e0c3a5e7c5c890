/** Texts that are written so that nobody reads them: base64. */

import {isUtf8} from 'node:buffer';

/** Shorter ones are words. */
const shortest = 16;

/** Whether a value is base64 of a text that says something: words, members, an address, a number. */
export function holdsText(value: string): boolean {
	const text = value.trim().replace(/^data:[^,]{0,100},/i, '');
	if (text.length < shortest || !/^[A-Za-z\d+/_-]+={0,2}$/.test(text)) return false;
	const bytes = Buffer.from(text, 'base64');
	if (!isUtf8(bytes)) return false;
	const plain = bytes.toString('utf8');
	return !/[^\P{C}\s]/u.test(plain) && /\d{7}|[@\s{"&=:]/.test(plain);
}
