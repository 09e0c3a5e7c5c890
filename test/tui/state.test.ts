import {describe, expect, test} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import type {NetworkState} from '../../src/session/network.ts';
import {shouldFollow} from '../../src/tui/follow.ts';
import {bindings} from '../../src/tui/keys.ts';
import type {RowSource} from '../../src/tui/list-window.ts';
import {
	initialState,
	layoutOf,
	type Notice,
	reduce,
	shownDelivery,
	type UiState,
	type World,
} from '../../src/tui/state.ts';
import {alone, around, publicUrl, targetOf, tunnelOf} from './samples.ts';

/** Calls and deliveries that can come and go; counts how much of a list was asked for. */
class FakeWorld implements World {
	seqs: number[] = [];
	/** Of calls that have others than their one delivery. */
	deliveries = new Map<number, number[]>();
	/** Deliveries of no call. */
	loose: number[] = [];
	time = 1_000_000;
	largest = 0;
	sheetLines = 0;
	around: NetworkState = alone;
	users: string[] = [];

	lists = {
		calls: this.#source(() => this.seqs),
		deliveries: this.#source(() => this.ids()),
	};

	#source(ids: () => number[]): RowSource {
		const asked = (limit: number, found: number[]) => {
			this.largest = Math.max(this.largest, limit);
			return found;
		};
		return {
			after: (id, limit) =>
				asked(
					limit,
					ids()
						.filter(each => each > id)
						.slice(0, limit),
				),
			before: (id, limit) =>
				asked(
					limit,
					limit === 0
						? []
						: ids()
								.filter(each => each < id)
								.slice(-limit),
				),
		};
	}

	/** Every delivery, in order. */
	ids(): number[] {
		const ids = [...this.seqs.flatMap(seq => this.idsOf(seq)), ...this.loose];
		return [...new Set(ids)].sort((a, b) => a - b);
	}

	idsOf(seq: number): number[] {
		return this.deliveries.get(seq) ?? [seq * 10];
	}

	delivery = (id: number) => {
		if (!this.ids().includes(id)) return null;
		return {
			delivery: {id} as Delivery,
			call: this.seqs.find(seq => this.idsOf(seq).includes(id)) ?? null,
		};
	};

	empty = () => false;
	deliveriesOf = (seq: number) => this.idsOf(seq).map(id => ({id}) as Delivery);
	detailLength = () => 40;
	sheet = () => ({lines: this.sheetLines, rows: 22});
	network = () => this.around;
	addressUsers = () => this.users;
	now = () => this.time;

	grow(count: number): void {
		const last = this.seqs.at(-1) ?? 0;
		// Seqs have gaps where calls were deleted.
		for (let i = 1; i <= count; i++) this.seqs.push(last + i * 2);
	}
}

function start(count: number, size = {columns: 80, rows: 24}) {
	const world = new FakeWorld();
	world.grow(count);
	return {world, state: changed(initialState(size), world)};
}

function changed(state: UiState, world: World, notices: readonly Notice[] = []): UiState {
	return reduce(state, {type: 'changed', notices}, world);
}

function press(state: UiState, world: World, ...keys: string[]): UiState {
	return keys.reduce((current, key) => reduce(current, {type: 'key', key}, world), state);
}

/** The ids of the rows on the screen. */
function visible({list, first}: UiState, world: FakeWorld, rows = 13): number[] {
	const ids = list === 'calls' ? world.seqs : world.ids();
	return ids.filter(id => first !== null && id >= first).slice(0, rows);
}

