import {describe, expect, test} from 'vitest';
import type {TunnelStatus} from '../../src/core/tunnel.ts';
import type {NetworkState} from '../../src/session/network.ts';
import {addressLine, viewLine} from '../../src/tui/address-line.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {steering} from '../output/samples.ts';
import {alone, around, hostile, morning, publicUrl, targetOf, tunnelOf} from './samples.ts';

const totals = {calls: 12, deliveries: 26, live: 2, errors: 3, rejected: 1};

describe('the view line', () => {
	const facts = {totals, list: 'calls', position: 6, following: false} as const;
	const text = (more: Partial<Parameters<typeof viewLine>[0]>, width: number) =>
		plain(viewLine({...facts, ...more}, width, unicodeMarks));

	test('names both lists, and moves neither when the other is shown', () => {
		expect(text({}, 60)).toBe(' [Calls 12]  Deliveries 26     6 of 12   6 newer, f follows ');
		expect(text({list: 'deliveries', position: 13}, 60)).toBe(
			'  Calls 12  [Deliveries 26]  13 of 26   13 newer, f follows ',
		);
	});

	test('says whether the newest is followed', () => {
		expect(text({following: true}, 80)).toMatch(/ 6 of 12 {3}following $/);
		expect(text({position: 12}, 80)).toMatch(/ 12 of 12 {3}f follows $/);
		expect(text({position: 0}, 80).trimEnd()).toBe(' [Calls 12]  Deliveries 26');
	});

	test('leaves out the other list, then the key, where there is no room', () => {
		const at = (width: number) => text({list: 'deliveries', position: 13}, width);
		expect(at(50)).toMatch(/^ \[Deliveries 26\] +13 of 26 {3}13 newer, f follows $/);
		expect(at(40)).toMatch(/^ \[Deliveries 26\] +13 of 26 {3}13 newer $/);
	});

	test('is as wide as its place, whatever it counts', () => {
		const many = {...totals, calls: 1_234_567, deliveries: 9_876_543};
		for (let width = 40; width <= 120; width++) {
			for (const list of ['calls', 'deliveries'] as const) {
				const line = viewLine(
					{totals: many, list, position: 1_000_000, following: false},
					width,
					unicodeMarks,
				);
				expect(lineWidth(line)).toBe(width);
				expect(plain(line)).not.toContain('…');
			}
		}
	});

	test('never counts fewer rows than the one that is selected', () => {
		expect(text({position: 14}, 80)).toContain(' 14 of 14   f follows ');
	});
});

describe('the address line', () => {
	const now = morning + 48_000;
	const text = (network: NetworkState, width: number, marks = unicodeMarks) =>
		plain(addressLine({url: 'http://127.0.0.1:8888', network, totals, now}, width, marks));

	test('tells what needs eyes, in words where there is room', () => {
		expect(text(alone, 80)).toMatch(/^ ● http:\/\/127\.0\.0\.1:8888 +2 live {2}▲ 3 errors {2}✗ 1 rejected $/);
		expect(text(alone, 48)).toMatch(/ 2 live {2}▲ 3 {2}✗ 1 $/);
	});

	test('tells the way from the public address to the target, as drawn', () => {
		const threeRejected = {...totals, rejected: 3};
		const facts = {url: 'http://127.0.0.1:8888', network: around(), totals: threeRejected, now};
		expect(plain(addressLine(facts, 120, unicodeMarks))).toBe(
			' ● https://brave-lynx-42.loca.lt live 84 ms → ● :8888 → ● 127.0.0.1:3000 up 3 ms       2 live  ▲ 3 errors  ✗ 3 rejected ',
		);
		expect(plain(addressLine(facts, 80, unicodeMarks))).toBe(
			' ● brave-lynx-42.loca.lt live 84 ms → ● :3000 up 3 ms          2 live  ▲ 3  ✗ 3 ',
		);
		expect(plain(addressLine(facts, 80, asciiMarks))).toBe(
			' * brave-lynx-42.loca.lt live 84 ms > * :3000 up 3 ms          2 live  E 3  x 3 ',
		);
		expect(plain(addressLine(facts, 160, unicodeMarks))).toMatch(
			/^ call-hook {2}● https:\/\/brave-lynx-42\.loca\.lt live 84 ms → ● 127\.0\.0\.1:8888 → ● 127\.0\.0\.1:3000 up 3 ms /,
		);
		expect(plain(addressLine(facts, 40, unicodeMarks))).toBe(' ● live 84 ms → ● :3000 up     ▲ 3  ✗ 3 ');
	});

	test.each([
		[tunnelOf({state: 'starting', since: now - 3000}), '○ tunnel starting 3 s → ● http://127.0.0.1:8888'],
		[tunnelOf({state: 'assigned'}), '○ https://brave-lynx-42.loca.lt assigned → ● :8888'],
		[tunnelOf(), '● https://brave-lynx-42.loca.lt live 84 ms → ● :8888'],
		[tunnelOf({roundTripMs: null}), '● https://brave-lynx-42.loca.lt live → ● :8888'],
		[tunnelOf({state: 'degraded'}), '◐ https://brave-lynx-42.loca.lt degraded 48 s → ● :8888'],
		[tunnelOf({state: 'dead'}), '✗ tunnel dead 48 s → ● http://127.0.0.1:8888'],
	])('has a word and a mark for each state of the tunnel: %#', (tunnel, says) => {
		expect(text(around({tunnel, targets: []}), 120)).toContain(` ${says}  `);
	});

	test.each([
		[[targetOf({state: 'unknown'})], '? 127.0.0.1:3000 not tried'],
		[[targetOf({state: 'down'})], '✗ 127.0.0.1:3000 down 48 s'],
		[[targetOf({url: 'https://app.example.test/base'})], '● app.example.test/base up 3 ms'],
		[[targetOf(), targetOf()], '● 2 targets up'],
		[[targetOf(), targetOf({state: 'unknown'})], '? 2 targets not tried'],
		[[targetOf(), targetOf({state: 'down'})], '✗ 2 targets, 1 down'],
	])('and of the targets: %#', (targets, says) => {
		expect(text(around({tunnel: null, targets}), 120)).toContain(` ● http://127.0.0.1:8888 → ${says}  `);
	});

	test('shows an address as usable only when it was proved', () => {
		const roleOf = (state: TunnelStatus['state']) =>
			addressLine(
				{url: 'http://127.0.0.1:8888', network: around({tunnel: tunnelOf({state})}), totals, now},
				120,
				unicodeMarks,
			).find(part => part.text.includes('brave-lynx'))?.role;
		expect([roleOf('assigned'), roleOf('live'), roleOf('degraded')]).toEqual([
			'text.muted',
			'text',
			'text.muted',
		]);
	});

	test('is exactly as wide as the screen in every state, and steers nothing', () => {
		const urls = [
			publicUrl,
			...hostile.map(each => `https://${each}.example.test`),
			`https://${'x'.repeat(300)}.test`,
		];
		for (const url of urls)
			for (const state of ['starting', 'assigned', 'live', 'degraded', 'dead'] as const)
				for (const targets of [[], [targetOf({url, state: 'down'})], [targetOf(), targetOf({url})]]) {
					const network = around({tunnel: tunnelOf({state, url}), targets});
					for (const width of [40, 41, 59, 60, 79, 80, 99, 120, 139, 140, 200])
						for (const marks of [unicodeMarks, asciiMarks]) {
							const line = addressLine({url: 'http://127.0.0.1:8888', network, totals, now}, width, marks);
							expect(lineWidth(line), `${width} ${state}`).toBe(width);
							expect(plain(line)).not.toMatch(steering);
						}
				}
	});
});
