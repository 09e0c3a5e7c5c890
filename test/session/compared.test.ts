import {describe, expect, it} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {type Compared, compared, tightestDeadline} from '../../src/session/compared.ts';
import {answeredWith, duplicate, observeOne, retry} from './observing.ts';

const report = 'cllr/post-call';
const inCall = 'myoperator/in-call';
const log = 'myoperator/after-call';
const v2 = 'myoperator/v2-call-summary';
const obd = 'mobtexting/obd';

function rows(deliveries: readonly Delivery[], what: Compared['what']): Compared[] {
	return compared(observeOne(deliveries)).filter(row => row.what === what);
}

function row(deliveries: readonly Delivery[], what: Compared['what']): Omit<Compared, 'what' | 'source'> {
	const found = rows(deliveries, what);
	const [only] = found;
	if (only === undefined || found.length > 1) throw new Error(`${found.length} rows about ${what}`);
	const {kinds, observed, documented, agrees} = only;
	return {kinds, observed, documented, agrees};
}

const undocumented = {documented: 'not documented', agrees: null};

describe('statuses', () => {
	it.each([
		['all count', report, [200, 204], '200 (once), 204 (once)', '200 to 299', true],
		['one never counts', obd, [200, 200, 204], '200 (2 times), 204 (once)', '200 and 202', false],
		['redirects, where none are documented', obd, [302], '302 (once)', '200 and 202', false],
		['nothing is documented', 'telecmi/outgoing-answered', [204], '204 (once)', 'not documented', null],
	] as const)('%s', (_, fixture, statuses, observed, documented, agrees) => {
		const deliveries = statuses.map(status => answeredWith(fixture, {status}));
		expect(row(deliveries, 'statuses')).toEqual({kinds: [], observed, documented, agrees});
	});

	it.each([
		['myoperator/in-call', 200, '200', true],
		['myoperator/in-call', 204, '200', false],
		['mobtexting/challenge', 202, '200 and 202', null],
	])('%s answered %d, where pages disagree: as the verdict says', (fixture, status, documented, agrees) => {
		expect(row([answeredWith(fixture, {status})], 'statuses')).toMatchObject({documented, agrees});
	});

	it('the most frequent ones, and how many nobody answered', () => {
		const many = [200, 200, 201, 202, 203, 204, 205, 206].map(status => answeredWith(report, {status}));
		const nobody = answeredWith(report, {status: null, by: 'nobody'});
		expect(row([...many, nobody], 'statuses').observed).toBe(
			'200 (2 times), 201 (once), 202 (once), 203 (once), 204 (once), 2 others, 1 unanswered',
		);
		expect(row([nobody], 'statuses')).toMatchObject({observed: '1 unanswered', agrees: null});
	});

	it('by kinds, where these differ in the rule', () => {
		const found = rows(
			[answeredWith(inCall), answeredWith(log), answeredWith(v2, {status: 500})],
			'statuses',
		);
		expect(found.map(({kinds, observed, agrees}) => [kinds, observed, agrees])).toEqual([
			[['in-call', 'after-call'], '200 (2 times)', true],
			[['v2-call'], '500 (once)', null],
		]);
		expect(found[0]?.source).toMatch(/^support\.myoperator\.com.* \(checked \d{4}-\d\d-\d\d\)$/);
		expect(found[1]?.source).toBeNull();
	});
});

describe('the deadline', () => {
	it.each([
		[[3, 8], 'slowest 8 ms', true],
		[[3, 5000, 8000], 'slowest 8.00 s; of 3 answers 1 above 80 % of it, 1 above 50 %', true],
		[[12_410], 'slowest 12.4 s; of one answer 1 too late', false],
		[[3, 10_000.1, 9000], 'slowest 10.0001 s; of 3 answers 1 too late, 1 above 80 % of it', false],
	])('%j ms of 10 s', (times, observed, agrees) => {
		const deliveries = times.map(durationMs => answeredWith(report, {durationMs}));
		expect(row(deliveries, 'deadline')).toEqual({kinds: [], observed, documented: '10 s', agrees});
	});

	it('where the sender gave up, if a little early', () => {
		const gaveUp = answeredWith(report, {status: null, by: 'nobody', durationMs: 9900});
		expect(row([gaveUp, answeredWith(report)], 'deadline')).toEqual({
			kinds: [],
			observed: 'slowest 9.90 s; of 2 deliveries 1 too late',
			documented: '10 s',
			agrees: false,
		});
	});

	it('where nothing is documented, and where nobody answered', () => {
		const nobody = answeredWith(report, {status: null, by: 'nobody', durationMs: 3000});
		expect(row([nobody], 'deadline')).toEqual({
			kinds: [],
			observed: 'none answered',
			documented: '10 s',
			agrees: null,
		});
		expect(row([answeredWith(obd, {durationMs: 125_000})], 'deadline')).toMatchObject({
			observed: 'slowest 2 min 5 s',
			...undocumented,
		});
	});

	it('the one an answer took the most of', () => {
		const use = (deliveries: Delivery[]) => tightestDeadline(observeOne(deliveries));
		const slow = answeredWith(log, {durationMs: 60_000});
		expect(use([slow, answeredWith(inCall, {durationMs: 4900})])).toEqual({
			deadlineMs: 5000,
			slowestMs: 4900,
			kinds: ['in-call'],
		});
		expect(use([slow])).toBeNull();
		expect(use([answeredWith(inCall, {status: null, by: 'nobody'})])).toBeNull();
	});
});

