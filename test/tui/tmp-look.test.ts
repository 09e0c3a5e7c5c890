import {appendFileSync, writeFileSync} from 'node:fs';
import {test} from 'vitest';
import {receiveMorning, receiver, runOn} from './samples.ts';

const out = '/tmp/look.txt';
function show(name: string, t: any) {
	appendFileSync(
		out,
		`==== ${name}\n${t
			.screen()
			.map((l: string) => l + '|')
			.join('\n')}\n`,
	);
}
test('look', async () => {
	writeFileSync(out, '');
	for (const [c, r] of [
		[80, 24],
		[120, 40],
		[40, 10],
		[36, 12],
		[50, 20],
	] as const) {
		const {terminal, tui} = await runOn(c, r);
		await terminal.waitFor(s => s.trim() !== '');
		show(`start ${c}x${r}`, terminal);
		tui.stop();
		await tui.done;
	}
	for (const [c, r] of [
		[80, 24],
		[120, 40],
		[160, 50],
		[140, 40],
		[100, 30],
		[40, 10],
		[36, 12],
		[72, 6],
		[60, 16],
	] as const) {
		const rec = await receiver();
		await receiveMorning(rec);
		const {terminal, tui} = await runOn(c, r, {receiver: rec});
		await terminal.waitFor(s => s.trim() !== '');
		show(`calls ${c}x${r}`, terminal);
		if (c >= 40 && r >= 10) {
			terminal.type('k\r');
			await terminal.waitFor(s => s.includes('━'));
			show(`full ${c}x${r}`, terminal);
			terminal.type('G');
			await new Promise(r => setTimeout(r, 60));
			show(`full end ${c}x${r}`, terminal);
			terminal.type('2g');
			await new Promise(r => setTimeout(r, 60));
			show(`payload ${c}x${r}`, terminal);
			terminal.type('\x1b');
			await new Promise(r => setTimeout(r, 100));
			terminal.type('\x1b');
			await new Promise(r => setTimeout(r, 100));
			terminal.type('kkk');
			await new Promise(r => setTimeout(r, 60));
			show(`payload mob ${c}x${r}`, terminal);
			terminal.type('?');
			await new Promise(r => setTimeout(r, 60));
			show(`help ${c}x${r}`, terminal);
		}
		tui.stop();
		await tui.done;
	}
}, 60000);
