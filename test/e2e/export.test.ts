/** `call-hook export`: what was captured, taken away in each format, and read back. */

import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {readRequests} from '../../src/formats/read.ts';
import type {WireRequest} from '../../src/formats/step.ts';
import {openStore} from '../../src/store/store.ts';
import {expectSame, hardSteps} from '../formats/corpus.ts';
import {expectHar} from '../formats/har-schema.ts';
import {recordOf, requestOf} from '../store/temporary.ts';
import {allFixtures} from '../support/fixtures.ts';
import {cdr, type DeliveryLine, run, start, tempFolder, waitFor} from '../support/program.ts';
import {requestBytes, sendRaw} from '../support/wire.ts';

const folder = tempFolder();
const store = join(folder, 's.db');
const number = '919000000777';
let captured: DeliveryLine[] = [];

beforeAll(async () => {
	const program = start(['listen', '--json', '--port', '0', '--store', store]);
	const {port} = await program.ready();
	const requests = [
		cdr('one', {to: number, from: '919000000888'}),
		cdr('one', {to: number, status: 'missed'}),
		...allFixtures().flatMap(({steps}) => steps),
		...hardSteps().filter(({headers, target}) => isLetIn(headers) && target.startsWith('/')),
	];
	for (const {target, headers, body, ...rest} of requests) {
		const method = 'method' in rest ? rest.method : 'POST';
		await sendRaw(port, requestBytes({method, target, headers, body}));
	}
	await program.waitForDeliveries(requests.length);
	expect(await program.stop('SIGINT')).toBe(0);
	captured = program.deliveries().filter(({fault, method}) => fault === null && method !== null);
	expect(captured.length).toBeGreaterThan(requests.length - 10);
});

/** What our own way of sending frames as it should be. */
function isLetIn(headers: readonly (readonly [string, string])[]): boolean {
	return !headers.some(([name]) => /^(?:transfer-encoding|expect|connection)$/i.test(name));
}

const exported = (...args: string[]) => run(['export', ...args, '--store', store], {cwd: folder});
const attached = (path: string) => readFileSync(join(folder, path));

/** Without a length that only says what the body is. */
function framed(step: WireRequest): WireRequest {
	const length = String(step.body.length);
	return {...step, headers: step.headers.filter(pair => pair.join() !== `Content-Length,${length}`)};
}

function asSteps(lines: readonly DeliveryLine[]): WireRequest[] {
	return lines.map(({method, target, headers, body: {text, base64}}) => ({
		method: method ?? '',
		target: target ?? '',
		headers,
		body: text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text),
	}));
}

describe('all that was captured, with --reveal', () => {
	it.each(['http', 'har', 'ndjson', 'curl'])('as %s reads back byte for byte', async format => {
		const {code, stderr} = await exported(
			'method:GET,POST,PUT,DELETE,OPTIONS,M-SEARCH',
			'--as',
			format,
			'--reveal',
			'--out',
			`all.${format}`,
		);
		expect([code, stderr]).toEqual([0, expect.stringMatching(/\d requests written to all\./)]);
		const path = join(folder, `all.${format}`);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		const bytes = readFileSync(path);
		if (format === 'har') expectHar(bytes.toString());
		const {format: found, steps, skipped} = readRequests(bytes, attached);
		expect([found, skipped]).toEqual([format, []]);
		// Curl counts by itself what stands last.
		if (format === 'curl') expectSame(steps.map(framed), asSteps(captured).map(framed));
		else expectSame(steps, asSteps(captured));
	});
});

describe('without --reveal', () => {
	it.each(['http', 'har', 'ndjson', 'curl', 'fixture'])('as %s has no number, and says so', async format => {
		const {code, stdout, stderr} = await exported('telecmi:one', '--as', format);
		expect(code).toBe(0);
		expect(stdout).not.toContain(number);
		expect(stdout).toContain('cmiuuid');
		expect(stderr).toMatch(
			format === 'fixture'
				? /^Another stands for a number in 3 places/m
				: /^Masked: a number in 3 places.*--reveal/m,
		);
		const {steps} = readRequests(Buffer.from(stdout), attached);
		expect(steps).toHaveLength(2);
	});

	it('says nothing with -q', async () => {
		const {code, stderr} = await exported('1', '-q');
		expect([code, stderr]).toEqual([0, '']);
	});
});

describe('what it writes unless told otherwise', () => {
	it('is one curl command, or a file for REST clients', async () => {
		expect((await exported('1')).stdout).toMatch(/^curl /);
		expect((await exported('1', '2')).stdout).toMatch(/^POST \/hooks HTTP\/1\.1\n/);
		expect((await exported('1', '--json')).json()[0]).toMatchObject({type: 'delivery', id: 1});
	});
});

