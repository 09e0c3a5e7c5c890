import {describe, expect, it} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {
	attemptLine,
	comparedLine,
	differingLine,
	differingLines,
	receivedLine,
	receivedLines,
} from '../../src/output/as-provider.ts';
import type {SentOutcome, Tally} from '../../src/replay/sending.ts';
import {lineWidth} from '../../src/view/line.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import type {Line} from '../../src/view/segment.ts';
import {fixtureStep, sentDelivery, sentSample} from '../replay/samples.ts';

const text = (line: Line) => line.map(part => part.text).join('');
const all = (lines: readonly Line[]) => lines.map(text).join('\n');

async function delivery(status: number | null, id: number | null = 41): Promise<Delivery> {
	return {...sentDelivery({request: await fixtureStep('myoperator/in-call'), status}), id};
}

function outcome(sent: Delivery, attempt = 0, pauseMs = 0): SentOutcome {
	return {place: {repetition: 0, step: 0, copy: 0}, attempt, pauseMs, sent: sentSample({}), delivery: sent};
}

const verdict: Delivery['verdict'] = {
	state: 'rejected',
	because: 'MyOperator counts only 200; 500 means undelivered',
	source: null,
	short: {was: '500', rule: 'only 200 count'},
};

const tally: Tally = {
	sent: 0,
	answered: 0,
	unconnected: 0,
	received: 0,
	notReceived: 0,
	undocumented: 0,
	missed: [],
	compared: 0,
	differing: 0,
	wronglySigned: 0,
	open: new Set(),
};

describe('attemptLine', () => {
	it('says which attempt it was, and what its provider makes of the answer', async () => {
		const line = attemptLine(outcome(await delivery(500), 1, 30_000), null, unicodeMarks);
		expect(text(line)).toBe(
			' #41  in-call 1       attempt 2, +30 s    500     2 ms  ✗ rejected  MyOperator counts only 200; 500 means undelivered',
		);
	});

	it('of none why', async () => {
		const none = await delivery(null, null);
		const failure = {code: 'refused', message: 'Nothing listens on 127.0.0.1:1.', hint: ''} as const;
		const {forwarding} = none.answer;
		const failed = {
			...none,
			answer: {...none.answer, ...(forwarding && {forwarding: {...forwarding, failure}})},
		};
		expect(text(attemptLine(outcome(failed), null, unicodeMarks))).toMatch(
			/^ {3}- .* - not delivered {2}Nothing listens on 127\.0\.0\.1:1$/,
		);
	});

	it('has room for the reason where there is little', async () => {
		const bad = outcome({...(await delivery(500)), verdict}, 1, 30_000);
		expect(text(attemptLine(bad, 80, unicodeMarks))).toBe(
			' #41 in-call 1    try 2, +30 s 500    2 ms ✗ only 200 count',
		);
		expect(text(attemptLine(bad, 60, unicodeMarks))).toBe(
			' #41 in-call 1    try 2, +30 s 500 ✗ only 200 count',
		);
	});

	it('fits the terminal', async () => {
		for (const width of [40, 80, 120]) {
			expect(lineWidth(attemptLine(outcome(await delivery(500)), width, unicodeMarks))).toBeLessThanOrEqual(
				width,
			);
		}
	});
});

describe('receivedLines', () => {
	it('when all is well', () => {
		expect(all(receivedLines({...tally, received: 1}, 120, unicodeMarks))).toBe(
			'The delivery would have been recorded as received.',
		);
		expect(all(receivedLines({...tally, received: 3}, 120, unicodeMarks))).toBe(
			'All 3 deliveries would have been recorded as received.',
		);
	});

	it('when not: each with its reason and the page', async () => {
		const missed = [{delivery: await delivery(500), attempts: 4}];
		const lines = all(receivedLines({...tally, received: 2, notReceived: 3, missed}, 120, unicodeMarks));
		expect(lines).toContain('3 deliveries of 5 would not have been recorded as received:');
		expect(lines).toMatch(
			/#41 MyOperator in-call 1 after 4 attempts {2}✗ rejected\n {6}MyOperator counts only 200/,
		);
		expect(lines).toContain('support.myoperator.com');
		expect(lines).toContain('and 2 more');
	});

	it('what is alike is told once, with the numbers of all', async () => {
		const one = await delivery(500);
		const other = await delivery(404);
		const missed = [
			...[1, 2, 3, 7].map(id => ({delivery: {...one, id}, attempts: 4})),
			{delivery: {...other, id: 8}, attempts: 4},
			{delivery: {...one, id: 9}, attempts: 1},
			...[11, 13, 15, 17].map(id => ({delivery: {...other, id}, attempts: 4})),
		];
		const lines = receivedLines({...tally, notReceived: 10, missed}, 120, unicodeMarks).map(text);
		expect(lines.filter(line => /^ {2}\S/.test(line))).toEqual([
			'  4 alike: #1-#3 and #7 MyOperator after 4 attempts  ✗ rejected',
			'  5 alike: #8, #11, #13 and 2 more MyOperator after 4 attempts  ✗ rejected',
			'  #9 MyOperator in-call 1  ✗ rejected',
		]);
		expect(lines.filter(line => line.includes('500 means undelivered'))).toHaveLength(2);
	});

	it('no line is wider than the terminal', async () => {
		const missed = [{delivery: await delivery(500), attempts: 4}];
		for (const width of [40, 80, 120]) {
			for (const line of receivedLines({...tally, notReceived: 1, missed}, width, unicodeMarks)) {
				expect(lineWidth(line)).toBeLessThanOrEqual(width);
			}
		}
	});

	it('what is not documented may be missing', () => {
		expect(all(receivedLines({...tally, notReceived: 1, undocumented: 1}, 120, unicodeMarks))).toContain(
			'may not have been recorded',
		);
	});

	it('for programs', async () => {
		const missed = [{delivery: await delivery(500), attempts: 4}];
		expect(JSON.parse(receivedLine({...tally, received: 2, notReceived: 1, missed}))).toMatchObject({
			type: 'received',
			v: 1,
			received: 2,
			notReceived: 1,
			missed: [
				{
					id: 41,
					provider: 'myoperator',
					kind: 'in-call',
					attempts: 4,
					status: 500,
					verdict: {state: 'rejected'},
				},
			],
		});
	});
});

describe('what was sent twice', () => {
	it.each([
		[1, 0, '1 event sent twice: the same answer.'],
		[7, 0, '7 events sent twice: the same answers.'],
		[6, 6, '6 events sent twice: 6 of 6 answered otherwise.'],
	])('%d events, %d of them answered otherwise', (compared, differing, says) => {
		expect(text(comparedLine({compared, differing}))).toBe(says);
	});
});

describe('an event whose answers differ', () => {
	it('in lines, and for programs', async () => {
		const [first, second] = [await delivery(200, 1), await delivery(409, 2)];
		const differing = {first, second, differences: [{path: 'status', first: '200', second: '409'}]};
		expect(all(differingLines(differing))).toBe(
			'#1 and #2, in-call 1: the second answer is another\n  status: first 200, then 409',
		);
		expect(JSON.parse(differingLine(differing))).toMatchObject({
			type: 'difference',
			v: 1,
			first: 1,
			second: 2,
		});
		const unkept = {...differing, first: {...first, id: null}, second: {...second, id: null}};
		expect(all(differingLines(unkept))).toMatch(/^in-call 1: /);
	});
});
