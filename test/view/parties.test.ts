import {describe, expect, it} from 'vitest';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {otherSide, type Parties} from '../../src/view/parties.ts';
import {plain} from '../../src/view/segment.ts';

const party = (raw: string) => ({raw, e164: null});
const call: Parties = {direction: null, from: party('1000'), to: party('2000'), counterparty: null};
const shown = (of: Partial<Parties>, width = 14, marks = unicodeMarks) =>
	plain(otherSide({...call, ...of}, width, marks));

describe('the other side', () => {
	it('is who called in, and who was called', () => {
		expect(shown({direction: 'inbound'})).toBe('←1000');
		expect(shown({direction: 'outbound'})).toBe('→2000');
		expect(shown({direction: 'outbound', to: null})).toBe('→1000');
		expect(shown({direction: 'inbound'}, 14, asciiMarks)).toBe('<1000');
	});

	it('is named without an arrow where nobody says who called', () => {
		expect(shown({})).toBe(' 1000');
		expect(shown({from: null, to: null, counterparty: party('3000')})).toBe(' 3000');
		expect(shown({from: null, to: null})).toBe(' -');
	});

	it('shows the end of a long one', () => {
		expect(shown({direction: 'inbound', from: party('1234567890')}, 6)).toBe('←…7890');
	});
});
