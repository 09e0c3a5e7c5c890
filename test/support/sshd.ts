/** A real sshd on loopback, with keys and a configuration of its own, and an `ssh` that knows them. */

import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {freePort} from './localtunnel-server.ts';

const sshdFile = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find(existsSync);
const sshFile = ['/usr/bin/ssh', '/usr/local/bin/ssh'].find(existsSync);

/** Why there is no sshd to test with; null when there is one. */
export const sshdMissing: string | null =
	sshdFile === undefined || sshFile === undefined
		? 'OpenSSH is not installed: on Debian, apt-get install openssh-server'
		: null;

export interface SshdOptions {
	/** What every login runs; a shell when left out. */
	command?: string;
	/** What the services understand by port 80: the port that is really asked for in its place. */
	port80: number;
	/** Whether the user's key is let in. */
	isKnown?: boolean;
}

export interface Sshd {
	readonly port: number;
	/** For the front of PATH: its `ssh` goes by the keys of this server. */
	readonly programs: string;
	/** `user@127.0.0.1:port` */
	readonly login: string;
	/** How many processes serve sessions. */
	sessions(): number;
	/** Ends every session, as a crash of the server's machine would. */
	dropSessions(): void;
	kill(): Promise<void>;
}

export async function startSshd({command, port80, isKnown = true}: SshdOptions): Promise<Sshd> {
	const folder = mkdtempSync(join(tmpdir(), 'call-hook-sshd-'));
	const port = await freePort();
	for (const name of ['host', 'user']) {
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
	}
	// As root it wants this folder, which a service manager would have made.
	if (userInfo().uid === 0) mkdirSync('/run/sshd', {recursive: true});
	const config = [
		`Port ${port}`,
		'ListenAddress 127.0.0.1',
		`HostKey ${join(folder, 'host')}`,
		`AuthorizedKeysFile ${isKnown ? join(folder, 'user.pub') : 'none'}`,
		'StrictModes no',
		'PasswordAuthentication no',
		'KbdInteractiveAuthentication no',
		'UsePAM no',
		'PidFile none',
		// A shell that is run by sshd reads start-up files, and this machine's user may have any.
		`SetEnv HOME=${folder}`,
		...(command === undefined ? [] : [`ForceCommand ${command}`]),
	];
	writeFileSync(join(folder, 'sshd.conf'), `${config.join('\n')}\n`);
	const [type, key] = readFileSync(join(folder, 'host.pub'), 'utf8').split(' ');
	writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${type} ${key}\n`);
	writeFileSync(
		join(folder, 'ssh.conf'),
		`Host my-server
	HostName 127.0.0.1
	HostKeyAlias [127.0.0.1]:${port}
Host *
	IdentityFile ${join(folder, 'user')}
	IdentitiesOnly yes
	UserKnownHostsFile ${join(folder, 'known')}
	GlobalKnownHostsFile none
	StrictHostKeyChecking yes
`,
	);
	const programs = join(folder, 'bin');
	mkdirSync(programs);
	// Nobody but root may have port 80, and a service gives its address for whatever port one asks for.
	writeFileSync(
		join(programs, 'ssh'),
		`#!/bin/sh
for a do
	shift
	case "$a" in
		80:127.0.0.1:*) a="${port80}:\${a#80:}" ;;
		*:80:127.0.0.1:*) a="${port80}:127.0.0.1:\${a##*:}" ;;
	esac
	set -- "$@" "$a"
done
exec ${sshFile} -F ${join(folder, 'ssh.conf')} "$@"
`,
	);
	chmodSync(join(programs, 'ssh'), 0o755);

	const child = spawn(sshdFile ?? '', ['-D', '-e', '-f', join(folder, 'sshd.conf')], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let log = '';
	child.stderr.on('data', chunk => {
		log += String(chunk);
	});
	const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
	await listening(child, port, () => log);
	const dropSessions = () => {
		for (const pid of childrenOf(child.pid ?? 0)) kill(pid);
	};
	return {
		port,
		programs,
		login: `${userInfo().username}@127.0.0.1:${port}`,
		sessions: () => childrenOf(child.pid ?? 0).length,
		dropSessions,
		async kill() {
			dropSessions();
			child.kill('SIGKILL');
			await ended;
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

async function listening(child: ChildProcess, port: number, log: () => string): Promise<void> {
	const until = Date.now() + 10_000;
	for (;;) {
		const isOpen = await new Promise<boolean>(resolve => {
			const socket = connect({port, host: '127.0.0.1'});
			socket.on('connect', () => resolve(true));
			socket.on('error', () => resolve(false));
			socket.on('connect', () => socket.destroy());
		});
		if (isOpen) return;
		if (child.exitCode !== null || Date.now() > until) throw new Error(`sshd does not listen: ${log()}`);
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}

/** Every process that descends from one of ours. */
function childrenOf(pid: number): number[] {
	const parents = processTable();
	const found: number[] = [];
	const queue = [pid];
	for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
		for (const [child, of] of parents) {
			if (of !== parent) continue;
			found.push(child);
			queue.push(child);
		}
	}
	return found;
}

/** Each process with its parent. */
function processTable(): [pid: number, parent: number][] {
	if (existsSync('/proc/self/stat')) {
		return readdirSync('/proc')
			.filter(name => /^\d+$/.test(name))
			.map(name => [Number(name), parentOf(name)]);
	}
	const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], {encoding: 'utf8'});
	return table
		.trim()
		.split('\n')
		.map(line => line.trim().split(/\s+/).map(Number) as [number, number]);
}

function parentOf(pid: string): number {
	try {
		// Behind the name, which may hold anything.
		return Number(/.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
	} catch {
		// It is gone already.
		return 0;
	}
}

function kill(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It is gone already.
	}
}
