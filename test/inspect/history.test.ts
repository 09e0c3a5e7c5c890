import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Contract, contractOf, fact} from '../../src/core/contract.ts';
import type {Repeat} from '../../src/core/delivery.ts';
import type {LifeCycle} from '../../src/core/life.ts';
import type {Step} from '../../src/core/step.ts';
import {historyOf, orderFindings, repeatOf} from '../../src/inspect/history.ts';
import {at, iso, liveStep, stepOf, wholeLife} from './steps.ts';

const every30 = fact({says: 'every 30 s', atMost: 3, pausesMs: [30_000]}, 'page one');
const once = fact({says: 'once', atMost: 1, pausesMs: [3000]}, 'page two');
const growing = fact({says: 'growing', atMost: null, pausesMs: [30_000, 60_000, 120_000]}, 'page three');
const never = fact({says: 'never', atMost: 0, pausesMs: []}, 'page four');
const rules = contractOf({retries: [every30], deadlineMs: [fact(5000, 'page one')], unknown: ''});

function repeat(step: Step, earlier: Step[], contract: Contract = rules): Repeat | null {
	return repeatOf(step, earlier, contract);
}

/** The same event again, so many seconds later. */
function again(second: number, change: Partial<Step> = {}): Step {
	return stepOf({id: 9, arrivedAt: at(second), doneAt: null, status: null, verdict: null, ...change});
}

const failed = {status: 500, verdict: 'rejected'} as const;

