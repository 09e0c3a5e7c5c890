import {describe, expect, it} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {deliveryLine, stateLine} from '../../src/output/lines.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {deliveryFrom, posted, record} from '../session/receiving.ts';
import {allFixtures} from '../support/fixtures.ts';
import {fixtureDelivery, hostile, morning, steering, withEvent} from './samples.ts';

const wide = (delivery: Delivery) => plain(deliveryLine(delivery, {width: 120, marks: unicodeMarks}));
const narrow = (delivery: Delivery) => plain(deliveryLine(delivery, {width: 80, marks: unicodeMarks}));
const pipe = (delivery: Delivery, marks = unicodeMarks) =>
	plain(deliveryLine(delivery, {width: null, marks}));

const rejected: Delivery = {
	...withEvent(
		fixtureDelivery('mobtexting/obd', {id: 4, answer: {status: 201, by: 'target', durationMs: 8.4}}),
		{
			from: {raw: '918000000002', e164: '+918000000002'},
			to: {raw: '918000000003', e164: '+918000000003'},
			providerStatus: null,
		},
	),
	verdict: {state: 'rejected', because: 'only 200 and 202 count', source: null},
};
const answered = fixtureDelivery('telecmi/outgoing-answered', {
	id: 18,
	answer: {status: 200, by: 'target', durationMs: 4},
});
const cllr = withEvent(fixtureDelivery('cllr/post-call-minimal', {id: 6}), {
	counterparty: {raw: '+15005550006', e164: '+15005550006'},
});

describe('a pipe', () => {
	it('is laid out as drawn: time, id, provider, direction, event, from → to, status, took, verdict, notes', () => {
		// The lines of the drawings with their columns; what comes after the verdict is our data's.
		expect(pipe(rejected)).toMatch(
			/^09:31:40\.530 {4}#4 {2}mobtexting {2}out {2}obd {13}\+918000000002 → \+918000000003 {2}201 {5}8 ms {2}rejected {2}only 200 and 202 count/,
		);
		expect(pipe(answered)).toBe(
			'09:31:40.530   #18  telecmi     out  cdr answered    -             → 9100000000     200     4 ms  unknown   note number/json-number',
		);
		expect(pipe(cllr)).toContain('  -    post-call       +15005550006  ? -              200  ');
	});

	it('columns stand below each other, whatever comes', () => {
		for (const {id} of allFixtures()) {
			const line = pipe(fixtureDelivery(id));
			expect(line.slice(0, 12)).toBe('09:31:40.530');
			expect(line.slice(12, 18)).toBe('    #1');
			// Unless the event's name is longer than its column, the status stands in column 84.
			if (line.slice(51, 53) === '  ') expect(line.slice(82, 89)).toMatch(/^ {2}\d{3} {2}$/);
			expect(line.slice(30, 32)).toBe('  ');
			expect(line.slice(35, 37)).toBe('  ');
		}
	});

	it('cuts nothing, and tells every note in words', () => {
		const long = withEvent(answered, {
			providerStatus: 'x'.repeat(300),
			to: {raw: '9'.repeat(50), e164: null},
		});
		expect(pipe(long)).toContain('x'.repeat(300));
		expect(pipe(long)).toContain('9'.repeat(50));
		const broken = deliveryFrom(posted(`${record('c', {from: 9_100_000_000}).slice(0, -1)},}`));
		expect(pipe(broken)).toMatch(/error body\/invalid-json; note number\/json-number$/);
	});

	it('has -> where the locale is not UTF-8', () => {
		expect(pipe(answered, asciiMarks)).toContain('  -             -> 9100000000  ');
		expect(pipe(answered, asciiMarks)).toMatch(/^[ -~]*$/);
	});

	it('says - and nobody for what nobody answered', () => {
		const nobody = deliveryFrom(posted('{}'), {answer: {status: null, by: 'nobody', durationMs: 3}});
		expect(pipe(nobody)).toMatch(/ {2}- {11,}.* {2}- {7,}3 ms {2}- {9}nobody answered$/);
	});

	it('a delivery that could not be stored has no number', () => {
		expect(pipe({...answered, id: null})).toMatch(/^09:31:40\.530 {5}- {2}telecmi/);
	});
});

describe('a terminal of 120 columns', () => {
	it('is laid out as drawn, with one short note', () => {
		expect(wide(rejected)).toBe(
			'09:31:40   #4 mobtexting out obd            +918000000002 → +918000000003 201    8 ms rejected only 200 and 202 count',
		);
		expect(wide(answered)).toBe(
			'09:31:40  #18 telecmi    out cdr answered   -             → 9100000000    200    4 ms unknown  note number/json-number',
		);
	});
});

describe('a terminal of 80 columns', () => {
	it('leaves out direction, took and notes', () => {
		expect(narrow(rejected)).toBe(
			'09:31:40  #4 mobtexting obd         +918000000002 → +918000000003 201 rejected',
		);
		expect(narrow(answered)).toBe(
			'09:31:40 #18 telecmi    cdr answer… -             → 9100000000    200 unknown',
		);
	});
});

const odd: Delivery[] = [
	withEvent(answered, {providerStatus: '漢字かな交じり文', from: {raw: '山田花子山田花子', e164: null}}),
	withEvent(answered, {
		providerStatus: hostile,
		from: {raw: hostile, e164: null},
		to: {raw: 'x'.repeat(10_000), e164: null},
	}),
	{...answered, id: 123_456_789, answer: {status: 200, by: 'target', durationMs: 1e8}},
	{...rejected, verdict: {state: 'rejected', because: hostile.repeat(20), source: null}},
	deliveryFrom(posted('x', {method: null, target: null, fault: {code: 'malformed', message: hostile}})),
];

describe('no line is wider than its terminal', () => {
	it.each([200, 120, 100, 99, 80, 60, 40, 20, 10, 1])('%d columns', width => {
		for (const marks of [unicodeMarks, asciiMarks]) {
			for (const delivery of [
				rejected,
				answered,
				cllr,
				...odd,
				...allFixtures().map(({id}) => fixtureDelivery(id)),
			]) {
				const line = plain(deliveryLine(delivery, {width, marks}));
				expect(widthOf(line), line).toBeLessThanOrEqual(width);
			}
		}
	});
});

describe('hostile text', () => {
	it('cannot break out of its line, nor steer the terminal', () => {
		for (const delivery of odd) {
			for (const width of [null, 120, 80, 40]) {
				expect(plain(deliveryLine(delivery, {width, marks: unicodeMarks}))).not.toMatch(steering);
			}
		}
	});

	it('stands there as visible marks', () => {
		expect(pipe(odd[1] ?? answered)).toContain('␛]0;pwned␇');
	});
});

describe('roles', () => {
	it('a rejected answer is bad, an accepted one good, and both in words as well', () => {
		const roleOf = (delivery: Delivery, word: string) =>
			deliveryLine(delivery, {width: 120, marks: unicodeMarks}).find(({text}) => text.trim() === word)?.role;
		expect(roleOf(rejected, 'rejected')).toBe('bad');
		expect(roleOf(cllr, 'accepted')).toBe('good');
		expect(roleOf(answered, 'unknown')).toBe('info');
	});
});

it('stateLine: what happens to call-hook itself', () => {
	expect(plain(stateLine(morning, 'listening', 'http://127.0.0.1:8888', 'good'))).toBe(
		'09:31:40  listening   http://127.0.0.1:8888',
	);
});

it('stateLine lets no control characters of a path or an error through', () => {
	expect(plain(stateLine(morning, 'error', `The store /tmp/${hostile} is locked`))).not.toMatch(steering);
});
