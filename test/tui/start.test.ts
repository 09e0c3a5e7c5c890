import {describe, expect, test} from 'vitest';
import {inspect} from '../../src/inspect/inspect.ts';
import {providers} from '../../src/providers/registry.ts';
import {curlLines, startLines} from '../../src/tui/start.ts';
import {lineWidth} from '../../src/view/line.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {steering} from '../output/samples.ts';
import {alone, around, hostile, morning, publicUrl, request, targetOf, tunnelOf} from './samples.ts';

describe('the curl line', () => {
	test.each([36, 46, 76, 116])('works as it is printed in %i columns', width => {
		const lines = curlLines('http://127.0.0.1:8888', width);
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
		const command = lines.join('\n').replaceAll('\\\n', ' ');
		const body = /-d '([^']*)'/.exec(command)?.[1] ?? '';
		const contentType =
			/-H '?Content-Type: ?([a-z/]+)/.exec(command)?.[1] ?? 'application/x-www-form-urlencoded';
		const {inspection} = inspect(request({body, contentType}));
		expect(inspection).toMatchObject({provider: {id: 'telecmi'}, callKey: 'telecmi:760df326'});
		expect(inspection.event?.outcome).toBe('answered');
	});
});

const facts = {
	url: 'http://127.0.0.1:8888',
	storePath: '/a/b/store.db',
	version: '0.1.0',
	calls: 0,
	deliveries: 0,
	providers,
	hasRules: false,
	curlOptions: [],
	network: alone,
	now: morning + 48_000,
};

describe('the first screen', () => {
	test('names every provider, at any width', () => {
		for (let width = 40; width <= 200; width++) {
			const lines = startLines(facts, width, true, unicodeMarks);
			for (const line of lines) expect(lineWidth(line)).toBe(width);
			const text = lines.map(plain).join('\n');
			for (const {id} of providers) expect(text).toContain(id);
			expect(text).toContain('http://127.0.0.1:8888');
		}
	});

	test('says who can reach the address', () => {
		const text = (url: string) =>
			startLines({...facts, url}, 120, true, unicodeMarks)
				.map(plain)
				.join('\n');
		expect(text(facts.url)).toContain('only programs on this computer can reach it');
		expect(text('http://192.0.2.7:8888')).not.toContain('only programs on this computer');
	});
});

