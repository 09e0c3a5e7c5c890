/** What the screen is about, and how keys and arrivals change it. No Ink, no store: those come in as `World`. */

import type {Delivery, Severity} from '../core/delivery.ts';
import {lengthOfTime} from '../core/duration.ts';
import type {Snapshot} from '../session/live-view.ts';
import type {NetworkState} from '../session/network.ts';
import {shortHost} from '../view/network.ts';
import {type Banner, bannerRows, bannersOf, outageOf, patienceMs} from './banner.ts';
import {shouldFollow} from './follow.ts';
import {type Command, commandFor, type Screen} from './keys.ts';
import {besideNeeds, type Layout, layout, type Shape, type Size} from './layout.ts';
import {
	firstVisible,
	type ListName,
	nearestRow,
	newestRow,
	oldestRow,
	type RowSource,
	rowAt,
} from './list-window.ts';

/** Something about call-hook itself that its user should know. */
export type Notice = Snapshot['notices'][number];

/** In the order of their numbers. */
export const tabs = ['decoded', 'payload', 'answer', 'checks'] as const;
export type Tab = (typeof tabs)[number];

/** Where the reader is in a text of lines. Lines of a delivery never change, so these are indexes. */
export interface Place {
	/** The line keys act on. */
	cursor: number;
	/** The first visible line. */
	first: number;
}

export interface Toast {
	/** `good`: something is as it should be again. */
	severity: Severity | 'good';
	message: string;
	/** ms since the epoch. */
	shownAt: number;
	/** A key was pressed since: an error that was seen may go once it stood long enough. */
	keySeen: boolean;
	/** Only answers the last key: it goes with the next one. */
	answer: boolean;
}

export interface UiState {
	size: Size;
	/** Which list is shown. */
	list: ListName;
	/**
	 * The selected row and the first visible one: seqs of calls, ids of deliveries; identities, never indexes. null:
	 * there is none.
	 */
	selected: number | null;
	first: number | null;
	/** The same of the other list, as it was left. */
	other: {selected: number | null; first: number | null};
	/** The delivery one came from that belongs to no call: the way back to it, until another call is selected. */
	cameFrom: number | null;
	following: boolean;
	focus: 'list' | 'detail';
	/** The detail is on the full screen. */
	full: boolean;
	/** What the user chose by `-`; null leaves it to the size. */
	shape: Shape | null;
	tab: Tab;
	places: Readonly<Record<Tab, Place>>;
	/**
	 * Of the selected call the delivery that is shown, when it is not simply the last; `chosen` by its reader or held
	 * for him. Among deliveries the selected one is shown.
	 */
	delivery: {id: number; chosen: boolean} | null;
	help: boolean;
	/** First visible line of a page that is only scrolled. */
	scroll: number;
	toast: Toast | null;
	/** Asked in the place of the keys; nothing else is done until it is answered. */
	question: 'quit' | null;
	/** What needs a person now, the worst first, without what was hidden. */
	banners: readonly Banner[];
	/** Keys of the banners that were hidden, for as long as their cause goes on. */
	hidden: readonly string[];
	/** As `outageOf` says. */
	outage: number | null;
	/** The public address and the targets, as last told. */
	network: NetworkState | null;
	/** The newest notice that was shown. */
	notice: Notice | null;
}

/** What the state is about. Read while a key is handled, and only as far as it asks for. */
export interface World {
	lists: Readonly<Record<ListName, RowSource>>;
	/** Nothing was received yet: the first screen is shown. */
	empty(): boolean;
	/** The deliveries of a call, oldest first. */
	deliveriesOf(seq: number): readonly Delivery[];
	/** A delivery, and the seq of its call; null when it is gone. */
	delivery(id: number): {delivery: Delivery; call: number | null} | null;
	/** How many lines the shown tab has, for a state. */
	detailLength(state: UiState): number;
	/** How many lines the page that is only scrolled has, and how many of them fit. */
	sheet(state: UiState): {lines: number; rows: number};
	network(): NetworkState;
	/** Names of the providers that would lose the public address. */
	addressUsers(): readonly string[];
	now(): number;
}

