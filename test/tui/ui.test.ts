import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {adviceOn} from '../../src/inspect/advice.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {providers} from '../../src/providers/registry.ts';
import type {LiveView} from '../../src/session/live-view.ts';
import type {NetworkState} from '../../src/session/network.ts';
import {paintRow} from '../../src/tui/screen.ts';
import {toastMs} from '../../src/tui/state.ts';
import {Ui, type UiOptions} from '../../src/tui/ui.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plainTheme} from '../../src/view/theme.ts';
import {
	alone,
	around,
	morning,
	type Receiver,
	receiver,
	type Sent,
	targetOf,
	telecmiLive,
	telecmiReport,
	tunnelOf,
} from './samples.ts';

beforeEach(() => {
	vi.useFakeTimers({now: morning + 3_600_000});
});

const ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.splice(0).reverse()) end();
	vi.useRealTimers();
});

interface Driven {
	ui: Ui;
	to: Receiver;
	/** Receives these and lets everybody be told. */
	receive(...sent: Sent[]): Promise<void>;
	/** What is on the screen. */
	screen(): string[];
	text(): string;
	/** The row that keys act on. */
	marked(): string;
	quits: number;
	redraws: number;
	/** The bodies that were read, in order. */
	read: CapturedRequest[];
}

async function driven(
	options: Partial<Omit<UiOptions, 'view'>> & {sent?: Sent[]; view?: (of: LiveView) => LiveView} = {},
): Promise<Driven> {
	const {sent = [], view = (of: LiveView) => of, ...rest} = options;
	const to = await receiver();
	const told = async (...more: Sent[]) => {
		const idle = to.receive(...more);
		await vi.advanceTimersByTimeAsync(200);
		await idle;
		await vi.advanceTimersByTimeAsync(200);
	};
	if (sent.length > 0) await told(...sent);
	const ui: Ui = new Ui({
		version: '0.1.0',
		marks: unicodeMarks,
		providers,
		adviceOn,
		readBody: request => {
			found.read.push(request);
			return readMessage(request).body;
		},
		now: Date.now,
		size: {columns: 80, rows: 24},
		onQuit: () => {
			found.quits++;
		},
		onRedraw: () => {
			found.redraws++;
		},
		...rest,
		view: view(to.view),
	});
	const screen = () => ui.frame().rows.map(row => paintRow(row, plainTheme));
	const found: Driven = {
		ui,
		to,
		receive: told,
		screen,
		text: () => screen().join('\n'),
		marked: () => screen().find(row => row.startsWith('▌')) ?? '',
		quits: 0,
		redraws: 0,
		read: [],
	};
	ends.push(() => {
		ui.close();
		to.store.close();
	});
	return found;
}

/** The store tidies up a while after the last delivery. */
async function storeAtRest(): Promise<void> {
	await vi.advanceTimersByTimeAsync(60_000);
}

const three: Sent[] = ['one', 'two', 'three'].map((id, index) => ({
	body: telecmiReport(id, {to: 9_100_000_001 + index}),
	at: morning + index * 1000,
}));