describe('the addresses of the first screen', () => {
	const shown = (change: Partial<typeof facts>, width: number) => {
		const lines = startLines({...facts, ...change}, width, false, unicodeMarks).map(line =>
			plain(line).trimEnd(),
		);
		return lines.slice(1, lines.indexOf('', 1));
	};

	test('without a tunnel and a target say how to have them', () => {
		expect(shown({}, 120)).toEqual([
			' Local    ● listening   http://127.0.0.1:8888',
			' Public   - none        only programs on this computer can reach it            T opens a public address',
			' Target   - none        call-hook answers by itself, as each provider expects  --forward <url> hands over to your server',
			' Store    ● ready       /a/b/store.db                                          0 calls, 0 deliveries',
		]);
		expect(shown({}, 80)).toEqual([
			' Local   ● listening   http://127.0.0.1:8888',
			' Public  - none        this computer only; T opens a public address',
			' Target  - none        call-hook answers, as each provider expects',
			' Store   ● ready       0 calls, 0 deliveries',
		]);
		expect(shown({hasRules: true}, 120)[2]).toContain('call-hook answers by itself, by your rules first');
	});

	test('have a curl line that is let in', () => {
		const curlOptions = ['-u USER:PASSWORD', "-H 'X-Key: VALUE'"];
		const lines = startLines({...facts, curlOptions}, 80, false, unicodeMarks).map(line =>
			plain(line).trimEnd(),
		);
		const at = lines.findIndex(line => line.includes('curl http'));
		expect(lines.slice(at, at + 4)).toEqual([
			"    curl http://127.0.0.1:8888/hooks -H 'Content-Type: application/json' \\",
			'      -u USER:PASSWORD \\',
			"      -H 'X-Key: VALUE' \\",
			`      -d '{"type":"cdr","cmiuuid":"760df326","status":"answered"}'`,
		]);
	});

	test('begin with the public one when there is a tunnel', () => {
		expect(shown({network: around()}, 120)).toEqual([
			' Public   ● live 84 ms  https://brave-lynx-42.loca.lt',
			'                        proved at 09:31:02: a request went out to this address and came back here',
			' Local    ● listening   http://127.0.0.1:8888',
			' Target   ● up 3 ms     http://127.0.0.1:3000                          gets the requests and gives the answers',
			' Store    ● ready       /a/b/store.db                                  0 calls, 0 deliveries',
		]);
		expect(shown({network: around()}, 80)).toEqual([
			' Public  ● live 84 ms  https://brave-lynx-42.loca.lt',
			'                       proved at 09:31:02 by a request through it',
			' Local   ● listening   http://127.0.0.1:8888',
			' Target  ● up 3 ms     http://127.0.0.1:3000',
			' Store   ● ready       0 calls, 0 deliveries',
		]);
	});

	test.each([
		[
			tunnelOf({state: 'starting', since: morning + 45_000, because: 'asking localtunnel.me for an address'}),
			'○ starting 3 s asking localtunnel.me for an address',
			'nothing leads here from outside yet',
		],
		[
			tunnelOf({state: 'assigned'}),
			'○ assigned    https://brave-lynx-42.loca.lt',
			'not proved yet; a request is on its way',
		],
		[
			// It came back once already, and wrong.
			tunnelOf({state: 'assigned', because: 'a consent page answers'}),
			'○ assigned    https://brave-lynx-42.loca.lt',
			'not proved yet; a consent page answers',
		],
		[
			tunnelOf({state: 'degraded', because: 'no answer for 40 s'}),
			'◐ degraded    https://brave-lynx-42.loca.lt',
			'no answer for 40 s; tried again since 09:31:02',
		],
		[
			tunnelOf({state: 'dead', because: 'The server closed the tunnel.'}),
			'✗ dead        closed at 09:31:02; asking for a new one',
			'The server closed the tunnel',
		],
	])('say what the public one is worth: %#', (tunnel, state, below) => {
		expect(shown({network: around({tunnel})}, 80).slice(0, 2)).toEqual([
			` Public  ${state}`,
			`                       ${below}`,
		]);
	});

	test('say that a target is down, and what that means', () => {
		const network = around({tunnel: null, targets: [targetOf({state: 'down'}), targetOf()]});
		expect(shown({network}, 120).slice(2, 5)).toEqual([
			' Target   ✗ down 48 s   http://127.0.0.1:3000',
			'                        Nothing listens on 127.0.0.1:3000; until it is up, deliveries are answered 502 in its place',
			'          ● up 3 ms     http://127.0.0.1:3000                          gets the requests and gives the answers',
		]);
	});

	test('are shown as usable only when they were proved', () => {
		const roleOf = (state: 'assigned' | 'live' | 'degraded') =>
			startLines({...facts, network: around({tunnel: tunnelOf({state})})}, 120, true, unicodeMarks)
				.flat()
				.find(part => part.text.includes('brave-lynx'))?.role;
		expect([roleOf('assigned'), roleOf('live'), roleOf('degraded')]).toEqual([
			'text.muted',
			'text',
			'text.muted',
		]);
	});

	test('lead to what to do with them', () => {
		const text = (network: typeof alone) =>
			startLines({...facts, network}, 120, true, unicodeMarks)
				.map(plain)
				.join('\n');
		expect(text(alone)).toContain(' 2  From your provider, once there is a public address (T)');
		expect(text(around({tunnel: tunnelOf({state: 'assigned'})}))).toContain(
			' 2  From your provider, once the public address is live',
		);
		const live = text(around());
		expect(live).toContain(' 1  Paste the address at your provider, add any path you like, and place a call');
		expect(live).toContain('    curl https://brave-lynx-42.loca.lt/hooks ');
		expect(live).toContain('localtunnel shows browsers a consent page first');
		const own = around({tunnel: tunnelOf({url: 'https://t.example.test'})});
		expect(text(own)).not.toContain('consent');
		expect(text(around({publicUrl: `${publicUrl}/s3cret`}))).toContain(`curl ${publicUrl}/s3cret/hooks `);
	});

	test('stay within the screen, whatever a tunnel or a target is called', () => {
		for (const text of [...hostile, 'x'.repeat(300), "a';rm -rf b"]) {
			const url = `https://${text}`;
			for (const state of ['starting', 'live', 'degraded', 'dead'] as const) {
				const tunnel = tunnelOf({state, url, because: text});
				const network = around({
					tunnel,
					publicUrl: null,
					targets: [targetOf({url, because: text, state: 'down'})],
				});
				for (let width = 40; width <= 200; width += 7)
					for (const line of startLines({...facts, network}, width, true, unicodeMarks)) {
						expect(lineWidth(line)).toBe(width);
						expect(plain(line)).not.toMatch(steering);
					}
			}
		}
	});
});

describe('the curl line of a public address', () => {
	test('is that of the listener where it is too long, or a shell would read more than an address', () => {
		const local = 'http://127.0.0.1:8888';
		for (const url of [`https://${'x'.repeat(200)}.test`, "https://a.test/'$(id)"]) {
			expect(curlLines(url, 76, local)).toEqual(curlLines(local, 76));
		}
		expect(curlLines(publicUrl, 76, local)[0]).toContain(`curl ${publicUrl}/hooks`);
	});
});
