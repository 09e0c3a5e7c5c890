import {describe, expect, it} from 'vitest';
import {hexLines} from '../../src/view/hex-lines.ts';
import {plain} from '../../src/view/segment.ts';

const bytes = Uint8Array.from({length: 256}, (_, index) => index);
const dump = (width: number, of = bytes) => hexLines(of, width).map(plain);

describe('hexLines', () => {
	it('says offset, bytes in hex and plain characters', () => {
		expect(dump(80)[4]).toBe('000040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO');
	});

	it.each([80, 74, 60, 41, 30])('has every byte once in a dump of %d columns, and is no wider', width => {
		const lines = dump(width);
		const hex = lines.map(line => line.slice(8).match(/^(?:[0-9a-f]{2} {1,2})+/)?.[0] ?? '').join('');
		expect(hex.replace(/\s/g, '')).toBe(Buffer.from(bytes).toString('hex'));
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
	});

	it('lets nothing through that is not plain ASCII', () => {
		for (const line of dump(80)) expect(line).toMatch(/^[ -~]*$/);
	});

	it('a last row that is not full keeps its columns', () => {
		const lines = dump(
			80,
			Uint8Array.from({length: 17}, () => 0x41),
		);
		expect(lines[1]?.indexOf('A')).toBe(lines[0]?.indexOf('A'));
	});

	it('no bytes are no lines', () => {
		expect(dump(80, new Uint8Array())).toEqual([]);
	});
});