describe('a retry', () => {
	it.each<[string, Partial<Step>, number, string]>([
		['a status that is rejected', failed, 30.1, 'retry 1 of 3, +30.1 s, because the first answer was 500'],
		[
			'a status that does not count though it is a success',
			{status: 204, verdict: 'rejected'},
			30,
			'retry 1 of 3, +30.0 s, because the first answer, 204, did not count',
		],
		[
			'a failure nobody has rules for',
			{status: 404, verdict: 'unknown'},
			31,
			'retry 1 of 3, +31.0 s, because the first answer was 404',
		],
		[
			'an answer that sends elsewhere, which nobody has rules for',
			{status: 302, verdict: 'unknown'},
			30,
			'retry 1 of 3, +30.0 s, because the first answer was 302',
		],
		[
			'its sender gave up',
			{status: null, verdict: 'rejected', tookMs: 5000, doneAt: at(5)},
			35,
			'retry 1 of 3, +35.0 s, because the first was not answered within 5 s',
		],
		['nobody', {status: null, verdict: null}, 30, 'retry 1 of 3, +30.0 s, because nobody answered the first'],
		[
			'an answer that came too late',
			{verdict: 'rejected', tookMs: 12_300, doneAt: at(12.3)},
			35,
			'retry 1 of 3, +35.0 s, because the first answer took 12.3 s of 5 s',
		],
		[
			'an answer that came hardly too late',
			{verdict: 'rejected', tookMs: 5004, doneAt: at(5.004)},
			35,
			'retry 1 of 3, +35.0 s, because the first answer took 5.004 s of 5 s',
		],
		[
			'an answer that is not there yet',
			{status: null, verdict: null, doneAt: null},
			30,
			'retry 1 of 3, +30.0 s, because the answer to the first was still awaited',
		],
		[
			'an answer that came after it',
			{doneAt: at(31)},
			30,
			'retry 1 of 3, +30.0 s, because the answer to the first was still awaited',
		],
		[
			'a pause that is not as documented',
			failed,
			12,
			'retry 1 of 3, +12.0 s where 30 s are documented, because the first answer was 500',
		],
		[
			'the pause counted from the answer',
			{...failed, tookMs: 20_000, doneAt: at(20)},
			50,
			'retry 1 of 3, +50.0 s, because the first answer took 20.0 s of 5 s',
		],
	])('comes after %s', (_, first, second, because) => {
		expect(repeat(again(second), [stepOf(first)])).toEqual({
			kind: 'retry',
			by: 'bytes',
			of: 1,
			attempt: 1,
			atMost: 3,
			gapMs: second * 1000,
			because,
		});
	});

	it('counts the attempts that failed, and names the last of them', () => {
		const attempts = [
			stepOf({id: 1, ...failed}),
			liveStep(2, 10, {}),
			stepOf({id: 3, arrivedAt: at(30), ...failed}),
			stepOf({id: 4, arrivedAt: at(60), ...failed}),
		];
		expect(repeat(again(90), attempts)).toMatchObject({
			of: 4,
			attempt: 3,
			gapMs: 30_000,
			because: 'retry 3 of 3, +30.0 s, because the answer to #4 was 500',
		});
		const fourth = [...attempts, stepOf({id: 5, arrivedAt: at(90), ...failed})];
		expect(repeat(again(120), fourth)?.because).toBe(
			'retry 4 where 3 are documented, +30.0 s, because the answer to #5 was 500',
		);
	});

	it('begins to count anew after an attempt that was taken', () => {
		const attempts = [stepOf({id: 1}), stepOf({id: 2, arrivedAt: at(60), ...failed})];
		expect(repeat(again(90), attempts)).toMatchObject({
			of: 2,
			attempt: 1,
			because: expect.stringContaining('#2'),
		});
	});

	it.each<[string, Contract, number, string]>([
		[
			'the first page whose pause fits is gone by, and named when it is not the first',
			contractOf({retries: [growing, once], unknown: ''}),
			3.1,
			'retry 1 of 1, +3.1 s as in page two, because the first answer was 500',
		],
		[
			'pauses grow, and how often is not told',
			contractOf({retries: [growing, once], unknown: ''}),
			33,
			'retry 1, +33.0 s, because the first answer was 500',
		],
		[
			'none is documented',
			contractOf({retries: [never], unknown: ''}),
			60,
			'retry 1 where none is documented, +1 min, because the first answer was 500',
		],
		[
			'nothing is documented',
			contractOf({unknown: ''}),
			6000,
			'retry 1, +1 h 40 min, because the first answer was 500',
		],
	])('%s', (_, contract, second, because) => {
		expect(repeat(again(second), [stepOf(failed)], contract)?.because).toBe(because);
	});

	it.each<[string, Contract, string, number | null]>([
		[
			'its pause fits, but its number goes beyond: the first page is gone by',
			contractOf({retries: [growing, once], unknown: ''}),
			'retry 2, +3.0 s where 60 s are documented, because the answer to #2 was 500',
			null,
		],
		[
			'more than one where one is documented',
			contractOf({retries: [once], unknown: ''}),
			'retry 2 where 1 is documented, +3.0 s, because the answer to #2 was 500',
			null,
		],
		[
			'the page it fits says how many there are',
			contractOf({
				retries: [growing, fact({says: 'fast', atMost: 7, pausesMs: [3000]}, 'page five')],
				unknown: '',
			}),
			'retry 2 of 7, +3.0 s as in page five, because the answer to #2 was 500',
			7,
		],
	])('%s', (_, contract, because, atMost) => {
		const attempts = [
			stepOf({id: 1, ...failed}),
			stepOf({id: 2, arrivedAt: at(3), doneAt: at(3.1), ...failed}),
		];
		expect(repeat(again(6), attempts, contract)).toMatchObject({because, atMost});
	});

	it('is told by the id where there is one, whatever the bytes', () => {
		const first = stepOf({by: 'id', identity: 5, ...failed});
		expect(repeat(again(30, {by: 'id', identity: 5}), [first])).toMatchObject({kind: 'retry', by: 'id'});
		expect(repeat(again(30, {by: 'bytes', identity: 5}), [first])).toBeNull();
	});

	it("is told by the provider's own count, also where the attempt before is not known", () => {
		const counted = again(30, {by: 'id', attempt: 2});
		expect(repeat(counted, [])).toEqual({
			kind: 'retry',
			by: 'counter',
			of: null,
			attempt: 2,
			atMost: 3,
			gapMs: null,
			because: "retry 2 of 3 by the provider's own count; the attempt before it is not known here",
		});
		const first = stepOf({by: 'id', attempt: 1});
		expect(repeat(counted, [first])).toMatchObject({
			by: 'counter',
			of: 1,
			attempt: 2,
			because: "retry 2 of 3, +30.0 s, by the provider's own count, although the answer to #1 was 200",
		});
		expect(repeat(again(30, {by: 'id', attempt: 1}), [{...first, attempt: 0, ...failed}])?.because).toBe(
			'retry 1 of 3, +30.0 s, because the first answer was 500',
		);
		// Where none was counted, the one that is known is the first.
		expect(repeat(again(30, {by: 'id', attempt: 2}), [{...first, attempt: null, ...failed}])?.because).toBe(
			'retry 2 of 3, +30.0 s, because the first answer was 500',
		);
		expect(repeat(again(30, {by: 'id', attempt: 0}), [])).toBeNull();
		// Answered since: what was so when it arrived is told.
		expect(repeat(again(0.5, {by: 'id', attempt: 2}), [{...first, doneAt: at(9)}])?.because).toMatch(
			/although the answer to #1 was awaited$/,
		);
	});
});

