import {chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import {gatherFacts, onPath, readConfig, readSecrets} from '../../src/cli/doctor-facts.ts';
import {noConfig} from '../../src/config/config.ts';
import {openStore} from '../../src/store/store.ts';
import {afterwards} from '../support/waiting.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(realpathSync(tmpdir()), 'call-hook-doctor-'));
	const made = folder;
	afterwards(() => rmSync(made, {recursive: true, force: true}));
});

const gather = (more: Partial<Parameters<typeof gatherFacts>[0]> = {}) =>
	gatherFacts({
		config: {config: noConfig, facts: {file: null}},
		secrets: [],
		storePath: join(folder, 'store.db'),
		trial: null,
		...more,
	});

describe('what is gathered', () => {
	it('of a store says what is in it, and who listens on it', async () => {
		const storePath = join(folder, 'store.db');
		expect((await gather()).store).toMatchObject({kind: 'absent', isWritable: true});
		const store = await openStore(storePath);
		afterwards(() => store.close());
		const {pid} = process;
		const entry = {pid, url: 'http://127.0.0.1:1', publicUrl: null, startedAt: 1};
		store.write(writer => writer.setListener(entry));
		const facts = await gather();
		expect(facts.store).toMatchObject({kind: 'there', deliveries: 0, calls: 0, damage: null});
		expect(facts.listeners).toMatchObject([{pid, url: 'http://127.0.0.1:1'}]);
		expect(facts.clock).toMatchObject({newestAt: null, zone: expect.any(String)});
		expect(facts.node).toMatchObject({version: process.versions.node, sqlite: {from: expect.any(String)}});
	});

	it('of a file that is no store says why', async () => {
		const storePath = join(folder, 'x.db');
		writeFileSync(storePath, 'x'.repeat(5000));
		expect((await gather({storePath})).store).toMatchObject({
			kind: 'closed',
			message: expect.stringContaining('is not a call-hook store'),
		});
	});

	it('of a port says whether it is free, and which one is', async () => {
		const server = createServer();
		const port = await new Promise<number>(resolve =>
			server.listen(0, '127.0.0.1', () => {
				const address = server.address();
				resolve(typeof address === 'object' && address !== null ? address.port : 0);
			}),
		);
		afterwards(() => server.close());
		const config = {...noConfig, file: '/x/call-hook.config.json', listen: {port}};
		const {port: facts} = await gather({config: {config, facts: {file: '/x'}}});
		expect(facts).toMatchObject({port, isFree: false, from: 'port in call-hook.config.json'});
		expect(facts.nextFree).toBeGreaterThan(port);
	});
});

describe('a configuration', () => {
	it('that is wrong is told, not thrown', async () => {
		const config = join(folder, 'call-hook.config.json');
		writeFileSync(config, '{"prot": 1}');
		expect(await readConfig({config, color: false})).toMatchObject({
			config: noConfig,
			facts: {problem: expect.stringContaining('prot'), hint: expect.any(String)},
		});
		writeFileSync(config, '{"port": 8889}');
		expect((await readConfig({config, color: false})).config.listen.port).toBe(8889);
	});
});

describe('secrets', () => {
	it('are told by name, and those that cannot be read by what is wrong', () => {
		const file = join(folder, 'secret');
		writeFileSync(file, 'k3y\n');
		const secrets = new Map([
			['callr', [`file:${file}`]],
			['mobtexting', [`file:${folder}/none`]],
		]);
		const {facts} = readSecrets({}, {...noConfig, file: '/x/call-hook.config.json', secrets});
		expect(facts).toMatchObject([
			{problem: expect.stringContaining('none'), hint: expect.any(String)},
			{provider: 'callr', from: file, problem: null},
		]);
		expect(JSON.stringify(facts)).not.toContain('k3y');
	});
});

it.skipIf(process.platform === 'win32')('a program is found where a shell would find it', () => {
	const file = join(folder, 'ngrok');
	writeFileSync(file, '#!/bin/sh\n');
	const environment = {PATH: `/nowhere:${folder}`};
	expect(onPath('ngrok', environment)).toBeNull();
	chmodSync(file, 0o755);
	expect(onPath('ngrok', environment)).toBe(file);
	expect(onPath('ngrok', {})).toBeNull();
});
