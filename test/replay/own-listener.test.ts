import {describe, expect, it} from 'vitest';
import {parseTarget} from '../../src/forward/target-url.ts';
import {listensAt} from '../../src/replay/own-listener.ts';

function target(url: string) {
	const parsed = parseTarget(url);
	return 'address' in parsed ? parsed.address : expect.fail(parsed.problem);
}

describe('listensAt', () => {
	it.each([
		['http://127.0.0.1:8888', null, 'http://127.0.0.1:8888/hooks', true],
		['http://127.0.0.1:8888/secret', null, 'http://localhost:8888', true],
		['http://127.0.0.1:8888', null, 'http://[::1]:8888', true],
		['http://127.0.0.1:8888', null, 'http://127.0.0.1:8889', false],
		['http://127.0.0.1:8888', null, 'http://192.168.1.2:8888', false],
		['http://0.0.0.0:8888', null, 'http://192.168.1.2:8888', true],
		['http://[::]:8888', null, 'http://127.0.0.1:8888', true],
		['http://0.0.0.0:8888', null, 'http://203.0.113.9:8888', false],
		['http://192.168.1.2:8888', null, 'http://192.168.1.2:8888', true],
		['http://127.0.0.1:8888', 'https://a.example.test', 'https://a.example.test/hooks', true],
		['http://127.0.0.1:8888', 'https://a.example.test', 'http://a.example.test/hooks', false],
		['http://127.0.0.1:8888', 'https://a.example.test', 'https://b.example.test', false],
		['nonsense', null, 'http://127.0.0.1:8888', false],
	] as const)('%s (%s), %s: %s', (url, publicUrl, to, expected) => {
		expect(listensAt({url, publicUrl}, target(to))).toBe(expected);
	});
});
