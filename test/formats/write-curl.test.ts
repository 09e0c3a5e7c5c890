import {spawn, spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import {parseCurl} from '../../src/formats/curl.ts';
import type {RequestStep, WireRequest} from '../../src/formats/step.ts';
import {curlCommand} from '../../src/formats/write-curl.ts';
import {temporaryFolder} from '../store/temporary.ts';
import {allFixtures} from '../support/fixtures.ts';
import {expectNoRawControls} from '../support/hostile.ts';
import {anyStep, expectSame, hardSteps, stepOf, wire} from './corpus.ts';
import {rawServer} from './raw-server.ts';

const parse = (text: string) =>
	parseCurl(Buffer.from(text), path => {
		throw new Error(`no ${path}`);
	});

/** Curl sends no trailers. */
const withoutTrailers = ({trailers: _, ...step}: RequestStep): RequestStep => step;
const hard = hardSteps().map(withoutTrailers);

/** Where nothing tells the length of a body, who sends it does so at the end. */
function framed(step: WireRequest): WireRequest {
	const isTold = step.headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name));
	if (isTold || step.body.length === 0) return step;
	return {...step, headers: [...step.headers, ['Content-Length', String(step.body.length)]]};
}

describe('a curl command', () => {
	it('brings every hard request back, all in one text', () => {
		expectSame(parse(hard.map(step => curlCommand(step)).join('')).map(framed), hard.map(framed));
	});

	it('brings any request back', () => {
		const property = fc.property(anyStep, any => {
			const step = withoutTrailers(any);
			const text = curlCommand(step);
			expectNoRawControls(text);
			expectSame(parse(text).map(framed), [framed(step)]);
		});
		fc.assert(property, {numRuns: 1000});
	});

	it('brings every fixture back', () => {
		for (const {steps} of allFixtures()) {
			expectSame(parse(steps.map(step => curlCommand(step)).join('')).map(framed), steps.map(framed));
		}
	});

	it('is what people write', () => {
		const headers: Pair[] = [
			['Host', 'h.example.test'],
			['User-Agent', 'x/1'],
			['Content-Length', '8'],
			['Content-Type', 'application/json'],
		];
		const text = curlCommand(stepOf({headers, body: Buffer.from(`{"a":"'"`)}), 'https');
		expect(text).toBe(`curl --http1.1 \\
  'https://h.example.test/hooks?a=b' \\
  -H 'Accept:' \\
  -H 'User-Agent: x/1' \\
  --data-binary '{"a":"'\\''"' \\
  -H 'Content-Type: application/json'
`);
	});

	it('does not ask the shell for bodies it could not hold', () => {
		const text = curlCommand(stepOf({body: Buffer.from('a\0b'.repeat(50))}));
		expect(text).toMatch(/^printf '%s' '[\w+/=]{120}\n[\w+/=]{80}' \| base64 -d \| curl /);
	});
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe.each(['bash', 'dash', 'sh'])('pasted into %s', shell => {
	const isThere = spawnSync(shell, ['-c', ':']).status === 0;

	it.runIf(hasCurl && isThere)('curl sends the very requests', async () => {
		const sample = fc.sample(anyStep, {numRuns: 60, seed: 11}).map(withoutTrailers);
		const steps = [...hard, ...allFixtures().flatMap(({steps}) => steps), ...sample].filter(isSendable);
		const server = await rawServer();
		try {
			const code = await runScript(shell, steps.map(step => curlCommand(step)).join(''), server.port);
			expect(code).toBe(0);
		} finally {
			await server.close();
		}
		expect(server.requests.map(sorted)).toEqual(steps.map(framed).map(sorted));
	});
});

/** Of two hosts curl sends the first only. */
function isSendable({headers}: RequestStep): boolean {
	return headers.filter(([name]) => /^host$/i.test(name)).length < 2;
}

/** Curl sends the host first and the length last. */
function sorted(request: WireRequest) {
	const rank = ([name]: Pair) => (/^host$/i.test(name) ? 0 : /^content-length$/i.test(name) ? 2 : 1);
	return wire({...request, headers: [...request.headers].sort((one, other) => rank(one) - rank(other))});
}

/** Whatever host is named, `port` of this machine is asked. */
function runScript(shell: string, script: string, port: number): Promise<number | null> {
	const home = temporaryFolder();
	writeFileSync(
		join(home, '.curlrc'),
		`connect-to = "::127.0.0.1:${port}"\nsilent\nshow-error\nmax-time = 20\n`,
	);
	writeFileSync(join(home, 'script'), script);
	return new Promise((resolve, reject) => {
		const child = spawn(shell, [join(home, 'script')], {
			env: {PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8'},
			stdio: ['ignore', 'ignore', 'inherit'],
		});
		child.once('error', reject);
		child.once('close', resolve);
	});
}
