import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {explainFailure} from '../../src/tunnel/explain.ts';
import {getOnce} from '../../src/tunnel/get-once.ts';
import {afterwards, until} from '../support/waiting.ts';
import {always, startStrangeServer, startTcpServer} from './here.ts';

const options = {headers: {'X-A': '1'}, timeoutMs: 5000, maxBytes: 10, signal: new AbortController().signal};

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

async function rawServer(bytes: string) {
	const server = await startTcpServer(socket => socket.once('data', () => socket.end(bytes)));
	return `http://127.0.0.1:${server.port}/`;
}

describe('getOnce', () => {
	it('gives status, headers, body and who answered', async () => {
		const server = await startStrangeServer(always(203, {'X-B': '2'}, 'short'));
		expect(await getOnce(server.url, options)).toMatchObject({
			kind: 'answered',
			status: 203,
			headers: {'x-b': '2'},
			body: Buffer.from('short'),
			address: '127.0.0.1',
		});
		expect(server.requests[0]?.headers['x-a']).toBe('1');
	});

	it('reads no more than it may, and waits for no end', async () => {
		const server = await startStrangeServer((_, response) => response.write('0123456789abc'));
		expect(await getOnce(server.url, options)).toMatchObject({body: Buffer.from('0123456789')});
		await until('the end of its connection', () => server.requests[0]?.socket.destroyed);
	});

	it('does not follow a redirect', async () => {
		const server = await startStrangeServer(always(301, {Location: '/there'}));
		expect(await getOnce(server.url, options)).toMatchObject({kind: 'answered', status: 301});
		expect(server.requests).toHaveLength(1);
	});

	it('leaves no connection open', async () => {
		const server = await startTcpServer(socket =>
			socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')),
		);
		await getOnce(`http://127.0.0.1:${server.port}/`, options);
		await until(
			'the end of its connection',
			() => server.sockets[0]?.destroyed || server.sockets[0]?.readableEnded,
		);
	});

	it('is bounded in time, also when bytes keep coming', async () => {
		const server = await startTcpServer(socket => {
			const timer = setInterval(() => socket.write('H'), 5);
			socket.on('close', () => clearInterval(timer));
		});
		// Not HTTP, or not in time: whatever is noticed first.
		const reply = await getOnce(`http://127.0.0.1:${server.port}/`, {...options, timeoutMs: 50});
		expect(reply.kind).not.toBe('answered');
		const quiet = await startTcpServer(() => {});
		expect(await getOnce(`http://127.0.0.1:${quiet.port}/`, {...options, timeoutMs: 50})).toEqual({
			kind: 'silent',
			afterMs: 50,
		});
	});

	it.each([
		['nonsense', 'nonsense\r\n\r\n', /^HPE_/],
		['nothing', '', /^ECONNRESET$/],
		['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', /^ECONNRESET$/],
		['endless headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`, /^HPE_HEADER_OVERFLOW$/],
	])('%s is a failure with its code', async (_, bytes, code) => {
		const reply = await getOnce(await rawServer(bytes), options);
		expect(reply).toMatchObject({kind: 'failed', code: expect.stringMatching(code) as string});
	});

	it('TLS spoken to what speaks none', async () => {
		const url = await rawServer('HTTP/1.1 400 Bad Request\r\n\r\n');
		const reply = await getOnce(url.replace('http:', 'https:'), options);
		expect(reply).toMatchObject({kind: 'failed', code: expect.stringMatching(/^(EPROTO|ERR_SSL)/) as string});
	});

	it.skipIf(!hasOpenssl)('a certificate of an authority of one’s own', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'call-hook-tls-'));
		afterwards(() => rmSync(folder, {recursive: true, force: true}));
		const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
		const made = spawnSync('openssl', [
			...[
				'req',
				'-x509',
				'-newkey',
				'ec',
				'-pkeyopt',
				'ec_paramgen_curve:prime256v1',
				'-nodes',
				'-days',
				'2',
			],
			...['-subj', '/CN=a.localhost', '-keyout', key, '-out', cert],
		]);
		expect(made.status, String(made.stderr)).toBe(0);
		const server = createServer({key: readFileSync(key), cert: readFileSync(cert)});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		afterwards(() => server.close());
		const {port} = server.address() as {port: number};
		const url = `https://a.localhost:${port}`;
		const reply = await getOnce(url, options);
		expect(reply).toMatchObject({kind: 'failed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT'});
		expect(explainFailure(reply as {code: string; message: string}, `a.localhost:${port}`)).toMatchObject({
			because: `the TLS certificate of a.localhost:${port} is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)`,
			hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
		});
	});

	it('a name nobody has', async () => {
		const reply = await getOnce('http://name.invalid/', options);
		expect(reply).toMatchObject({
			kind: 'failed',
			code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) as string,
		});
	});

	it('can be canceled, before and while', async () => {
		const server = await startStrangeServer(() => {});
		const stop = new AbortController();
		const reply = getOnce(server.url, {...options, signal: stop.signal});
		await until('a request', () => server.requests.length > 0);
		stop.abort();
		expect(await reply).toEqual({kind: 'canceled'});
		expect(await getOnce(server.url, {...options, signal: stop.signal})).toEqual({kind: 'canceled'});
		expect(server.requests).toHaveLength(1);
	});
});
