import {describe, expect, it} from 'vitest';
import type {Call} from '../../src/core/call.ts';
import {callHeading, callRow} from '../../src/output/calls.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {callFrom, fixtureDelivery, hostile, morning, steering} from './samples.ts';

const call = callFrom(fixtureDelivery('telecmi/outgoing-answered'));
const row = (of: Call, width: number | null, marks = unicodeMarks) =>
	plain(callRow(of, width, morning + 9000, marks));

describe('callRow', () => {
	it('says time, provider, direction, sides, state, talk, deliveries, verdict and key', () => {
		expect(row(call, null)).toBe(
			'09:31:40  telecmi     out  -             → 9100000000     answered           0:13    1  unknown   telecmi:760df326-7f03-4b5d-b573-278dec867f13',
		);
	});

	it('of a call that goes on has its clock', () => {
		expect(row({...call, phase: 'answered', phaseSince: morning}, null)).toContain('● talking 0:09  ');
		expect(row({...call, phase: 'ringing', phaseSince: morning}, null, asciiMarks)).toContain(
			'o ringing 0:09  ',
		);
	});

	it('has its columns in one order, the other side only where there is little room, and the key as far as it fits', () => {
		expect(row(call, 60)).toBe('09:31:40 →9100000000    answered         unknown  telecmi:7…');
		expect(plain(callHeading(60, unicodeMarks))).toBe(
			'Time     Other side     State            Verdict  Call',
		);
		expect(row({...call, verdict: 'accepted'}, 60)).toContain(' accepted telecmi');
		expect(row(call, 40)).toBe('09:31:40 →9100000000    answered        ');
	});

	it('stands below its heading', () => {
		const heading = plain(callHeading(null, unicodeMarks));
		const line = row(call, null);
		for (const [word, shown] of [
			['Provider', 'telecmi'],
			['Dir', 'out'],
			['State', 'answered'],
			['Verdict', 'unknown'],
			['Call', 'telecmi:760'],
		] as const) {
			expect(heading.indexOf(word), word).toBe(line.indexOf(shown));
		}
	});

	const wideText = {...call, from: {raw: '山田花子山田花子', e164: null}};
	it.each([200, 120, 100, 80, 40])('is never wider than a terminal of %d columns', width => {
		for (const of of [call, wideText, {...call, deliveries: 123_456, talkSeconds: 1e7}]) {
			expect(widthOf(row(of, width)), row(of, width)).toBeLessThanOrEqual(width);
		}
	});

	it('has room for the beginning of the key at 80 columns, which `show` takes', () => {
		expect(row(call, 80)).toBe(
			'09:31:40 -             → 9100000000    answered         unknown  telecmi:760df3…',
		);
		expect(plain(callHeading(80, unicodeMarks))).toBe(
			'Time     From → to                     State            Verdict  Call',
		);
	});

	it('lets no hostile text through, the call’s own key included', () => {
		const evil = {...call, key: `telecmi:${hostile}`, callId: hostile, from: {raw: hostile, e164: null}};
		for (const width of [null, 200, 120]) expect(row(evil, width)).not.toMatch(steering);
	});
});