describe('following', () => {
	test('is asked for, and suspended by what covers the list', () => {
		expect(shouldFollow({wanted: true, covered: false, full: false})).toBe(true);
		expect(shouldFollow({wanted: false, covered: false, full: false})).toBe(false);
		expect(shouldFollow({wanted: true, covered: true, full: false})).toBe(false);
		expect(shouldFollow({wanted: true, covered: false, full: true})).toBe(false);
	});

	test('selects the newest, as the last row, from the start on', () => {
		const {world, state} = start(100);
		expect(state.selected).toBe(world.seqs.at(-1));
		expect(visible(state, world)).toHaveLength(13);
		world.grow(3);
		const later = changed(state, world);
		expect(later.selected).toBe(world.seqs.at(-1));
		expect(visible(later, world).at(-1)).toBe(later.selected);
	});

	test.each(['j', 'k', 'g', 'PgUp', 'Ctrl+U', 'l', 'Tab', 'Enter', ','])('ends with %s', key => {
		const {world, state} = start(50);
		world.deliveries.set(world.seqs.at(-1) ?? 0, [1, 2]);
		const moved = press(state, world, key);
		expect(moved.following).toBe(false);
		world.grow(5);
		const later = changed(moved, world);
		expect(later.selected).toBe(moved.selected);
		expect(later.first).toBe(moved.first);
	});

	test.each(['1', '2', ']', '-', 't'])('goes on with %s', key => {
		const {world, state} = start(50);
		expect(press(state, world, key).following).toBe(true);
	});

	test('comes back by f, G and End, not by reaching the last row', () => {
		const {world, state} = start(50);
		const up = press(state, world, 'k');
		expect(press(up, world, 'j')).toMatchObject({following: false, selected: world.seqs.at(-1)});
		for (const key of ['f', 'G', 'End']) {
			const again = press(up, world, key);
			expect(again).toMatchObject({following: true, selected: world.seqs.at(-1)});
		}
		expect(press(state, world, 'f').following).toBe(false);
	});

	test('waits while help is open', () => {
		const {world, state} = start(50);
		const helped = press(state, world, '?');
		world.grow(5);
		const later = changed(helped, world);
		expect(later.selected).toBe(state.selected);
		expect(press(later, world, '?').selected).toBe(world.seqs.at(-1));
	});
});

describe('the selection', () => {
	const keys = bindings.flatMap(binding => binding.keys).filter(key => key !== 'Ctrl+C');

	test('exists, is visible and is moved by nobody else, whatever happens', () => {
		let seed = 7;
		const random = (below: number) => {
			seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
			return Math.floor((seed / 2_147_483_648) * below);
		};
		for (let round = 0; round < 40; round++) {
			const size = {columns: 40 + random(160), rows: 10 + random(50)};
			let {world, state} = start(random(60), size);
			for (let step = 0; step < 120; step++) {
				const before = state;
				const what = random(10);
				if (what < 6) state = press(state, world, keys[random(keys.length)] ?? 'j');
				else if (what < 8) {
					world.grow(1 + random(4));
					if (random(3) === 0) world.loose.push((world.seqs.at(-1) ?? 0) * 10 + 5);
					state = changed(state, world);
					if (!before.following && before.selected !== null) {
						expect(state.selected).toBe(before.selected);
						expect(state.first).toBe(before.first);
					}
				} else if (what < 9) {
					state = reduce(
						state,
						{type: 'resize', size: {columns: 40 + random(160), rows: 10 + random(50)}},
						world,
					);
					expect(state.selected).toBe(before.following ? state.selected : before.selected);
				} else {
					world.seqs.splice(random(world.seqs.length), 1);
					state = changed(state, world);
				}
				const current = layoutOf(state);
				if (current.kind === 'small') throw new Error('no such size is drawn');
				const ids = state.list === 'calls' ? world.seqs : world.ids();
				expect(state.selected === null).toBe(ids.length === 0);
				if (state.selected === null) continue;
				const shown = visible(state, world, current.list.rows);
				expect(shown).toContain(state.selected);
				expect(shown).toHaveLength(Math.min(current.list.rows, ids.length));
				const place = state.places[state.tab];
				expect(place.cursor).toBeLessThan(40);
				expect(place.first).toBeGreaterThanOrEqual(0);
			}
		}
	});

	test('moves by rows, pages and to the ends', () => {
		const {world, state} = start(100);
		const top = press(state, world, 'g');
		expect(top).toMatchObject({selected: world.seqs[0], first: world.seqs[0]});
		expect(press(top, world, 'j', 'j', 'k').selected).toBe(world.seqs[1]);
		expect(press(top, world, 'PgDn').selected).toBe(world.seqs[12]);
		expect(press(top, world, 'Ctrl+D').selected).toBe(world.seqs[6]);
		expect(press(top, world, 'k').selected).toBe(world.seqs[0]);
		expect(press(top, world, 'G').selected).toBe(world.seqs[99]);
	});

	test('keeps two rows of context while it moves', () => {
		const {world, state} = start(100);
		let current = press(state, world, 'g');
		for (let i = 0; i < 40; i++) {
			current = press(current, world, 'j');
			const shown = visible(current, world);
			expect(shown.length - 1 - shown.indexOf(current.selected ?? -1)).toBeGreaterThanOrEqual(2);
		}
		for (let i = 0; i < 30; i++) {
			current = press(current, world, 'k');
			expect(visible(current, world).indexOf(current.selected ?? -1)).toBeGreaterThanOrEqual(2);
		}
	});

	test('never asks for more than a screen of rows', () => {
		const {world, state} = start(2000, {columns: 120, rows: 40});
		const keys = ['g', 'PgDn', 'Ctrl+D', 'G', 'k', 'PgUp', 'f', 'j'];
		press(state, world, ...keys, 't', ...keys, 't');
		expect(world.largest).toBeLessThanOrEqual(37);
	});
});