describe('keys', () => {
	test('go in, and the next frame is what they made', async () => {
		const {ui, marked} = await driven({sent: three});
		expect(marked()).toContain('9100000003');
		ui.press(['k']);
		expect(marked()).toContain('9100000002');
		ui.press(['g', 'j', 'j', 'k']);
		expect(marked()).toContain('9100000002');
		expect(marked()).toContain('09:31:03');
	});

	test('tell the listeners once a report, and once more for nothing', async () => {
		const {ui} = await driven({sent: three});
		let told = 0;
		const stop = ui.subscribe(() => told++);
		const before = ui.version();
		ui.press(['k', 'k', 'j']);
		expect(told).toBe(1);
		expect(ui.version()).toBeGreaterThan(before);
		stop();
		ui.press(['j']);
		expect(told).toBe(1);
	});

	test('behind the one that quits do nothing any more', async () => {
		const found = await driven({sent: three});
		const before = found.marked();
		found.ui.press(['q', 'k', 'q']);
		expect(found.quits).toBe(1);
		expect(found.marked()).toBe(before);
	});

	test.each([
		['help', ['?']],
		['the full screen', ['Enter']],
	])('q over %s only closes it, Ctrl+C quits', async (_, open) => {
		const found = await driven({sent: three});
		found.ui.press([...open, 'q']);
		expect(found.quits).toBe(0);
		expect(found.text()).toContain('[Calls 3]');
		found.ui.press([...open, 'Ctrl+C']);
		expect(found.quits).toBe(1);
	});

	test.each([
		['the first screen', 80, 24, 0],
		['a window that is too small', 30, 8, 3],
	])('q quits on %s', async (_, columns, rows, calls) => {
		const found = await driven({sent: three.slice(0, calls), size: {columns, rows}});
		found.ui.press(['q']);
		expect(found.quits).toBe(1);
	});

	test('Ctrl+L asks for everything to be drawn again, and changes nothing', async () => {
		const found = await driven({sent: three});
		const before = found.text();
		found.ui.press(['Ctrl+L', 'Ctrl+L']);
		expect(found.redraws).toBe(2);
		expect(found.text()).toBe(before);
	});
});

describe('a frame', () => {
	test('is the first screen until something was received', async () => {
		const {text, receive} = await driven();
		expect(text()).toContain('To see a first delivery');
		await receive(...three);
		expect(text()).toContain('[Calls 3]');
		expect(text()).not.toContain('To see a first delivery');
	});

	test('is another one after a resize, with the same row selected', async () => {
		const {ui, screen, marked} = await driven({sent: three});
		ui.press(['k']);
		ui.resize({columns: 150, rows: 40});
		expect(screen()).toHaveLength(40);
		expect(marked()).toContain('9100000002');
		ui.resize({columns: 20, rows: 5});
		expect(screen()).toHaveLength(5);
		ui.resize({columns: 40, rows: 10});
		expect(marked()).toContain('9100000002');
	});

	test('reads no rows of the list while something covers it', async () => {
		let reads = 0;
		const {ui} = await driven({
			sent: three,
			view: of => ({
				...of,
				callsAfter: (seq, limit) => {
					reads++;
					return of.callsAfter(seq, limit);
				},
			}),
		});
		ui.frame();
		expect(reads).toBeGreaterThan(0);
		ui.press(['?']);
		reads = 0;
		ui.frame();
		expect(reads).toBe(0);
	});
});

describe('a clock', () => {
	const live: Sent = {body: telecmiLive('live', 'started'), at: morning + 3_500_000};
	const ticking = (found: Driven) => found.ui.frame().ticking;

	test('ticks while the row of a call that goes on is visible', async () => {
		const found = await driven({sent: [...three, live]});
		expect(ticking(found)).toBe(true);
		const before = /started (\d+:\d+)/.exec(found.text())?.[1];
		vi.setSystemTime(Date.now() + 5000);
		found.ui.tick();
		expect(/started (\d+:\d+)/.exec(found.text())?.[1]).not.toBe(before);
	});

	test('does not where no call goes on', async () => {
		expect(ticking(await driven({sent: three}))).toBe(false);
		expect(ticking(await driven())).toBe(false);
	});

	test.each([
		['help', ['?'], ['?']],
		['the full screen', ['Enter'], ['Esc']],
		['the list of deliveries', ['t'], ['t']],
	])('does not under %s, and goes on afterwards', async (_, open, close) => {
		const found = await driven({sent: [...three, live]});
		found.ui.press(open);
		expect(ticking(found)).toBe(false);
		found.ui.press(close);
		expect(ticking(found)).toBe(true);
	});

	test('does not in a window that is too small, nor for a row that is out of sight', async () => {
		const many = Array.from({length: 40}, (_, index) => ({
			body: telecmiReport(`later-${index}`),
			at: morning + 3_510_000 + index,
		}));
		const found = await driven({sent: [live, ...many]});
		expect(ticking(found)).toBe(false);
		found.ui.press(['g']);
		expect(ticking(found)).toBe(true);
		found.ui.resize({columns: 30, rows: 8});
		expect(ticking(found)).toBe(false);
	});

	test('stops for a call whose end was not seen', async () => {
		const found = await driven({sent: [live]});
		expect(ticking(found)).toBe(true);
		vi.setSystemTime(Date.now() + 5 * 3_600_000);
		expect(ticking(found)).toBe(false);
		expect(found.text()).toContain('no end seen');
	});
});

