/**
 * localtunnel: its server gives a name and a port; connections we open to that port carry requests to us.
 *
 * Of the library only the part that carries bytes is used. Its client would ask for a name for ever, without a reason
 * and without an end; would lose a connection that is refused for good, and so never survive its server's restart;
 * and its connections could not be closed before they are open.
 */

import {isIP} from 'node:net';
import {type OpenTunnel, type TunnelDriver, TunnelError, type TunnelRequest} from './driver.ts';
import {type Explanation, explainFailure, explainSilence, explainStatus} from './explain.ts';
import {getOnce, type Reply} from './get-once.ts';
import {Connections, socketOpenedBy, type Waiting} from './localtunnel-connections.ts';

const defaultServer = 'https://localtunnel.me';

export const localtunnel: TunnelDriver = {
	id: 'localtunnel',
	says: 'localtunnel.me, or the server of --tunnel-host; nothing to install',
	async open(request) {
		const server = serverOf(request.server);
		const assigned = await register(server, request);
		const {default: TunnelCluster} = await import('localtunnel/lib/TunnelCluster.js');
		const options = {
			remote_ip: assigned.ip,
			remote_port: assigned.port,
			local_port: request.port,
			local_host: undefined as string | undefined,
		};
		const cluster = new TunnelCluster(options);
		// Its sockets are looked after below; an error nobody listens to would end the process.
		cluster.on('error', () => {});
		const connections = new Connections(assigned, () => {
			// What it connects to is read now. Still set when it has connected, it would send the beginning of each request
			// through a text and so break bodies; left out altogether, `localhost` might be another program's ::1.
			options.local_host = '127.0.0.1';
			try {
				return socketOpenedBy(() => cluster.open());
			} finally {
				options.local_host = undefined;
			}
		});
		try {
			await connections.firstOpen(request.signal);
		} catch (error) {
			connections.close();
			throw error;
		}
		return tunnelOf(assigned, request, connections);
	},
};

function tunnelOf(assigned: Assigned, request: TunnelRequest, connections: Connections): OpenTunnel {
	const given = new URL(assigned.url).hostname.split('.')[0] ?? '';
	const asked = request.subdomain;
	return {
		url: assigned.url,
		subdomain: given,
		isRenewable: true,
		...(asked !== null && asked !== given && {remark: `"${asked}" was asked for, and "${given}" was given`}),
		ended: connections.ended,
		onDoubt: listener => connections.onDoubt(listener),
		async close() {
			connections.close();
		},
	};
}

function serverOf(text: string | null): string {
	if (text === null) return defaultServer;
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
		throw new TunnelError(`"${text}" is not the address of a localtunnel server`, {
			hint: 'Give it as --tunnel-host https://tunnel.example.',
			isFinal: true,
		});
	}
	return new URL(text).href.replace(/\/+$/, '');
}

interface Assigned extends Waiting {
	url: string;
	/** Of the machine that waits for our connections. */
	ip: string;
}

/** More requests at a time than that wait for each other. */
const maxConnections = 10;
/** The caller ends it before; this is for one that would not. */
const registerTimeoutMs = 60_000;
const maxRegistrationBytes = 16 * 1024;

/** @throws {TunnelError} */
async function register(server: string, {subdomain, signal}: TunnelRequest): Promise<Assigned> {
	const {host} = new URL(server);
	const path = subdomain === null ? '?new' : encodeURIComponent(subdomain);
	const reply = await getOnce(`${server}/${path}`, {
		headers: {'User-Agent': 'call-hook', Accept: 'application/json'},
		timeoutMs: registerTimeoutMs,
		maxBytes: maxRegistrationBytes,
		signal,
	});
	if (reply.kind !== 'answered') throw unreachable(reply, host);
	const body = membersIn(reply.body);
	if (reply.status !== 200) throw refusal(reply, body, host);
	const assigned = assignedBy(body, reply.address, host);
	if (assigned === null) {
		throw new TunnelError(`${host} does not answer as a localtunnel server does`, {
			hint: 'Check --tunnel-host, or try another tunnel: --tunnel cloudflared.',
		});
	}
	return assigned;
}

function unreachable(reply: Exclude<Reply, {kind: 'answered'}>, host: string): TunnelError {
	if (reply.kind === 'canceled') {
		return new TunnelError(`${host} has given no address yet`, {
			hint: 'Check the network of this machine, or try another tunnel: --tunnel cloudflared.',
		});
	}
	return errorFor(
		reply.kind === 'silent' ? explainSilence(reply.afterMs, host) : explainFailure(reply, host),
	);
}

function refusal(
	{status, headers}: Extract<Reply, {kind: 'answered'}>,
	body: Readonly<Record<string, unknown>>,
	host: string,
): TunnelError {
	const said = body['message'];
	if (typeof said === 'string') {
		return new TunnelError(`${host} gives no address (${status}): ${said.slice(0, 200)}`, {
			hint: 'Choose another name with --subdomain.',
			// A name it does not like today it will not like in a second.
			isFinal: status === 400 || status === 403,
		});
	}
	const explained = explainStatus(
		{
			status,
			contentType: headers['content-type']?.split(';')[0] ?? null,
			location: headers.location ?? null,
		},
		host,
	);
	return explained !== null && status !== 404
		? errorFor(explained)
		: new TunnelError(`${host} gives no address (${status})`, {
				hint: 'Check --tunnel-host, or try another tunnel: --tunnel cloudflared.',
			});
}

function errorFor({because, hint}: Explanation): TunnelError {
	return new TunnelError(because, {hint});
}

/** Of a JSON object; none when it is something else. */
function membersIn(bytes: Buffer): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(bytes.toString());
		return typeof value === 'object' && value !== null ? {...value} : {};
	} catch {
		return {};
	}
}

/** null when it is not what a localtunnel server answers. */
function assignedBy(
	body: Readonly<Record<string, unknown>>,
	address: string | null,
	host: string,
): Assigned | null {
	const {url, port, ip, max_conn_count: most} = body;
	// The address that has just answered: it reaches names below .localhost, and the right one of several machines.
	const where = typeof ip === 'string' && isIP(ip) !== 0 ? ip : address;
	if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url) || where === null)
		return null;
	if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) return null;
	const count = typeof most === 'number' ? Math.max(1, Math.min(maxConnections, Math.trunc(most))) : 1;
	return {url: url.replace(/\/+$/, ''), ip: where, port, count, host};
}