export type Action =
	| {type: 'key'; key: string}
	| {type: 'paste'}
	| {type: 'resize'; size: Size}
	/** Something was received, or said. */
	| {type: 'changed'; notices: readonly Notice[]}
	/** A second went by, and something on the screen tells the time. */
	| {type: 'tick'}
	/** What came of a key that did something outside of the screen. */
	| {type: 'say'; message: string}
	/** The toast stood for its time. */
	| {type: 'toastDue'};

/** How long a toast stands at least, in ms. */
export const toastMs = 4000;

const start: Place = {cursor: 0, first: 0};
const atTheStart: UiState['places'] = {decoded: start, payload: start, answer: start, checks: start};

export function initialState(size: Size): UiState {
	return {
		size,
		list: 'calls',
		selected: null,
		first: null,
		other: {selected: null, first: null},
		cameFrom: null,
		following: true,
		focus: 'list',
		full: false,
		shape: null,
		tab: 'decoded',
		places: atTheStart,
		delivery: null,
		help: false,
		scroll: 0,
		toast: null,
		question: null,
		banners: [],
		hidden: [],
		outage: null,
		network: null,
		notice: null,
	};
}

export function layoutOf({size, shape, banners}: UiState): Layout {
	return layout(size, shape, banners.length > 0 ? bannerRows : 0);
}

/** Which keys work. */
export function screenOf(state: UiState, world: Pick<World, 'empty'>): Screen {
	if (state.question !== null) return 'ask';
	if (layoutOf(state).kind === 'small') return 'small';
	if (state.help || world.empty()) return 'sheet';
	return state.focus;
}

/** What the detail shows. */
export interface Shown {
	/** null: the delivery belongs to no call. */
	call: number | null;
	/** The deliveries of the call, or the one that has none. */
	all: readonly Delivery[];
	/** Which of them is shown; -1 when there is none. */
	index: number;
}

/** The delivery that is shown, among those of its call. */
export function shownDelivery(state: UiState, world: Pick<World, 'deliveriesOf' | 'delivery'>): Shown {
	const {list, selected} = state;
	if (selected === null) return {call: null, all: [], index: -1};
	if (list === 'deliveries') return amongItsCall(selected, world);
	const all = world.deliveriesOf(selected);
	const chosen = all.findIndex(({id}) => id === state.delivery?.id);
	return {call: selected, all, index: chosen < 0 ? all.length - 1 : chosen};
}

function amongItsCall(id: number, world: Pick<World, 'deliveriesOf' | 'delivery'>): Shown {
	const found = world.delivery(id);
	if (found === null) return {call: null, all: [], index: -1};
	const all = found.call === null ? [] : world.deliveriesOf(found.call);
	const index = all.findIndex(delivery => delivery.id === id);
	// Of a call with very many deliveries only the last ones are read.
	return index < 0 ? {call: found.call, all: [found.delivery], index: 0} : {call: found.call, all, index};
}

/** The rows the detail has for lines; 0 when it is not on the screen. */
export function detailRows(state: UiState): number {
	const current = layoutOf(state);
	if (current.kind === 'small') return 0;
	return (state.full ? current.full : current.detail)?.rows ?? 0;
}

/** The state after an action. Commands that leave the state alone (quit, redraw, tunnel) are the caller's. */
export function reduce(state: UiState, action: Action, world: World): UiState {
	switch (action.type) {
		case 'key':
			return settle(press(seen(state, world.now()), action.key, world), world, state);
		case 'paste':
			return answer(state, 'Pasted text is ignored here.', world);
		case 'resize':
			return settle({...state, size: action.size}, world);
		case 'changed':
			return settle(noticed(watched(state, world), action.notices, world), world);
		case 'tick': {
			// Nothing but the banners depends on the time: the rest of the state stays as it is.
			const next = watched(state, world);
			return next.banners === state.banners ? next : settle(next, world);
		}
		case 'say':
			return told(state, 'info', action.message, world);
		case 'toastDue':
			return dismissed(state, world.now());
	}
}

