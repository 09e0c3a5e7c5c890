/**
 * Whether a target is there: told by what comes of the requests to it, and while it is not there by trying to
 * connect. A target that answers costs no probe.
 */

import {connect, type Socket} from 'node:net';
import {lookupHost} from '../core/lookup-host.ts';
import type {TargetState, TargetStatus} from '../core/target.ts';
import {diagnose, failureOf} from './failure.ts';
import type {TargetAddress} from './target-url.ts';

/** When a target that is down is tried again. */
export interface ProbePace {
	/** In the first minute. */
	soonMs: number;
	/** Later. */
	laterMs: number;
	/** How long the first minute is. */
	soonForMs: number;
	/** A probe that has not connected by then has failed. */
	patienceMs: number;
}

export const defaultPace: ProbePace = {soonMs: 1000, laterMs: 5000, soonForMs: 60_000, patienceMs: 3000};

export class Health {
	readonly #address: TargetAddress;
	readonly #onStatus: (status: TargetStatus) => void;
	readonly #pace: ProbePace;
	#status: TargetStatus;
	#probe: Socket | null = null;
	#timer: NodeJS.Timeout | null = null;
	#isClosed = false;

	/** Tries the target at once. `onStatus` is called when state or reason change, never from inside the constructor. */
	constructor(address: TargetAddress, onStatus: (status: TargetStatus) => void, pace = defaultPace) {
		this.#address = address;
		this.#onStatus = onStatus;
		this.#pace = pace;
		this.#status = {url: address.url, state: 'unknown', because: null, connectMs: null, since: Date.now()};
		this.#try();
	}

	get status(): TargetStatus {
		return this.#status;
	}

	/** `connectMs`: null when an open connection was used. */
	isUp(connectMs: number | null): void {
		if (this.#isClosed) return;
		if (this.#status.state !== 'up') this.#tell('up', null, connectMs);
		else if (connectMs !== null) this.#status = {...this.#status, connectMs};
		this.#rest();
	}

	/** `because`: a sentence. */
	isDown(because: string): void {
		if (this.#isClosed) return;
		if (this.#status.state !== 'down' || this.#status.because !== because) this.#tell('down', because, null);
		if (this.#probe === null && this.#timer === null) this.#tryLater();
	}

	/** Something went wrong that may mean that it is down. */
	isInDoubt(): void {
		if (!this.#isClosed && this.#probe === null && this.#timer === null) this.#try();
	}

	close(): void {
		this.#isClosed = true;
		this.#rest();
	}

	#tell(state: TargetState, because: string | null, connectMs: number | null): void {
		const since = state === this.#status.state ? this.#status.since : Date.now();
		this.#status = {url: this.#address.url, state, because, connectMs, since};
		this.#onStatus(this.#status);
	}

	#try(): void {
		const {hostname, port, place} = this.#address;
		const startedAt = performance.now();
		const socket = connect({host: hostname, port, lookup: lookupHost, timeout: this.#pace.patienceMs});
		// Nobody waits for it at the end of the process.
		socket.unref();
		this.#probe = socket;
		const failed = (error: unknown) => {
			const elapsedMs = performance.now() - startedAt;
			const {code, detail} = diagnose(error, 'connect');
			this.#done(socket);
			this.isDown(failureOf(code, {place, hostname, elapsedMs, detail}).message);
		};
		socket.once('connect', () => {
			this.#done(socket);
			this.isUp(performance.now() - startedAt);
		});
		socket.once('timeout', () => failed(Object.assign(new Error(), {code: 'ETIMEDOUT'})));
		socket.on('error', error => {
			if (this.#probe === socket) failed(error);
		});
	}

	#done(socket: Socket): void {
		if (this.#probe === socket) this.#probe = null;
		socket.destroy();
	}

	#tryLater(): void {
		const {soonMs, laterMs, soonForMs} = this.#pace;
		const wait = Date.now() - this.#status.since < soonForMs ? soonMs : laterMs;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			this.#try();
		}, wait);
		this.#timer.unref();
	}

	/** No probe is needed any more. */
	#rest(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		if (this.#probe !== null) this.#done(this.#probe);
	}
}
