/** Curl commands as people use them: pasted into a shell that completes names and knows a history. */

import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {spawn} from '@lydell/node-pty';
import {describe, expect, it} from 'vitest';
import {curlCommand} from '../../src/formats/write-curl.ts';
import {expectSame, hardSteps} from '../formats/corpus.ts';
import {rawServer} from '../formats/raw-server.ts';
import {remember, tempFolder, waitFor} from '../support/program.ts';

/** As typed: without the marks that tell a shell what is pasted, which old ones do not know. */
const interactive: Readonly<Record<string, string[]>> = {
	bash: ['--norc', '--noprofile', '-i'],
	zsh: ['-f', '-i'],
};

describe.each(Object.entries(interactive))('pasted into %s', (shell, args) => {
	const missing = ['curl', shell].filter(program => spawnSync(program, ['--version']).error !== undefined);
	if (missing.length > 0) {
		it.skip(`the bodies arrive as they were: there is no ${missing.join(' and no ')}`, () => {});
		return;
	}

	it('the bodies and targets arrive as they were', async () => {
		const steps = hardSteps().filter(({body, trailers}) => body.length < 10_000 && trailers === undefined);
		const server = await rawServer();
		const home = tempFolder();
		const rc = `connect-to = "::127.0.0.1:${server.port}"\nsilent\nmax-time = 20\n`;
		writeFileSync(join(home, '.curlrc'), rc);
		const pty = spawn(shell, args, {
			name: 'dumb',
			cols: 200,
			rows: 50,
			cwd: home,
			env: {PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', PS1: '$ '},
		});
		let seen = '';
		pty.onData(text => {
			seen += text;
		});
		remember(pty.pid, new Promise(resolve => pty.onExit(resolve)));
		try {
			for (const [index, step] of steps.entries()) {
				pty.write(curlCommand(step).replaceAll('\n', '\r'));
				await waitFor(
					`request ${index + 1}`,
					() => server.requests.length > index,
					() => `The shell:\n${seen.slice(-2000)}`,
				);
			}
		} finally {
			pty.kill('SIGKILL');
			await server.close();
		}
		const bare = (list: readonly {method: string; target: string; body: Uint8Array}[]) =>
			list.map(({method, target, body}) => ({method, target, body, headers: []}));
		expectSame(bare(server.requests), bare(steps));
		expect(steps.length).toBeGreaterThan(60);
	});
});