describe('what cannot be', () => {
	it.each([
		[['999999'], 1, 'There is no delivery #999999'],
		[['telecmi:two'], 1, 'There is no call telecmi:two'],
		[['method:PATCH'], 1, 'There is nothing to export.'],
		[['methd:PATCH'], 2, 'The filter, column 1'],
		[['1', '--as', 'pdf'], 2, 'Allowed choices are curl, http, har, ndjson, fixture'],
		[['provider:telecmi', '--as', 'fixture'], 2, 'A fixture is one request or one call'],
		[['provider:generic', '--as', 'http'], 2, 'nothing a text file can hold'],
		[[], 2, "Missing required argument 'what'"],
	])('%j exits %i and says why', async (args, exitCode, message) => {
		const {code, stdout, stderr} = await exported(...args);
		expect({code, stdout, stderr}).toEqual({
			code: exitCode,
			stdout: '',
			stderr: expect.stringContaining(message),
		});
	});

	it('an empty place is told', async () => {
		const {code, stderr} = await run(['export', '1', '--store', `${store}.not`]);
		expect(code).toBe(1);
		expect(stderr).toMatch(/There is no store at .*\n.*There is nothing to export/s);
	});

	it('a file that is there is left alone', async () => {
		const path = join(folder, 'there.http');
		writeFileSync(path, 'mine');
		expect((await exported('1', '--out', path)).code).toBe(2);
		expect(readFileSync(path, 'utf8')).toBe('mine');
		expect((await exported('1', '--out', path, '--force')).code).toBe(0);
		expect(readFileSync(path, 'utf8')).toMatch(/^curl /);
	});

	it('stopped leaves no file behind', async () => {
		const folder = tempFolder();
		const many = join(folder, 'many.db');
		const filled = await openStore(many);
		const body = JSON.stringify(Array.from({length: 300}, (_, n) => ({name: `Caller ${n}`, to: number})));
		const record = recordOf({request: requestOf({text: body})});
		filled.write(writer => writer.insertDeliveries(Array.from({length: 1000}, () => record)));
		filled.close();
		const results = join(folder, 'results');
		const args = ['export', 'provider:generic', '--as', 'ndjson', '--out', join(results, 'a.ndjson')];
		const program = start([...args, '--store', many]);
		await waitFor('a part of the file', () => existsSync(results) && readdirSync(results).length > 0);
		expect(await program.stop('SIGTERM')).toBe(143);
		expect(program.stderr()).toContain('was not written.');
		expect(readdirSync(results)).toEqual([]);
	});
});

describe('a request that hides somebody in unusual places', () => {
	const own = join(tempFolder(), 'own.db');
	const canaries = /SECPATHq15|919876500013|98765\s?00013|Zorblax|Canary77/;

	beforeAll(async () => {
		const program = start(['listen', '--json', '--port', '0', '--store', own]);
		const {port} = await program.ready();
		const body = JSON.stringify({
			'919876500013': 'busy',
			phone: 919876500013,
			secret_key: 'Canary77',
			contact_person: 'Zorblax',
			link: 'https://a.example.com/?name=Zorblax&phone=98765%2000013',
			note64: Buffer.from('it is Zorblax, 919876500013').toString('base64'),
			template: '{{secret}}',
		});
		const headers: [string, string][] = [
			['Content-Type', 'application/json'],
			['Cookie', 'sid=Canary77'],
			['X-Own', 'Zorblax S\xf3ren'],
			['X-Hub-Signature', 'sha1=0123456789abcdef0123456789abcdef01234567'],
		];
		const target = '/cb/SECPATHq15/919876500013?session_id=Canary77';
		await sendRaw(port, requestBytes({method: 'POST', target, headers, body: Buffer.from(body)}));
		await program.waitForDeliveries(1);
		expect(await program.stop('SIGINT')).toBe(0);
	});

	it.each(['http', 'har', 'ndjson', 'curl', 'fixture'])('keeps nobody as %s', async format => {
		const {code, stdout, stderr} = await run(['export', '1', '--as', format, '--store', own]);
		expect(code).toBe(0);
		const inBase64 = [...stdout.matchAll(/[A-Za-z\d+/]{12,}={0,2}/g)].map(([part]) =>
			Buffer.from(part, 'base64').toString('latin1'),
		);
		expect(
			[stdout, decodeURIComponent(stdout.replace(/%(?![\da-f]{2})/gi, '')), ...inBase64].join('\n'),
		).not.toMatch(canaries);
		expect(stdout).not.toContain('sha1=0123');
		expect(stdout).not.toContain('@raw');
		expect(stderr.includes('REST clients fill in')).toBe(format === 'http' || format === 'fixture');
	});
});

it('what a curl command cannot do is told', async () => {
	const own = join(tempFolder(), 's.db');
	const program = start(['listen', '--json', '--port', '0', '--store', own]);
	const {port} = await program.ready();
	await sendRaw(port, Buffer.from('POST /a HTTP/1.0\r\nContent-Length: 1\r\n\r\nx'));
	await sendRaw(port, Buffer.from('GET /b HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n'));
	await sendRaw(port, Buffer.from('GET /c HTTP/1.0\r\nHost: a.test\r\nHost: b.test\r\n\r\n'));
	await program.waitForDeliveries(3);
	const beside = await run(['export', '1-3', '--as', 'curl', '--store', own]);
	expect(beside.stdout).toContain(`curl http://127.0.0.1:${port}/a`);
	expect(beside.stderr).toContain(`#1 names no host to send it to: its command has http://127.0.0.1:${port}`);
	expect(beside.stderr).toContain('Left out: the older HTTP that #1 and #3 came by, curl sends HTTP/1.1.');
	expect(beside.stderr).toContain('Left out: of the 2 Host headers of #3 curl sends one.');
	expect(beside.stderr).toContain('Left out: the time between them');
	expect(await program.stop('SIGINT')).toBe(0);
	const one = await run(['export', '1', '--store', own]);
	expect(one.stdout).toContain('curl http://localhost:8888/a');
	expect(one.stderr).not.toContain('the time between');
});