describe('a duplicate', () => {
	it.each<[string, Step, Partial<Step>, Partial<Repeat>]>([
		[
			'the same bytes after an answer that was accepted',
			again(3),
			{id: 17},
			{
				by: 'bytes',
				of: 17,
				gapMs: 3000,
				because:
					'the same request as #17, +3.0 s, although that one was answered 200; it carries no event id',
			},
		],
		[
			'the same id, though other bytes',
			again(3, {by: 'id'}),
			{id: 17, by: 'id'},
			{by: 'id', because: 'the same event id as #17, +3.0 s, although that one was answered 200'},
		],
		[
			'a success nobody has rules for',
			again(3),
			{status: 204, verdict: 'unknown'},
			{because: expect.stringContaining('although that one was answered 204')},
		],
		[
			'both at once: nobody gives up that soon',
			again(0.01),
			{doneAt: null, status: null, verdict: null},
			{gapMs: 10, because: expect.stringContaining('while that one was being answered')},
		],
	])('%s', (_, step, before, expected) => {
		expect(repeat(step, [stepOf(before)])).toMatchObject({kind: 'duplicate', attempt: null, ...expected});
	});

	it("is one attempt by the provider's own count that comes twice, also where it failed", () => {
		const steps: Step[] = [];
		const told = [0, 1, 1, 2, 2].map((attempt, index) => {
			const step = stepOf({id: index + 1, by: 'id', attempt, arrivedAt: at(index * 30), ...failed});
			const history = historyOf(step, [...steps], rules);
			steps.push(step);
			return history;
		});
		const same = (name: string) =>
			`the same event id as ${name}, +30.0 s, by the provider's own count the same attempt`;
		expect(told.map(history => history && [history.repeat?.kind, history.repeat?.because])).toEqual([
			null,
			['retry', 'retry 1 of 3, +30.0 s, because the first answer was 500'],
			['duplicate', same('#2')],
			['retry', 'retry 2 of 3, +30.0 s, because the answer to #3 was 500'],
			['duplicate', same('#4')],
		]);
		// Each takes the place of the failure before it: one of them is left, and an answer that is taken makes up for it.
		expect(told.map(history => history?.superseded)).toEqual([
			undefined,
			'rejected',
			'rejected',
			'rejected',
			'rejected',
		]);
		const [first] = steps;
		if (first === undefined) throw new Error('there are five');
		expect(repeat({...first, id: 9, arrivedAt: at(3)}, [first])).toMatchObject({kind: 'duplicate', of: 1});
	});

	it('stands beside an attempt that was taken, or is still waited for', () => {
		const superseded = (first: Partial<Step>) =>
			historyOf(again(0.5), [stepOf(first)], rules)?.superseded ?? null;
		expect(superseded({})).toBeNull();
		expect(superseded({doneAt: at(9), ...failed})).toBeNull();
	});

	it('is not what only looks alike, or what nothing can tell', () => {
		expect(repeat(again(3, {identity: 8}), [stepOf()])).toBeNull();
		expect(repeat(again(3, {identity: null}), [stepOf({identity: null})])).toBeNull();
		expect(repeat(again(3), [])).toBeNull();
	});
});