describe('what is around the listener', () => {
	const withNetwork = (network: () => NetworkState, more: Partial<LiveView> = {}) => ({
		view: (of: LiveView): LiveView => ({
			...of,
			snapshot: () => ({...of.snapshot(), network: network()}),
			...more,
		}),
	});

	test('is on the first screen and on the address line', async () => {
		const found = await driven(withNetwork(() => around()));
		expect(found.text()).toContain(' Public  ● live 84 ms  https://brave-lynx-42.loca.lt');
		await found.receive(...three);
		expect(found.screen()[0]).toContain(
			' ● https://brave-lynx-42.loca.lt live 84 ms → ● 127.0.0.1:3000 up 3 ms ',
		);
	});

	test('ticks while something of it tells the time, also on the first screen', async () => {
		let network = around();
		const found = await driven(withNetwork(() => network));
		const ticking = () => found.ui.frame().ticking;
		expect(ticking()).toBe(false);
		network = around({tunnel: tunnelOf({state: 'starting'})});
		expect(ticking()).toBe(true);
		network = around({tunnel: tunnelOf({state: 'assigned'})});
		expect(ticking()).toBe(false);
		network = around({targets: [targetOf({state: 'down'})]});
		expect(ticking()).toBe(true);
		found.ui.press(['?']);
		expect(ticking()).toBe(false);
	});

	test('brings a banner by a tick, and takes it away with its cause', async () => {
		let network = around({targets: [targetOf({state: 'down', since: Date.now()})]});
		const found = await driven({sent: three, ...withNetwork(() => network)});
		found.ui.tick();
		expect(found.text()).not.toContain('Esc hide');
		vi.setSystemTime(Date.now() + 3000);
		found.ui.tick();
		expect(found.text()).toContain('! Nothing listens on :3000 since ');
		network = around();
		await found.receive({body: '{}', at: morning + 9000});
		expect(found.text()).not.toContain('Nothing listens');
		expect(found.text()).toContain('● Target is back after ');
	});

	test('is opened and closed by T, which says what will happen', async () => {
		let toggled = 0;
		const toggleTunnel = () => {
			toggled++;
			return 'Asking for a public address.';
		};
		const found = await driven(withNetwork(() => alone, {toggleTunnel}));
		expect(found.text()).toContain('T open tunnel');
		found.ui.press(['T']);
		expect(toggled).toBe(1);
		expect(found.text()).toContain('- Asking for a public address.');
	});

	test('is not given up without a question while providers use it', async () => {
		let users = ['TeleCMI', 'Callr'];
		const more = {addressUsers: () => users};
		const found = await driven({
			sent: three,
			size: {columns: 120, rows: 30},
			...withNetwork(() => around(), more),
		});
		found.ui.press(['q']);
		expect(found.quits).toBe(0);
		expect(found.screen().at(-1)).toContain(
			' Quit? https://brave-lynx-42.loca.lt is given up, and 2 providers use it.   y quit   n stay',
		);
		found.ui.press(['Enter']);
		expect(found.quits).toBe(0);
		expect(found.text()).not.toContain('Quit?');
		found.ui.press(['q', 'y']);
		expect(found.quits).toBe(1);
		found.ui.press(['q', 'Ctrl+C']);
		expect(found.quits).toBe(2);
		users = [];
		found.ui.press(['n', 'q']);
		expect(found.quits).toBe(3);
	});

	test('is asked about in a window that is too small, too', async () => {
		const more = {addressUsers: () => ['TeleCMI']};
		const found = await driven({
			sent: three,
			size: {columns: 30, rows: 8},
			...withNetwork(() => around(), more),
		});
		found.ui.press(['q']);
		expect(found.quits).toBe(0);
		expect(found.text()).toContain('Quit?');
		found.ui.press(['y']);
		expect(found.quits).toBe(1);
	});
});

