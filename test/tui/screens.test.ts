import {Chalk} from 'chalk';
import {afterEach, describe, expect, test} from 'vitest';
import type {LiveView} from '../../src/session/live-view.ts';
import {asciiMarks} from '../../src/view/marks.ts';
import {themeFor} from '../../src/view/theme.ts';
import {widthOf} from '../../src/view/width.ts';
import {
	callrReport,
	morning,
	receiveMorning,
	receiver,
	runOn,
	type TuiRun,
	telecmiLive,
	telecmiReport,
} from './samples.ts';

const running: TuiRun[] = [];

async function open(
	columns: number,
	rows: number,
	options: Parameters<typeof runOn>[2] = {},
): Promise<TuiRun> {
	const run = await runOn(columns, rows, options);
	running.push(run);
	return run;
}

/** A screen with a morning's calls on it. */
async function withCalls(
	columns: number,
	rows: number,
	options: Parameters<typeof runOn>[2] = {},
): Promise<TuiRun> {
	const run = await open(columns, rows, options);
	await receiveMorning(run.receiver);
	await run.terminal.waitFor(screen => /8 calls|Calls 8|○ 1:01/.test(screen), 'the calls');
	return run;
}

afterEach(async () => {
	for (const {
		tui,
		terminal,
		receiver: {store},
	} of running.splice(0)) {
		tui.stop();
		await tui.done;
		for (const chunk of terminal.chunks()) {
			expect(chunk).not.toContain('\u001b[2J');
			expect(chunk).not.toContain('\u001b[3J');
		}
		store.close();
	}
});

/** How many lines wear the mark of the line that keys act on. */
function selected(screen: string): number {
	return screen.split('\n').filter(line => line.includes('▌')).length;
}

const sizes = [
	[80, 24],
	[120, 40],
	[160, 50],
	[140, 20],
	[100, 30],
	[60, 16],
	[40, 10],
] as const;

describe('the first screen', () => {
	test.each(sizes)('fits into %i×%i and goes with the first delivery', async (columns, rows) => {
		const {terminal, receiver: to} = await open(columns, rows);
		await terminal.waitFor(screen => screen.includes('To see a first delivery'));
		expect(terminal.isAlternate()).toBe(true);
		expect(selected(terminal.text())).toBe(0);
		expect(terminal.screen().at(-1)).toContain('? all keys');
		await to.receive({body: telecmiReport('760df326')});
		await terminal.waitFor(screen => screen.includes('9100000000') && !screen.includes('first delivery'));
		expect(selected(terminal.text())).toBe(1);
	});

	test('says so when what was received belongs to no call', async () => {
		const {terminal, receiver: to} = await open(80, 24);
		await to.receive({body: '{"hello":1}'});
		const text = 'No call yet; 1 delivery belongs to none: t shows deliveries';
		await terminal.waitFor(screen => screen.includes(text));
		await to.receive({body: '{"hello":2}'});
		await terminal.waitFor(screen => screen.includes('No call yet; 2 deliveries belong to none: t'));
		terminal.type('\r');
		await terminal.waitFor(screen => screen.includes('- No call yet.'));
	});
});

