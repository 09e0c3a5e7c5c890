/** A connection to a target: one request on it at a time, the next one where the answer before allows it. */

import {isIP, type NetConnectOpts, connect as openPlain, type Socket} from 'node:net';
import {connect as openSecure, type SecureContext} from 'node:tls';
import {codeOf} from '../core/errors.ts';
import {lookupHost, lookupOf} from '../core/lookup-host.ts';
import type {Member} from '../core/roster.ts';
import type {Phase} from '../forward/failure.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import type {Exchange} from './exchange.ts';

export interface ConnectionOptions {
	readonly address: TargetAddress;
	/** With the authorities that are trusted; null for the usual ones. */
	readonly secureContext: SecureContext | null;
	readonly insecure: boolean;
	/** The only ones its name may lead to; null for whatever it has. */
	readonly addresses: readonly string[] | null;
	/** For one request only. */
	readonly isFresh: boolean;
}

/** Whoever keeps connections. */
export interface Pool {
	/** It can be used again. */
	free(connection: Connection): void;
	/** It is closed, and counts no more; `again` is to be sent once more, on a new one. */
	gone(connection: Connection, again: Exchange | null): void;
}

/** Read into at a time; what is kept of it is copied. */
const bufferSize = 16 * 1024;

/** Bodies up to this size are written together with their heads. */
const maxJoinedBody = 4096;

export class Connection implements Member {
	slot = 0;
	/** When it was last used, by the clock of `performance.now()`. */
	freeSince = 0;
	readonly #pool: Pool;
	readonly #socket: Socket;
	#phase: Phase = 'connect';
	#exchange: Exchange | null = null;
	readonly #isFresh: boolean;
	/** A request was put on it just now, and it has carried others: that it is closed may not be known yet. */
	#mayBeClosed = false;
	/** Of the requests it has carried. */
	#count = 0;
	#isGone = false;

	constructor(options: ConnectionOptions, pool: Pool) {
		this.#pool = pool;
		this.#isFresh = options.isFresh;
		const {isSecure} = options.address;
		const socket = open(options, bytes => this.#read(bytes));
		this.#socket = socket;
		socket.setNoDelay(true);
		const opened = () => {
			this.#phase = 'open';
			this.#exchange?.connected(true);
		};
		socket.once('connect', () => {
			if (isSecure) this.#phase = 'handshake';
			else opened();
		});
		if (isSecure) socket.once('secureConnect', opened);
		socket.on('error', error => this.#end(error));
		socket.on('end', () => this.#end(null));
		socket.on('close', () => this.#end(null));
	}

	carry(exchange: Exchange): void {
		this.#exchange = exchange;
		exchange.start(() => this.#timedOut());
		if (this.#phase === 'open') exchange.connected(false);
		if (this.#count++ > 0) this.#watch(this.#count);
		this.#write(exchange);
	}

	/**
	 * What had come before the request was written is told by the next look at all connections. The second turn of the
	 * event loop has had it for certain, however busy the process is: no clock says that.
	 */
	#watch(nth: number): void {
		this.#mayBeClosed = true;
		setImmediate(() =>
			setImmediate(() => {
				if (nth === this.#count) this.#mayBeClosed = false;
			}),
		);
	}

	/** Of one that is free, or whose request is settled. */
	close(): void {
		if (this.#isGone) return;
		this.#isGone = true;
		this.#socket.destroy();
		this.#pool.gone(this, null);
	}

	/** What is under way is given up. */
	stop(): void {
		const exchange = this.#exchange;
		this.#exchange = null;
		this.close();
		exchange?.fail('stopped');
	}

	#write({framed: {head, body, tail}}: Exchange): void {
		const socket = this.#socket;
		if (body.length <= maxJoinedBody) {
			// As one text: latin1 keeps every byte, and one write is one packet.
			const text =
				body.length === 0 ? '' : Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
			socket.write(head + text + tail, 'latin1');
			return;
		}
		socket.cork();
		socket.write(head, 'latin1');
		socket.write(body);
		if (tail !== '') socket.write(tail, 'latin1');
		socket.uncork();
	}

	#read(bytes: Buffer): void {
		const exchange = this.#exchange;
		if (exchange === null) {
			// Nobody asked: the next answer could not be told from it.
			this.close();
			return;
		}
		if (!exchange.read(bytes)) return;
		this.#exchange = null;
		// An answer may be whole before its request was read.
		if (exchange.isLast || this.#isFresh || this.#socket.writableLength > 0) this.close();
		else this.#pool.free(this);
	}

	#end(error: Error | null): void {
		if (this.#isGone) return;
		const exchange = this.#exchange;
		this.#exchange = null;
		this.#isGone = true;
		this.#socket.destroy();
		// To write is what failed: nothing of it came there.
		const wasClosed = this.#mayBeClosed || (this.#count > 1 && codeOf(error) === 'EPIPE');
		const again = exchange?.ended(error, this.#phase, wasClosed) === true ? exchange : null;
		this.#pool.gone(this, again);
	}

	#timedOut(): void {
		const exchange = this.#exchange;
		this.#exchange = null;
		this.close();
		exchange?.timedOut(this.#phase);
	}
}

function open(
	{address: {hostname, port, isSecure}, addresses, secureContext, insecure}: ConnectionOptions,
	read: (bytes: Buffer) => void,
): Socket {
	const to: NetConnectOpts = {
		host: hostname,
		port,
		lookup: addresses === null ? lookupHost : lookupOf(addresses),
		onread: {
			buffer: Buffer.allocUnsafeSlow(bufferSize),
			callback(size, buffer) {
				read(Buffer.from(buffer.buffer, buffer.byteOffset, size));
				return true;
			},
		},
	};
	if (!isSecure) return openPlain(to);
	return openSecure({
		...to,
		...(secureContext !== null && {secureContext}),
		rejectUnauthorized: !insecure,
		// Not the Host header's, which may be that of the request.
		servername: isIP(hostname) === 0 ? hostname : '',
		ALPNProtocols: ['http/1.1'],
	});
}
