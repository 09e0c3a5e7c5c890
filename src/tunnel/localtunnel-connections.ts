/** The connections to a localtunnel server that wait for requests: as many as it takes, opened again when they are used up. */

import {subscribe, unsubscribe} from 'node:diagnostics_channel';
import type {Socket} from 'node:net';
import {codeOf} from '../core/errors.ts';
import {TunnelError} from './driver.ts';
import {explainFailure} from './explain.ts';

/** Where the server waits for them. */
export interface Waiting {
	/** For messages. */
	host: string;
	port: number;
	/** How many it takes. */
	count: number;
}

/** The socket that is opened meanwhile, though nothing hands it out. */
export function socketOpenedBy(open: () => void): Socket {
	let opened: Socket | null = null;
	const note = (message: unknown) => {
		opened ??= (message as {socket: Socket}).socket;
	};
	subscribe('net.client.socket', note);
	try {
		open();
	} finally {
		unsubscribe('net.client.socket', note);
	}
	if (opened === null)
		throw new TunnelError('this Node does not tell of its sockets', {hint: 'Use another version of Node.'});
	return opened;
}

/** Before one that was lost without having been of use is opened again. */
const retryMs = 500;
/** The server forgets us when it had none for a second. */
const goneAfterMs = 1500;

/** Keeps as many connections as the server takes, each of which waits for a request. */
export class Connections {
	/** Resolves when the server has given us up. */
	readonly ended: Promise<string>;
	readonly #waiting: Waiting;
	readonly #openOne: () => Socket;
	readonly #sockets = new Set<Socket>();
	readonly #connected = new Set<Socket>();
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #doubters: (() => void)[] = [];
	readonly #end: (because: string) => void;
	#first: {resolve(): void; reject(error: TunnelError): void} | null = null;
	#gone: NodeJS.Timeout | null = null;
	#isClosed = false;

	constructor(waiting: Waiting, openOne: () => Socket) {
		this.#waiting = waiting;
		this.#openOne = openOne;
		let end: (because: string) => void = () => {};
		this.ended = new Promise(resolve => {
			end = resolve;
		});
		this.#end = end;
	}

	/** @throws {TunnelError} when not a single one could be opened */
	async firstOpen(signal: AbortSignal): Promise<void> {
		const {host, port} = this.#waiting;
		const giveUp = () =>
			this.#first?.reject(
				new TunnelError(`no connection to port ${port} of ${host} could be made`, {
					hint: 'A firewall may forbid that port. Try a tunnel that needs none: --tunnel cloudflared.',
				}),
			);
		signal.addEventListener('abort', giveUp);
		try {
			await new Promise<void>((resolve, reject) => {
				this.#first = {resolve, reject};
				if (signal.aborted) giveUp();
				else for (let count = 0; count < this.#waiting.count; count++) this.#add();
			});
		} finally {
			signal.removeEventListener('abort', giveUp);
			this.#first = null;
		}
	}

	onDoubt(listener: () => void): void {
		this.#doubters.push(listener);
	}

	close(): void {
		this.#isClosed = true;
		for (const timer of this.#timers) clearTimeout(timer);
		this.#isThere();
		for (const socket of this.#sockets) socket.destroy();
	}

	#add(): void {
		const socket = this.#openOne();
		const began = performance.now();
		let failure: string | null = null;
		this.#sockets.add(socket);
		socket.on('connect', () => {
			this.#connected.add(socket);
			this.#first?.resolve();
		});
		socket.on('error', error => {
			failure = explainFailure({code: codeOf(error), message: error.message}, this.#waiting.host).because;
		});
		socket.on('close', () => {
			this.#sockets.delete(socket);
			const wasConnected = this.#connected.delete(socket);
			if (this.#isClosed) return;
			const carried = socket.bytesRead > 0;
			// One that has carried a request and its answer is used up; any other was lost.
			if (wasConnected && (failure !== null || socket.bytesWritten === 0)) this.#doubt();
			if (!wasConnected && this.#connected.size === 0) {
				this.#lose(failure ?? 'closed');
				return;
			}
			if (carried) this.#isThere();
			else if (this.#connected.size === 0) this.#gone ??= setTimeout(() => this.#isGone(), goneAfterMs);
			const isFresh = performance.now() - began < retryMs;
			this.#addAfter(wasConnected && (carried || !isFresh) ? 0 : retryMs);
		});
	}

	#addAfter(ms: number): void {
		if (ms === 0) {
			this.#add();
			return;
		}
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			this.#add();
		}, ms);
		this.#timers.add(timer);
	}

	#isThere(): void {
		if (this.#gone !== null) clearTimeout(this.#gone);
		this.#gone = null;
	}

	#isGone(): void {
		this.#gone = null;
		if (this.#connected.size === 0) this.#lose(null);
	}

	#doubt(): void {
		for (const listener of this.#doubters) listener();
	}

	#lose(failure: string | null): void {
		const {host, port} = this.#waiting;
		if (this.#first !== null) {
			// Others may still be on their way.
			if (this.#sockets.size > 0) return;
			this.#first.reject(
				new TunnelError(`port ${port} of ${host}, which carries the requests, cannot be reached`, {
					hint: 'A firewall may forbid that port. Try a tunnel that needs none: --tunnel cloudflared.',
				}),
			);
			return;
		}
		this.close();
		this.#end(
			failure === null
				? `${host} closed the tunnel`
				: `${host} closed the tunnel, and takes no new connections`,
		);
	}
}