describe('an answer that is waited for', () => {
	const since = morning + 3_600_000;
	const waiting = {since, until: since + 10_000, target: 'http://127.0.0.1:3000'};
	const waits = {
		view: (of: LiveView): LiveView => ({
			...of,
			waitingFor: id => (id === 3 ? waiting : null),
			deliveriesAfter: (id, limit) =>
				of.deliveriesAfter(id, limit).map(row => (row.id === 3 ? {...row, waiting} : row)),
			callsAfter: (seq, limit) =>
				of.callsAfter(seq, limit).map(row => (row.seq === 3 ? {...row, waiting} : row)),
		}),
	};

	test('counts in its row once a second, and in the call only says so', async () => {
		const found = await driven({sent: three, ...waits});
		vi.setSystemTime(since + 3000);
		expect(found.marked()).toMatch(/ … i3 *$/);
		expect(found.ui.frame().ticking).toBe(false);
		found.ui.press(['t']);
		expect(found.marked()).toContain(' …    3/10 s …');
		expect(found.ui.frame().ticking).toBe(true);
		found.ui.press(['?']);
		expect(found.ui.frame().ticking).toBe(false);
	});

	test('counts on its tab, with what the provider allows', async () => {
		const found = await driven({sent: three, deadlineOf: () => 10_000, ...waits});
		vi.setSystemTime(since + 3000);
		found.ui.press(['3', 'Enter']);
		expect(found.text()).toContain('Allowed      10 s   used 30 % so far');
		expect(found.ui.frame().ticking).toBe(true);
		vi.setSystemTime(since + 9000);
		found.ui.tick();
		expect(found.text()).toContain('Allowed      10 s   used 90 % so far');
		found.ui.press(['1']);
		expect(found.text()).toContain('Verdict    … waiting');
		expect(found.ui.frame().ticking).toBe(false);
		found.ui.press(['4']);
		expect(found.text()).toContain('Verdict    … waiting   it is given once the answer is known');
		expect(found.text()).toContain('Not known: which statuses count');
		expect(found.ui.frame().ticking).toBe(false);
		found.ui.press([',', '3']);
		expect(found.text()).toContain('waiting');
	});
});

describe('a toast', () => {
	test('goes after its time, and no timer is left', async () => {
		const {ui, text} = await driven({sent: three});
		await storeAtRest();
		expect(vi.getTimerCount()).toBe(0);
		let told = 0;
		ui.subscribe(() => told++);
		ui.press(['a']);
		expect(text()).toContain('a does nothing here.');
		expect(vi.getTimerCount()).toBe(1);
		await vi.advanceTimersByTimeAsync(toastMs - 1);
		expect(text()).toContain('a does nothing here.');
		told = 0;
		await vi.advanceTimersByTimeAsync(1);
		expect(text()).not.toContain('does nothing');
		expect(told).toBe(1);
		expect(vi.getTimerCount()).toBe(0);
	});

	test('that takes the place of another stands for its own time', async () => {
		const {ui, text} = await driven({sent: three});
		ui.press(['a']);
		await vi.advanceTimersByTimeAsync(toastMs - 1);
		ui.press(['b']);
		expect(vi.getTimerCount()).toBe(1);
		await vi.advanceTimersByTimeAsync(toastMs - 1);
		expect(text()).toContain('b does nothing here.');
		await vi.advanceTimersByTimeAsync(1);
		expect(text()).not.toContain('does nothing');
	});

	test('of an error stays until a key, and until its time', async () => {
		const {ui, to, text} = await driven({sent: three});
		to.session.notify('error', 'The store is full.');
		await vi.advanceTimersByTimeAsync(40);
		expect(text()).toContain('✗ The store is full.');
		await vi.advanceTimersByTimeAsync(10 * toastMs);
		expect(text()).toContain('✗ The store is full.');
		expect(vi.getTimerCount()).toBe(0);
		ui.press(['j']);
		expect(text()).not.toContain('The store is full.');
	});

	test('of an error that was answered at once goes after its time', async () => {
		const {ui, to, text} = await driven({sent: three});
		to.session.notify('error', 'The store is full.');
		await vi.advanceTimersByTimeAsync(40);
		ui.press(['j']);
		expect(text()).toContain('✗ The store is full.');
		await vi.advanceTimersByTimeAsync(toastMs);
		expect(text()).not.toContain('The store is full.');
		expect(vi.getTimerCount()).toBe(0);
	});

	test('answers what was pasted', async () => {
		const {ui, text} = await driven({sent: three});
		ui.paste();
		expect(text()).toContain('Pasted text is ignored here.');
	});
});

