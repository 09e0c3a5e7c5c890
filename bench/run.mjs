/**
 * Speed, as ratios measured side by side in one run; absolute times say little on a machine one does not know.
 * `npm run bench` builds first and prints each figure with its target from the design.
 */

import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import autocannon from 'autocannon';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin/call-hook.js');
const folder = mkdtempSync(join(tmpdir(), 'call-hook-bench-'));

/** Rounds of the pair; the median of their ratios counts, so that a slow moment of the machine does not. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = 4;
const connections = 64;

/** TeleCMI's documented record of an outgoing call; @ is where the call's number stands. */
const record = JSON.stringify({
	type: 'cdr',
	appid: 1111113,
	to: 9100000000,
	cmiuuid: '760df326-7f03-4b5d-b573-@',
	status: 'answered',
	user: '103_1111113',
	time: 1570184401056,
	direction: 'outbound',
	answeredsec: 13,
	click_to_call: 'true',
	record: 'true',
	filename: '157018440105699392452463833_1111113.mp3',
});

/** What comes of it while it goes on, one second after the other. */
function event(status, second) {
	return JSON.stringify({
		type: 'event',
		direction: 'outbound',
		conversation_uuid: '760df326-7f03-4b5d-b573-@',
		cmiuuid: '760df326-7f03-4b5d-b573-@',
		leg: 'a',
		from: '9100000001',
		to: '9100000000',
		user: '103_1111113',
		app_id: 1111113,
		time: 1570184388056 + second * 1000,
		status,
	});
}

/** The deliveries of a call, in their order, cut where its number stands. */
const wholeCall = [event('started', 0), event('answered', 13), event('hangup', 26), record].map(cut);
const recordAlone = [cut(record)];

function cut(text) {
	return text.split('@');
}

/** Starts a server on a port of ours and resolves once it can be reached. */
async function start(args) {
	const port = await freePort();
	const child = spawn(process.execPath, args(port), {stdio: ['ignore', 'ignore', 'inherit']});
	const url = `http://127.0.0.1:${port}`;
	for (;;) {
		try {
			await fetch(url, {method: 'POST', body: '{}'});
			return {child, url};
		} catch {
			await new Promise(resolve => setTimeout(resolve, 20));
		}
	}
}

async function freePort() {
	const server = createServer();
	await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address();
	await new Promise(resolve => server.close(resolve));
	return port;
}

async function stop({child}) {
	const ended = new Promise(resolve => child.once('exit', resolve));
	child.kill('SIGTERM');
	await ended;
}

/** User and system time a process has used, in ms. */
function cpuOf(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** How many requests each server has been sent: no round sends the calls of another again. */
const sent = new Map();

/** Requests per second, and processor time per request in µs, while every connection sends as fast as it is answered. */
async function load({url, child}, call) {
	const before = cpuOf(child.pid);
	const result = await autocannon({
		url: `${url}/webhook/cdr`,
		connections,
		duration: seconds,
		requests: [
			{
				method: 'POST',
				headers: {'content-type': 'application/json'},
				setupRequest(request) {
					const number = sent.get(url) ?? 0;
					sent.set(url, number + 1);
					const body = call[number % call.length].join(Math.floor(number / call.length));
					return {...request, body};
				},
			},
		],
	});
	if (result.non2xx > 0 || result.errors > 0)
		throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
	const cpu = ((cpuOf(child.pid) - before) * 1000) / result.requests.total;
	return {rate: result.requests.total / result.duration, cpu, p99: result.latency.p99};
}

function median(values) {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function row(what, figure, target, met) {
	console.log(`${met ? 'ok  ' : 'MISS'}  ${what.padEnd(58)} ${figure.padStart(7)}   target ${target}`);
}

/** What `call-hook listen` is started with. */
function listenArgs(port, store, ...more) {
	return [
		program,
		'listen',
		'--port',
		String(port),
		'--store',
		join(folder, store),
		'--output',
		'quiet',
		...more,
	];
}

/** Loads two servers in turns and prints the median of their ratios; stops both. `call`: the deliveries of one. */
async function compare(name, target, yardstick, ours, call) {
	const ratios = [];
	const cpus = [];
	try {
		// One round to warm both up.
		for (let round = 0; round <= rounds; round++) {
			const a = await load(yardstick, call);
			const b = await load(ours, call);
			if (round === 0) continue;
			ratios.push(b.rate / a.rate);
			cpus.push(a.cpu / b.cpu);
			const both = [a, b].map(
				({rate, cpu, p99}) => `${rate.toFixed(0)}/s, ${cpu.toFixed(1)} µs each, p99 ${p99} ms`,
			);
			console.log(`      round ${round}: yardstick ${both[0]}; call-hook ${both[1]}`);
		}
	} finally {
		await stop(yardstick);
		await stop(ours);
	}
	const ratio = median(ratios);
	row(name, ratio.toFixed(2), `≥ ${target}`, ratio >= target);
	console.log(`      the same by processor time: ${median(cpus).toFixed(2)}\n`);
}

async function throughput(name, call) {
	const bare = await start(port => [join(root, 'bench/bare.mjs'), String(port)]);
	const ours = await start(port => listenArgs(port, `${call.length}.db`));
	await compare(`requests/s ÷ bare node:http, ${name}`, 0.5, bare, ours, call);
}

/** Both hand every request to the same server. */
async function forwarding() {
	const target = await start(port => [join(root, 'bench/bare.mjs'), String(port)]);
	try {
		const proxy = await start(port => [join(root, 'bench/proxy.mjs'), String(port), target.url]);
		const ours = await start(port => listenArgs(port, 'forward.db', '--forward', target.url));
		await compare('requests/s ÷ plain node:http reverse proxy, forwarding', 0.5, proxy, ours, wholeCall);
	} finally {
		await stop(target);
	}
}

/** Wall time of a process until it ends, or until its first line, in ms. */
async function timed(args, untilFirstLine) {
	const began = performance.now();
	const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']});
	const ended = new Promise(resolve => child.once('exit', resolve));
	if (!untilFirstLine) {
		child.stdout.resume();
		await ended;
		return performance.now() - began;
	}
	await new Promise(resolve => child.stdout.once('data', resolve));
	const took = performance.now() - began;
	child.kill('SIGKILL');
	await ended;
	return took;
}

async function startUp() {
	const bare = [];
	const versions = [];
	const readies = [];
	for (let round = 0; round < 21; round++) {
		bare.push(await timed(['-e', '0'], false));
		versions.push(await timed([program, '--version'], false));
		readies.push(
			await timed([program, 'listen', '--json', '--port', '0', '--store', join(folder, 'start.db')], true),
		);
	}
	const ratio = values => median(values.map((value, index) => value / bare[index]));
	row('--version ÷ node -e 0', ratio(versions).toFixed(2), '≤ 1.4', ratio(versions) <= 1.4);
	row('listen until ready ÷ node -e 0', ratio(readies).toFixed(2), '≤ 4', ratio(readies) <= 4);
}

spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {stdio: 'inherit'});
console.log(`Node ${process.versions.node}, ${connections} connections, ${rounds} rounds of ${seconds} s\n`);
try {
	await startUp();
	await throughput('4 deliveries a call', wholeCall);
	await throughput('every delivery a new call', recordAlone);
	await forwarding();
} finally {
	rmSync(folder, {recursive: true, force: true});
}
