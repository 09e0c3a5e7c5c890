import {describe, expect, test} from 'vitest';
import type {NetworkState} from '../../src/session/network.ts';
import {
	type BannerFacts,
	bannerLines,
	bannersOf,
	isBannerDue,
	outageOf,
	patienceMs,
} from '../../src/tui/banner.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {steering} from '../output/samples.ts';
import {around, hostile, morning, publicUrl, targetOf, tunnelOf} from './samples.ts';

const now = morning + 48_000;
const down = targetOf({state: 'down'});
const change = {
	at: morning,
	url: publicUrl,
	old: 'https://calm-otter-7.loca.lt',
	providers: ['Callr', 'cllr', 'MOBtexting', 'MyOperator', 'TeleCMI'],
};

function facts(network: Partial<NetworkState>, more: Partial<BannerFacts> = {}): BannerFacts {
	return {network: around(network), users: [], outage: null, now, ...more};
}

function shown(of: BannerFacts, width: number, canHide = true): string[] {
	return bannerLines(bannersOf(of), canHide, width, unicodeMarks).map(plain);
}

const kinds = (of: BannerFacts) => bannersOf(of).map(({kind}) => kind);

describe('a banner', () => {
	test('is none while everything works', () => {
		expect(bannersOf(facts({}))).toEqual([]);
		expect(bannerLines([], true, 80, unicodeMarks)).toEqual([]);
		expect(kinds(facts({tunnel: null, targets: [targetOf({state: 'unknown'})]}))).toEqual([]);
	});

	test('of a target says since when, what to do, and what was answered in its place', () => {
		const answered = facts({targets: [down], answeredInstead: [28, 29]});
		expect(shown(answered, 120)).toEqual([
			' ! Nothing listens on 127.0.0.1:3000 since 09:31:02. Start your server: it is tried again by itself.           Esc hide ',
			'   2 deliveries were answered 502 in its place: #28 #29. They are kept.                                                 ',
		]);
		expect(shown(answered, 80)).toEqual([
			' ! Nothing listens on :3000 since 09:31:02. Start your server.         Esc hide ',
			'   2 deliveries were answered 502 in its place: #28 #29. They are kept.         ',
		]);
		expect(shown(facts({targets: [down]}), 80)[1]).toContain('Until it is up, deliveries are answered 502');
		expect(shown(facts({targets: [down], answeredInstead: [28]}), 80)[1]).toContain(
			'1 delivery was answered 502 in its place: #28. It is kept.',
		);
		const many = Array.from({length: 20}, (_, index) => index + 28);
		expect(shown(facts({targets: [down], answeredInstead: many}), 80)[1]).toContain(
			'At least 20 deliveries got 502, #28 to #47. Kept.',
		);
	});

	test('of several targets counts them', () => {
		const targets = [down, targetOf({url: 'https://app.example.test', state: 'down', since: morning + 9000})];
		expect(shown(facts({targets}), 120)[0]).toContain(
			' ! :3000 and 1 other target are down since 09:31:02. Start your server',
		);
	});

	test('of a target elsewhere does not tell its reader to start it', () => {
		const because = 'The name app.example.test has no address.';
		const targets = [targetOf({url: 'https://app.example.test', state: 'down', because})];
		expect(shown(facts({targets}), 120)[0]).toMatch(
			/^ ! The name app\.example\.test has no address since 09:31:02\. It is tried again by itself\. /,
		);
	});

	test('of a changed address names the providers that still use the old one', () => {
		expect(shown(facts({change}), 120)).toEqual([
			' ! The public address changed at 09:31:02: https://brave-lynx-42.loca.lt                                       Esc hide ',
			'   Paste it at Callr, cllr, MOBtexting, MyOperator, TeleCMI: they still use the old one.                                ',
		]);
		expect(shown(facts({change}), 80)).toEqual([
			' ! New public address: https://brave-lynx-42.loca.lt                   Esc hide ',
			'   5 providers still use the old one: Callr, cllr, MOBtexting, MyOperator, Tel… ',
		]);
		const told = ['Callr', 'cllr', 'MOBtexting', 'MyOperator'];
		expect(shown(facts({change}, {users: told}), 80)[1]).toContain(
			'Paste it at TeleCMI: it still uses the old one.',
		);
		expect(kinds(facts({change}, {users: [...told, 'TeleCMI']}))).toEqual([]);
	});

	test('of a changed address gives the secret path with it', () => {
		const secret = `${publicUrl}/s3cret`;
		expect(shown(facts({change, publicUrl: secret}), 80)[0]).toContain(` ${secret} `);
	});

	test('of an address that nobody has used goes with the first that uses the new one', () => {
		const unused = {change: {...change, providers: []}};
		expect(shown(facts(unused), 80)[1]).toContain('Paste it wherever the old one was pasted');
		expect(kinds(facts(unused, {users: ['TeleCMI']}))).toEqual([]);
	});

	test('of an address that is lost says what that means', () => {
		const dead = {tunnel: tunnelOf({state: 'dead', because: 'localtunnel closed the address.'})};
		expect(shown(facts(dead, {outage: morning}), 80)).toEqual([
			' ! Providers cannot reach this computer since 09:31:02.                Esc hide ',
			'   localtunnel closed the address. A new address is asked for; T gives it up.   ',
		]);
		const degraded = {tunnel: tunnelOf({state: 'degraded'})};
		expect(shown(facts(degraded, {outage: morning}), 120)).toEqual([
			' ! Providers cannot reach this computer since 09:31:02: the public address does not work.                      Esc hide ',
			'   It is tried again by itself.                                                                                         ',
		]);
		// A changed address is nobody's business while it does not work.
		expect(kinds(facts({...dead, change}, {outage: morning}))).toEqual(['tunnel']);
	});

	test('of an address that does not come says why, before it is given up for that', () => {
		const because = 'localhost:7999 refuses connections';
		const starting = facts({tunnel: tunnelOf({state: 'starting', url: null, because, since: morning})});
		expect(shown(starting, 80)).toEqual([
			' ! No public address yet.                                              Esc hide ',
			'   localhost:7999 refuses connections. It is tried again by itself.             ',
		]);
		const assigned = facts({tunnel: tunnelOf({state: 'assigned', because, since: morning})});
		expect(shown(assigned, 120)).toEqual([
			' ! The public address does not work yet: providers cannot reach this computer.                                 Esc hide ',
			'   localhost:7999 refuses connections. It is tried again by itself; T gives it up.                                      ',
		]);
		const long =
			'a page (200, HTML) came back instead of this process: a consent page, a login, or another server';
		expect(shown(facts({tunnel: tunnelOf({state: 'assigned', because: long, since: morning})}), 80)[1]).toBe(
			'   a page (200, HTML) came back instead of this process.                        ',
		);
		// It is under way, and nothing is wrong.
		expect(kinds(facts({tunnel: tunnelOf({state: 'starting', url: null, since: morning})}))).toEqual([]);
		expect(kinds({...starting, now: morning + patienceMs.tunnel - 1})).toEqual([]);
		expect(isBannerDue({...starting, now: morning + 1})).toBe(true);
	});

	test('waits for what mends itself at once, and time brings it', () => {
		const soon = facts({targets: [down]}, {now: morning + patienceMs.target - 1});
		expect(kinds(soon)).toEqual([]);
		expect(isBannerDue(soon)).toBe(true);
		expect(kinds({...soon, now: morning + patienceMs.target})).toEqual(['target']);
		expect(isBannerDue({...soon, now: morning + patienceMs.target})).toBe(false);
		// What was answered in its place is worth telling at once.
		expect(kinds(facts({targets: [down], answeredInstead: [1]}, {now: morning}))).toEqual(['target']);
		const lost = facts({tunnel: tunnelOf({state: 'dead'})}, {outage: morning, now: morning + 1});
		expect(kinds(lost)).toEqual([]);
		expect(kinds({...lost, now: morning + patienceMs.tunnel})).toEqual(['tunnel']);
		expect(isBannerDue(facts({}))).toBe(false);
	});

	test('is the worst of several, and says how many there are', () => {
		const both = facts({change, targets: [down]});
		expect(kinds(both)).toEqual(['address', 'target']);
		expect(shown(both, 120)[0]).toMatch(/changed at .* 1 of 2 {3}Esc next $/);
		expect(shown(both, 40)[0]).toMatch(/ Esc next $/);
	});

	test('names no key while Esc closes something else', () => {
		expect(shown(facts({change}), 120, false)[0]).not.toContain('Esc');
		expect(shown(facts({change, targets: [down]}), 120, false)[0]).toMatch(/ 1 of 2 $/);
	});

	test('stays the same occurrence for as long as its cause goes on', () => {
		const key = (of: BannerFacts) => bannersOf(of)[0]?.key;
		const first = facts({targets: [down]});
		expect(key({...first, now: now + 9000})).toBe(key(first));
		expect(key(facts({targets: [down], answeredInstead: [1]}))).toBe(key(first));
		expect(key(facts({targets: [{...down, since: morning + 1}]}))).not.toBe(key(first));
	});

	test('is exactly as wide as its room, and steers nothing', () => {
		const evil = hostile.join('');
		const every: BannerFacts[] = [
			facts({
				targets: [targetOf({state: 'down', because: evil, url: `http://${evil}`})],
				answeredInstead: [1, 2],
			}),
			facts({change: {...change, providers: hostile}}),
			facts({tunnel: tunnelOf({url: `https://${evil}`}), change: {...change, url: `https://${evil}`}}),
			facts({tunnel: tunnelOf({state: 'degraded', because: evil})}, {outage: morning}),
			facts({tunnel: tunnelOf({state: 'assigned', because: evil})}),
			facts({change, targets: [down]}),
		];
		for (const each of every) {
			expect(bannersOf(each).length).toBeGreaterThan(0);
			for (let width = 40; width <= 200; width += 3)
				for (const marks of [unicodeMarks, asciiMarks])
					for (const line of bannerLines(bannersOf(each), true, width, marks)) {
						expect(lineWidth(line), `${width}: ${plain(line)}`).toBe(width);
						expect(plain(line)).not.toMatch(steering);
					}
		}
	});
});

describe('the time without a public address', () => {
	test('begins when it fails and ends when it works again', () => {
		const since = (state: 'starting' | 'assigned' | 'live' | 'degraded' | 'dead', before: number | null) =>
			outageOf(tunnelOf({state, since: 7}), before);
		expect(since('degraded', null)).toBe(7);
		expect(since('dead', 3)).toBe(3);
		expect(since('starting', 3)).toBe(3);
		expect(since('assigned', 3)).toBe(3);
		expect(since('live', 3)).toBeNull();
		expect(outageOf(null, 3)).toBeNull();
		// The first time is no outage.
		expect(since('starting', null)).toBeNull();
	});
});
