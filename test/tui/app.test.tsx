import {type Instance, render} from 'ink';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {adviceOn} from '../../src/inspect/advice.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {providers} from '../../src/providers/registry.ts';
import {App} from '../../src/tui/app.tsx';
import {paintRow} from '../../src/tui/screen.ts';
import {Ui} from '../../src/tui/ui.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plainTheme, type Theme} from '../../src/view/theme.ts';
import {type TestTerminal, testTerminal} from '../support/terminal.ts';
import {
	hostile,
	morning,
	type Receiver,
	receiveMorning,
	receiver,
	type Sent,
	telecmiLive,
	telecmiReport,
} from './samples.ts';

const ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.splice(0).reverse()) end();
	vi.useRealTimers();
});

/** Knows when its clocks were drawn. */
class TimedUi extends Ui {
	readonly ticks: number[] = [];

	override tick(): void {
		this.ticks.push(Date.now());
		super.tick();
	}
}

interface Shown {
	ui: TimedUi;
	terminal: TestTerminal;
	to: Receiver;
	instance: Instance;
}

async function shown(
	fill: (to: Receiver) => Promise<void>,
	{columns = 120, rows = 30, theme = plainTheme}: {columns?: number; rows?: number; theme?: Theme} = {},
): Promise<Shown> {
	const to = await receiver();
	await fill(to);
	const terminal = testTerminal(columns, rows);
	const ui = new TimedUi({
		view: to.view,
		version: '0.1.0',
		marks: unicodeMarks,
		providers,
		readBody: request => readMessage(request).body,
		adviceOn,
		now: Date.now,
		size: {columns, rows},
		onQuit() {},
		onRedraw() {},
	});
	const instance = render(<App ui={ui} theme={theme} />, {
		stdin: terminal.stdin,
		stdout: terminal.stdout,
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		interactive: true,
	});
	ends.push(() => {
		instance.unmount();
		ui.close();
		to.store.close();
	});
	return {ui, terminal, to, instance};
}

/** What the UI gives, as a person would see it. */
function given(ui: Ui): string {
	return ui
		.frame()
		.rows.map(row => paintRow(row, plainTheme).trimEnd())
		.join('\n');
}

describe('App', () => {
	test.each([
		[120, 40],
		[80, 24],
		[160, 50],
		[40, 10],
		[30, 6],
	])('draws exactly what the UI gives at %i×%i', async (columns, rows) => {
		const {ui, terminal} = await shown(to => receiveMorning(to, Date.now() - 12 * 3_600_000), {
			columns,
			rows,
		});
		await terminal.waitFor(screen => screen === given(ui), 'the frame');
		for (const keys of ['k', '\t', '2', '?', '?', '\u001b[6~', '\r']) {
			const before = ui.version();
			terminal.type(keys);
			await terminal.waitFor(screen => ui.version() > before && screen === given(ui), `what ${keys} makes`);
		}
	});

	test('draws what was received since', async () => {
		const {ui, terminal, to} = await shown(async () => {});
		await terminal.waitFor(screen => screen.includes('To see a first delivery'));
		await to.receive({body: telecmiReport('760df326'), at: morning});
		await terminal.waitFor(screen => screen.includes('[Calls 1]') && screen === given(ui));
	});

	test('keeps every row to one line, whatever was sent', async () => {
		const sent: Sent[] = hostile.map((text, index) => ({
			body: telecmiReport(`${index}${text}`, {to: text, user: text, status: text}),
			at: morning,
		}));
		const {ui, terminal} = await shown(to => to.receive(...sent), {columns: 84, rows: 24});
		await terminal.waitFor(screen => screen.includes(`[Calls ${hostile.length}]`));
		const {rows} = ui.frame();
		expect(terminal.screen()[0]).toBe(paintRow(rows[0] ?? [], plainTheme).trimEnd());
		expect(terminal.screen().at(-1)).toBe(paintRow(rows.at(-1) ?? [], plainTheme).trimEnd());
	});

	test('paints with the theme it is given', async () => {
		const theme: Theme = {
			...plainTheme,
			paint: (text, role) => (role === 'accent' ? text.toUpperCase() : text),
		};
		const {terminal} = await shown(to => to.receive({body: telecmiReport('1'), at: morning}), {theme});
		await terminal.waitFor(screen => screen.includes('ENTER open'));
	});

	test('tells pasted text from keys', async () => {
		const {ui, terminal} = await shown(to => to.receive({body: telecmiReport('1'), at: morning}));
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		terminal.type('\u001b[200~?q\u001b[201~');
		await terminal.waitFor(screen => screen.includes('Pasted text is ignored here.'));
		expect(given(ui)).not.toContain('here: Calls');
	});
});