/** A key was pressed: the answer to the last one goes, and an error that stood long enough. */
function seen(state: UiState, now: number): UiState {
	if (state.toast === null) return state;
	if (state.toast.answer) return {...state, toast: null};
	return dismissed({...state, toast: {...state.toast, keySeen: true}}, now);
}

function dismissed(state: UiState, now: number): UiState {
	const {toast: current} = state;
	if (current === null || now - current.shownAt < toastMs) return state;
	return current.severity !== 'error' || current.keySeen ? {...state, toast: null} : state;
}

/** Answers a key that cannot act. An error that was not there long enough to be read is worth more. */
function answer(state: UiState, message: string, world: Pick<World, 'now'>): UiState {
	if (state.toast?.severity === 'error') return state;
	return {...state, toast: {severity: 'info', message, shownAt: world.now(), keySeen: false, answer: true}};
}

function told(
	state: UiState,
	severity: Toast['severity'],
	message: string,
	{now}: Pick<World, 'now'>,
): UiState {
	return {...state, toast: {severity, message, shownAt: now(), keySeen: false, answer: false}};
}

/** Looks at the public address and the targets: what needs a person, and what is well again. */
function watched(state: UiState, world: World): UiState {
	const network = world.network();
	const outage = outageOf(network.tunnel, state.outage);
	const all = bannersOf({network, users: world.addressUsers(), outage, now: world.now()});
	const hidden = state.hidden.filter(key => all.some(banner => banner.key === key));
	const banners = all.filter(({key}) => !hidden.includes(key));
	const isSame = JSON.stringify(banners) === JSON.stringify(state.banners);
	const next = {...state, network, outage, hidden, banners: isSame ? state.banners : banners};
	const message = recovery(state, next, world.now());
	// An error that nobody has read yet is worth more.
	return message === null || state.toast?.severity === 'error' ? next : told(next, 'good', message, world);
}

/** What to say when something works again that was out of order long enough to be noticed. */
function recovery(before: UiState, {network, outage}: UiState, now: number): string | null {
	for (const {url, state, since} of before.network?.targets ?? []) {
		const is = network?.targets.find(target => target.url === url);
		if (state !== 'down' || is?.state !== 'up' || now - since < patienceMs.target) continue;
		const name = (network?.targets.length ?? 0) > 1 ? `Target ${shortHost(url)}` : 'Target';
		return `${name} is back after ${lengthOfTime(now - since)}`;
	}
	const {outage: since} = before;
	if (since === null || outage !== null || network?.tunnel?.state !== 'live') return null;
	if (now - since < patienceMs.tunnel || network.change?.url === network.tunnel.url) return null;
	return `The public address works again after ${lengthOfTime(now - since)}`;
}

/** Shows the newest of what was said since; of several at once the first that is an error. */
function noticed(state: UiState, notices: readonly Notice[], world: World): UiState {
	const fresh = notices.slice(state.notice === null ? 0 : notices.lastIndexOf(state.notice) + 1);
	const newest = fresh.at(-1);
	if (newest === undefined) return state;
	const {severity, message, hint} = fresh.find(notice => notice.severity === 'error') ?? newest;
	const text = hint === null ? message : `${message} ${hint}`;
	const toast = {severity, message: text, shownAt: world.now(), keySeen: false, answer: false};
	return {...state, toast, notice: newest};
}

function press(state: UiState, key: string, world: World): UiState {
	const screen = screenOf(state, world);
	const command = commandFor(key, screen);
	if (command !== null) return run(state, command, world);
	// The question stays: it says which keys there are.
	if (screen === 'ask') return state;
	return answer(state, `${key} does nothing here.`, world);
}

