import {describe, expect, it} from 'vitest';
import {idMaker} from '../../src/rewrite/fresh-id.ts';

function make(id: string, repetition = 0, seed = 7): string | undefined {
	return idMaker(id, seed)?.(repetition);
}

describe('a fresh id', () => {
	it.each([
		['760df326-7f03-4b5d-b573-278dec867f13', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-b[\da-f]{3}-[\da-f]{12}$/],
		['760DF326-7F03-1B5D-8573-278DEC867F13', /^[\dA-F]{8}-[\dA-F]{4}-1[\dA-F]{3}-8[\dA-F]{3}-[\dA-F]{12}$/],
		['693bff62619c51fac21acf50', /^[\da-f]{24}$/],
		['242359184129', /^[1-9]\d{11}$/],
		['d5.1594969927.2496720', /^[a-z]\d\.\d{10}\.\d{7}$/],
		['sess-0001', /^[a-z]{4}-\d{4}$/],
		['Call_Ab', /^[A-Z][a-z]{3}_[A-Z][a-z]$/],
		['0042', /^\d{4}$/],
		['é1', /^é\d$/],
	])('of %s looks like it', (id, look) => {
		for (let repetition = 0; repetition < 50; repetition++) expect(make(id, repetition)).toMatch(look);
	});

	it('is the same for the same seed and repetition, and another one else', () => {
		const id = '760df326-7f03-4b5d-b573-278dec867f13';
		expect(make(id, 3)).toBe(make(id, 3));
		expect(make(id, 3)).not.toBe(make(id, 4));
		expect(make(id, 3, 1)).not.toBe(make(id, 3, 2));
	});

	it('is never the old one, and does not come again as long as its characters allow', () => {
		const short = idMaker('7a', 7);
		const seen = new Set(Array.from({length: 259}, (_, repetition) => short?.(repetition)));
		expect(seen.size).toBe(259);
		expect(seen).not.toContain('7a');
		expect(seen).toContain(short?.(259));
	});

	it.each(['760df326-7f03-4b5d-b573-278dec867f13', '242359184129', 'sess-0001'])(
		'of %s is another one in each of 100,000 repetitions',
		id => {
			const maker = idMaker(id, 0);
			const seen = new Set(Array.from({length: 100_000}, (_, repetition) => maker?.(repetition)));
			expect(seen.size).toBe(100_000);
			expect(seen).not.toContain(id);
		},
	);

	it('keeps ids apart that are different', () => {
		const ids = Array.from({length: 300}, (_, index) => `a-${String(index).padStart(3, '0')}`);
		for (let repetition = 0; repetition < 20; repetition++) {
			expect(new Set(ids.map(id => make(id, repetition))).size).toBe(300);
		}
	});

	it('is not made of marks alone', () => {
		expect(idMaker('--/--', 1)).toBeNull();
		expect(idMaker('', 1)).toBeNull();
	});
});