describe('the detail', () => {
	test('is left by Esc one step at a time', () => {
		const {world, state} = start(5, {columns: 120, rows: 40});
		const deepest = press(state, world, 'Enter', '?');
		expect(deepest).toMatchObject({help: true, full: true, focus: 'detail'});
		const one = press(deepest, world, 'Esc');
		expect(one).toMatchObject({help: false, full: true});
		const two = press(one, world, 'Esc');
		expect(two).toMatchObject({full: false, focus: 'detail'});
		const three = press(two, world, 'Esc');
		expect(three).toMatchObject({focus: 'list', toast: null});
		expect(press(three, world, 'Esc').toast?.message).toBe('Nothing to close; q quits.');
	});

	test('goes to the full screen where there is no room for a pane, and back to the list', () => {
		const {world, state} = start(5, {columns: 40, rows: 10});
		const opened = press(state, world, 'l');
		expect(opened).toMatchObject({full: true, focus: 'detail'});
		expect(press(opened, world, 'Esc')).toMatchObject({full: false, focus: 'list'});
	});

	test('keeps the delivery that is read when another arrives', () => {
		const {world, state} = start(3);
		const seq = state.selected ?? 0;
		world.deliveries.set(seq, [1, 2]);
		const reading = press(state, world, 'l');
		world.deliveries.set(seq, [1, 2, 3]);
		const later = changed(reading, world);
		expect(shownDelivery(later, world)).toMatchObject({index: 1});
		// Back in the list nobody reads it any more.
		expect(shownDelivery(press(later, world, 'Esc'), world)).toMatchObject({index: 2});
	});

	test('walks the deliveries of the call', () => {
		const {world, state} = start(3);
		world.deliveries.set(state.selected ?? 0, [1, 2, 3]);
		const earlier = press(state, world, ',');
		expect(shownDelivery(earlier, world).index).toBe(1);
		const first = press(earlier, world, ',', ',');
		expect(shownDelivery(first, world).index).toBe(0);
		expect(first.toast?.message).toBe('This is the first delivery of the call.');
		expect(shownDelivery(press(first, world, '.', '.', '.'), world).index).toBe(2);
		expect(shownDelivery(press(first, world, 'k', 'j'), world).index).toBe(2);
	});

	test('says when a shape does not fit', () => {
		const {world, state} = start(3, {columns: 120, rows: 40});
		const hidden = press(state, world, '-');
		expect(layoutOf(hidden)).toMatchObject({shape: 'hidden'});
		const again = press(hidden, world, '-');
		expect(layoutOf(again)).toMatchObject({shape: 'below'});
		expect(again.toast?.message).toContain('Beside needs 140 columns');
	});
});

