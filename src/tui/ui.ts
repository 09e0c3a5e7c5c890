/**
 * The terminal UI without its terminal: state, what it is about, and the rows to draw. Keys go in, rows come out;
 * Ink only carries them.
 */

import type {CapturedRequest} from '../core/capture.ts';
import type {Delivery} from '../core/delivery.ts';
import type {BodyView} from '../core/message.ts';
import type {LiveView} from '../session/live-view.ts';
import {decodedLines} from '../view/decoded.ts';
import {stateOf} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {payloadLines} from '../view/payload.ts';
import type {Line} from '../view/segment.ts';
import {linesWidth} from './detail.ts';
import {commandFor} from './keys.ts';
import type {Size} from './layout.ts';
import type {ListName} from './list-window.ts';
import {type ListRows, type Scene, type ScreenRow, screenRows, sheetOf, sheetRows} from './screen.ts';
import type {ProviderSetup, StartFacts} from './start.ts';
import {
	type Action,
	initialState,
	layoutOf,
	reduce,
	screenOf,
	shownDelivery,
	type Tab,
	toastMs,
	type UiState,
	type World,
} from './state.ts';

export interface UiOptions {
	view: LiveView;
	version: string;
	marks: Marks;
	providers: readonly ProviderSetup[];
	/** The body of a request, decoded for looking at; asked once per delivery that is looked at. */
	readBody(request: CapturedRequest): BodyView;
	/** ms since the epoch. */
	now(): number;
	size: Size;
	/** The user wants to leave. */
	onQuit(): void;
	/** The screen is to be drawn again, whatever stands there. */
	onRedraw(): void;
}

/** One screen, ready to be painted. */
export interface Frame {
	rows: ScreenRow[];
	/** A clock is visible: the frame is another one a second later. */
	ticking: boolean;
}

/** What was read of one call, for as long as nothing changes. */
interface Remembered<K, V> {
	key: K;
	value: V;
}

export class Ui {
	readonly #options: UiOptions;
	readonly #listeners = new Set<() => void>();
	readonly #world: World;
	#unsubscribe: () => void;
	#state: UiState;
	#version = 0;
	#toastTimer: NodeJS.Timeout | null = null;
	#deliveries: Remembered<string, Delivery[]> | null = null;
	#body: Remembered<number | null, BodyView> | null = null;
	#lines: Partial<Record<Tab, Remembered<string, Line[]>>> = {};
	#delivery: Remembered<string, ReturnType<World['delivery']>> | null = null;
	#position: {list: ListName; id: number; of: number; value: number} | null = null;

	constructor(options: UiOptions) {
		this.#options = options;
		const {view} = options;
		this.#world = {
			lists: {
				calls: {
					after: (seq, limit) => view.callsAfter(seq, limit).map(row => row.seq),
					before: (seq, limit) => view.callsBefore(seq, limit).map(row => row.seq),
				},
				deliveries: {after: view.deliveryIdsAfter, before: view.deliveryIdsBefore},
			},
			empty: () => view.snapshot().totals.deliveries === 0,
			deliveriesOf: seq => this.#deliveriesOf(seq),
			delivery: id => this.#deliveryOf(id),
			detailLength: state => this.#linesOf(state).length,
			sheet: state => ({
				lines:
					sheetOf({state, start: this.#startFacts(), totals: view.snapshot().totals}, options.marks)?.lines
						.length ?? 0,
				rows: sheetRows(state),
			}),
			now: options.now,
		};
		this.#state = initialState(options.size);
		this.#unsubscribe = view.subscribe(() => this.#changed());
		this.#changed();
	}

	/** Calls the listener when another frame is to be drawn; returns how to stop that. */
	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	};

	/** Grows with each change. */
	readonly version = (): number => this.#version;

