import {afterEach, describe, expect, test} from 'vitest';
import type {LiveView} from '../../src/session/live-view.ts';
import type {TuiOptions} from '../../src/tui/run.tsx';
import {plainTheme, type Theme} from '../../src/view/theme.ts';
import {morning, receiver, runOn, type TuiRun, telecmiReport} from './samples.ts';

const running: TuiRun[] = [];
afterEach(async () => {
	for (const {
		tui,
		receiver: {store},
	} of running.splice(0)) {
		tui.stop();
		await tui.done.catch(() => {});
		store.close();
	}
});

const enter = '\u001b[?1049h';
const leave = '\u001b[?1049l';

interface Run extends TuiRun {
	/** How many watch the session. */
	watching(): number;
	/** How many times one of these was written. */
	written(what: string): number;
	/** How often the terminal's size is listened to. */
	resizing(): number;
}

/** A screen with one call on it. */
async function run(options: Partial<TuiOptions> = {}): Promise<Run> {
	const to = await receiver();
	await to.receive({body: telecmiReport('760df326'), at: morning});
	let watching = 0;
	const view: LiveView = {
		...to.view,
		subscribe: listener => {
			const stop = to.view.subscribe(listener);
			watching++;
			return () => {
				watching--;
				stop();
			};
		},
	};
	const started = await runOn(80, 24, {receiver: to, view, ...options});
	running.push(started);
	return {
		...started,
		watching: () => watching,
		written: what => started.terminal.chunks().join('').split(what).length - 1,
		resizing: () => started.terminal.stdout.listenerCount('resize'),
	};
}

/** Everything is as it was before. */
async function expectRestored({terminal, watching, written, resizing}: Run): Promise<void> {
	await terminal.waitFor(() => !terminal.isAlternate(), 'the usual screen');
	expect(terminal.isRaw()).toBe(false);
	expect(written(enter)).toBe(1);
	expect(written(leave)).toBe(1);
	expect(written('\u001b[?25h')).toBeGreaterThan(0);
	expect(written('\u001b[?2004l')).toBe(written('\u001b[?2004h'));
	expect(watching()).toBe(0);
	expect(resizing()).toBe(0);
}

describe('runTui', () => {
	test('takes the alternate screen and gives it back when the user quits', async () => {
		const started = await run();
		const {terminal, tui, watching, written} = started;
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		expect(terminal.isAlternate()).toBe(true);
		expect(terminal.isRaw()).toBe(true);
		expect(watching()).toBe(1);
		expect(written(leave)).toBe(0);
		let isDone = false;
		const done = tui.done.then(() => {
			isDone = true;
		});
		terminal.type('j');
		terminal.type('?');
		await terminal.waitFor(screen => screen.includes('here: Calls'));
		expect(isDone).toBe(false);
		terminal.type('qq');
		await done;
		await expectRestored(started);
	});

	test('ends when it is told to, once, however often', async () => {
		const started = await run();
		const {terminal, tui} = started;
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		tui.stop();
		tui.stop();
		await tui.done;
		tui.stop();
		await tui.done;
		await expectRestored(started);
	});

	test('may be told to end before anything was drawn', async () => {
		const started = await run();
		started.tui.stop();
		await started.tui.done;
		await expectRestored(started);
	});

	test('draws nothing any more afterwards, whatever comes', async () => {
		const {terminal, tui, receiver: to} = await run();
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		tui.stop();
		await tui.done;
		const before = terminal.chunks().length;
		terminal.resize(100, 30);
		terminal.type('j');
		await to.receive({body: telecmiReport('later'), at: morning});
		const told = new Promise<void>(resolve => {
			to.view.subscribe(resolve);
		});
		to.session.notify('info', 'Somebody is told.');
		await told;
		expect(terminal.chunks()).toHaveLength(before);
	});

	test('rejects when drawing fails, with the terminal given back', async () => {
		let fails = false;
		const theme: Theme = {
			...plainTheme,
			paint: text => {
				if (fails) throw new Error('This cannot be painted.');
				return text;
			},
		};
		const started = await run({theme});
		const {terminal, tui} = started;
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		fails = true;
		const ended = expect(tui.done).rejects.toThrow('This cannot be painted.');
		terminal.type('?');
		await ended;
		await expectRestored(started);
	});

	test('rejects when the first screen cannot be drawn', async () => {
		const theme: Theme = {
			...plainTheme,
			paint: () => {
				throw new Error('This cannot be painted.');
			},
		};
		const started = await run({theme});
		await expect(started.tui.done).rejects.toThrow('This cannot be painted.');
		await expectRestored(started);
	});

	test('lays everything out anew before Ink draws in the new size', async () => {
		const {terminal} = await run();
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		const before = terminal.chunks().length;
		terminal.resize(160, 50);
		await terminal.waitFor(screen => screen.split('\n')[1]?.includes('│') === true, 'the detail beside');
		expect(terminal.screen().at(-1)).toContain('? all keys');
		// Rows of the old width would have been drawn first.
		const [first] = terminal
			.chunks()
			.slice(before)
			.filter(chunk => chunk.includes('[Calls 1]'));
		expect(first).toContain('│');
	});

	test('Ctrl+L erases to the end, never the whole screen, and draws it all', async () => {
		const {terminal, written} = await run();
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		const before = terminal.chunks().length;
		terminal.type('\u000c');
		await terminal.waitFor(() => written('\u001b[H\u001b[J') === 1 && terminal.text().includes('[Calls 1]'));
		const since = terminal.chunks().slice(before).join('');
		expect(since).toContain('[Calls 1]');
		expect(since).toContain('? all keys');
		expect(since).not.toContain('\u001b[2J');
	});

	test('is interactive whatever the environment says: who calls it knows', async () => {
		const before = process.env['CI'];
		process.env['CI'] = 'true';
		try {
			const {terminal} = await run();
			await terminal.waitFor(screen => screen.includes('[Calls 1]'));
			terminal.type('?');
			await terminal.waitFor(screen => screen.includes('here: Calls'));
		} finally {
			if (before === undefined) delete process.env['CI'];
			else process.env['CI'] = before;
		}
	});
});
