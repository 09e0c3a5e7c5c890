/** Handlers as integrators write them after the providers' documents, in three languages, each a process of its own. */

import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {createServer} from 'node:net';
import {fileURLToPath} from 'node:url';
import {isReachable} from './wire.ts';

export const languages = ['node', 'python3', 'php'] as const;

export interface Handler {
	/** Below it are `/callr`, `/cllr`, `/telecmi`, `/mobtexting` and `/myoperator`. */
	url: string;
	/** What it has made of each request: the path, and the id it found in the body. */
	understood: {path: string; understood: string}[];
	close(): void;
}

/** null when the language is there; else why not, as a reason to skip a test. */
export function missing(language: (typeof languages)[number]): string | null {
	if (language === 'node') return null;
	const {error, status} = spawnSync(language, ['--version'], {stdio: 'ignore'});
	return error === undefined && status === 0 ? null : `${language} is not installed`;
}

const patienceMs = 20_000;

export async function startHandler(language: (typeof languages)[number]): Promise<Handler> {
	const file = (ending: string) => fileURLToPath(new URL(`handlers/handler.${ending}`, import.meta.url));
	const phpPort = language === 'php' ? await freePort() : 0;
	const child = {
		node: () => spawn(process.execPath, [file('mjs')]),
		python3: () => spawn('python3', [file('py')]),
		php: () => spawn('php', ['-S', `127.0.0.1:${phpPort}`, file('php')]),
	}[language]();
	const understood: Handler['understood'] = [];
	let said = '';
	const port = await new Promise<number>((resolve, reject) => {
		const fail = (why: string) => reject(new Error(`${language}: ${why}\n${said}`));
		const timer = setTimeout(() => fail('never ready'), patienceMs);
		child.on('error', error => fail(error.message));
		child.on('exit', code => fail(`ended with ${code}`));
		eachLine(child, line => {
			said += `${line}\n`;
			if (!line.startsWith('{')) return;
			const told = JSON.parse(line) as {port: number} | Handler['understood'][number];
			if ('port' in told) ready(told.port);
			else understood.push(told);
		});
		const ready = (at: number) => {
			clearTimeout(timer);
			resolve(at);
		};
		if (language === 'php') void whenReachable(phpPort, ready);
	}).catch((error: unknown) => {
		child.kill();
		throw error;
	});
	return {url: `http://127.0.0.1:${port}`, understood, close: () => void child.kill()};
}

function eachLine(child: ChildProcess, take: (line: string) => void): void {
	for (const stream of [child.stdout, child.stderr]) {
		let rest = '';
		stream?.setEncoding('utf8').on('data', (text: string) => {
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) take(line);
		});
	}
}

function freePort(): Promise<number> {
	return new Promise(resolve => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const {port} = server.address() as {port: number};
			server.close(() => resolve(port));
		});
	});
}

/** Gives up without a word: whoever waits has a deadline. */
async function whenReachable(port: number, then: (port: number) => void): Promise<void> {
	const until = Date.now() + patienceMs;
	while (Date.now() < until) {
		if (await isReachable(port)) return then(port);
		await new Promise(resolve => setTimeout(resolve, 20));
	}
}