	/** Keys in the order they were pressed. */
	press(keys: readonly string[]): void {
		for (const key of keys) {
			const command = commandFor(key, screenOf(this.#state, this.#world));
			const {help, full} = this.#state;
			if (command === 'quit.now' || (command === 'quit' && !help && !full)) {
				this.#options.onQuit();
				return;
			}
			this.#apply({type: 'key', key});
			if (command === 'redraw') this.#options.onRedraw();
		}
		this.#tell();
	}

	paste(): void {
		this.#apply({type: 'paste'});
		this.#tell();
	}

	resize(size: Size): void {
		this.#apply({type: 'resize', size});
		this.#tell();
	}

	/** A second went by: clocks are drawn again. */
	tick(): void {
		this.#tell();
	}

	/** No more listening and no more timers. */
	close(): void {
		this.#unsubscribe();
		this.#unsubscribe = () => {};
		if (this.#toastTimer !== null) clearTimeout(this.#toastTimer);
		this.#toastTimer = null;
		this.#listeners.clear();
	}

	/** What is to be seen now. */
	frame(): Frame {
		const scene = this.#scene();
		const {list, now} = scene;
		const ticking =
			list.name === 'calls' &&
			list.rows.some(({call}) => stateOf(call, now, this.#options.marks).clock !== null);
		return {rows: screenRows(scene, this.#options.marks), ticking: ticking && this.#showsList()};
	}

	#showsList(): boolean {
		return !this.#state.help && !this.#state.full && layoutOf(this.#state).kind === 'main';
	}

	#changed(): void {
		this.#apply({type: 'changed', notices: this.#options.view.snapshot().notices});
		this.#tell();
	}

	#apply(action: Action): void {
		const before = this.#state.toast;
		this.#state = reduce(this.#state, action, this.#world);
		if (this.#state.toast !== before) this.#timeToast();
	}

	/** One timer, and only while a toast stands. */
	#timeToast(): void {
		if (this.#toastTimer !== null) clearTimeout(this.#toastTimer);
		this.#toastTimer = null;
		const {toast} = this.#state;
		if (toast === null) return;
		this.#toastTimer = setTimeout(
			() => {
				this.#toastTimer = null;
				this.#apply({type: 'toastDue'});
				this.#tell();
			},
			Math.max(0, toast.shownAt + toastMs - this.#options.now()),
		);
	}

	#tell(): void {
		this.#version++;
		for (const listener of this.#listeners) listener();
	}

	#startFacts(): StartFacts {
		const {view, version, providers} = this.#options;
		const {calls, deliveries} = view.snapshot().totals;
		return {url: view.url, storePath: view.storePath, version, providers, calls, deliveries};
	}

	#scene(): Scene {
		const {view, now} = this.#options;
		const state = this.#state;
		const {totals} = view.snapshot();
		const {call, all, index} = shownDelivery(state, this.#world);
		const delivery = all[index];
		return {
			state,
			start: this.#startFacts(),
			totals,
			list: this.#listRows(state),
			position: this.#positionOf(state, totals[state.list]),
			shown: delivery === undefined ? null : {delivery, index, of: call === null ? 0 : all.length},
			lines: this.#linesOf(state),
			now: now(),
		};
	}

	/** The rows that are seen; none are read while something covers the list. */
	#listRows({list, first}: UiState): ListRows {
		const {view} = this.#options;
		const current = layoutOf(this.#state);
		const rows = current.kind === 'main' && this.#showsList() ? current.list.rows : 0;
		const isEmpty = first === null || rows === 0;
		return list === 'calls'
			? {name: list, rows: isEmpty ? [] : view.callsAfter(first - 1, rows)}
			: {name: list, rows: isEmpty ? [] : view.deliveriesAfter(first - 1, rows)};
	}

	/** Counting a hundred thousand rows takes a millisecond; a row's place changes only when some are deleted. */
	#positionOf({list, selected: id}: UiState, of: number): number {
		if (id === null) return 0;
		const known = this.#position;
		if (known !== null && known.list === list && known.id === id && of >= known.of) {
			known.of = of;
			return known.value;
		}
		const {view} = this.#options;
		const value = list === 'calls' ? view.position(id) : view.deliveryPosition(id);
		this.#position = {list, id, of, value};
		return value;
	}

	#deliveryOf(id: number): ReturnType<World['delivery']> {
		const {view} = this.#options;
		const key = `${id} ${view.snapshot().version}`;
		if (this.#delivery?.key !== key) {
			const delivery = view.delivery(id);
			this.#delivery = {key, value: delivery === null ? null : {delivery, call: view.callOf(delivery)}};
		}
		return this.#delivery.value;
	}

	#deliveriesOf(seq: number): Delivery[] {
		const key = `${seq} ${this.#options.view.snapshot().version}`;
		if (this.#deliveries?.key !== key) {
			this.#deliveries = {key, value: this.#options.view.deliveriesOf(seq)};
		}
		return this.#deliveries.value;
	}

	/** The lines of the shown tab; laid out again only for another delivery, width or answer. */
	#linesOf(state: UiState): Line[] {
		const current = layoutOf(state);
		const {all, index} = shownDelivery(state, this.#world);
		const delivery = all[index];
		const width = current.kind === 'small' ? 0 : (state.full ? current.full : current.detail)?.width;
		if (delivery === undefined || width === undefined || width === 0) return [];
		const {id, answer, verdict} = delivery;
		const key = `${id} ${width} ${answer.status} ${answer.by} ${verdict.state}`;
		const known = this.#lines[state.tab];
		if (known?.key === key) return known.value;
		const value =
			state.tab === 'decoded'
				? decodedLines(delivery, linesWidth(width), this.#options.marks)
				: payloadLines(delivery.request, this.#bodyOf(delivery), linesWidth(width), this.#options.marks);
		this.#lines = {...this.#lines, [state.tab]: {key, value}};
		return value;
	}

	#bodyOf({id, request}: Delivery): BodyView {
		if (this.#body === null || this.#body.key !== id) {
			this.#body = {key: id, value: this.#options.readBody(request)};
		}
		return this.#body.value;
	}
}
