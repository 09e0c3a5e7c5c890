import {describe, expect, it} from 'vitest';
import {parseTarget} from '../../src/forward/target-url.ts';
import {listensAt} from '../../src/replay/own-listener.ts';

function target(url: string) {
	const parsed = parseTarget(url);
	return 'address' in parsed ? parsed.address : expect.fail(parsed.problem);
}

const ofThisComputer = new Set(['127.0.0.1', '::1', '192.168.1.2', 'fd00::2']);

const names = new Map<string, string[]>([
	['mine.example.test', ['192.168.1.2']],
	['shared.example.test', ['192.168.1.2', '192.168.1.3']],
	['nas.local', ['192.168.1.9']],
	['unknown.example.test', []],
]);

describe('listensAt', () => {
	it.each([
		['http://127.0.0.1:8888', null, 'http://127.0.0.1:8888/hooks', true],
		['http://127.0.0.1:8888/secret', null, 'http://localhost:8888', true],
		['http://127.0.0.1:8888', null, 'http://[::1]:8888', true],
		['http://127.0.0.1:8888', null, 'http://127.0.0.1:8889', false],
		['http://127.0.0.1:8888', null, 'http://192.168.1.2:8888', false],
		['http://0.0.0.0:8888', null, 'http://192.168.1.2:8888', true],
		['http://0.0.0.0:8888', null, 'http://192.168.1.3:8888', false],
		['http://0.0.0.0:8888', null, 'http://mine.example.test:8888', true],
		['http://192.168.1.2:8888', null, 'http://mine.example.test:8888', true],
		['http://127.0.0.1:8888', null, 'http://mine.example.test:8888', false],
		['http://0.0.0.0:8888', null, 'http://shared.example.test:8888', false],
		['http://0.0.0.0:8888', null, 'http://nas.local:8888', false],
		['http://0.0.0.0:8888', null, 'http://unknown.example.test:8888', false],
		['http://[::]:8888', null, 'http://[fd00::2]:8888', true],
		['http://[::]:8888', null, 'http://[fd00::3]:8888', false],
		['http://[::]:8888', null, 'http://127.0.0.1:8888', true],
		['http://0.0.0.0:8888', null, 'http://203.0.113.9:8888', false],
		['http://192.168.1.2:8888', null, 'http://192.168.1.2:8888', true],
		['http://127.0.0.1:8888', 'https://a.example.test', 'https://a.example.test/hooks', true],
		['http://127.0.0.1:8888', 'https://a.example.test', 'http://a.example.test/hooks', false],
		['http://127.0.0.1:8888', 'https://a.example.test', 'https://b.example.test', false],
		['nonsense', null, 'http://127.0.0.1:8888', false],
	] as const)('%s (%s), %s: %s', (url, publicUrl, to, expected) => {
		const address = target(to);
		const ofTarget = names.get(address.hostname) ?? [address.hostname];
		expect(listensAt({url, publicUrl}, address, {ofThisComputer, ofTarget})).toBe(expected);
	});
});
