/** Sends requests to a target byte for byte, and measures what comes back. */

import {createSecureContext, type SecureContext} from 'node:tls';
import {CallHookError, exitCode} from '../core/errors.ts';
import {Roster} from '../core/roster.ts';
import type {WireRequest} from '../formats/step.ts';
import {checkAuthority} from '../forward/authority.ts';
import {failureOf} from '../forward/failure.ts';
import {parseTarget, type TargetAddress} from '../forward/target-url.ts';
import {Connection, type ConnectionOptions, type Pool} from './connection.ts';
import {Exchange} from './exchange.ts';
import {framed} from './framing.ts';
import type {SendOptions, Sent} from './sent.ts';

export interface SenderOptions {
	/**
	 * Where to: `http://127.0.0.1:3000` sends each request to its own path, `http://127.0.0.1:3000/hooks` all of them to
	 * this one, with their own query behind the url's.
	 */
	url: string;
	/**
	 * The only addresses its name may lead to: what was found to be near has to stay it. Looked up for each connection
	 * where there are none.
	 */
	addresses?: readonly string[] | null;
	/** The Host header as it is in the request, not the target's. */
	preserveHost: boolean;
	/** Connections at the same time, at most. */
	connections: number;
	/**
	 * A connection of its own for each request: what ends it is what the handler did with this request, and nothing is
	 * ever sent a second time because a server may have closed it meanwhile. For whoever judges handlers.
	 */
	freshConnections?: boolean;
	/** A PEM certificate of the authority that signed the target's; null for the usual ones. */
	ca: string | null;
	/** Any certificate will do. */
	insecure: boolean;
}

export interface Sender {
	/** The address it sends to, as given. */
	readonly url: string;
	/** Waits for a free connection. Never rejects. */
	send(request: WireRequest, options: SendOptions): Promise<Sent>;
	/** Gives up what is under way; safe to call twice. */
	close(): void;
}

/**
 * How long a connection nobody uses is kept: as long as where requests are forwarded, and for the same reasons. A server
 * with a single worker can serve nobody else meanwhile.
 */
const idleMs = {plain: 100, secure: 1000};

/** @throws {CallHookError} when the address or the certificate cannot be used */
export function openSender(options: SenderOptions): Sender {
	const parsed = parseTarget(options.url);
	if ('problem' in parsed) {
		throw new CallHookError(`--to: ${parsed.problem}`, {
			hint: parsed.hint ?? 'Give the address to send to: --to http://127.0.0.1:3000',
			exitCode: exitCode.usage,
		});
	}
	checkAuthority(options);
	return new PooledSender(parsed.address, options);
}

class PooledSender implements Sender, Pool {
	readonly url: string;
	readonly address: TargetAddress;
	readonly #options: SenderOptions;
	readonly #connection: ConnectionOptions;
	readonly #open = new Roster<Connection>();
	#openCount = 0;
	/** The last one was used last, and is used first. */
	readonly #free: Connection[] = [];
	/** The first and the last of those that wait for a connection. */
	#first: Exchange | null = null;
	#last: Exchange | null = null;
	#sweep: NodeJS.Timeout | null = null;
	#isClosed = false;

	constructor(address: TargetAddress, options: SenderOptions) {
		this.url = options.url;
		this.address = address;
		this.#options = options;
		this.#connection = {
			address,
			secureContext: contextOf(address, options),
			insecure: options.insecure,
			addresses: options.addresses ?? null,
			isFresh: options.freshConnections ?? false,
		};
	}

	send(request: WireRequest, options: SendOptions): Promise<Sent> {
		const ready = framed(request, {
			address: this.address,
			preserveHost: this.#options.preserveHost || options.keepsHost === true,
		});
		if ('problem' in ready) return Promise.resolve(this.#unsendable(request, ready.problem));
		return new Promise(resolve => {
			const exchange = new Exchange(this.address, ready, options, resolve);
			if (this.#isClosed) exchange.fail('stopped');
			else this.#carry(exchange);
		});
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		if (this.#sweep !== null) clearTimeout(this.#sweep);
		for (let next = this.#first; next !== null; next = next.next) next.fail('stopped');
		this.#first = null;
		for (const connection of this.#open.all()) connection.stop();
	}

	free(connection: Connection): void {
		const next = this.#first;
		if (next !== null) {
			this.#first = next.next;
			connection.carry(next);
			return;
		}
		connection.freeSince = performance.now();
		this.#free.push(connection);
		this.#sweep ??= setTimeout(() => this.#closeUnused(), this.#idleMs);
	}

	gone(connection: Connection, again: Exchange | null): void {
		this.#open.remove(connection);
		this.#openCount--;
		const place = this.#free.indexOf(connection);
		if (place >= 0) this.#free.splice(place, 1);
		if (this.#isClosed) {
			again?.fail('stopped');
			return;
		}
		const next = again ?? this.#first;
		if (next === null) return;
		if (again === null) this.#first = next.next;
		else this.#closeFree(() => true);
		this.#connect().carry(next);
	}

	#carry(exchange: Exchange): void {
		const free = this.#free.pop();
		if (free !== undefined) free.carry(exchange);
		else if (this.#openCount < Math.max(1, this.#options.connections)) this.#connect().carry(exchange);
		else if (this.#first === null || this.#last === null) {
			this.#first = exchange;
			this.#last = exchange;
		} else {
			this.#last.next = exchange;
			this.#last = exchange;
		}
	}

	#connect(): Connection {
		const connection = new Connection(this.#connection, this);
		this.#open.add(connection);
		this.#openCount++;
		return connection;
	}

	get #idleMs(): number {
		return this.address.isSecure ? idleMs.secure : idleMs.plain;
	}

	#closeUnused(): void {
		const before = performance.now() - this.#idleMs;
		this.#closeFree(({freeSince}) => freeSince <= before);
		this.#sweep = this.#free.length > 0 ? setTimeout(() => this.#closeUnused(), this.#idleMs) : null;
	}

	#closeFree(which: (connection: Connection) => boolean): void {
		for (const connection of this.#free.filter(which)) connection.close();
	}

	#unsendable(request: WireRequest, detail: string): Sent {
		const {url, place, hostname} = this.address;
		const failure = failureOf('unsendable', {place, hostname, elapsedMs: 0, detail, option: '--to'});
		const forwarding = {url, failure, connectMs: null, firstByteMs: null, totalMs: 0};
		return {at: Date.now(), request, status: null, sent: null, forwarding, isCut: false};
	}
}

function contextOf({isSecure}: TargetAddress, {ca}: SenderOptions): SecureContext | null {
	return isSecure && ca !== null ? createSecureContext({ca}) : null;
}