describe('the calls', () => {
	test.each(sizes)('have one selected line at %i×%i, wherever the focus is', async (columns, rows) => {
		const {terminal} = await withCalls(columns, rows);
		expect(selected(terminal.text())).toBe(1);
		terminal.type('\t');
		await terminal.waitFor(screen => screen.includes('━'));
		expect(selected(terminal.text())).toBe(1);
		terminal.type('2G');
		await terminal.waitFor(screen => screen.includes('▌}') || screen.includes('[2 Payload]'));
		expect(selected(terminal.text())).toBe(1);
		terminal.type('?');
		await terminal.waitFor(screen => screen.includes('here: Detail'));
		expect(selected(terminal.text())).toBe(0);
		for (const line of terminal.screen()) expect(widthOf(line)).toBeLessThanOrEqual(columns);
	});

	test('look as designed at 80×24', async () => {
		const {terminal} = await withCalls(80, 24);
		const screen = terminal.screen();
		expect(screen[0]).toMatch(/^ ● http:\/\/127\.0\.0\.1:8888 +3 live {2}▲ 1 error$/);
		expect(screen[1]).toMatch(/^ \[Calls 8\] {2}Deliveries 9 +8 of 8 {3}following$/);
		expect(screen[2]).toBe(
			'  09:31:02 telecmi    in  9110000000    → -             missed         1    ? i3',
		);
		expect(screen[9]).toBe(
			'▌ 09:39:10 telecmi    in  9100000000    → 4461000000    ○ started 1:01 1    ? i1',
		);
		expect(screen[15]).toMatch(
			/^─ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks i ─+ 1-7 of \d+ lines {3}1 of 1 {2}#9 ─$/,
		);
		expect(screen[23]).toBe(' ↑↓ move  Enter open  Tab detail  f follow  t deliveries  q quit  ? all keys');
	});

	test.each([
		[80, 24],
		[120, 40],
	])('have their checks on a tab of its own at %i×%i', async (columns, rows) => {
		const {terminal} = await withCalls(columns, rows);
		terminal.type('gjjjj4');
		await terminal.waitFor(screen => screen.includes('[4 Checks ▲]'));
		terminal.type('\r');
		await terminal.waitFor(screen => screen.includes('━ 1 Decoded  2 Payload  3 Answer  [4 Checks ▲] ━'));
		const parts = terminal
			.screen()
			.filter(line => /^[ ▌](Verdict|Findings|Signature|Repeats|Provider) /.test(line));
		expect(parts[0]).toMatch(/^▌Verdict +✓ accepted +MOBtexting counts 200 and 202$/);
		expect(parts[1]).toMatch(/^ Findings +▲ body\/invalid-json +line 2, column 19$/);
		terminal.type('G');
		await terminal.waitFor(screen => /▌ +Wrong\?/.test(screen));
		terminal.type('\u001b');
		await terminal.waitFor(screen => screen.includes('[Calls 8]') && screen.includes('[4 Checks ▲]'));
		expect(selected(terminal.text())).toBe(1);
	});

	test('stand beside the detail from 140 columns on', async () => {
		const {terminal} = await withCalls(160, 50);
		const screen = terminal.screen();
		expect(screen[1]).toMatch(
			/following │─ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks i ─+ 1 of 1 {2}#9 ─$/,
		);
		for (const line of screen.slice(1, 49)) expect([...line][98]).toBe('│');
	});

	test('are only counted where nothing fits', async () => {
		const {terminal} = await withCalls(36, 12);
		expect(terminal.text()).toContain('call-hook needs 40×10, this is');
		expect(terminal.text()).toContain('8 calls, 9 deliveries');
		terminal.resize(80, 24);
		await terminal.waitFor(screen => screen.includes('[Calls 8]'));
		expect(selected(terminal.text())).toBe(1);
	});

	test('tell the same without Unicode', async () => {
		const {terminal} = await withCalls(120, 40, {marks: asciiMarks});
		// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
		expect(terminal.text()).toMatch(/^[\u0000-\u007f]*$/);
		expect(terminal.screen()[0]).toContain('E 1 error');
		expect(terminal.text()).toContain('o started 1:01');
	});

	test('say in colour what they say without', async () => {
		const without = await withCalls(120, 40);
		for (const background of ['dark', 'light', null] as const) {
			const theme = themeFor(new Chalk({level: 3}), background);
			const coloured = await withCalls(120, 40, {theme});
			expect(coloured.terminal.screen()).toEqual(without.terminal.screen());
			expect(coloured.terminal.chunks().join('')).toContain('\u001b[3');
		}
	});

	test('show hostile text as marks, in its place', async () => {
		const {terminal, receiver: to} = await open(120, 40);
		const evil = '\u001b]0;owned\u0007\u001b[2J\u202E\u200B\u0000山';
		await to.receive({
			body: telecmiReport(`id${evil}`, {to: `+91${evil}`, user: evil, [evil]: evil}),
			target: `/hooks/${encodeURIComponent(evil)}`,
			headers: [[`X-${evil}`, evil]],
		});
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		// State begins where it always does at this width.
		expect(widthOf(terminal.screen()[3]?.split('answered')[0] ?? '')).toBe(60);
		terminal.type('\r2');
		await terminal.waitFor(screen => screen.includes('[2 Payload]') && screen.includes('␛'));
		const written = terminal.chunks().join('');
		for (const bad of ['\u001b]0;', '\u0007', '\u202e', '\u200b', '\u0000'])
			expect(written).not.toContain(bad);
	});
});

