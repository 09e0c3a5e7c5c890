import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, it} from 'vitest';
import {endWith, pairsOf} from '../../src/core/wire.ts';

it('pairsOf takes names and values in turn, in their order, repeats and all', () => {
	expect(pairsOf(['B', '1', 'a', '', 'b', '2'])).toEqual([
		['B', '1'],
		['a', ''],
		['b', '2'],
	]);
	expect(pairsOf([])).toEqual([]);
});

it.each([0, 1, 4096, 4097, 100_000])('endWith sends every byte of %d', async size => {
	// Part of a larger one, as Node gives them.
	const whole = Uint8Array.from({length: size + 20}, (_, index) => index % 256);
	const body = whole.subarray(10, 10 + size);
	const server = createServer((_, response) => endWith(response, body));
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(body))).toBe(true);
	server.closeAllConnections();
	server.close();
});