function run(state: UiState, command: Command, world: World): UiState {
	switch (command) {
		case 'quit.now':
		case 'redraw':
		case 'tunnel':
			return state;
		case 'quit':
			if (state.help) return {...state, help: false, scroll: 0};
			if (state.full) return {...state, full: false};
			// Without a question to ask, leaving is the caller's.
			return world.addressUsers().length > 0 ? {...state, question: 'quit'} : state;
		case 'ask.yes':
		case 'ask.no':
			return {...state, question: null};
		case 'help':
			return {...state, help: !state.help, scroll: 0};
		case 'back':
			return back(state, world);
		case 'focus.next':
		case 'focus.prev':
			return state.focus === 'list' ? into(state, world) : leave({...state, full: false});
		case 'into':
			return into(state, world);
		case 'open.full':
			return openFull(state, world);
		case 'full':
			return state.full ? {...state, full: false} : openFull(state, world);
		case 'layout':
			return nextShape(state, world);
		case 'view':
			return otherList(state, world);
		case 'tab.prev':
			return {...state, tab: tabBeside(state.tab, -1)};
		case 'tab.next':
			return {...state, tab: tabBeside(state.tab, 1)};
		case 'tab.decoded':
			return {...state, tab: 'decoded'};
		case 'tab.payload':
			return {...state, tab: 'payload'};
		case 'tab.answer':
			return {...state, tab: 'answer'};
		case 'tab.checks':
			return {...state, tab: 'checks'};
		case 'step.prev':
			return step(state, -1, world);
		case 'step.next':
			return step(state, 1, world);
		case 'follow':
			return {...state, following: !state.following};
		case 'list.down':
			return moveList(state, 1, 'cursor', world);
		case 'list.up':
			return moveList(state, -1, 'cursor', world);
		case 'list.pageDown':
			return moveList(state, Math.max(1, listRows(state) - 1), 'window', world);
		case 'list.pageUp':
			return moveList(state, -Math.max(1, listRows(state) - 1), 'window', world);
		case 'list.halfDown':
			return moveList(state, Math.max(1, listRows(state) >> 1), 'window', world);
		case 'list.halfUp':
			return moveList(state, -Math.max(1, listRows(state) >> 1), 'window', world);
		case 'list.first':
			return toFirst(state, oldestRow(world.lists[state.list]));
		case 'list.last':
			return {...select(state, newestRow(world.lists[state.list])), following: true};
		case 'line.down':
			return moveLine(state, 1, world);
		case 'line.up':
			return moveLine(state, -1, world);
		case 'page.down':
			return moveLine(state, Math.max(1, detailRows(state) - 1), world);
		case 'page.up':
			return moveLine(state, -Math.max(1, detailRows(state) - 1), world);
		case 'half.down':
			return moveLine(state, Math.max(1, detailRows(state) >> 1), world);
		case 'half.up':
			return moveLine(state, -Math.max(1, detailRows(state) >> 1), world);
		case 'line.first':
			return moveLine(state, Number.NEGATIVE_INFINITY, world);
		case 'line.last':
			return moveLine(state, Number.POSITIVE_INFINITY, world);
		case 'sheet.down':
			return scrollSheet(state, () => 1, world);
		case 'sheet.up':
			return scrollSheet(state, () => -1, world);
		case 'sheet.pageDown':
			return scrollSheet(state, rows => rows - 1, world);
		case 'sheet.pageUp':
			return scrollSheet(state, rows => 1 - rows, world);
	}
}

/** The next tab, or the previous one; behind the last comes the first. */
function tabBeside(tab: Tab, by: 1 | -1): Tab {
	return tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? tab;
}

