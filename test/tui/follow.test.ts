import {afterEach, describe, expect, test} from 'vitest';
import {adviceOn} from '../../src/inspect/advice.ts';
import {shouldFollow} from '../../src/tui/follow.ts';
import {Ui} from '../../src/tui/ui.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {morning, type Receiver, receiver, request, telecmiReport} from './samples.ts';

describe('shouldFollow', () => {
	const facts = {wanted: true, covered: false, full: false};

	test('follows when it is wanted and nothing is in the way', () => {
		expect(shouldFollow(facts)).toBe(true);
	});

	test.each([
		['nobody asked for it', {wanted: false}],
		['a page covers the list', {covered: true}],
		['the detail is on the full screen', {full: true}],
	])('does not where %s, whatever else is so', (_, clause) => {
		for (const wanted of [true, false])
			for (const covered of [true, false])
				for (const full of [true, false])
					expect(shouldFollow({wanted, covered, full, ...clause})).toBe(false);
	});
});

describe('what decides whether the newest is followed', () => {
	const ends: (() => void)[] = [];
	afterEach(() => {
		for (const end of ends.splice(0)) end();
	});

	interface Following {
		ui: Ui;
		to: Receiver;
		/** The line of the screen with the place in the list. */
		place(): string;
		/** Receives one more call and resolves once the UI was told. */
		oneMore(): Promise<void>;
	}

	/** Six calls, the newest of them selected. */
	async function six(): Promise<Following> {
		const to = await receiver();
		for (let index = 0; index < 6; index++)
			await to.receive({body: telecmiReport(`call-${index}`), at: morning + index * 1000});
		const ui = new Ui({
			view: to.view,
			version: '0.1.0',
			marks: unicodeMarks,
			providers: [],
			readBody: () => ({kind: 'empty'}),
			adviceOn,
			now: () => morning + 60_000,
			size: {columns: 120, rows: 40},
			onQuit() {},
			onRedraw() {},
		});
		ends.push(() => {
			ui.close();
			to.store.close();
		});
		const place = () =>
			ui
				.frame()
				.rows[1]?.map(({line}) => plain(line))
				.join('') ?? '';
		let more = 6;
		const oneMore = async () => {
			const wanted = ++more;
			const told = new Promise<void>(resolve => {
				const stop = to.view.subscribe(() => {
					if (to.view.snapshot().totals.calls < wanted) return;
					stop();
					resolve();
				});
			});
			await to.receive({body: telecmiReport(`more-${wanted}`), at: morning + wanted * 1000});
			await told;
		};
		// What arrived while it was set up has been told as well.
		await oneMore();
		return {ui, to, place, oneMore};
	}

	test('it is on at the start: the newest is selected', async () => {
		const {place, oneMore} = await six();
		expect(place()).toMatch(/ 7 of 7 {3}following $/);
		await oneMore();
		expect(place()).toMatch(/ 8 of 8 {3}following $/);
	});

	test.each(['k', '↑', 'PgUp', 'PgDn', 'Space', 'Ctrl+D', 'Ctrl+U', 'g', 'Home', 'Tab', 'l', '→', 'Enter'])(
		'%s turns it off',
		async key => {
			const {ui, place, oneMore} = await six();
			ui.press([key, ...(key === 'Enter' ? ['Esc'] : [])]);
			const [, before] = /(\d+) of 7/.exec(place()) ?? [];
			expect(place()).not.toContain('following');
			await oneMore();
			expect(place()).toContain(` ${before} of 8 `);
			expect(place()).toContain(`${8 - Number(before)} newer, f follows`);
		},
	);

	test('j onto the last row leaves it off: a reader of it must not be pulled away', async () => {
		const {ui, place, oneMore} = await six();
		ui.press(['k', 'j', 'j']);
		expect(place()).toMatch(/ 7 of 7 {3}f follows $/);
		await oneMore();
		expect(place()).toContain('7 of 8   1 newer, f follows');
	});

	test.each(['t', '1', '2', '[', ']', '-', '?', 'a', 'Esc'])('%s leaves it as it is', async key => {
		const {ui, place, oneMore} = await six();
		ui.press([key, ...(key === '?' ? ['Esc'] : key === 't' ? ['t'] : [])]);
		expect(place()).toContain('following');
		await oneMore();
		expect(place()).toContain('8 of 8   following');
		ui.press(['k', key, ...(key === '?' ? ['Esc'] : key === 't' ? ['t'] : [])]);
		await oneMore();
		expect(place()).toContain('7 of 9   2 newer');
	});

	test.each(['f', 'F'])('%s toggles', async key => {
		const {ui, place, oneMore} = await six();
		ui.press([key]);
		await oneMore();
		expect(place()).toContain('7 of 8   1 newer');
		ui.press([key]);
		expect(place()).toContain('8 of 8   following');
		await oneMore();
		expect(place()).toContain('9 of 9   following');
	});

	test.each(['G', 'End'])('%s turns it on', async key => {
		const {ui, place, oneMore} = await six();
		ui.press(['g', key]);
		expect(place()).toContain('7 of 7   following');
		await oneMore();
		expect(place()).toContain('8 of 8   following');
	});

	test('help suspends it: the list is found as it was left, then goes on', async () => {
		const {ui, place, oneMore} = await six();
		ui.press(['?']);
		await oneMore();
		await oneMore();
		const painted =
			ui
				.frame()
				.rows[1]?.map(({line}) => plain(line))
				.join('') ?? '';
		expect(painted).not.toContain('following');
		ui.press(['?']);
		expect(place()).toContain('9 of 9   following');
	});

	test('the detail on the full screen keeps what it shows', async () => {
		const {ui, oneMore} = await six();
		ui.press(['Enter']);
		const title = () =>
			ui
				.frame()
				.rows[1]?.map(({line}) => plain(line))
				.join('') ?? '';
		const before = title();
		expect(before).toMatch(/^ #7 cdr answered /);
		await oneMore();
		expect(title()).toBe(before);
	});

	test('many arrivals in one flush move the selection once', async () => {
		const {ui, to, place} = await six();
		const seen = new Set<string>();
		ui.subscribe(() => seen.add(/(\d+) of/.exec(place())?.[1] ?? ''));
		const told = new Promise<void>(resolve => {
			to.view.subscribe(() => {
				if (to.view.snapshot().totals.calls === 107) resolve();
			});
		});
		await to.receive(
			...Array.from({length: 100}, (_, index) => ({
				body: telecmiReport(`many-${index}`),
				at: request({}).receivedAt + 10_000,
			})),
		);
		await told;
		expect(place()).toContain('107 of 107   following');
		expect(seen.size).toBeLessThanOrEqual(2);
	});
});
