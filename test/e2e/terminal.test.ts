/** The terminal UI as its user has it: in a real terminal, with a screen that is looked at. */

import {describe, expect, it} from 'vitest';
import {hostileRequests} from '../support/hostile.ts';
import {cdr, describeNodes} from '../support/program.ts';
import {startInTerminal, type TerminalOptions, type TerminalProgram} from '../support/pty.ts';
import {isPortFree, send} from '../support/wire.ts';

const esc = '\u001b';
const leave = `${esc}[?1049l`;
const showCursor = `${esc}[?25h`;

async function open(options: TerminalOptions = {}, ...more: string[]) {
	const terminal = startInTerminal(['listen', '--store', ':memory:', '--port', '0', ...more], options);
	const screen = await terminal.waitForScreen(
		'the start screen',
		text => /http:\/\/127\.0\.0\.1:\d+/.test(text) && /waiting|nothing received/.test(text),
	);
	return {terminal, screen, port: Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(screen)?.[1])};
}

/** The screen as it was before, the cursor back, the last words below. */
function expectRestored(terminal: TerminalProgram, farewell: RegExp): void {
	const output = terminal.output();
	expect(output).toContain(`${esc}[?1049h`);
	const left = output.lastIndexOf(leave);
	expect(left).toBeGreaterThan(output.lastIndexOf(`${esc}[?1049h`));
	expect(output.lastIndexOf(showCursor)).toBeGreaterThan(output.lastIndexOf(`${esc}[?25l`));
	expect(terminal.isAlternate()).toBe(false);
	expect(terminal.text()).toMatch(farewell);
	expect(output.slice(left)).toMatch(farewell);
	// Paste and mouse modes, if they were set, are reset.
	for (const mode of ['2004', '1000', '1002', '1003', '1006', '1004']) {
		const set = output.lastIndexOf(`${esc}[?${mode}h`);
		if (set >= 0) expect(output.lastIndexOf(`${esc}[?${mode}l`)).toBeGreaterThan(set);
	}
	expectGentle(output);
}

/** The whole screen is never erased: that flickers, and some terminals move it to the scrollback. */
function expectGentle(output: string): void {
	expect(output).not.toContain(`${esc}[2J`);
	expect(output).not.toContain(`${esc}[3J`);
}

it('after Ctrl-C in lines the farewell begins in a line of its own', async () => {
	const terminal = startInTerminal(['listen', '--store', ':memory:', '--port', '0', '--output', 'lines']);
	await terminal.waitForScreen('the address', text => text.includes('listening'));
	terminal.type('\u0003');
	expect(await terminal.end()).toBe(0);
	expect(terminal.text()).toMatch(/^call-hook received nothing/m);
});