/** Esc: one step out, always the same ladder. */
function back(state: UiState, world: World): UiState {
	if (state.help) return {...state, help: false, scroll: 0};
	if (state.toast !== null) return {...state, toast: null};
	if (state.full) return {...state, full: false};
	if (state.focus === 'detail') return leave(state);
	const [banner, ...others] = state.banners;
	if (banner !== undefined) return {...state, banners: others, hidden: [...state.hidden, banner.key]};
	return answer(state, 'Nothing to close; q quits.', world);
}

function into(state: UiState, world: World): UiState {
	if (state.selected === null) return answer(state, 'No call yet.', world);
	const current = layoutOf(state);
	const hasPane = current.kind === 'main' && current.detail !== null;
	// Without a pane the full screen is the only place the detail has.
	return hold({...state, focus: 'detail', following: false, full: state.full || !hasPane}, world);
}

function openFull(state: UiState, world: World): UiState {
	if (state.full) return answer(state, 'This is the full screen; Esc goes back.', world);
	return state.selected === null ? into(state, world) : {...into(state, world), full: true};
}

/** Holds the delivery that is shown: one that arrives while it is read must not take its place. */
function hold(state: UiState, world: World): UiState {
	if (state.delivery !== null || state.list === 'deliveries') return state;
	const {all, index} = shownDelivery(state, world);
	const id = all[index]?.id ?? null;
	return id === null ? state : {...state, delivery: {id, chosen: false}};
}

function leave(state: UiState): UiState {
	return {...state, focus: 'list', delivery: state.delivery?.chosen === true ? state.delivery : null};
}

function step(state: UiState, by: 1 | -1, world: World): UiState {
	const {call, all, index} = shownDelivery(state, world);
	const id = all[index + by]?.id ?? null;
	if (id !== null) {
		const stepped = {...state, following: false, places: atTheStart};
		if (state.list === 'deliveries') return select(stepped, id);
		return {...stepped, delivery: {id, chosen: true}, cameFrom: null};
	}
	if (all.length === 0) return answer(state, 'No call yet.', world);
	if (call === null) return answer(state, 'This delivery belongs to no call.', world);
	if (all.length === 1) return answer(state, 'This call has one delivery.', world);
	return answer(state, `This is the ${by < 0 ? 'first' : 'last'} delivery of the call.`, world);
}

/** Shows the other list, with the selection carried over: a call gives its shown delivery, a delivery its call. */
function otherList(state: UiState, world: World): UiState {
	const {call, all, index} = shownDelivery(state, world);
	const id = all[index]?.id ?? null;
	const {selected, first} = state;
	// The full screen would hide that anything happened.
	const turned: UiState = {...state, ...state.other, other: {selected, first}, full: false, delivery: null};
	if (state.list === 'calls') {
		const found = state.cameFrom ?? id ?? state.other.selected;
		return {...turned, list: 'deliveries', selected: found, cameFrom: null};
	}
	if (call === null) {
		const there: UiState = {...turned, list: 'calls', cameFrom: id};
		return id === null ? there : answer(there, `#${id} belongs to no call.`, world);
	}
	const isLast = index === all.length - 1;
	const delivery = id === null || isLast ? null : {id, chosen: true};
	const there: UiState = {...turned, list: 'calls', selected: call, delivery};
	return there.focus === 'detail' ? hold(there, world) : there;
}

function nextShape(state: UiState, world: World): UiState {
	const current = layoutOf(state);
	if (current.kind === 'small') return state;
	const next = {beside: 'below', below: 'hidden', hidden: 'beside'} as const;
	const wanted = next[current.shape];
	const chosen = {...state, shape: wanted, full: false};
	const now = layoutOf(chosen);
	if (now.kind === 'small' || now.shape === wanted) return chosen;
	if (now.shape === 'hidden') {
		return answer(state, 'No room for the detail here; Enter opens it on the full screen.', world);
	}
	return answer(
		chosen,
		`Beside needs ${besideNeeds.columns} columns and ${besideNeeds.rows} rows; shown below.`,
		world,
	);
}

