import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {cloudflared, cloudflaredReader} from '../../src/tunnel/cloudflared.ts';
import type {TunnelRequest} from '../../src/tunnel/driver.ts';
import {opened} from './here.ts';
import {fakeProgram} from './programs.ts';

const open = (request: Partial<TunnelRequest> = {}) => opened(cloudflared, request);

/** As cloudflared logs it. */
const banner = [
	'2026-11-20T10:00:00Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment. If you intend to use Tunnels in production you should use a pre-created named tunnel by following: https://developers.cloudflare.com/cloudflare-one/connections/connect-apps',
	'2026-11-20T10:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...',
	'2026-11-20T10:00:01Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |',
	'2026-11-20T10:00:01Z INF |  https://four-plain-words-here.trycloudflare.com                                           |',
];
const registered =
	'2026-11-20T10:00:02Z INF Registered tunnel connection connIndex=0 connection=00000000-0000-0000-0000-000000000000 event=0 ip=198.51.100.1 location=xyz01 protocol=quic';
const says = (lines: readonly string[]) => lines.map(line => `say(${JSON.stringify(line)});`).join('\n');

describe('cloudflared', () => {
	it('is asked for a quick tunnel to the port, and gives its address', async () => {
		const program = fakeProgram('cloudflared', `${says([...banner, registered])} live();`);
		const tunnel = await open();
		expect(tunnel.url).toBe('https://four-plain-words-here.trycloudflare.com');
		expect(tunnel.remark).toBeUndefined();
		expect(tunnel.subdomain).toBeUndefined();
		expect(program.starts()).toEqual([['tunnel', '--no-autoupdate', '--url', 'http://127.0.0.1:8888']]);
	});

	it.each([
		[{subdomain: 'brave'}, '--subdomain'],
		[{server: 'https://lt.example.test'}, '--tunnel-host'],
	])('%j has no effect, and it says so', async (request, option) => {
		fakeProgram('cloudflared', `${says([...banner, registered])} live();`);
		expect((await open(request)).remark).toBe(
			`Cloudflare chooses the address of a quick tunnel: ${option} has no effect`,
		);
	});

	it('that gets no tunnel says why; the address of its service is not taken for ours', async () => {
		fakeProgram(
			'cloudflared',
			`${says([...banner.slice(0, 2), 'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": 429 Too Many Requests'])}
			process.exitCode = 1;`,
		);
		await expect(open()).rejects.toMatchObject({
			message: expect.stringMatching(/^cloudflared ended with exit code 1; its last words: .*429/) as string,
			hint: 'Cloudflare limits quick tunnels: wait a while, or use --tunnel localtunnel.',
		});
	});

	it('that loses its connection is doubted', async () => {
		fakeProgram(
			'cloudflared',
			`${says([...banner, registered])}
			setInterval(() => say('2026-11-20T10:05:00Z ERR Serve tunnel error error="timeout" connIndex=0'), 5);`,
		);
		const tunnel = await open();
		await new Promise<void>(resolve => tunnel.onDoubt(resolve));
	});
});

describe('cloudflaredReader', () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it('waits until the tunnel is connected, or for some seconds', () => {
		const found = vi.fn();
		const read = cloudflaredReader(found);
		for (const line of [registered, ...banner]) read(line);
		expect(found).not.toHaveBeenCalled();
		read('INF Unregistered tunnel connection connIndex=0');
		expect(found).not.toHaveBeenCalled();
		read(registered);
		expect(found).toHaveBeenCalledWith('https://four-plain-words-here.trycloudflare.com');

		const later = vi.fn();
		const readOther = cloudflaredReader(later);
		for (const line of banner) readOther(line);
		vi.advanceTimersByTime(4999);
		expect(later).not.toHaveBeenCalled();
		vi.advanceTimersByTime(1);
		expect(later).toHaveBeenCalledTimes(1);
	});
});
