/** Opens targets: a connection pool and a watch on each. */

import {Agent, type ClientRequest, type RequestOptions, request as requestHttp} from 'node:http';
import {request as requestHttps, Agent as SecureAgent} from 'node:https';
import {isIP} from 'node:net';
import {createSecureContext} from 'node:tls';
import type {CapturedRequest} from '../core/capture.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import {lookupHost} from '../core/lookup-host.ts';
import {Roster} from '../core/roster.ts';
import type {TargetStatus} from '../core/target.ts';
import {checkAuthority} from './authority.ts';
import {maxAnswerHeaderBytes} from './failure.ts';
import type {ForwardHandle, ForwardOptions, Target, TargetOptions} from './forwarder.ts';
import {HandOver, type Route} from './hand-over.ts';
import {type RequestHeaders, requestHeaders} from './headers.ts';
import {Health} from './health.ts';
import {pathAt} from './path.ts';
import {parseTarget, type TargetAddress} from './target-url.ts';

/**
 * How long a connection nobody uses is kept. Short: a server with a single worker can serve nobody else meanwhile, and
 * a target that closes its idle connections should find none of ours. Under load it is used again at once; a new one
 * costs less than this, but with TLS, where several round trips go by.
 */
const idleMs = {plain: 100, secure: 1000};

/** As many as the listener takes; what goes beyond waits for its turn. */
const maxConnections = 1000;

/**
 * Each gets what belongs to it by its place in the list; those of the same address are watched, and told of, once.
 *
 * @throws {CallHookError} when an address or a certificate cannot be used
 */
export function openTargets(
	targets: readonly TargetOptions[],
	onStatus: (status: TargetStatus) => void,
): Target[] {
	// All are checked before the first is opened.
	const checked = targets.map(options => ({options, address: checkedAddress(options)}));
	for (const {options} of checked) checkAuthority(options);
	const watches = new Map<string, Watch>();
	return checked.map(({options, address}) => {
		const watch = watches.get(address.url) ?? {health: new Health(address, onStatus), users: 0};
		watches.set(address.url, watch);
		watch.users++;
		return new HttpTarget(address, options, watch);
	});
}

function checkedAddress({url}: TargetOptions): TargetAddress {
	const parsed = parseTarget(url);
	if ('address' in parsed) return parsed.address;
	throw new CallHookError(`--forward: ${parsed.problem}`, {
		hint: parsed.hint ?? 'Give the address of your server: --forward http://127.0.0.1:3000',
		exitCode: exitCode.usage,
	});
}

/** Shared by all targets of one address. */
interface Watch {
	health: Health;
	users: number;
}

class HttpTarget implements Target, Route {
	readonly url: string;
	readonly address: TargetAddress;
	readonly health: Health;
	readonly #options: TargetOptions;
	readonly #watch: Watch;
	readonly #agent: Agent;
	readonly #connection: RequestOptions;
	readonly #underWay = new Roster<HandOver>();
	#isClosed = false;

	constructor(address: TargetAddress, options: TargetOptions, watch: Watch) {
		this.url = address.url;
		this.address = address;
		this.health = watch.health;
		this.#watch = watch;
		this.#options = options;
		const {hostname, port, isSecure} = address;
		const pool = {
			keepAlive: true,
			scheduling: 'lifo',
			timeout: isSecure ? idleMs.secure : idleMs.plain,
			maxSockets: maxConnections,
			maxFreeSockets: maxConnections,
		} as const;
		this.#agent = isSecure
			? new SecureAgent({
					...pool,
					...(options.ca !== null && {secureContext: createSecureContext({ca: options.ca})}),
					rejectUnauthorized: !options.insecure,
					// Not the Host header's, which may be that of the sender.
					servername: isIP(hostname) === 0 ? hostname : '',
				})
			: new Agent(pool);
		this.#connection = {
			host: hostname,
			port,
			agent: this.#agent,
			lookup: lookupHost,
			maxHeaderSize: maxAnswerHeaderBytes,
			setHost: false,
		};
	}

	forward(request: CapturedRequest, options: ForwardOptions): ForwardHandle {
		const handOver = new HandOver(this, request, options);
		this.#underWay.add(handOver);
		if (this.#isClosed) handOver.cancel('stopped');
		else handOver.start();
		return handOver;
	}

	ended(handOver: HandOver): void {
		this.#underWay.remove(handOver);
	}

	pathOf({target, ownPrefix = ''}: CapturedRequest): string {
		return pathAt(this.address, this.#options.path, target ?? '/', ownPrefix);
	}

	open({method}: CapturedRequest, path: string, headers: readonly string[]): ClientRequest {
		const request = this.address.isSecure ? requestHttps : requestHttp;
		return request({...this.#connection, method: method ?? 'GET', path, headers});
	}

	headersOf(request: CapturedRequest): RequestHeaders {
		return requestHeaders(request, this.address.host, this.#options);
	}

	dropIdle(): void {
		for (const sockets of Object.values(this.#agent.freeSockets)) {
			for (const socket of sockets ?? []) socket.destroy();
		}
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		for (const handOver of this.#underWay.all()) handOver.cancel('stopped');
		this.#agent.destroy();
		if (--this.#watch.users === 0) this.health.close();
	}
}
