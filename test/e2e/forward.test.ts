/** `--forward`, by the built program between real senders and real servers. */

import {createServer, type Server} from 'node:net';
import {gzipSync} from 'node:zlib';
import {afterEach, describe, expect, it} from 'vitest';
import {cdr, describeNodes, type Program, start, waitFor} from '../support/program.ts';
import {requestBytes, send, sendAll, Wire} from '../support/wire.ts';

/** A server that keeps every byte it gets, and answers each request with the same bytes. */
interface RawTarget {
	url: string;
	port: number;
	/** All bytes of each connection on which any came, as latin1: some only look whether it is there. */
	requests(): string[];
	close(): Promise<void>;
}

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});

async function rawTarget(answer: string | Uint8Array, port = 0): Promise<RawTarget> {
	const connections: string[] = [];
	const sockets = new Set<import('node:net').Socket>();
	const server = createServer(socket => {
		const index = connections.push('') - 1;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('data', chunk => {
			connections[index] += chunk.toString('latin1');
			if (isWhole(connections[index] ?? '')) socket.end(answer);
		});
	});
	await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
	servers.push(server);
	const address = server.address() as {port: number};
	return {
		url: `http://127.0.0.1:${address.port}`,
		port: address.port,
		requests: () => connections.filter(bytes => bytes !== ''),
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise(resolve => server.close(resolve));
		},
	};
}

/** Whether a request with a Content-Length has come to its end. */
function isWhole(text: string): boolean {
	const end = text.indexOf('\r\n\r\n');
	if (end < 0) return false;
	if (/transfer-encoding: chunked/i.test(text.slice(0, end))) return text.endsWith('0\r\n\r\n');
	return text.length - end - 4 >= Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
}

const listen = (...args: string[]) =>
	start(['listen', '--json', '--port', '0', '--store', ':memory:', ...args]);

async function delivered(program: Program, request: Parameters<typeof send>[1]) {
	const {port} = await program.ready();
	const reply = await send(port, request);
	const [delivery] = await program.waitForDeliveries(1);
	return {reply, delivery};
}

/** What the target got of the headers, without those that call-hook adds, and the one that is between two hops. */
function headersIn(text: string): string[] {
	const [, ...lines] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
	return lines.filter(line => !/^(forwarded|x-forwarded-[a-z]+|x-call-hook-loop|connection):/i.test(line));
}

describeNodes('forwarding', () => {
	const answer =
		'HTTP/1.1 202 Fine\r\nset-cookie: a\r\nX-B: 1\r\nSet-Cookie: b\r\nContent-Length: 3\r\n\r\n\0\xff!';

	it('changes nothing on the way, nor on the way back', async () => {
		const target = await rawTarget(Buffer.from(answer, 'latin1'));
		const program = listen('--forward', `${target.url}/base?k=v`);
		const headers: [string, string][] = [
			['hOST', 'hooks.example.test'],
			['X-b', '2'],
			['x-A', 'caf\xe9'],
			['X-B', '1'],
			['Content-Type', 'application/json'],
			['Content-Encoding', 'gzip'],
		];
		const body = gzipSync(cdr('c1').body);
		const {reply, delivery} = await delivered(program, {target: '/hook/cdr?x=%2F&x=2', headers, body});
		const [got = ''] = target.requests();
		expect(got.split('\r\n')[0]).toBe('POST /base/hook/cdr?k=v&x=%2F&x=2 HTTP/1.1');
		expect(headersIn(got)).toEqual([
			`hOST: 127.0.0.1:${target.port}`,
			'X-b: 2',
			'x-A: caf\xe9',
			'X-B: 1',
			'Content-Type: application/json',
			'Content-Encoding: gzip',
			`Content-Length: ${body.length}`,
		]);
		expect(Buffer.from(got.slice(got.indexOf('\r\n\r\n') + 4), 'latin1').equals(body)).toBe(true);
		expect(got).toMatch(/\r\nX-Forwarded-Host: hooks\.example\.test\r\n/);

		expect(reply.head.split('\r\n').slice(0, 5)).toEqual([
			'HTTP/1.1 202 Fine',
			'set-cookie: a',
			'X-B: 1',
			'Set-Cookie: b',
			'Content-Length: 3',
		]);
		expect(reply.bytes.toString('latin1')).toBe('\0\xff!');
		expect(delivery).toMatchObject({
			provider: {id: 'telecmi'},
			answer: {
				status: 202,
				by: 'target',
				body: {size: 3, base64: Buffer.from('\0\xff!', 'latin1').toString('base64')},
				forwarding: {url: `${target.url}/base/hook/cdr?k=v&x=%2F&x=2`, failure: null},
			},
		});
		await program.stop();
	});
});