it('a repeat is a finding, and is not examined for order again', () => {
	const end = liveStep(1, 0, {phase: 'ended', endedAt: iso(0)});
	const ringing = liveStep(2, 1, {phase: 'ringing'});
	const codes = (step: Step, earlier: Step[]) =>
		historyOf(step, earlier, rules)?.findings.map(({code, severity}) => `${severity} ${code}`) ?? null;
	expect(codes(ringing, [end])).toEqual(['info order/late']);
	expect(codes({...ringing, id: 3, arrivedAt: at(9)}, [end, ringing])).toEqual([
		'warning delivery/duplicate',
	]);
	expect(codes({...ringing, id: 3, arrivedAt: at(9)}, [end, {...ringing, ...failed}])).toEqual([
		'info delivery/retry',
	]);
	expect(codes(liveStep(1, 0, {phase: 'started'}), [])).toBeNull();
	const told = historyOf(again(3), [stepOf({id: 17})], rules);
	expect(told?.findings[0]?.message).toMatch(/^The same request as #17, .* event id\.$/);
});

/** `code: message` of each finding. */
function order(step: Step, ...earlier: Step[]): string[] {
	return orderFindings(step, earlier).map(({code, message}) => `${code}: ${message}`);
}

describe('late', () => {
	it.each<[string, Step, Step, string[]]>([
		[
			'ringing after the end, by what they are',
			liveStep(5, 13.2, {phase: 'ringing'}),
			liveStep(4, 10, {phase: 'ended', endedAt: iso(10)}),
			['order/late: The ringing (#5) arrived 3.2 s after the end (#4).'],
		],
		[
			'days after it',
			liveStep(5, 1_301_040, {phase: 'ringing'}),
			liveStep(4, 0, {phase: 'ended', endedAt: iso(0)}),
			['order/late: The ringing (#5) arrived 15 days 1 h after the end (#4).'],
		],
		[
			'the answer after the end, by their times',
			liveStep(5, 13, {phase: 'answered', answeredAt: iso(8)}),
			liveStep(4, 10, {phase: 'ended', endedAt: iso(10)}),
			[
				'order/late: The answer (#5) arrived 3.0 s after the end (#4), though by its own time it was 2.0 s earlier.',
			],
		],
		[
			'the answer after the end within one second of theirs',
			liveStep(5, 10.3, {phase: 'answered', answeredAt: iso(10)}),
			liveStep(4, 10, {phase: 'ended', endedAt: iso(10)}),
			[],
		],
		[
			'in their order',
			liveStep(5, 13, {phase: 'ended', endedAt: iso(10)}),
			liveStep(4, 10, {phase: 'answered', answeredAt: iso(8)}),
			[],
		],
		[
			'after the record that states the end',
			liveStep(5, 13, {phase: 'answered'}),
			stepOf({id: 4, endedAt: iso(9)}),
			['order/late: The answer (#5) arrived 13.0 s after the end (#4).'],
		],
		[
			'after a record that states none: it may be of one attempt to reach somebody',
			liveStep(5, 13, {phase: 'answered', answeredAt: iso(12)}),
			stepOf({id: 4, outcome: 'missed'}),
			[],
		],
		[
			'a leg of another agent is another leg',
			liveStep(5, 13, {phase: 'ringing', agent: 2}),
			liveStep(4, 10, {phase: 'answered', agent: 1}),
			[],
		],
		[
			'the same agent rings after the answer',
			liveStep(5, 13, {phase: 'ringing', agent: 1}),
			liveStep(4, 10, {phase: 'answered', agent: 1}),
			['order/late: The ringing (#5) arrived 3.0 s after the answer (#4).'],
		],
		[
			'legs of their own',
			liveStep(5, 13, {phase: 'started', isLeg: true, leg: 2, startedAt: iso(1)}),
			liveStep(4, 10, {phase: 'answered', isLeg: true, leg: 1, answeredAt: iso(9)}),
			[],
		],
		[
			'the same leg',
			liveStep(5, 13, {phase: 'started', isLeg: true, leg: 1, startedAt: iso(1)}),
			liveStep(4, 10, {phase: 'answered', isLeg: true, leg: 1, answeredAt: iso(9)}),
			[
				'order/late: The start (#5) arrived 3.0 s after the answer (#4), though by its own time it was 8.0 s earlier.',
			],
		],
		[
			'the start of the call after a leg of it',
			liveStep(5, 13, {phase: 'started', startedAt: iso(1)}),
			liveStep(4, 10, {phase: 'answered', isLeg: true, leg: 1, answeredAt: iso(9)}),
			[
				'order/late: The start (#5) arrived 3.0 s after the answer (#4), though by its own time it was 8.0 s earlier.',
			],
		],
		[
			'a recording has no place',
			liveStep(5, 13, {phase: 'recording'}),
			liveStep(4, 10, {phase: 'ended'}),
			[],
		],
		[
			'a record is not late',
			stepOf({id: 5, arrivedAt: at(13), identity: 1}),
			liveStep(4, 10, {phase: 'ended'}),
			[],
		],
	])('%s', (_, step, before, expected) => {
		expect(order(step, before)).toEqual(expected);
	});
});

describe('after the end', () => {
	const end = liveStep(4, 10, {phase: 'ended', endedAt: iso(10)});

	it.each<[number, string[]]>([
		[12, []],
		[
			12.5,
			["order/after-end: By the provider's times the answer (#5) was 2.5 s after the end (#4) of the call."],
		],
	])('an answer in second %f', (second, expected) => {
		const answer = liveStep(5, 20, {phase: 'answered', answeredAt: iso(second)});
		expect(order(answer, end)).toEqual(expected);
		// Whichever of them comes first.
		const early = liveStep(3, 5, {...answer, id: 5});
		expect(order(end, liveStep(1, 0, {phase: 'started'}), early)).toEqual(expected);
	});

	it('is by the latest end that is stated', () => {
		const record = stepOf({id: 6, identity: 2, endedAt: iso(30)});
		expect(order(liveStep(7, 40, {phase: 'answered', answeredAt: iso(20)}), end, record)).toEqual([
			'order/late: The answer (#7) arrived 40.0 s after the end (#6), though by its own time it was 10.0 s earlier.',
		]);
	});

	it('the end of a leg is not the end of the call', () => {
		const leg = {...end, isLeg: true, leg: 1};
		expect(order(liveStep(5, 20, {phase: 'answered', answeredAt: iso(19)}), leg)).toEqual([
			'order/gap: The call was answered, but no event of its start had come before.',
		]);
	});
});

describe('a gap', () => {
	const start = liveStep(1, 0, {phase: 'started'});
	const ringing = liveStep(2, 1, {phase: 'ringing'});
	const answer = liveStep(3, 2, {phase: 'answered'});
	const end = liveStep(4, 9, {phase: 'ended', outcome: 'answered'});
	const noStart = 'order/gap: The call was answered, but no event of its start had come before.';
	const noAnswer = 'order/gap: The call ended as answered, but no event of the answer had come before.';

	it.each<[string, Step, Step[], string[]]>([
		['answered without a start', answer, [ringing], [noStart]],
		['answered with one', answer, [start, ringing], []],
		['answered, and nothing else came: the webhook may be off', answer, [], []],
		['a second answer', liveStep(5, 3, {phase: 'answered'}), [ringing, answer], []],
		['ended as answered without an answer', end, [start, ringing], [noAnswer]],
		['ended as answered with one', end, [start, answer], []],
		['ended as missed', {...end, outcome: 'missed'}, [start], []],
		[
			'ended without a start',
			{...end, outcome: 'missed'},
			[ringing],
			['order/gap: The call ended, but no event of its start had come before.'],
		],
		['the record says so, too', stepOf({id: 6, identity: 1, outcome: 'answered'}), [start], [noAnswer]],
		[
			'the record, once an end has said it',
			stepOf({id: 6, identity: 1, outcome: 'answered'}),
			[start, end],
			[],
		],
		['only records came', stepOf({id: 6, identity: 1, outcome: 'answered'}), [stepOf()], []],
	])('%s', (_, step, earlier, expected) => {
		expect(order(step, ...earlier)).toEqual(expected);
	});

	it('is none where it is declared normal, or where no such event is sent', () => {
		const because = fact('because', 'page');
		const lives: LifeCycle[] = [
			{
				phases: ['started', 'answered', 'ended'],
				mayMiss: [
					{phase: 'started', because},
					{phase: 'answered', because},
				],
			},
			{phases: ['ringing', 'ended'], mayMiss: []},
		];
		for (const life of lives) {
			expect(order({...answer, life}, {...ringing, life})).toEqual([]);
			expect(order({...end, life}, {...start, life})).toEqual([]);
		}
	});
});

describe('a duration that contradicts the events', () => {
	const start = liveStep(1, 0, {phase: 'started', startedAt: iso(0)});
	const answer = liveStep(2, 5, {phase: 'answered', answeredAt: iso(5)});
	const end = liveStep(3, 18, {phase: 'ended', endedAt: iso(18)});
	const record = (change: Partial<Step>) => stepOf({id: 4, identity: 1, arrivedAt: at(19), ...change});

	it.each<[Partial<Step>, string[]]>([
		[{talkSeconds: 13}, []],
		[{talkSeconds: 15}, []],
		[
			{talkSeconds: 16},
			[
				"duration/contradicts-events: The record states 16 s of talk; by the call's events it was 13.0 s from the answer to the end (#3).",
			],
		],
		[{durationSeconds: 18, talkSeconds: 13}, []],
		[
			{durationSeconds: 13},
			[
				"duration/contradicts-events: The record states 13 s of the call; by the call's events it was 18.0 s from the start to the end (#3).",
			],
		],
	])('%o', (change, expected) => {
		expect(order(record(change), start, answer, end)).toEqual(expected);
		// The same, whichever comes last.
		expect(order(end, start, answer, record(change)).filter(line => line.startsWith('duration/'))).toEqual(
			expected,
		);
	});

	it('is measured from the answer the record speaks of, where two agents have answered', () => {
		const second = liveStep(5, 8, {phase: 'answered', answeredAt: iso(8)});
		const told = (change: Partial<Step>, ...answers: Step[]) =>
			order(record(change), start, ...answers, end).map(line => line.replace(/.*it was /, ''));
		for (const answers of [
			[answer, second],
			[second, answer],
		]) {
			expect(told({talkSeconds: 10, answeredAt: iso(9)}, ...answers)).toEqual([]);
			expect(told({talkSeconds: 13}, ...answers)).toEqual([]);
			expect(told({talkSeconds: 99}, ...answers)).toEqual(['13.0 s from the answer to the end (#3).']);
			expect(told({talkSeconds: 99, answeredAt: iso(9)}, ...answers)).toEqual([
				'10.0 s from the answer to the end (#3).',
			]);
			// An answer no event tells of.
			expect(told({talkSeconds: 1, answeredAt: iso(17)}, ...answers)).toEqual([]);
		}
	});

	it('is told once, and by events of the call only', () => {
		const wrong = record({talkSeconds: 99});
		const later = liveStep(6, 30, {phase: 'answered', answeredAt: iso(6)});
		expect(order(later, start, answer, end, wrong).some(line => line.startsWith('duration/'))).toBe(false);
		expect(order(wrong, {...answer, isLeg: true, leg: 1}, {...end, isLeg: true, leg: 1})).toEqual([]);
		expect(order(wrong, answer)).toEqual([]);
	});
});

describe('whatever came before', () => {
	const time = fc.option(fc.integer({min: -5, max: 60}).map(iso));
	const small = fc.option(fc.integer({min: 0, max: 3}));
	const anyStep = fc
		.record({
			id: small,
			arrivedAt: fc.integer({min: -10, max: 60}).map(at),
			phase: fc.constantFrom('started', 'ringing', 'answered', 'ended', 'recording', 'other' as const),
			isLeg: fc.boolean(),
			leg: small,
			agent: small,
			life: fc.constantFrom(null, wholeLife),
			outcome: fc.constantFrom(null, 'answered', 'missed' as const),
			startedAt: time,
			answeredAt: time,
			endedAt: time,
			durationSeconds: fc.option(fc.double()),
			talkSeconds: fc.option(fc.double()),
			identity: small,
			by: fc.constantFrom('id', 'bytes' as const),
			attempt: small,
			doneAt: fc.option(fc.integer({min: -10, max: 60}).map(at)),
			tookMs: fc.double({min: 0, max: 1e9}),
			status: fc.option(fc.constantFrom(200, 302, 404, 500)),
			verdict: fc.constantFrom(null, 'accepted', 'rejected', 'unknown' as const),
		})
		.map(change => stepOf(change as Partial<Step>));

	it('nothing is thrown, and each finding is a whole sentence without holes', () => {
		fc.assert(
			fc.property(anyStep, fc.array(anyStep, {maxLength: 64}), (step, earlier) => {
				const history = historyOf(step, earlier, rules);
				for (const {message} of history?.findings ?? []) {
					expect(message).toMatch(/^[A-Z].*\.$/);
					expect(message).not.toMatch(/undefined|null|\[object/);
				}
				const {repeat: found} = history ?? {};
				if (found?.kind === 'duplicate') expect(found.attempt).toBeNull();
				if (found?.kind === 'retry') expect(found.attempt).toBeGreaterThan(0);
			}),
			{numRuns: 1000},
		);
	});
});
