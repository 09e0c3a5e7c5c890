/** Bytes as a dump: offset, hex, and the characters that are plain ASCII. */

import {type Line, segment} from './segment.ts';

/** The lines of the bytes, 16 a line, fewer where the width asks for it. */
export function hexLines(bytes: Uint8Array, width: number): Line[] {
	const perLine = width >= 74 ? 16 : width >= 41 ? 8 : 4;
	const lines: Line[] = [];
	for (let offset = 0; offset < bytes.length; offset += perLine) {
		const row = bytes.subarray(offset, offset + perLine);
		lines.push([
			segment(`${offset.toString(16).padStart(6, '0')}  `, 'text.muted'),
			segment(hexOf(row, perLine), 'json.number'),
			segment(`  ${asciiOf(row)}`),
		]);
	}
	return lines;
}

/** Two groups where there are more than eight, padded to a full row. */
function hexOf(row: Uint8Array, perLine: number): string {
	let text = '';
	for (let i = 0; i < perLine; i++) {
		if (i > 0) text += i === 8 ? '  ' : ' ';
		text += row[i]?.toString(16).padStart(2, '0') ?? '  ';
	}
	return text;
}

function asciiOf(row: Uint8Array): string {
	return Array.from(row, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
}