describe('the other list', () => {
	/** Calls 2, 4, 6 of which the second has three deliveries, and a delivery of no call. */
	function few() {
		const {world, state} = start(3);
		world.deliveries.set(4, [40, 41, 42]);
		world.loose.push(99);
		return {world, state: press(changed(state, world), world, 'g', 'j')};
	}

	test('has the delivery selected that was shown, and back its call', () => {
		const {world, state} = few();
		const earlier = press(state, world, ',');
		const there = press(earlier, world, 't');
		expect(there).toMatchObject({list: 'deliveries', selected: 41, following: false, toast: null});
		expect(shownDelivery(there, world)).toMatchObject({call: 4, index: 1});
		const back = press(there, world, 't');
		expect(back).toMatchObject({list: 'calls', selected: 4, delivery: {id: 41}});
		const next = press(there, world, 'j', 't');
		// The last one is shown by itself: another may follow it.
		expect(next).toMatchObject({list: 'calls', selected: 4, delivery: null});
		expect(press(there, world, 'j', 'j', 't')).toMatchObject({selected: 6});
	});

	test('keeps its place while the other one is looked at', () => {
		const {world, state} = start(100);
		const here = press(state, world, 'g', 'PgDn', 'PgDn', 'k', 'k', 'k');
		const there = press(here, world, 't');
		expect(visible(there, world)).toContain(there.selected);
		expect(press(there, world, 't')).toMatchObject({selected: here.selected, first: here.first});
		expect(press(there, world, 't', 't')).toMatchObject({selected: there.selected, first: there.first});
	});

	test('leads back to a delivery of no call, until another call is selected', () => {
		const {world, state} = few();
		const loose = press(state, world, 't', 'G', 'k', 'j');
		expect(loose).toMatchObject({selected: 99, following: false});
		expect(shownDelivery(loose, world)).toMatchObject({call: null, index: 0});
		const calls = press(loose, world, 't');
		expect(calls).toMatchObject({list: 'calls', selected: 4});
		expect(calls.toast?.message).toBe('#99 belongs to no call.');
		expect(press(calls, world, 't')).toMatchObject({list: 'deliveries', selected: 99});
		expect(press(calls, world, 'k', 't')).toMatchObject({list: 'deliveries', selected: 20});
		expect(press(calls, world, ',', 't')).toMatchObject({list: 'deliveries', selected: 41});
	});

	test('follows when the first one does', () => {
		const {world, state} = start(3);
		world.loose.push(99);
		const there = press(changed(state, world), world, 't');
		expect(there).toMatchObject({list: 'deliveries', selected: 99, following: true});
		world.loose.push(100);
		expect(changed(there, world).selected).toBe(100);
		expect(press(there, world, 't')).toMatchObject({list: 'calls', selected: 6, following: true});
	});

	test('shows what belongs to no call where there are no calls', () => {
		const {world, state} = start(0);
		world.loose.push(1);
		const waiting = changed(state, world);
		expect(waiting).toMatchObject({list: 'calls', selected: null});
		const there = press(waiting, world, 't');
		expect(there).toMatchObject({list: 'deliveries', selected: 1});
		expect(press(there, world, 'Enter')).toMatchObject({full: true, focus: 'detail'});
		expect(press(there, world, ',').toast?.message).toBe('This delivery belongs to no call.');
		expect(press(there, world, 'l', 't')).toMatchObject({list: 'calls', selected: null, focus: 'list'});
	});

	test('walks the deliveries of a call by moving the selection', () => {
		const {world, state} = few();
		const there = press(state, world, 't');
		expect(there.selected).toBe(42);
		expect(press(there, world, ',').selected).toBe(41);
		const first = press(there, world, ',', ',', ',');
		expect(first).toMatchObject({selected: 40});
		expect(first.toast?.message).toBe('This is the first delivery of the call.');
		expect(press(first, world, 'k', '.').toast?.message).toBe('This call has one delivery.');
	});

	test('comes from the full screen, too, with the delivery that was read', () => {
		const {world, state} = few();
		const reading = press(state, world, ',', 'Enter');
		const there = press(reading, world, 't');
		expect(there).toMatchObject({list: 'deliveries', selected: 41, full: false, focus: 'detail'});
		world.deliveries.set(4, [40, 41, 42, 43]);
		const back = press(changed(there, world), world, '.', '.', 't');
		expect(back).toMatchObject({list: 'calls', focus: 'detail', delivery: {id: 43, chosen: false}});
	});
});