describe('retries, as MyOperator documents them', () => {
	const thrice = 'sent again 3 times, every 30 s, then dropped';
	const failed = answeredWith(log, {status: 500, durationMs: 41});
	const again = (...repeats: [attempt: number, gapMs: number | null][]) => [
		failed,
		...repeats.map(([attempt, gapMs]) => answeredWith(log, {}, {repeat: retry(attempt, gapMs)})),
	];

	it.each([
		['as documented', again([1, 30_100]), 'seen after 30.1 s', thrice, true],
		[
			'three',
			again([1, 30_100], [2, 29_900], [3, 30_000]),
			'seen 3 times, retry 1 after 30.1 s, retry 2 after 29.9 s, retry 3 after 30.0 s',
			thrice,
			true,
		],
		[
			'of several calls',
			again([1, 30_100], [1, 29_900]),
			'seen 2 times, after 29.9 s to 30.1 s',
			thrice,
			true,
		],
	] as const)('%s: %#', (_, deliveries, observed, documented, agrees) => {
		expect(row(deliveries, 'retries')).toEqual({kinds: [], observed, documented, agrees});
	});

	it.each([3100, 125_000])('a page that says less hides none that is contradicted: %d ms', gapMs => {
		// The second page gives no pauses.
		expect(row(again([1, gapMs]), 'retries')).toMatchObject({documented: thrice, agrees: false});
		expect(rows(again([1, gapMs]), 'retries')[0]?.source).not.toContain('in-call');
	});

	it('that none fits is said, with all of them', () => {
		const [found] = rows(again([4, 30_100]), 'retries');
		expect(found).toMatchObject({
			observed: 'seen retry 4 after 30.1 s',
			documented: `${thrice}, or sent again 3 times, then failed (2 pages)`,
			agrees: false,
		});
		expect(found?.source).toMatch(/calling webhooks .*; support.*in-call webhook/);
	});

	it('the attempts before did not come here', () => {
		expect(row(again([2, null]), 'retries')).toMatchObject({
			observed: 'seen once, without the attempts before',
			agrees: null,
		});
	});

	it('none, and what that says', () => {
		expect(row([answeredWith(log)], 'retries')).toMatchObject({observed: 'none seen', agrees: null});
		expect(row([failed], 'retries')).toMatchObject({
			observed: 'none seen after a rejected answer',
			agrees: null,
		});
		const rejected = answeredWith(report, {status: 500});
		expect(row([rejected, rejected], 'retries')).toMatchObject({
			observed: 'none seen after 2 rejected answers',
			documented: 'never sent again',
			agrees: true,
		});
		expect(row([rejected, answeredWith(report, {}, {repeat: retry(1, 60_000)})], 'retries')).toMatchObject({
			observed: 'seen after 1 min',
			documented: 'never sent again',
			agrees: false,
		});
	});

	it('an older copy of the page fits better', () => {
		const first = answeredWith(v2, {status: 500});
		const found = rows([first, answeredWith(v2, {}, {repeat: retry(1, 3100)})], 'retries');
		expect(found[0]).toMatchObject({documented: 'sent again once, after 3 s', agrees: true});
		expect(found[0]?.source).toContain('an older copy');
	});

	it('growing pauses, the first ones told', () => {
		const pauses = [30_000, 60_000, 120_000, 240_000, 480_000, 960_000];
		const deliveries = pauses.map((gapMs, index) => answeredWith(v2, {}, {repeat: retry(index + 1, gapMs)}));
		expect(row(deliveries, 'retries')).toEqual({
			kinds: [],
			observed:
				'seen 6 times, retry 1 after 30.0 s, retry 2 after 1 min, retry 3 after 2 min, retry 4 after 4 min, and so on up to retry 6',
			documented:
				'sent again after 30 s, then after twice as long each time up to 2 h; at most 26 attempts in 24 h',
			agrees: true,
		});
		const swapped = pauses.map((gapMs, index) =>
			answeredWith(v2, {}, {repeat: retry(pauses.length - index, gapMs)}),
		);
		expect(row(swapped, 'retries').agrees).toBe(false);
	});
});

it('a pause may begin when the answer that failed had come', () => {
	const slow = answeredWith(log, {status: 500, durationMs: 12_000});
	const again = answeredWith(log, {}, {repeat: retry(1, 42_000)});
	expect(row([slow, again], 'retries').agrees).toBe(true);
	expect(row([answeredWith(log, {status: 500}), again], 'retries').agrees).toBe(false);
});

describe('what else there is', () => {
	it('kinds that came, and those that did not', () => {
		expect(row([answeredWith(report)], 'kinds')).toEqual({
			kinds: [],
			observed: 'post-call 1',
			documented: 'all seen',
			agrees: true,
		});
		const some = row([answeredWith(obd), answeredWith(obd)], 'kinds');
		expect(some).toMatchObject({observed: 'obd 2', agrees: null});
		expect(some.documented).toMatch(/^never seen: .*c2c/);
		expect(some.documented).not.toContain('composed');
	});

	it('repetitions and order, of which nothing is documented', () => {
		const deliveries = [answeredWith(report), answeredWith(report, {}, {repeat: duplicate})];
		expect(row(deliveries, 'duplicates')).toEqual({kinds: [], observed: '1 seen', ...undocumented});
		expect(row(deliveries, 'order')).toEqual({kinds: [], observed: 'none out of order', ...undocumented});
	});

	it('nothing of who was not recognised: there are no documents', () => {
		const delivery = answeredWith(report);
		const provider = {...delivery.inspection.provider, id: 'generic'};
		const stranger = {...delivery, inspection: {...delivery.inspection, provider, event: null}};
		expect(compared(observeOne([stranger]))).toEqual([]);
	});
});
