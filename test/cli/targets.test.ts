import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {targetsFor} from '../../src/cli/targets.ts';
import {CallHookError} from '../../src/core/errors.ts';
import type {TargetStatus} from '../../src/core/target.ts';
import type {Question} from '../../src/session/answers.ts';
import {temporaryFolder} from '../store/temporary.ts';
import {afterwards, until} from '../support/waiting.ts';

const all = (url: string) => ({url, matches: () => true});
const none = (url: string) => ({url, matches: () => false});

describe('targets', () => {
	it('are asked in their order, each for what its filter takes, and are told of', async () => {
		const server = createServer((_, response) => response.end());
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		afterwards(() => {
			server.close();
		});
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const statuses: TargetStatus[] = [];
		const targets = targetsFor([none(`${url}/a`), all(`${url}/b`)], {forwardPath: 'keep'}, status =>
			statuses.push(status),
		);
		expect(targets.rules.map(({target}) => target.url)).toEqual([`${url}/a`, `${url}/b`]);
		expect(targets.rules.map(({matches}) => matches({} as Question))).toEqual([false, true]);
		await until('both to be up', () => statuses.filter(({state}) => state === 'up').length === 2);
		targets.close();
		targets.close();
	});

	it('of which one cannot be used are not opened', () => {
		const open = (url: string, ca?: string) =>
			targetsFor([all(url)], {forwardPath: 'keep', ...(ca !== undefined && {ca})}, () => {});
		expect(() => open('ftp://127.0.0.1')).toThrow(CallHookError);
		expect(() => open('https://127.0.0.1:1', '/nowhere/ca.pem')).toThrow(
			'--ca /nowhere/ca.pem could not be read: there is no such file.',
		);
		const empty = join(temporaryFolder(), 'ca.pem');
		writeFileSync(empty, 'no certificate');
		expect(() => open('https://127.0.0.1:1', empty)).toThrow(CallHookError);
	});
});