/** A screen with a morning's calls, a generic request and a broken one, the deliveries shown. */
async function withDeliveries(
	columns: number,
	rows: number,
	options: Parameters<typeof runOn>[2] = {},
): Promise<TuiRun> {
	const run = await withCalls(columns, rows, options);
	const at = morning + 8.5 * 61_000;
	await run.receiver.receive(
		{method: 'GET', target: '/favicon.ico?token=s3cret', at},
		{
			method: null,
			body: '\u0016\u0003\u0001',
			fault: {code: 'malformed', message: 'This is TLS, not HTTP.'},
			at: at + 1000,
		},
	);
	run.terminal.type('t');
	await run.terminal.waitFor(
		screen => /▌.*#11/.test(screen) && !screen.includes('[Deliveries 9]'),
		'the deliveries',
	);
	return run;
}

describe('the deliveries', () => {
	test.each(sizes)('have one selected line at %i×%i', async (columns, rows) => {
		const {terminal} = await withDeliveries(columns, rows);
		expect(selected(terminal.text())).toBe(1);
		for (const line of terminal.screen()) expect(widthOf(line)).toBeLessThanOrEqual(columns);
		terminal.type('?');
		await terminal.waitFor(screen => screen.includes('here: Deliveries'));
		terminal.type('?\r');
		await terminal.waitFor(screen => /^ #11 malformed {3}not HTTP {3}generic/m.test(screen));
		expect(selected(terminal.text())).toBe(1);
	});

	test('look as designed at 80×24', async () => {
		const {terminal} = await withDeliveries(80, 24);
		const screen = terminal.screen();
		expect(screen[1]).toMatch(/^ {2}Calls 8 {2}\[Deliveries 11\] +11 of 11 {3}following$/);
		expect(screen[2]).toMatch(
			/^ {2}09:31:02 {3}#1 telecmi {4}cdr missed {8}←9110000000 {4}200 +\d+(\.\d)? ms \? i 3$/,
		);
		expect(screen[11]).toMatch(/^ {2}09:39:40 {2}#10 generic {4}GET \/favicon\.ico… {2}- {13}200 /);
		expect(screen[12]).toMatch(/^▌ 09:39:41 {2}#11 generic {4}malformed {10}- {13}400 /);
		expect(screen[15]).toMatch(/^─ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks ▲ ─+ #11 ─$/);
		expect(screen[23]).toBe(' ↑↓ move  Enter open  Tab detail  f follow  t calls  q quit  ? all keys');
	});

	test('look as designed at 120×40', async () => {
		const {terminal} = await withDeliveries(120, 40);
		const screen = terminal.screen();
		expect(screen[2]).toBe(
			'  Time          #  Provider    Event                 From → to                      Ans     Took  Verdict     Finding',
		);
		expect(screen[12]).toContain(
			'    #10  generic     GET /favicon.ico?to…  -                              200',
		);
		expect(screen[13]).toContain('▌ 09:39:41    #11  generic     malformed');
		expect(terminal.text()).not.toContain('s3cret');
	});

	test('can be found and opened when they belong to no call', async () => {
		const {terminal} = await withDeliveries(80, 24);
		terminal.type('k\r2');
		await terminal.waitFor(screen => screen.includes(' #10 GET /favicon.ico   generic'));
		expect(terminal.text()).toContain('[2 Payload]');
		terminal.type('q');
		await terminal.waitFor(screen => screen.includes('━ 1 Decoded  [2 Payload]'));
		terminal.type('\t');
		await terminal.waitFor(screen => /▌ .*#10 generic/.test(screen));
		terminal.type('t');
		await terminal.waitFor(screen => screen.includes('#10 belongs to no call.'));
		expect(terminal.text()).toContain('[Calls 8]');
		terminal.type('t');
		await terminal.waitFor(screen => /▌ .*#10 generic/.test(screen));
	});

	test('carry the selection over', async () => {
		const {terminal} = await withCalls(120, 40);
		terminal.type('kk,t');
		await terminal.waitFor(screen => /▌ 09:36:07 +#6 {2}telecmi {5}cdr answered/.test(screen));
		expect(terminal.text()).toContain('6 of 9   3 newer, f follows');
		expect(terminal.text()).toContain('delivery 1 of 2  #6');
		terminal.type('.');
		await terminal.waitFor(screen => /▌ 09:37:08 +#7 {2}telecmi/.test(screen));
		terminal.type('t');
		await terminal.waitFor(screen => screen.includes('[Calls 8]') && /▌ 09:36:07/.test(screen));
	});

	test('keep hostile text in its cell', async () => {
		const {terminal, receiver: to} = await open(120, 40);
		const evil = '\u001b]0;owned\u0007\u001b[2J\u202E\u200B\u0000山';
		await to.receive(
			{body: '{}', target: `/${evil}`, method: 'PUT'},
			{body: telecmiReport(`id${evil}`, {status: evil, to: `+91${evil}`}), target: `/${evil}`},
		);
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		terminal.type('t');
		await terminal.waitFor(screen => screen.includes('[Deliveries 2]'));
		// Ans stands where it always does at this width.
		for (const line of terminal.screen().slice(3, 5))
			expect(widthOf(/^(.*?) 200 /.exec(line)?.[1] ?? '')).toBe(83);
		const written = terminal.chunks().join('');
		for (const bad of ['\u001b]0;', '\u0007', '\u202e', '\u200b', '\u0000'])
			expect(written).not.toContain(bad);
	});

	test('change in their place when their answer turns out otherwise', async () => {
		const {terminal, receiver: to} = await withDeliveries(120, 40);
		expect(terminal.screen()[12]).toContain('  200  ');
		to.store.write(writer => writer.updateAnswer(10, {status: null, by: 'nobody', durationMs: 3}));
		await to.receive({body: '{}', at: morning + 9 * 61_000});
		await terminal.waitFor(screen => screen.includes('[Deliveries 12]'));
		expect(terminal.screen()[12]).toMatch(/ - {4,} {3}3 ms /);
	});

	test('of 5,000 only a screen is ever asked for', async () => {
		const to = await receiver();
		await to.receive(
			...Array.from({length: 5000}, (_, index) => ({body: '{}', target: `/${index}`, at: morning + index})),
		);
		let most = 0;
		const counted =
			<T>(read: (id: number, limit: number) => T) =>
			(id: number, limit: number): T => {
				most = Math.max(most, limit);
				return read(id, limit);
			};
		const view: LiveView = {
			...to.view,
			deliveriesAfter: counted(to.view.deliveriesAfter),
			deliveryIdsAfter: counted(to.view.deliveryIdsAfter),
			deliveryIdsBefore: counted(to.view.deliveryIdsBefore),
		};
		const {terminal} = await open(120, 40, {receiver: to, view});
		await terminal.waitFor(screen => screen.includes('No call yet; 5,000 deliveries'));
		terminal.type('t');
		await terminal.waitFor(screen => screen.includes('5,000 of 5,000   following'));
		terminal.type('g');
		await terminal.waitFor(screen => screen.includes('1 of 5,000   4,999 newer, f follows'));
		terminal.type('\u001b[6~'.repeat(20));
		await terminal.waitFor(screen => screen.includes('281 of 5,000'));
		terminal.type('G');
		await terminal.waitFor(screen => /▌.*#5000 .*\/4999/.test(screen));
		expect(most).toBeLessThanOrEqual(40);
	});
});

describe('a sender of very long texts', () => {
	test('slows nothing down', async () => {
		const {terminal, receiver: to} = await open(120, 40);
		const long = '山'.repeat(300_000);
		await to.receive({
			body: telecmiReport(long, {to: long, user: long, [long]: long}),
			target: `/${'x'.repeat(9000)}`,
		});
		await terminal.waitFor(screen => screen.includes('[Calls 1]'));
		const before = performance.now();
		terminal.type('\r2G1G');
		await terminal.waitFor(screen => /▌Answer/.test(screen));
		terminal.type('4G');
		await terminal.waitFor(screen => /▌ +Wrong\?/.test(screen));
		expect(performance.now() - before).toBeLessThan(3000);
	});
});

describe('keys', () => {
	test('several in one read are several, in order', async () => {
		const {terminal} = await withCalls(80, 24);
		terminal.type('gjj');
		await terminal.waitFor(screen => /▌ 09:33:04/.test(screen));
		terminal.type('\u001b[B\u001b[B');
		await terminal.waitFor(screen => /▌ 09:35:06/.test(screen));
	});

	test('that mean nothing say so; pasted text does nothing', async () => {
		const {terminal} = await withCalls(80, 24);
		terminal.type('a');
		await terminal.waitFor(screen => screen.includes('- a does nothing here.'));
		terminal.type('\u001b[200~qqq\u001b[201~');
		await terminal.waitFor(screen => screen.includes('Pasted text is ignored here.'));
		expect(terminal.isAlternate()).toBe(true);
	});

	test('open the detail, walk its deliveries and lead back', async () => {
		const {terminal} = await withCalls(120, 40);
		terminal.type('kk\r');
		await terminal.waitFor(screen => screen.includes('delivery 2 of 2  #7'));
		expect(terminal.screen()[1]).toMatch(
			/^ #7 cdr answered {3}POST \/hooks {3}duplicate of #6 {3}telecmi 760df326 +2 of 2$/,
		);
		terminal.type(',');
		await terminal.waitFor(screen => screen.includes('delivery 1 of 2  #6'));
		terminal.type('\u001b');
		await terminal.waitFor(screen => screen.includes('[Calls 8]') && screen.includes('━ [1 Decoded]'));
		terminal.type('\u001b');
		await terminal.waitFor(screen => screen.includes('─ [1 Decoded]') && screen.includes('▌ 09:36:07'));
	});

	test('Ctrl+L draws everything again', async () => {
		const {terminal} = await withCalls(80, 24);
		const before = terminal.screen();
		terminal.stdout.write('\u001b[5;5Hsomething else wrote here');
		await terminal.waitFor(screen => screen.includes('something else'));
		terminal.type('\u000c');
		await terminal.waitFor(screen => screen === before.join('\n'), 'the screen as it was');
	});

	test.each([
		['q', 'q'],
		['Ctrl+C', '\u0003'],
	])('%s gives the terminal back', async (_, bytes) => {
		const {terminal, tui} = await withCalls(80, 24);
		expect(terminal.isRaw()).toBe(true);
		terminal.type(bytes);
		await tui.done;
		await terminal.waitFor(() => !terminal.isAlternate());
		expect(terminal.isRaw()).toBe(false);
		expect(terminal.chunks().join('').endsWith('\u001b[?25h')).toBe(true);
	});

	test('q closes help before it quits', async () => {
		const {terminal} = await withCalls(80, 24);
		terminal.type('?');
		await terminal.waitFor(screen => screen.includes('here: Calls'));
		terminal.type('q');
		await terminal.waitFor(screen => screen.includes('[Calls 8]'));
		expect(terminal.isAlternate()).toBe(true);
	});
});

describe('while deliveries arrive', () => {
	test('the newest is followed until the reader moves, and again when asked', async () => {
		const {terminal, receiver: to} = await withCalls(80, 24);
		await to.receive({body: telecmiReport('new1'), at: morning + 600_000});
		await terminal.waitFor(screen => /▌ 09:41:02/.test(screen));
		terminal.type('k');
		await terminal.waitFor(screen => /▌ 09:39:10/.test(screen));
		await to.receive({body: telecmiReport('new2'), at: morning + 610_000});
		await terminal.waitFor(screen => screen.includes('2 newer, f follows'));
		expect(terminal.text()).toMatch(/▌ 09:39:10/);
		terminal.type('f');
		await terminal.waitFor(screen => /▌ 09:41:12/.test(screen) && screen.includes('following'));
	});

	test('a row that changes changes in its place', async () => {
		const {terminal, receiver: to} = await withCalls(80, 24);
		expect(terminal.screen()[8]).toContain('○ started 2:02');
		await to.receive({body: telecmiLive('7bf5fbab', 'hangup'), at: morning + 540_000});
		await terminal.waitFor(screen => !screen.includes('○ started 2:02'));
		expect(terminal.screen()[8]).toContain('09:38:09');
	});

	test('of 5,000 calls only a screen is ever asked for', async () => {
		const to = await receiver();
		const many = Array.from({length: 5000}, (_, index) => ({
			body: telecmiReport(`call-${index}`),
			at: morning + index,
		}));
		await to.receive(...many);
		let most = 0;
		const counted =
			(read: LiveView['callsAfter']): LiveView['callsAfter'] =>
			(seq, limit) => {
				most = Math.max(most, limit);
				return read(seq, limit);
			};
		const view: LiveView = {
			...to.view,
			callsAfter: counted(to.view.callsAfter),
			callsBefore: counted(to.view.callsBefore),
		};
		const {terminal} = await open(120, 40, {receiver: to, view});
		await terminal.waitFor(screen => screen.includes('5,000 of 5,000'));
		terminal.type('g');
		await terminal.waitFor(screen => screen.includes('1 of 5,000   4,999 newer, f follows'));
		terminal.type('\u001b[6~'.repeat(20));
		await terminal.waitFor(screen => screen.includes('281 of 5,000'));
		terminal.type('G');
		await terminal.waitFor(screen => screen.includes('5,000 of 5,000   following'));
		expect(most).toBeLessThanOrEqual(120);
	});
});

describe('the size', () => {
	test('may change at any time', async () => {
		const {terminal} = await withCalls(80, 24);
		terminal.type('kk');
		await terminal.waitFor(screen => /▌ 09:36:07/.test(screen));
		for (const [columns, rows] of [
			[160, 50],
			[40, 10],
			[36, 9],
			[120, 40],
			[300, 80],
			[80, 24],
		] as const) {
			terminal.resize(columns, rows);
			const small = columns < 40 || rows < 10;
			await terminal.waitFor(screen =>
				small ? screen.includes('call-hook needs') : /▌ 09:36/.test(screen) && !screen.includes('needs'),
			);
			await terminal.waitFor(screen => small || screen.split('\n').at(-1)?.includes('? all keys') === true);
			for (const line of terminal.screen()) expect(widthOf(line)).toBeLessThanOrEqual(columns);
		}
		expect(terminal.screen()[0]).toContain('http://127.0.0.1:8888');
	});
});

describe('quiet', () => {
	const quietMs = 1500;

	test('writes nothing while nothing happens', async () => {
		const run = await open(120, 40);
		await run.receiver.receive({body: callrReport, at: morning});
		await run.terminal.waitFor(screen => screen.includes('[Calls 1]'));
		const written = run.terminal.chunks().length;
		await new Promise(resolve => setTimeout(resolve, quietMs));
		expect(run.terminal.chunks()).toHaveLength(written);
	});

	test('a clock of a live call ticks in its row, and not under help', async () => {
		const run = await open(120, 40, {now: Date.now});
		await run.receiver.receive({body: telecmiLive('7bf5fbab', 'started'), at: Date.now() - 60_000});
		await run.terminal.waitFor(screen => screen.includes('started 1:00'));
		await run.terminal.waitFor(screen => screen.includes('started 1:02'));
		run.terminal.type('?');
		await run.terminal.waitFor(screen => screen.includes('here: Calls'));
		const written = run.terminal.chunks().length;
		await new Promise(resolve => setTimeout(resolve, quietMs));
		expect(run.terminal.chunks()).toHaveLength(written);
	});
});

describe('a notice', () => {
	test('stands in the status bar', async () => {
		const {terminal, receiver: to} = await withCalls(80, 24);
		to.session.notify('error', 'The store is full.', 'Free some room on the disk.');
		await terminal.waitFor(screen => screen.includes('✗ The store is full. Free some room on the disk.'));
		terminal.type('a');
		await terminal.waitFor(screen => screen.includes('✗ The store is full.'));
	});
});
