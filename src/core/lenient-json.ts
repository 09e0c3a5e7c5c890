/**
 * JSON that is nearly JSON. The pieces no parser reads are written as JSON in one pass over the text; jsonc-parser,
 * which goes on after an error, reads the rest. Both take time in proportion to the length, whatever the text.
 */

import {getNodeValue, parseTree} from 'jsonc-parser';

/**
 * Strings, in double quotes, else in single ones; comments; variables that were not replaced; a colon with no value
 * behind it; every other word. Each alternative matches wherever it begins, to the end of the text if need be: a piece
 * that never ends is read once.
 */
const pieces =
	/"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|'[^'\\\n]*(?:\\.[^'\\\n]*)*(?:'|\\?$|\\?(?=\n))|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$?\{\{[^{}]*\}\}|:(?=\s*(?:[,}\]]|$))|[^\s,:[\]{}"']+/g;

/** Whether the quotes of the text are escaped once too often, as shells do it: `{\"a\": 1}`. */
export function isEscapedJson(text: string): boolean {
	return /^\s*[[{]\s*\\"/.test(text);
}

/** Told of each piece of a text: where it begins, how long it is, and how long what was written for it. */
export type PieceNoted = (at: number, length: number, writtenLength: number) => void;

/** The text with its pieces written as JSON writes them; commas and brackets may still be wrong. */
export function withJsonPieces(text: string, noted?: PieceNoted): string {
	const plain = isEscapedJson(text) ? text.replaceAll('\\"', '"') : text;
	if (noted === undefined) return plain.replace(pieces, written);
	return plain.replace(pieces, (piece: string, at: number) => {
		const json = written(piece);
		noted(at, piece.length, json.length);
		return json;
	});
}

/** What can be understood of a text that `withJsonPieces` made; undefined when that is nothing. */
export function readPieces(text: string): unknown {
	const root = parseTree(text, [], {allowTrailingComma: true, allowEmptyContent: true});
	return root === undefined ? undefined : getNodeValue(root);
}

function written(piece: string): string {
	if (piece.startsWith('"')) return closed(piece).replace(/\\?\r?\n|\\?\r/g, lineBreak);
	if (piece.startsWith("'")) return JSON.stringify(piece.slice(1).replace(/'$/, '').replace(/\\(.)/g, '$1'));
	if (piece.startsWith('//') || piece.startsWith('/*')) return ' ';
	if (piece === ':') return ': null';
	return word(piece);
}

/** With the quote that ends it; one that is escaped does not. */
function closed(text: string): string {
	return /^"(?:[^"\\]|\\[\s\S])*"$/.test(text) ? text : `${text.replace(/\\$/, '')}"`;
}

function lineBreak(characters: string): string {
	return characters.includes('\r') ? (characters.includes('\n') ? '\\r\\n' : '\\r') : '\\n';
}

/** What JavaScript and Python write where JSON has `null`, `true` and `false`. */
const words: ReadonlyMap<string, string> = new Map([
	['undefined', 'null'],
	['NaN', 'null'],
	['Infinity', 'null'],
	['-Infinity', 'null'],
	['None', 'null'],
	['True', 'true'],
	['False', 'false'],
]);

function word(text: string): string {
	if (text === 'true' || text === 'false' || text === 'null') return text;
	if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return text;
	return words.get(text) ?? JSON.stringify(text);
}
