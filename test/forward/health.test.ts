import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'rolldown';
import {describe, expect, it} from 'vitest';
import type {TargetStatus} from '../../src/core/target.ts';
import {Health} from '../../src/forward/health.ts';
import {openTargets} from '../../src/forward/target.ts';
import {parseTarget, type TargetAddress} from '../../src/forward/target-url.ts';
import {afterwards, until} from '../support/waiting.ts';
import {handOver, plainAnswer, rawTarget, target} from './wire.ts';

const quick = {soonMs: 10, laterMs: 20, soonForMs: 50, patienceMs: 2000};

function addressAt(port: number): TargetAddress {
	const parsed = parseTarget(`http://127.0.0.1:${port}`);
	if ('problem' in parsed) throw new Error(parsed.problem);
	return parsed.address;
}

function watch(port: number, pace = quick) {
	const told: TargetStatus[] = [];
	const health = new Health(addressAt(port), status => told.push(status), pace);
	afterwards(() => health.close());
	const states = () => told.map(({state}) => state);
	return {health, told, states};
}

async function serverOn(port: number): Promise<{port: number; server: Server; taken: () => number}> {
	let count = 0;
	const server = createServer(socket => {
		count++;
		socket.on('error', () => {}).resume();
	});
	await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
	afterwards(() => server.close());
	return {port: (server.address() as {port: number}).port, server, taken: () => count};
}

const stopped = (server: Server) => new Promise(resolve => server.close(resolve));

describe('whether a target is there', () => {
	it('is unknown until it was tried, and then told', async () => {
		const {port} = await serverOn(0);
		const {health, told} = watch(port);
		expect(health.status).toMatchObject({state: 'unknown', because: null, connectMs: null});
		expect(told).toEqual([]);
		const status = await until('a status', () => told[0]);
		expect(status).toMatchObject({url: `http://127.0.0.1:${port}`, state: 'up', because: null});
		expect(status.connectMs).toBeGreaterThan(0);
	});

	it('down with the reason; up again as soon as it is there', async () => {
		const {port, server} = await serverOn(0);
		await stopped(server);
		const {health, told, states} = watch(port);
		const down = await until('down', () => told[0]);
		expect(down).toMatchObject({
			state: 'down',
			because: `Nothing listens on 127.0.0.1:${port}.`,
			connectMs: null,
		});
		await serverOn(port);
		await until('up', () => health.status.state === 'up');
		// What does not change is told once, however often it was tried.
		expect(states()).toEqual(['down', 'up']);
	});

	it('is tried more rarely after the first minute, and goes on', async () => {
		const {port, server} = await serverOn(0);
		await stopped(server);
		const {health} = watch(port);
		await until('down', () => health.status.state === 'down');
		await until('a time after the first minute', () => Date.now() - health.status.since > 80);
		await serverOn(port);
		await until('up', () => health.status.state === 'up');
	});

	it('one that is up is not tried', async () => {
		const {port, taken} = await serverOn(0);
		const {health, told} = watch(port);
		await until('up', () => told[0]);
		for (let i = 0; i < 50; i++) health.isUp(null);
		const other = watch((await serverOn(0)).port, quick);
		await until('another probe', () => other.told[0]);
		expect(taken()).toBe(1);
		expect(told).toHaveLength(1);
	});

	it('in doubt it is tried, and what has not changed is not told', async () => {
		const {port, taken} = await serverOn(0);
		const {health, told} = watch(port);
		await until('up', () => told[0]);
		for (let i = 0; i < 20; i++) health.isInDoubt();
		await until('a second probe', () => taken() === 2);
		expect(told).toHaveLength(1);
	});

	it('a new reason is told, and it is down since the first', async () => {
		const {port, server} = await serverOn(0);
		await stopped(server);
		const {health, told} = watch(port, {...quick, soonMs: 60_000});
		const {since} = await until('down', () => told[0]);
		health.isDown('Another reason.');
		health.isDown('Another reason.');
		expect(told.slice(1)).toEqual([expect.objectContaining({because: 'Another reason.', since})]);
	});

	it('after its end it tells nothing, and is not tried', async () => {
		const {port, server} = await serverOn(0);
		await stopped(server);
		const {health, told} = watch(port);
		await until('down', () => told[0]);
		health.close();
		health.close();
		health.isUp(3);
		health.isDown('x');
		health.isInDoubt();
		const {taken} = await serverOn(port);
		const other = watch(port);
		await until('another probe', () => other.told[0]);
		await until('the probe there is', () => taken() === 1);
		expect(told).toHaveLength(1);
	});

	it('does not keep the process alive', async () => {
		const {port, server} = await serverOn(0);
		await stopped(server);
		const folder = mkdtempSync(join(tmpdir(), 'call-hook-'));
		afterwards(() => rmSync(folder, {recursive: true}));
		const input = fileURLToPath(new URL('../../src/forward/target.ts', import.meta.url));
		const bundle = join(folder, 'target.mjs');
		await build({input, platform: 'node', logLevel: 'silent', output: {file: bundle}});
		const program = `const {openTargets} = await import(${JSON.stringify(pathToFileURL(bundle).href)});
			const alive = setInterval(() => {}, 1000);
			openTargets([{url: 'http://127.0.0.1:${port}', path: 'keep', preserveHost: false, ca: null, insecure: false}],
				({state}) => { process.stdout.write(state); clearInterval(alive); });`;
		const args = ['--input-type=module', '-e', program];
		const {status, stdout, stderr} = spawnSync(process.execPath, args, {timeout: 20_000, encoding: 'utf8'});
		expect({status, stdout, stderr}).toEqual({status: 0, stdout: 'down', stderr: ''});
	});
});