function listRows(state: UiState): number {
	const current = layoutOf(state);
	return current.kind === 'small' ? 1 : current.list.rows;
}

/** Another row; of a call the last delivery is shown, from wherever the reader was in the tab. */
function select(state: UiState, id: number | null): UiState {
	return id === state.selected ? state : {...state, selected: id, delivery: null, cameFrom: null};
}

function toFirst(state: UiState, oldest: number | null): UiState {
	return {...select(state, oldest), following: false, first: oldest};
}

/** Moves the selection; by `window`, what is visible moves along, so that the selection keeps its row of the screen. */
function moveList(state: UiState, by: number, what: 'cursor' | 'window', world: World): UiState {
	if (state.selected === null) return answer(state, 'No call yet.', world);
	const moved = select({...state, following: false}, rowAt(world.lists[state.list], state.selected, by));
	if (what === 'cursor' || state.first === null) return moved;
	return {...moved, first: rowAt(world.lists[state.list], state.first, by)};
}

function moveLine(state: UiState, by: number, world: World): UiState {
	const place = state.places[state.tab];
	const last = Math.max(0, world.detailLength(state) - 1);
	const cursor = clamp(clamp(place.cursor, 0, last) + by, 0, last);
	return {...state, places: {...state.places, [state.tab]: {...place, cursor}}};
}

function scrollSheet(state: UiState, by: (rows: number) => number, world: World): UiState {
	const {lines, rows} = world.sheet(state);
	if (lines <= rows) return answer(state, 'Everything is on the screen.', world);
	return {...state, scroll: clamp(state.scroll + by(rows), 0, lines - rows)};
}

/**
 * Brings the state in line with what there is: what is selected exists and is visible, nothing is out of range.
 * `before` is the state before a key.
 */
function settle(state: UiState, world: World, before: UiState = state): UiState {
	const current = layoutOf(state);
	if (current.kind === 'small') return state;
	return settlePlace(settleFocus(settleList(settleSheet(state, world), before, world)), world);
}

function settleSheet(state: UiState, world: World): UiState {
	if (state.scroll === 0 || screenOf(state, world) !== 'sheet') return state;
	const {lines, rows} = world.sheet(state);
	return {...state, scroll: clamp(state.scroll, 0, Math.max(0, lines - rows))};
}

function settleList(state: UiState, before: UiState, world: World): UiState {
	const rows = listRows(state);
	const follows = shouldFollow({wanted: state.following, covered: state.help, full: state.full});
	const source = world.lists[state.list];
	const selected =
		follows || state.selected === null ? newestRow(source) : nearestRow(source, state.selected);
	if (selected === null) return {...state, selected: null, first: null, focus: 'list', full: false};
	const first = follows ? null : state.first;
	// Another list is found as it was left.
	const moved = state.list === before.list && state.selected !== before.selected;
	return {...select(state, selected), first: firstVisible(source, {first, selected, rows, moved})};
}

/** A detail that has the focus is on the screen: where its pane went away, the list has it. */
function settleFocus(state: UiState): UiState {
	const current = layoutOf(state);
	if (state.focus === 'list') return state.full ? {...state, full: false} : state;
	if (current.kind === 'small' || state.full || current.detail !== null) return state;
	return leave(state);
}

function settlePlace(state: UiState, world: World): UiState {
	if (state.focus !== 'detail') return state;
	const rows = detailRows(state);
	const last = Math.max(0, world.detailLength(state) - 1);
	const place = state.places[state.tab];
	const cursor = clamp(place.cursor, 0, last);
	const lowest = Math.max(0, last + 1 - rows);
	const first = clamp(place.first, Math.max(0, cursor - rows + 1), Math.min(cursor, lowest));
	if (cursor === place.cursor && first === place.first) return state;
	return {...state, places: {...state.places, [state.tab]: {cursor, first}}};
}

function clamp(value: number, least: number, most: number): number {
	return Math.max(least, Math.min(most, value));
}
