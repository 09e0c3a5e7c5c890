import {describe, expect, it} from 'vitest';
import type {Call} from '../../src/core/call.ts';
import type {Phase} from '../../src/core/event.ts';
import {type Clock, Watchdog} from '../../src/session/watchdog.ts';
import {storeAt} from '../store/temporary.ts';
import {live, posted, record, sessionOn, TestExchange} from './receiving.ts';

const minute = 60_000;
const beginning = Date.UTC(2026, 10, 20, 9, 0, 0);

/** A clock that goes when it is told to, and looks each minute. */
class TestClock implements Clock {
	#now = beginning;
	#work: (() => void) | null = null;

	now(): number {
		return this.#now;
	}

	every(ms: number, work: () => void): () => void {
		expect(ms).toBe(minute);
		this.#work = work;
		return () => {
			this.#work = null;
		};
	}

	go(minutes: number): void {
		for (let i = 0; i < minutes; i++) {
			this.#now += minute;
			this.#work?.();
		}
	}
}

function watched(calls: Map<string, Pick<Call, 'phase' | 'phaseSince'> & Partial<Call>>) {
	const clock = new TestClock();
	const told: string[] = [];
	let looks = 0;
	const watchdog = new Watchdog({
		*quietBetween(from, until) {
			for (const [key, {phaseSince}] of calls) if (phaseSince >= from && phaseSince <= until) yield key;
		},
		call(key) {
			looks++;
			const found = calls.get(key);
			return found === undefined ? null : ({key, owesEnd: true, ...found} as Call);
		},
		notify: message => told.push(message),
		clock,
	});
	return {clock, told, watchdog, looks: () => looks};
}

function call(phase: Phase, phaseSince = beginning) {
	return {phase, phaseSince};
}

describe('a call that goes on', () => {
	it.each<[Phase, number]>([
		['started', 10],
		['ringing', 10],
		['answered', 240],
	])('%s is told once it takes longer than %i minutes, once', (phase, minutes) => {
		const {clock, told} = watched(new Map([['telecmi:a', call(phase)]]));
		clock.go(minutes);
		expect(told).toEqual([]);
		clock.go(1);
		expect(told).toHaveLength(1);
		expect(told[0]).toMatch(/^call\/end-missing: telecmi:a: The call .* ago \(\w+\) and no end has come\./);
		clock.go(600);
		expect(told).toHaveLength(1);
	});

	it.each<Phase>(['ended', 'recording', 'other'])('%s is not', phase => {
		const {clock, told} = watched(new Map([['telecmi:a', call(phase)]]));
		clock.go(600);
		expect(told).toEqual([]);
	});

	it('is not told when it began before the watch did', () => {
		const {clock, told} = watched(new Map([['telecmi:a', call('started', beginning - 1)]]));
		clock.go(600);
		expect(told).toEqual([]);
	});

	it('of many at once only one notice is given, with how many they are', () => {
		const many = Array.from({length: 40}, (_, i) => [`telecmi:${i}`, call('ringing')] as const);
		const {clock, told} = watched(new Map(many));
		clock.go(20);
		expect(told).toEqual([
			'call/end-missing: 40 calls go on for longer than usual, telecmi:0 among them. No end of them has come.',
		]);
	});

	it('is read from the store only when there is something to see', () => {
		const many = Array.from({length: 400}, (_, i) => [`telecmi:${i}`, call('answered')] as const);
		const {clock, looks} = watched(new Map([...many, ['telecmi:over', call('ended')]]));
		clock.go(239);
		expect(looks()).toBe(401);
	});

	it('is not told when only records have come of it, until an event does', () => {
		const calls = new Map([['callr:a', {...call('answered'), owesEnd: false}]]);
		const {clock, told} = watched(calls);
		clock.go(600);
		expect(told).toEqual([]);
		calls.set('callr:a', {...call('answered'), owesEnd: true});
		clock.go(20);
		expect(told).toHaveLength(1);
	});

	it('is reached behind any number of others that are not to be told', () => {
		const others = Array.from(
			{length: 600},
			(_, i) => [`callr:${i}`, {...call('answered'), owesEnd: false}] as const,
		);
		const {clock, told} = watched(
			new Map<string, ReturnType<typeof call>>([...others, ['telecmi:a', call('ringing')]]),
		);
		clock.go(600);
		expect(told).toHaveLength(1);
	});

	it('steers no terminal by its key', () => {
		const {clock, told} = watched(new Map([['telecmi:\u001b[2J\n', call('started')]]));
		clock.go(20);
		expect(told[0]).toContain('telecmi:␛[2J␊: The call');
	});

	it('is not watched any more after the end', () => {
		const {clock, told, watchdog} = watched(new Map([['telecmi:a', call('started')]]));
		watchdog.stop();
		clock.go(600);
		expect(told).toEqual([]);
	});
});

it('a session tells of its calls, by what is folded of them', async () => {
	const clock = new TestClock();
	const {session, notices} = sessionOn(await storeAt());
	session.watchCalls(clock);
	const bodies = [
		live('begun', 'waiting'),
		live('talking', 'answered'),
		live('over', 'waiting'),
		record('over'),
	];
	for (const body of bodies) {
		session.receive(new TestExchange(posted(body, {receivedAt: beginning + 1000})));
	}
	await session.idle();
	clock.go(12);
	expect(notices.map(({severity, message}) => `${severity} ${message}`)).toEqual([
		expect.stringMatching(/^warning call\/end-missing: telecmi:begun: The call began 10 min ago \(started\)/),
	]);
	clock.go(240);
	expect(notices).toHaveLength(2);
	expect(notices[1]?.message).toContain('telecmi:talking: The call was answered 4 h');
});

it('what belongs to no call keeps none from being watched', async () => {
	const clock = new TestClock();
	const {session, notices} = sessionOn(await storeAt());
	session.watchCalls(clock);
	const message = (id: string) =>
		JSON.stringify({
			event_id: id,
			event_type: 'message.received',
			event_version: 1,
			channel: 'WhatsApp',
			system_identifier: '0',
			customer_identifier: '0',
		});
	const bodies = [...Array.from({length: 600}, (_, i) => message(`e${i}`)), live('begun', 'waiting')];
	for (const body of bodies) session.receive(new TestExchange(posted(body, {receivedAt: beginning + 1000})));
	await session.idle();
	clock.go(30);
	expect(notices.map(({message: text}) => text)).toEqual([
		expect.stringContaining('telecmi:begun: The call began'),
	]);
});