describe('the clock', () => {
	const twoLive = (to: Receiver) =>
		to.receive(
			{body: telecmiLive('one', 'started'), at: Date.now() - 60_000},
			{body: telecmiLive('two', 'waiting'), at: Date.now() - 30_000},
			{body: telecmiReport('over'), at: Date.now() - 20_000},
		);

	/** A screen on which time stands still but for `advance`; the store, React and the input go on by themselves. */
	async function timed(fill: (to: Receiver) => Promise<void>) {
		const found = await shown(async to => {
			await fill(to);
			// Told by now: what comes later would be drawn for another reason than the clock.
			const calls = to.view.callsAfter(0, 10).length;
			await vi.waitFor(() => expect(to.view.snapshot().totals.calls).toBe(calls));
			vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now()});
		});
		/** Lets everything that is under way end. */
		const until = async (condition: () => boolean) => {
			const deadline = performance.now() + 5000;
			while (!condition()) {
				if (performance.now() > deadline) throw new Error(`never held; ${vi.getTimerCount()} timers`);
				await vi.advanceTimersByTimeAsync(1);
				await new Promise(resolve => setImmediate(resolve));
			}
		};
		const written = () => found.terminal.chunks().join('');
		return {...found, until, written};
	}

	test('is one timer for all rows, at each full second', async () => {
		const {ui, terminal, until} = await timed(twoLive);
		await until(() => terminal.text().includes('started 1:0') && vi.getTimerCount() === 1);
		const before = ui.ticks.length;
		await vi.advanceTimersByTimeAsync(10_000);
		expect(ui.ticks.length - before).toBe(10);
		expect(new Set(ui.ticks.map(at => at % 1000))).toEqual(new Set([0]));
		await until(() => terminal.text().includes('started 1:1') && vi.getTimerCount() === 1);
	});

	test('is none under help, and there again afterwards', async () => {
		const {ui, terminal, until, written} = await timed(twoLive);
		await until(() => vi.getTimerCount() === 1);
		terminal.type('?');
		await until(() => written().includes('here: Calls') && vi.getTimerCount() === 0);
		const before = ui.ticks.length;
		const chunks = terminal.chunks().length;
		await vi.advanceTimersByTimeAsync(10_000);
		expect(ui.ticks).toHaveLength(before);
		expect(terminal.chunks()).toHaveLength(chunks);
		terminal.type('?');
		await until(() => vi.getTimerCount() === 1 && ui.ticks.length > before);
	});

	test('is none where no call goes on', async () => {
		const {ui, terminal, until, written} = await timed(to =>
			to.receive({body: telecmiReport('over'), at: morning}),
		);
		await until(() => written().includes('[Calls 1]') && vi.getTimerCount() === 0);
		const chunks = terminal.chunks().length;
		await vi.advanceTimersByTimeAsync(10_000);
		expect(ui.ticks).toEqual([]);
		expect(terminal.chunks()).toHaveLength(chunks);
	});

	test('stops with the screen', async () => {
		const {ui, instance, until} = await timed(twoLive);
		await until(() => vi.getTimerCount() === 1);
		instance.unmount();
		await until(() => vi.getTimerCount() === 0);
		const before = ui.ticks.length;
		await vi.advanceTimersByTimeAsync(10_000);
		expect(ui.ticks).toHaveLength(before);
	});
});