describe('a toast', () => {
	const notice = (severity: Notice['severity'], message: string): Notice => ({
		at: 0,
		severity,
		message,
		hint: null,
	});

	test('says that a key does nothing, and goes with the next one', () => {
		const {world, state} = start(3);
		const said = press(state, world, 'a');
		expect(said.toast?.message).toBe('a does nothing here.');
		expect(press(said, world, 'k').toast).toBeNull();
		expect(reduce(state, {type: 'paste'}, world).toast?.message).toBe('Pasted text is ignored here.');
	});

	test('of an error stays until a key was pressed and it stood for four seconds', () => {
		const {world, state} = start(3);
		const failed = changed(state, world, [notice('error', 'The disk is full.')]);
		expect(press(failed, world, 'k', 'z').toast?.message).toBe('The disk is full.');
		world.time += 4000;
		expect(reduce(failed, {type: 'toastDue'}, world).toast?.message).toBe('The disk is full.');
		expect(press(failed, world, 'k').toast).toBeNull();
	});

	test('of anything else goes after four seconds', () => {
		const {world, state} = start(3);
		const told = changed(state, world, [notice('warning', 'Sockets were refused.')]);
		expect(reduce(told, {type: 'toastDue'}, world).toast).not.toBeNull();
		world.time += 4000;
		expect(reduce(told, {type: 'toastDue'}, world).toast).toBeNull();
	});

	test('is shown once for each notice, of several the error', () => {
		const {world, state} = start(3);
		const notices = [notice('error', 'one'), notice('info', 'two')];
		const told = changed(state, world, notices);
		expect(told.toast?.message).toBe('one');
		world.time += 5000;
		const gone = press(told, world, 'k');
		expect(changed(gone, world, notices).toast).toBeNull();
		expect(changed(gone, world, [...notices, notice('info', 'three')]).toast?.message).toBe('three');
	});
});

