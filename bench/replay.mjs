/**
 * 100,000 replays at full speed by the built program, against a bare server that counts what comes: requests per second
 * as a share of autocannon's, in turns in one run, and what memory the program takes at its start, middle and end.
 * Both are timed by the server, from the first request to the last. Keeping what is sent is part of it; a second figure
 * is without.
 */

import {fork, spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import autocannon from 'autocannon';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin/call-hook.js');
const folder = mkdtempSync(join(tmpdir(), 'call-hook-bench-'));

const times = Number(process.env.BENCH_TIMES ?? 100_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const connections = 50;
const fixture = 'telecmi/outgoing-answered';
const target = 0.5;
/** How much more memory it may take at its end than in its middle. */
const flat = 1.15;

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const server = fork(join(root, 'bench/bare.mjs'), [String(port)]);

async function freePort() {
	const probe = createServer();
	await new Promise(resolve => probe.listen(0, '127.0.0.1', resolve));
	const {port} = probe.address();
	await new Promise(resolve => probe.close(resolve));
	return port;
}

async function reached() {
	for (;;) {
		try {
			await fetch(url, {method: 'POST', body: '{}'});
			return;
		} catch {
			await new Promise(resolve => setTimeout(resolve, 20));
		}
	}
}

/** What came to the server: how many, and when the first and the last. */
function seen(what = 'tell') {
	return new Promise(resolve => {
		server.once('message', resolve);
		server.send(what);
	});
}

function rateOf({count, first, last}) {
	return (count * 1000) / (last - first);
}

/** Method, path, headers and body of the fixture, as autocannon takes them. */
function fixtureRequest() {
	const text = readFileSync(join(root, `fixtures/${fixture}.http`), 'latin1').replace(
		/^(?:#.*\r?\n|\r?\n)+/,
		'',
	);
	const [head, body] = text.split(/\r?\n\r?\n/);
	const [requestLine, ...lines] = head.split(/\r?\n/);
	const [method, path] = requestLine.split(' ');
	const headers = Object.fromEntries(lines.map(line => line.split(/:\s*/, 2)));
	delete headers.Host;
	return {method, path, headers, body: body.trimEnd()};
}

async function byAutocannon() {
	const {method, path, headers, body} = fixtureRequest();
	await seen('reset');
	const result = await autocannon({url: url + path, method, headers, body, connections, amount: times});
	if (result.non2xx > 0 || result.errors > 0)
		throw new Error(`autocannon: ${result.non2xx} refused, ${result.errors} failed`);
	return rateOf(await seen());
}

/** Resident memory in MB; null once it is gone. */
function memoryOf(pid) {
	try {
		const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
		return found === null ? null : Number(found[1]) / 1024;
	} catch {
		return null;
	}
}

async function byReplay(...more) {
	await seen('reset');
	const args = [program, 'replay', fixture, '--to', url, '--no-delay', '--quiet'];
	args.push(
		'--times',
		String(times),
		'--concurrency',
		String(connections),
		'--store',
		join(folder, 'replay.db'),
		...more,
	);
	const child = spawn(process.execPath, args, {stdio: ['ignore', 'ignore', 'inherit']});
	const ended = new Promise(resolve => child.once('exit', resolve));
	let isOver = false;
	void ended.then(() => {
		isOver = true;
	});
	const memory = [];
	while (!isOver) {
		const {count} = await seen();
		const megabytes = memoryOf(child.pid);
		if (megabytes !== null && count > 0) memory.push({share: count / times, megabytes});
		await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 50))]);
	}
	const code = await ended;
	const came = await seen();
	return {rate: rateOf(came), count: came.count, code, memory};
}

/** At its start, in its middle and at its end: of several readings the median. */
function memoryAt(memory, from, to) {
	const readings = memory.filter(({share}) => share >= from && share <= to).map(({megabytes}) => megabytes);
	return median(readings);
}

function median(values) {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function row(what, figure, wanted, isMet) {
	if (!isMet) process.exitCode = 1;
	console.log(`${isMet ? 'ok  ' : 'MISS'}  ${what.padEnd(58)} ${figure.padStart(9)}   target ${wanted}`);
}

async function compare(name, ...more) {
	const ratios = [];
	const grown = [];
	let missed = 0;
	for (let round = 1; round <= rounds; round++) {
		const yardstick = await byAutocannon();
		const {rate, count, code, memory} = await byReplay(...more);
		if (code !== 0) throw new Error(`replay ended with ${code}`);
		const [start, middle, end] = [
			memoryAt(memory, 0, 0.2),
			memoryAt(memory, 0.4, 0.6),
			memoryAt(memory, 0.8, 1),
		];
		console.log(
			`      round ${round}: autocannon ${yardstick.toFixed(0)}/s; replay ${rate.toFixed(0)}/s, ${count} came, ` +
				`${[start, middle, end].map(megabytes => megabytes?.toFixed(0) ?? '?').join(', ')} MB`,
		);
		ratios.push(rate / yardstick);
		grown.push(end / middle);
		missed += Math.abs(count - times);
	}
	row(`requests/s ÷ autocannon, ${name}`, median(ratios).toFixed(2), `≥ ${target}`, median(ratios) >= target);
	row(
		`memory at its end ÷ in its middle, ${name}`,
		median(grown).toFixed(2),
		`≤ ${flat}`,
		median(grown) <= flat,
	);
	row(`requests too many or too few, ${name}`, String(missed), '0', missed === 0);
}

spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {stdio: 'inherit'});
console.log(
	`Node ${process.versions.node}, ${connections} connections, ${rounds} rounds of ${times} requests\n`,
);
try {
	await reached();
	await compare('kept');
	await compare('not kept', '--no-record');
} finally {
	server.kill();
	rmSync(folder, {recursive: true, force: true});
}