describeNodes('the terminal UI', node => {
	describe.each([
		[80, 24],
		[120, 40],
	])('at %i x %i', (columns, rows) => {
		it('shows where to send to, then the calls that come, and quits with q', async () => {
			const {terminal, screen, port} = await open({node, columns, rows});
			expect(terminal.isAlternate()).toBe(true);
			expect(screen).toContain('call-hook');
			expect(screen).toContain('curl');
			expect(screen).toContain('quit');

			expect((await send(port, cdr('call-one', {to: '9100000001'}))).status).toBe(200);
			const list = await terminal.waitForScreen(
				'the call',
				text => /telecmi/.test(text) && /Calls 1\b/.test(text),
			);
			expect(list).not.toContain('waiting for the first delivery');
			expect(list).toContain('9100000001'.slice(-8));

			expect((await send(port, cdr('call-two', {to: '9100000002'}))).status).toBe(200);
			await terminal.waitForScreen('the second', text => /Calls 2\b/.test(text) && text.includes('00000002'));

			terminal.type('q');
			expect(await terminal.end()).toBe(0);
			expectRestored(terminal, /received 2 deliveries/);
			expect(await isPortFree(port)).toBe(true);
		});

		it('? opens help, ? and Esc close it', async () => {
			const {terminal, screen} = await open({node, columns, rows});
			terminal.type('?');
			const help = await terminal.waitForScreen(
				'help',
				text => /Keys/.test(text) && /Quit at once|close/.test(text),
			);
			expect(help).not.toBe(screen);
			terminal.type(esc);
			await terminal.waitForScreen('the start screen again', text => text.includes('waiting for the first'));
			terminal.type('?');
			await terminal.waitForScreen('help again', text => /Keys/.test(text));
			terminal.type('?');
			await terminal.waitForScreen('the start screen again', text => text.includes('waiting for the first'));
			terminal.type('q');
			expect(await terminal.end()).toBe(0);
			expectRestored(terminal, /received nothing/);
		});

		it('q closes help first, then quits', async () => {
			const {terminal} = await open({node, columns, rows});
			terminal.type('?');
			await terminal.waitForScreen('help', text => /Keys/.test(text));
			terminal.type('q');
			await terminal.waitForScreen('the start screen', text => text.includes('waiting for the first'));
			terminal.type('q');
			expect(await terminal.end()).toBe(0);
		});
	});

	it('Ctrl-C quits at once, with help open, too', async () => {
		const {terminal, port} = await open({node});
		await send(port, cdr('one'));
		terminal.type('?');
		await terminal.waitForScreen('help', text => /Keys/.test(text));
		terminal.type('\u0003');
		expect(await terminal.end()).toBe(0);
		expectRestored(terminal, /received 1 delivery/);
	});

	it.each([
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 0],
	] as const)('%s restores the terminal and says farewell', async (signal, code) => {
		const {terminal, port} = await open({node});
		await send(port, cdr('one'));
		await terminal.waitForScreen('the call', text => /telecmi/.test(text));
		process.kill(terminal.pid, signal);
		expect(await terminal.end()).toBe(code);
		expectRestored(terminal, /received 1 delivery/);
	});

	it('follows the size of the terminal', async () => {
		const {terminal, port} = await open({node, columns: 120, rows: 40});
		for (let i = 0; i < 5; i++) await send(port, cdr(`call-${i}`));
		await terminal.waitForScreen('the calls', text => /Calls 5\b/.test(text));
		for (const [columns, rows] of [
			[60, 20],
			[20, 5],
			[200, 50],
			[80, 24],
		] as const) {
			terminal.resize(columns, rows);
			await terminal.waitForScreen(`a screen of ${columns} x ${rows}`, text => {
				const lines = text.split('\n');
				// The last row is used again, and none is left from before.
				return (
					lines.length === rows &&
					(columns < 40 ? text.trim() !== '' : (lines.at(-1) ?? '').includes('all keys'))
				);
			});
		}
		terminal.type('q');
		expect(await terminal.end()).toBe(0);
		expectRestored(terminal, /received 5 deliveries/);
	});

	it('what strangers send steers nothing', async () => {
		const {terminal, port} = await open({node, columns: 120, rows: 40});
		const requests = hostileRequests();
		for (const request of requests) await send(port, request);
		await terminal.waitForScreen('all of them', text =>
			new RegExp(`Deliveries ${requests.length} |#${requests.length}`).test(text),
		);
		// Through the calls, their details and payloads, each looked at before the next key.
		for (const key of [
			'g',
			'j',
			'2',
			'j',
			'\r',
			'G',
			'q',
			'1',
			'\t',
			'G',
			'\t',
			'j',
			'j',
			'j',
			'2',
			'.',
			'j',
		]) {
			terminal.type(`${key}?`);
			await terminal.waitForScreen('help', text => /Keys {3}here/.test(text));
			terminal.type('?');
			await terminal.waitForScreen('no help', text => !/Keys {3}here/.test(text));
		}
		terminal.type('\u0003');
		expect(await terminal.end()).toBe(0);
		const output = terminal.output();
		// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
		expect(output).not.toMatch(/\u001b[\]PX^_]|[\u0007\u009b\u009d\u202e\u2066]/);
		expectRestored(terminal, /deliveries/);
	});
});

describe('colours', () => {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this looks for
	const colour = /\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/;

	it('there are some in a terminal', async () => {
		const {terminal} = await open();
		terminal.type('q');
		expect(await terminal.end()).toBe(0);
		expect(terminal.output()).toMatch(colour);
	});

	it.each([
		['NO_COLOR', {NO_COLOR: '1'}, []],
		['--no-color', {}, ['--no-color']],
	] as const)('%s: there are none', async (_what, env, args) => {
		const {terminal, port} = await open({env}, ...args);
		await send(port, cdr('one'));
		await terminal.waitForScreen('the call', text => /telecmi/.test(text));
		terminal.type('?');
		await terminal.waitForScreen('help', text => /Keys/.test(text));
		terminal.type('\u0003');
		expect(await terminal.end()).toBe(0);
		expect(terminal.output()).not.toMatch(colour);
	});
});

describe('lines in a terminal', () => {
	it.each([
		['CI', {CI: 'true'}],
		['TERM=dumb', {TERM: 'dumb'}],
	])('%s: no alternate screen', async (_what, env) => {
		const terminal = startInTerminal(['listen', '--store', ':memory:', '--port', '0'], {env});
		const screen = await terminal.waitForScreen('the address', text =>
			/http:\/\/127\.0\.0\.1:\d+/.test(text),
		);
		await send(Number(/:(\d+)/.exec(screen.slice(screen.indexOf('127.0.0.1')))?.[1]), cdr('one'));
		await terminal.waitForScreen('a line', text => /#1 telecmi/.test(text));
		terminal.type('\u0003');
		expect(await terminal.end()).toBe(0);
		expect(terminal.output()).not.toContain('[?1049h');
	});

	it('fit its width', async () => {
		const terminal = startInTerminal(['listen', '--output', 'lines', '--store', ':memory:', '--port', '0']);
		const screen = await terminal.waitForScreen('the address', text =>
			/http:\/\/127\.0\.0\.1:\d+/.test(text),
		);
		const port = Number(/127\.0\.0\.1:(\d+)/.exec(screen)?.[1]);
		for (let i = 0; i < 3; i++)
			await send(port, cdr(`call-${i}`, {to: '910000000000000', from: '910000000000000'}));
		const text = await terminal.waitForScreen('lines', shown => /#3/.test(shown));
		const lines = text.split('\n').filter(line => line.includes('telecmi'));
		expect(lines).toHaveLength(3);
		for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\d +#\d telecmi/);
		process.kill(terminal.pid, 'SIGTERM');
		expect(await terminal.end()).toBe(143);
	});
});