describe('requests tell of it, too', () => {
	it('a target that stops and comes back', async () => {
		const first = await rawTarget(() => plainAnswer);
		const to = target(first.url);
		await handOver(to);
		await until('up', () => to.statuses.at(-1)?.state === 'up');
		await first.close();
		const {forwarding} = await handOver(to);
		expect(forwarding.failure?.code).toBe('refused');
		expect(to.statuses.at(-1)).toMatchObject({state: 'down', because: forwarding.failure?.message});
		await rawTarget(() => plainAnswer, {port: first.port});
		await handOver(to);
		expect(to.statuses.at(-1)?.state).toBe('up');
		expect(to.statuses.map(({state}) => state)).toEqual(['up', 'down', 'up']);
	});

	it('one that hangs up is in doubt only', async () => {
		const {url} = await rawTarget(({socket}) => void socket.destroy());
		const to = target(url);
		await until('up', () => to.statuses.at(-1)?.state === 'up');
		await handOver(to);
		await handOver(to);
		expect(to.statuses.map(({state}) => state)).toEqual(['up']);
	});

	it('targets of one address are watched once, and until the last is closed', async () => {
		const {url, port} = await rawTarget(() => plainAnswer);
		const told: TargetStatus[] = [];
		const options = {path: 'keep', preserveHost: false, ca: null, insecure: false} as const;
		const urls = [url, `${url}/`, `${url}?k=v`, `${url}/other`];
		const targets = openTargets(
			urls.map(each => ({...options, url: each})),
			status => told.push(status),
		);
		afterwards(() => {
			for (const each of targets) each.close();
		});
		expect(targets.map(each => each.url)).toEqual([url, url, url, `http://127.0.0.1:${port}/other`]);
		await until('both', () => told.length === 2);
		expect(told.map(status => status.url).sort()).toEqual([url, `${url}/other`]);
		targets[0]?.close();
		targets[0]?.close();
		const [, second] = targets;
		if (second !== undefined) expect((await handOver(second)).forwarding.failure).toBeNull();
	});
});