describe('a body', () => {
	test('is read once, and only for the tab that shows it', async () => {
		const found = await driven({sent: three});
		found.ui.frame();
		expect(found.read).toEqual([]);
		found.ui.press(['2']);
		for (const keys of [['Tab'], ['j', 'j', 'G'], ['Esc'], ['1'], ['2'], ['Enter']]) {
			found.ui.press(keys);
			found.ui.frame();
		}
		expect(found.read).toHaveLength(1);
		// Other lines of the same body.
		found.ui.resize({columns: 120, rows: 40});
		expect(found.text()).toContain('"cmiuuid"');
		expect(found.read).toHaveLength(1);
	});

	test('is that of the delivery that is shown', async () => {
		const found = await driven({sent: three, size: {columns: 160, rows: 50}});
		found.ui.press(['2']);
		expect(found.text()).toContain('"three"');
		found.ui.press(['k']);
		expect(found.text()).toContain('"two"');
		expect(found.text()).not.toContain('"three"');
		expect(new TextDecoder().decode(found.read.at(-1)?.body)).toContain('"two"');
	});

	test('is not read again for what others send', async () => {
		const found = await driven({sent: three, size: {columns: 160, rows: 50}});
		found.ui.press(['2', 'k']);
		found.ui.frame();
		const before = found.read.length;
		await found.receive({body: telecmiReport('four'), at: morning + 9000});
		expect(found.text()).toContain('[Calls 4]');
		expect(found.text()).toContain('"two"');
		expect(found.read).toHaveLength(before);
	});
});

describe('the verdict of what is shown', () => {
	test('is laid out again when the answer turns out otherwise', async () => {
		const found = await driven({sent: three, size: {columns: 160, rows: 60}});
		expect(found.text()).toContain('200 by call-hook');
		found.to.store.write(writer => writer.updateAnswer(3, {status: null, by: 'nobody', durationMs: 3}));
		await found.receive({body: '{}', at: morning + 9000});
		expect(found.text()).toContain('none: the sender left');
		expect(found.text()).not.toContain('200 by call-hook');
	});
});

describe('close', () => {
	test('stops listening and leaves no timer, and may be called twice', async () => {
		let listening = 0;
		const found = await driven({
			sent: three,
			view: of => ({
				...of,
				subscribe: listener => {
					const stop = of.subscribe(listener);
					listening++;
					return () => {
						listening--;
						stop();
					};
				},
			}),
		});
		expect(listening).toBe(1);
		await storeAtRest();
		found.ui.press(['a']);
		let told = 0;
		found.ui.subscribe(() => told++);
		found.ui.close();
		found.ui.close();
		expect(listening).toBe(0);
		expect(vi.getTimerCount()).toBe(0);
		await found.receive({body: telecmiReport('four'), at: morning + 9000});
		expect(told).toBe(0);
	});
});