describe('a banner', () => {
	function broken() {
		const {world, state} = start(30, {columns: 120, rows: 40});
		world.around = around({targets: [targetOf({state: 'down', since: world.time})]});
		return {world, state: changed(state, world)};
	}

	const tick = (state: UiState, world: World) => reduce(state, {type: 'tick'}, world);
	const rows = (state: UiState) => {
		const current = layoutOf(state);
		return current.kind === 'main' ? current.list.rows : 0;
	};

	test('comes when its time has come, takes its rows from the list and keeps the selection visible', () => {
		const {world, state} = broken();
		expect(state.banners).toEqual([]);
		world.time += 2000;
		const later = tick(state, world);
		expect(later.banners.map(({kind}) => kind)).toEqual(['target']);
		expect(rows(later)).toBe(rows(state) - 2);
		expect(visible(later, world, rows(later))).toContain(later.selected);
		// Nothing new: nothing is laid out again.
		expect(tick(later, world).banners).toBe(later.banners);
	});

	test('is hidden by Esc for this occurrence, once nothing else is to be closed', () => {
		const {world, state} = broken();
		world.time += 2000;
		const shown = tick(state, world);
		const inside = press(shown, world, 'l', 'Esc');
		expect(inside.banners).toHaveLength(1);
		const hidden = press(inside, world, 'Esc');
		expect(hidden.banners).toEqual([]);
		expect(changed(hidden, world).banners).toEqual([]);
		expect(press(hidden, world, 'Esc').toast?.message).toBe('Nothing to close; q quits.');
		world.around = around({targets: [targetOf({state: 'down', since: world.time - 2000 + 1})]});
		world.time += 5000;
		expect(changed(hidden, world).banners).toHaveLength(1);
	});

	test('goes with its cause, and says so', () => {
		const {world, state} = broken();
		world.time += 72_000;
		const shown = tick(state, world);
		world.around = around();
		const back = changed(shown, world);
		expect(back.banners).toEqual([]);
		expect(back.toast).toMatchObject({severity: 'good', message: 'Target is back after 1 min 12 s'});
	});

	test('says nothing of what was gone for a moment, nor in the place of an error', () => {
		const {world, state} = broken();
		world.time += 500;
		world.around = around();
		expect(changed(state, world).toast).toBeNull();
		const again = broken();
		again.world.time += 60_000;
		const failed = changed(again.state, again.world, [
			{at: 0, severity: 'error', message: 'Full.', hint: null},
		]);
		again.world.around = around();
		expect(changed(failed, again.world).toast?.message).toBe('Full.');
	});

	test('of a lost address goes when it works again', () => {
		const {world, state} = start(3);
		world.around = around({tunnel: tunnelOf({state: 'dead', since: world.time})});
		const lost = changed(state, world);
		world.time += 5000;
		// Another attempt does not end it.
		world.around = around({tunnel: tunnelOf({state: 'starting', since: world.time})});
		expect(changed(lost, world).banners.map(({kind}) => kind)).toEqual(['tunnel']);
		world.time += 35_000;
		world.around = around();
		const back = changed(changed(lost, world), world);
		expect(back.banners).toEqual([]);
		expect(back.toast?.message).toBe('The public address works again after 40 s');
	});

	test('of two gives way to the next', () => {
		const {world, state} = start(3);
		const change = {at: 1, url: publicUrl, old: 'https://old.example.test', providers: ['TeleCMI']};
		world.around = around({change, targets: [targetOf({state: 'down', since: 0})]});
		const both = changed(state, world);
		expect(both.banners.map(({kind}) => kind)).toEqual(['address', 'target']);
		expect(press(both, world, 'Esc').banners.map(({kind}) => kind)).toEqual(['target']);
		expect(press(both, world, 'Esc', 'Esc').banners).toEqual([]);
	});
});

describe('the question before the address is given up', () => {
	test('is asked only when somebody uses it', () => {
		const {world, state} = start(3);
		expect(press(state, world, 'q').question).toBeNull();
		world.users = ['TeleCMI'];
		expect(press(state, world, 'q').question).toBe('quit');
		// Help and the full screen are closed first.
		expect(press(state, world, '?', 'q')).toMatchObject({question: null, help: false});
		expect(press(state, world, 'Enter', 'q')).toMatchObject({question: null, full: false});
	});

	test.each(['n', 'N', 'Esc', 'Enter'])('is answered no by %s, and nothing else was done', key => {
		const {world, state} = start(3);
		world.users = ['TeleCMI'];
		const asked = press(state, world, 'q');
		const before = press(state, world, 'k', 'j');
		expect(press(asked, world, key)).toMatchObject({
			question: null,
			selected: before.selected,
			full: false,
			toast: null,
		});
	});

	test('stays while other keys are pressed, which do nothing', () => {
		const {world, state} = start(3);
		world.users = ['TeleCMI'];
		const asked = press(state, world, 'q');
		expect(press(asked, world, 'k', 'q', '?', 'T', 'x')).toEqual(asked);
	});
});

describe('tabs', () => {
	test('are four, and follow each other in a circle', () => {
		const {world, state} = start(3);
		expect(press(state, world, '3').tab).toBe('answer');
		expect(press(state, world, '4').tab).toBe('checks');
		expect(press(state, world, '[').tab).toBe('checks');
		expect(press(state, world, ']').tab).toBe('payload');
		expect(press(state, world, ']', ']', ']', ']').tab).toBe('decoded');
	});
});
