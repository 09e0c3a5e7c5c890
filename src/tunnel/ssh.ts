/**
 * Any machine that forwards a port by ssh: a service that prints the address it gives, or a server of one's own.
 * ssh itself is the user's, with the user's keys and configuration.
 */

import {spawn} from 'node:child_process';
import {openByChild} from './child.ts';
import {type OpenTunnel, type TunnelDriver, TunnelError, type TunnelRequest} from './driver.ts';
import {addressInLine, allocatedPort} from './ssh-address.ts';

export const ssh: TunnelDriver = sshDriver();

/** How long is waited, in ms. */
export interface SshPatience {
	/** For a better address, when one was printed that may be a link to somewhere. */
	better: number;
	/** For any address, once it is logged in; then the host itself is taken for it. */
	any: number;
}

export function sshDriver(patience: SshPatience = {better: 1500, any: 8000}): TunnelDriver {
	return {
		id: 'ssh',
		takes: 'user@host',
		check: 'A server of your own lets others in only with GatewayPorts in its sshd_config.',
		says: 'ssh -R to a service that prints an address, or to a server of your own; ssh:user@host:port for another port',
		async open(request) {
			const destination = destinationOf(request.value ?? '');
			const ask = (remotePort: number) => openForward(request, destination, remotePort, patience);
			try {
				return await ask(80);
			} catch (error) {
				// A server of one's own does not let everybody have port 80: any other will do.
				const isRefused = error instanceof TunnelError && portRefused.test(error.message);
				if (!isRefused || request.signal.aborted) throw error;
				return await ask(0);
			}
		},
	};
}

const portRefused = /remote port forwarding failed for listen port/i;

interface Destination {
	/** As ssh takes it. */
	login: string;
	host: string;
	port: number | null;
}

/** @throws {TunnelError} */
function destinationOf(text: string): Destination {
	const parts =
		/^((?:[^\s@-][^\s]*@)?)(?:\[([0-9a-f:.%\w]+)\]|([^\s:@[\]/-][^\s:@[\]/]*))(?::(\d{1,5}))?$/i.exec(text);
	const host = parts?.[2] ?? parts?.[3];
	if (host === undefined) {
		throw new TunnelError(`"${text}" is no machine to log in to`, {
			hint: 'Write it as --tunnel ssh:user@host, or ssh:user@host:port.',
			isFinal: true,
		});
	}
	const port = parts?.[4] === undefined ? null : Number(parts[4]);
	return {login: `${parts?.[1] ?? ''}${host}`, host, port};
}

function openForward(
	{port, subdomain, server, signal}: TunnelRequest,
	destination: Destination,
	remotePort: number,
	patience: SshPatience,
): Promise<OpenTunnel> {
	const {login, host} = destination;
	if (subdomain !== null && !/^[a-z0-9][a-z0-9.-]*$/i.test(subdomain)) {
		throw new TunnelError(`"${subdomain}" is no name for a tunnel`, {
			hint: 'Use letters, digits and hyphens in --subdomain.',
			isFinal: true,
		});
	}
	// Services take the name from the address to listen on. A plain server knows none; it is asked for all of its own,
	// and decides itself whether others may come in.
	const listenOn =
		remotePort === 0 ? '*:0' : subdomain === null ? `${remotePort}` : `${subdomain}:${remotePort}`;
	return openByChild({
		program: 'ssh',
		args: [
			'-T',
			'-a',
			'-x',
			...optionsOf({
				BatchMode: 'yes',
				ExitOnForwardFailure: 'yes',
				ConnectTimeout: '10',
				ServerAliveInterval: '15',
				ServerAliveCountMax: '2',
				// A connection that is shared with others would not end with us.
				ControlMaster: 'no',
				ControlPath: 'none',
				// At this level it tells that it is logged in, and which port it was given.
				LogLevel: 'VERBOSE',
			}),
			...portOf(destination),
			'-R',
			`${listenOn}:127.0.0.1:${port}`,
			'--',
			login,
		],
		install: 'Install an OpenSSH client, or use --tunnel localtunnel.',
		signal,
		...(server !== null && {remark: 'ssh goes to the host it was given: --tunnel-host has no effect'}),
		// A shell there ends when it has no input; and when we end in whatever way, so does its input.
		keepsInput: true,
		reader: found => reader(destination, remotePort, patience, found),
		isDoubtful: line => /^(?:Timeout, server|client_loop:|Connection (?:to|reset|closed))/i.test(line),
		diagnose: lines => diagnosis(lines, host, login),
	});
}

