/**
 * The terminal UI without its terminal: state, what it is about, and the rows to draw. Keys go in, rows come out;
 * Ink only carries them.
 */

import type {CapturedRequest} from '../core/capture.ts';
import type {Advice} from '../core/contract.ts';
import type {Delivery} from '../core/delivery.ts';
import type {BodyView} from '../core/message.ts';
import type {LiveView} from '../session/live-view.ts';
import type {Waiting} from '../session/network.ts';
import {answerLines} from '../view/answer.ts';
import {checksLines} from '../view/checks.ts';
import {decodedLines} from '../view/decoded.ts';
import {stateOf} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {payloadLines} from '../view/payload.ts';
import type {Line} from '../view/segment.ts';
import {isBannerDue} from './banner.ts';
import {linesWidth, tabTitle} from './detail.ts';
import {type Command, commandFor} from './keys.ts';
import type {Size} from './layout.ts';
import type {ListName} from './list-window.ts';
import {type ListRows, type Scene, type ScreenRow, screenRows, sheetOf, sheetRows} from './screen.ts';
import type {ProviderSetup, StartFacts} from './start.ts';
import {
	type Action,
	detailRows,
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
	/** The user has written down answers or faults of his own: not every provider gets what it expects. */
	hasRules?: boolean;
	/** What curl needs to be let in. */
	curlOptions?: readonly string[];
	/** How long the sender of a delivery waits for its answer by its documents, in ms; null when they do not say. */
	deadlineOf?(delivery: Delivery): number | null;
	/** What is to be said of its answer besides the verdict. */
	adviceOn(delivery: Delivery): Advice;
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
			sheet: state => {
				const {totals, network} = view.snapshot();
				const facts = {state, start: this.#startFacts(), totals, network, now: options.now()};
				return {lines: sheetOf(facts, options.marks)?.lines.length ?? 0, rows: sheetRows(state)};
			},
			network: () => view.snapshot().network,
			addressUsers: () => view.addressUsers(),
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
			if (this.#leaves(command)) {
				this.#options.onQuit();
				return;
			}
			this.#apply({type: 'key', key});
			if (command === 'redraw') this.#options.onRedraw();
			if (command === 'tunnel') this.#apply({type: 'say', message: this.#options.view.toggleTunnel()});
		}
		this.#tell();
	}

	/** `q` asks first when that would take an address away from somebody; Ctrl+C never does. */
	#leaves(command: Command | null): boolean {
		const {help, full} = this.#state;
		if (command === 'quit.now' || command === 'ask.yes') return true;
		return command === 'quit' && !help && !full && this.#options.view.addressUsers().length === 0;
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
		this.#apply({type: 'tick'});
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
		return {rows: screenRows(scene, this.#options.marks), ticking: this.#isTicking(scene)};
	}

	/** Whether something on the screen tells the time, or time alone will bring a banner. */
	#isTicking({list, network, now, shown, state, totals}: Scene): boolean {
		if (state.help || layoutOf(state).kind === 'small') return false;
		const {tunnel, targets} = network;
		if (tunnel !== null && tunnel.state !== 'live' && tunnel.state !== 'assigned') return true;
		if (targets.some(target => target.state === 'down')) return true;
		if (totals.deliveries === 0) return false;
		const {outage} = state;
		if (isBannerDue({network, users: this.#options.view.addressUsers(), outage, now})) return true;
		if (shown !== null && shown.waiting !== null && state.tab === 'answer' && detailRows(state) > 0)
			return true;
		if (!this.#showsList()) return false;
		return list.name === 'calls'
			? list.rows.some(({call}) => stateOf(call, now, this.#options.marks).clock !== null)
			: list.rows.some(({waiting}) => waiting !== null);
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
		const {view, version, providers, hasRules = false, curlOptions = []} = this.#options;
		const {calls, deliveries} = view.snapshot().totals;
		return {
			url: view.url,
			storePath: view.storePath,
			version,
			providers,
			calls,
			deliveries,
			hasRules,
			curlOptions,
		};
	}

	#scene(): Scene {
		const {view, now} = this.#options;
		const state = this.#state;
		const {totals, network} = view.snapshot();
		const {call, all, index} = shownDelivery(state, this.#world);
		const delivery = all[index];
		return {
			state,
			start: this.#startFacts(),
			totals,
			network,
			addressUsers: view.addressUsers().length,
			list: this.#listRows(state),
			position: this.#positionOf(state, totals[state.list]),
			shown:
				delivery === undefined
					? null
					: {delivery, index, of: call === null ? 0 : all.length, waiting: this.#waitingFor(delivery)},
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

	#waitingFor({id}: Delivery): Waiting | null {
		return id === null ? null : this.#options.view.waitingFor(id);
	}

	/** The lines of the shown tab; laid out again only for another delivery, width or answer, or when a second went by. */
	#linesOf(state: UiState): Line[] {
		const current = layoutOf(state);
		const {all, index} = shownDelivery(state, this.#world);
		const delivery = all[index];
		const width = current.kind === 'small' ? 0 : (state.full ? current.full : current.detail)?.width;
		if (delivery === undefined || width === undefined || width === 0) return [];
		const waiting = this.#waitingFor(delivery);
		const {id, answer, verdict, inspection, repeat} = delivery;
		const now = this.#options.now();
		const waited =
			waiting === null ? '' : state.tab === 'answer' ? Math.floor((now - waiting.since) / 1000) : 'waiting';
		const key = `${id} ${width} ${answer.status} ${answer.by} ${answer.durationMs} ${verdict.state} ${inspection.findings.length} ${repeat?.because} ${waited}`;
		const known = this.#lines[state.tab];
		if (known?.key === key) return known.value;
		const value = this.#layOut(state.tab, delivery, linesWidth(width), waiting, now);
		this.#lines = {...this.#lines, [state.tab]: {key, value}};
		return value;
	}

	#layOut(tab: Tab, delivery: Delivery, width: number, waiting: Waiting | null, now: number): Line[] {
		const {marks, deadlineOf, adviceOn, readBody} = this.#options;
		const isWaiting = waiting !== null;
		switch (tab) {
			case 'decoded':
				return decodedLines({delivery, isWaiting, todo: null, checks: tabTitle('checks')}, width, marks);
			case 'payload':
				return payloadLines(delivery.request, this.#bodyOf(delivery), width, marks);
			case 'answer': {
				const deadlineMs = deadlineOf?.(delivery) ?? null;
				const advice = adviceOn(delivery);
				return answerLines({delivery, deadlineMs, advice, waiting, now, readBody}, width, marks);
			}
			case 'checks':
				return checksLines({delivery, advice: adviceOn(delivery), isWaiting}, width, marks);
		}
	}

	#bodyOf({id, request}: Delivery): BodyView {
		if (this.#body === null || this.#body.key !== id) {
			this.#body = {key: id, value: this.#options.readBody(request)};
		}
		return this.#body.value;
	}
}