describe('a target that does not answer', () => {
	it('that is not there: 502, what to do, and word when it comes', async () => {
		const target = await rawTarget('HTTP/1.1 204 No Content\r\n\r\n');
		await target.close();
		const program = listen('--forward', target.url);
		const {reply, delivery} = await delivered(program, cdr('c1'));
		expect(reply.status).toBe(502);
		expect(JSON.parse(reply.body)).toHaveProperty('error');
		expect(delivery).toMatchObject({
			answer: {
				status: 502,
				by: 'call-hook',
				forwarding: {
					failure: {
						code: 'refused',
						message: expect.stringContaining(`127.0.0.1:${target.port}`),
						hint: expect.stringContaining('leave out --forward'),
					},
				},
			},
		});
		await program.waitForLine(
			'the target to be down',
			line => line.type === 'target' && line.state === 'down',
		);
		const back = await rawTarget('HTTP/1.1 204 No Content\r\n\r\n', target.port);
		await program.waitForLine('the target to be up', line => line.type === 'target' && line.state === 'up');
		const {port} = await program.ready();
		expect((await send(port, cdr('c2'))).status).toBe(204);
		expect(back.requests()).toHaveLength(1);
		await program.stop();
	});

	it('in time: 504', async () => {
		const silent = createServer(socket => socket.on('error', () => {}));
		await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
		servers.push(silent);
		const {port} = silent.address() as {port: number};
		const program = listen('--forward', `http://127.0.0.1:${port}`, '--timeout', '200ms');
		const {reply, delivery} = await delivered(program, cdr('c1'));
		expect(reply.status).toBe(504);
		expect(delivery?.answer).toMatchObject({forwarding: {failure: {code: 'timeout'}}});
		await program.stop();
	});

	it('but breaks off: the sender sees that, and the delivery says so', async () => {
		const target = await rawTarget('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123');
		const program = listen('--forward', target.url);
		const {port} = await program.ready();
		const wire = new Wire(port);
		wire.write(requestBytes(cdr('c1')));
		await wire.closed();
		expect(wire.rest.toString('latin1')).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n0123$/);
		const [delivery] = await program.waitForDeliveries(1);
		expect(delivery?.answer).toMatchObject({
			status: 200,
			by: 'target',
			cut: true,
			forwarding: {failure: {code: 'cut'}},
		});
		await program.stop();
	});

	it('while its sender hangs up: nobody was answered', async () => {
		const silent = createServer(socket => socket.on('error', () => {}));
		await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
		servers.push(silent);
		const {port: targetPort} = silent.address() as {port: number};
		const program = listen('--forward', `http://127.0.0.1:${targetPort}`);
		const {port} = await program.ready();
		const asked = new Promise<import('node:net').Socket>(resolve => silent.once('connection', resolve));
		const wire = new Wire(port);
		wire.write(requestBytes(cdr('c1')));
		const socket = await asked;
		await new Promise(resolve => socket.once('data', resolve));
		wire.destroy();
		const [delivery] = await program.waitForDeliveries(1);
		expect(delivery?.answer).toMatchObject({
			status: null,
			by: 'nobody',
			forwarding: {failure: {code: 'sender-left'}},
		});
		await waitFor('the target to be left as well', () => socket.destroyed);
		await program.stop();
	});
});

it('the first target whose filter matches is asked, and nobody else', async () => {
	const telecmi = await rawTarget('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
	const others = await rawTarget('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
	const program = listen(
		'-f',
		`provider:telecmi path:/a*=${telecmi.url}`,
		'-f',
		`provider:telecmi,cllr=${others.url}`,
	);
	const {port} = await program.ready();
	const post = async (target: string, body = cdr('c1').body) =>
		(await send(port, {...cdr('c1'), target, body})).status;
	expect(await post('/a/b')).toBe(201);
	expect(await post('/b')).toBe(202);
	expect(await post('/a/b', '{"nobody":1}')).toBe(200);
	await program.stop();
});

it('a request that comes back is refused: 508, and no end is lost in a circle', async () => {
	const first = listen();
	const {port} = await first.ready();
	await first.stop();
	// The same port again: its target is itself.
	const program = start([
		'listen',
		'--json',
		'--port',
		String(port),
		'--store',
		':memory:',
		'--forward',
		`http://localhost.localhost:${port}`,
	]);
	await program.ready();
	const reply = await send(port, cdr('c1'));
	expect(reply.status).toBe(508);
	const deliveries = await program.waitForDeliveries(2);
	expect(
		deliveries.map(({answer, refusal}) => [answer.status, answer.by, refusal?.code ?? null]).sort(),
	).toEqual([
		[508, 'call-hook', 'loop'],
		[508, 'target', null],
	]);
	await program.stop();
	expect(program.deliveries()).toHaveLength(2);
});

it('a redirect is not followed: it goes back, and is a finding', async () => {
	const target = await rawTarget('HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n');
	const program = listen('--forward', target.url);
	const {reply, delivery} = await delivered(program, cdr('c1'));
	expect(reply.status).toBe(302);
	expect(delivery?.findings.map(({code}) => code)).toContain('answer/redirect');
	expect(target.requests()).toHaveLength(1);
	await program.stop();
});

it('thousands at once: none lost, none mixed up', async () => {
	const {createServer: createHttpServer} = await import('node:http');
	const echo = createHttpServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => response.end(`${request.url} ${Buffer.concat(chunks)}`));
	});
	await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve));
	servers.push(echo);
	const {port: echoPort} = echo.address() as {port: number};
	const listener = listen('--forward', `http://127.0.0.1:${echoPort}`);
	const {port} = await listener.ready();
	const bodies = Array.from({length: 3000}, (_, index) => `{"number":${index}}`);
	const replies = await sendAll(
		port,
		bodies.map((body, index) => ({target: `/${index}`, body})),
		64,
	);
	expect(replies.map(reply => reply.body)).toEqual(bodies.map((body, index) => `/${index} ${body}`));
	const deliveries = await listener.waitForDeliveries(3000);
	expect(new Set(deliveries.map(({id}) => id)).size).toBe(3000);
	expect(deliveries.every(({answer}) => answer.by === 'target')).toBe(true);
	echo.closeAllConnections();
	await listener.stop();
});