function optionsOf(options: Readonly<Record<string, string>>): string[] {
	return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function portOf({port}: Destination): string[] {
	return port === null ? [] : ['-p', String(port)];
}

/** How sure it is that an address is the tunnel's, from not at all to very. */
const sureness = {none: 0, host: 1, some: 2, told: 3, toldHttps: 4} as const;
type Sureness = (typeof sureness)[keyof typeof sureness];

function reader(
	destination: Destination,
	remotePort: number,
	{better, any}: SshPatience,
	found: (url: string) => void,
): (line: string) => void {
	const {host} = destination;
	// The same by https may follow an address; and a better one may follow a worse even when that is in use.
	const waits = {[sureness.host]: any, [sureness.some]: better, [sureness.told]: better / 5};
	let sure: Sureness = sureness.none;
	let next: {sure: Sureness; timer: NodeJS.Timeout} | null = null;
	const offer = (url: string, how: Exclude<Sureness, 0>) => {
		if (how < Math.max(sure, next?.sure ?? sureness.none)) return;
		if (how === sure && how < sureness.told) return;
		clearTimeout(next?.timer);
		const take = () => {
			next = null;
			sure = how;
			found(url);
		};
		if (how === sureness.toldHttps) take();
		else next = {sure: how, timer: setTimeout(take, waits[how]).unref()};
	};
	return line => {
		// Port 80 is forwarded, or ssh ends in a moment.
		if (remotePort !== 0 && /^Authenticated to /.test(line)) {
			void hostnameOf(destination).then(name => offer(`http://${name}`, sureness.host));
		}
		const port = allocatedPort(line);
		if (port !== null) {
			void hostnameOf(destination).then(name => offer(`http://${name}:${port}`, sureness.told));
			return;
		}
		const address = addressInLine(line, host);
		if (address === null) return;
		const isHttps = address.url.startsWith('https:');
		offer(address.url, !address.isTold ? sureness.some : isHttps ? sureness.toldHttps : sureness.told);
	};
}

/** A name of the user's configuration may stand for another. */
function hostnameOf({host, login, ...rest}: Destination): Promise<string> {
	return new Promise(resolve => {
		let output = '';
		const child = spawn('ssh', ['-G', ...portOf({host, login, ...rest}), '--', login], {
			stdio: ['ignore', 'pipe', 'ignore'],
			windowsHide: true,
			timeout: 3000,
		});
		child.stdout.on('data', (chunk: Buffer) => {
			output += chunk.toString();
		});
		child.on('error', () => resolve(inUrl(host)));
		child.on('close', () => resolve(inUrl(/^hostname (\S+)$/m.exec(output)?.[1] ?? host)));
	});
}

function inUrl(host: string): string {
	return host.includes(':') ? `[${host}]` : host;
}

function diagnosis(lines: string, host: string, login: string): {hint: string; isFinal: boolean} | null {
	if (/host key verification failed|no .*host key is known/i.test(lines)) {
		return {hint: `Run "ssh ${login}" once to accept its key.`, isFinal: true};
	}
	if (/permission denied|too many authentication failures/i.test(lines)) {
		return {
			hint: `Make "ssh ${login}" work without a password: with a key in your agent, or in ~/.ssh/config.`,
			isFinal: true,
		};
	}
	if (/could not resolve hostname/i.test(lines)) {
		return {hint: `Check the name ${host}, and the network of this machine.`, isFinal: false};
	}
	return null;
}
