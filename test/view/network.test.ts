import {describe, expect, it} from 'vitest';
import type {TargetStatus} from '../../src/core/target.ts';
import type {TunnelStatus} from '../../src/core/tunnel.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {shortHost, targetState, tunnelState, withoutScheme, wordAndFigure} from '../../src/view/network.ts';
import {plain} from '../../src/view/segment.ts';

const now = 1_000_000;
const tunnel = (change: Partial<TunnelStatus>): TunnelStatus => ({
	state: 'live',
	url: 'https://brave-lynx-42.loca.lt',
	because: null,
	roundTripMs: null,
	since: now - 48_000,
	...change,
});
const target = (change: Partial<TargetStatus>): TargetStatus => ({
	url: 'http://127.0.0.1:3000',
	state: 'up',
	because: null,
	connectMs: null,
	since: now - 48_000,
	...change,
});

describe('the state of the public address', () => {
	const text = (change: Partial<TunnelStatus>, at: number | null = now) => {
		const state = tunnelState(tunnel(change), at, unicodeMarks);
		return `${state.mark} ${plain(wordAndFigure(state))}`;
	};

	it.each<[Partial<TunnelStatus>, string]>([
		[{state: 'starting', since: now - 3000}, '○ starting 3 s'],
		[{state: 'assigned'}, '○ assigned'],
		[{roundTripMs: 84}, '● live 84 ms'],
		[{}, '● live'],
		[{state: 'degraded'}, '◐ degraded 48 s'],
		[{state: 'dead', since: now - 600_000}, '✗ dead 10 min'],
	])('%o is %s', (change, says) => {
		expect(text(change)).toBe(says);
	});

	it('has no figure that only a clock can tell where there is none', () => {
		expect(text({state: 'degraded'}, null)).toBe('◐ degraded');
		expect(text({roundTripMs: 84}, null)).toBe('● live 84 ms');
	});
});

describe('the state of a target', () => {
	const text = (change: Partial<TargetStatus>, at: number | null = now, marks = unicodeMarks) => {
		const state = targetState(target(change), at, marks);
		return `${state.mark} ${plain(wordAndFigure(state))}`;
	};

	it('has a mark, a word and a figure', () => {
		expect(text({connectMs: 3})).toBe('● up 3 ms');
		expect(text({state: 'down'})).toBe('✗ down 48 s');
		expect(text({state: 'down'}, null)).toBe('✗ down');
		expect(text({state: 'unknown'})).toBe('? not tried');
		expect(text({state: 'down'}, now, asciiMarks)).toBe('x down 48 s');
	});

	it('differs by role as well', () => {
		const roles = (['unknown', 'up', 'down'] as const).map(
			state => targetState(target({state}), now, unicodeMarks).role,
		);
		expect(new Set(roles).size).toBe(3);
	});
});

describe('an address where there is little room', () => {
	it.each([
		['http://127.0.0.1:3000', '127.0.0.1:3000', ':3000'],
		['http://localhost:3000/base', 'localhost:3000/base', ':3000'],
		['http://[::1]:3000', '[::1]:3000', ':3000'],
		['https://app.example.test:8443/base?x', 'app.example.test:8443/base?x', 'app.example.test:8443'],
		['https://app.example.test', 'app.example.test', 'app.example.test'],
		['http://127.0.0.1', '127.0.0.1', '127.0.0.1'],
	])('%s: %s, %s', (url, without, short) => {
		expect(withoutScheme(url)).toBe(without);
		expect(shortHost(url)).toBe(short);
	});
});
