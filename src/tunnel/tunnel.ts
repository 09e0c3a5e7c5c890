/** A public address that is proved by requests through it, reopened when it is lost, and closed in order. */

import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import {Alarm} from './alarm.ts';
import {type OpenTunnel, type TunnelDriver, TunnelError, type TunnelRequest} from './driver.ts';
import {explainProbe, seconds} from './explain.ts';
import type {Probes} from './probes.ts';

export interface TunnelOptions {
	driver: TunnelDriver;
	request: Omit<TunnelRequest, 'signal'>;
	/** Shared with the listener, which answers what they send. */
	probes: Probes;
	timing?: Partial<TunnelTiming>;
}

/** All in ms. */
export interface TunnelTiming {
	/** Between two probes of a live address. */
	probeEvery: number;
	/** Between two probes of one that does not answer. */
	probeWhenDegraded: number;
	/** How long a probe may take. */
	probeTimeout: number;
	/** How long opening may take. */
	openTimeout: number;
	/** How long a driver that is told to give up is waited for: the programs it has started get some seconds to end. */
	giveUpTimeout: number;
	/** The longest pause before it is opened again, in the first minute after it was lost, and later. */
	reopenEvery: number;
	reopenEveryLater: number;
}

export const defaultTiming: TunnelTiming = {
	probeEvery: 30_000,
	probeWhenDegraded: 1000,
	probeTimeout: 10_000,
	openTimeout: 15_000,
	giveUpTimeout: 5000,
	reopenEvery: 1000,
	reopenEveryLater: 10_000,
};

export interface Tunnel {
	/** As it is now. */
	readonly status: TunnelStatus;
	/** The name its server gave last, to be asked for again; null where there are no names, or none yet. */
	readonly subdomain: string | null;
	/** Told of each change of state, url, reason or round trip. */
	onStatus(listener: (status: TunnelStatus) => void): void;
	/**
	 * Resolves when the address was live for the first time.
	 * @throws {CallHookError} when it was not within `deadlineMs`, or can never be, saying why; the tunnel is closed then
	 */
	firstLive(deadlineMs: number): Promise<void>;
	/** Gives the address up. Safe to call twice. */
	close(): Promise<void>;
}

/** Begins at once. Never throws: what goes wrong is in its status, and in what `firstLive` throws. */
export function startTunnel(options: TunnelOptions): Tunnel {
	return new ProvedTunnel(options);
}

/** Before it is opened again for the first time, in ms; each further time after twice that. */
const firstPauseMs = 100;
/** How long after it was lost it is opened again at the shorter pauses. */
const soonMs = 60_000;
/** So often another address than before is given back, in the hope that the old one becomes free: servers keep a name of ours for a second after its last connection. */
const triesForSameAddress = 3;
/** Probes that fail before a tunnel that can be opened again is. */
const renewAfter = 5;
/** Probes that fail before the pauses between them become longer, and how much longer. */
const patientAfter = 20;
const patientFactor = 5;

interface Reason {
	because: string;
	hint: string;
}

const nothingYet: Reason = {
	because: 'there is no address yet',
	hint: 'Check the network of this machine, or try another tunnel.',
};

const notProved: Reason = {
	because: 'the first request through it has not come back yet',
	hint: 'Check the network of this machine, or try another tunnel.',
};

class ProvedTunnel implements Tunnel {
	readonly #options: TunnelOptions;
	readonly #timing: TunnelTiming;
	readonly #listeners: ((status: TunnelStatus) => void)[] = [];
	readonly #alarm = new Alarm();
	readonly #running: Promise<void>;
	readonly #first: Promise<void>;
	#settleFirst: {resolve(): void; reject(error: CallHookError): void} = {resolve() {}, reject() {}};
	#status: TunnelStatus = {
		state: 'starting',
		url: null,
		because: null,
		roundTripMs: null,
		since: Date.now(),
	};
	/** Why it is not live. */
	#reason = nothingYet;
	#wasLive = false;
	#subdomain: string | null = null;
	#lastUrl: string | null = null;
	#isClosed = false;
	/** Attempts to open since there was a tunnel that held. */
	#misses = 0;
	/** When the last tunnel that held was lost; in the beginning, when the first one was asked for. */
	#lostAt = performance.now();
	/** Of what is under way: an attempt to open, or a probe. */
	#underWay: AbortController | null = null;

	constructor(options: TunnelOptions) {
		this.#options = options;
		this.#timing = {...defaultTiming, ...options.timing};
		this.#first = new Promise((resolve, reject) => {
			this.#settleFirst = {resolve, reject};
		});
		// Whether anybody waits for it or not.
		this.#first.catch(() => {});
		this.#running = this.#run().catch(error => {
			this.#giveUp({because: messageOf(error), hint: 'This is a defect of call-hook: please report it.'});
		});
	}

	get status(): TunnelStatus {
		return this.#status;
	}

	get subdomain(): string | null {
		return this.#subdomain;
	}

	onStatus(listener: (status: TunnelStatus) => void): void {
		this.#listeners.push(listener);
	}

	async firstLive(deadlineMs: number): Promise<void> {
		const timer = setTimeout(() => {
			const {because, hint} = this.#reason;
			const {check} = this.#options.driver;
			const {url} = this.#status;
			const where = url === null ? '' : ` (${url})`;
			this.#settleFirst.reject(
				new CallHookError(
					`The public address${where} was not live within ${seconds(deadlineMs)}: ${because}.`,
					{
						hint: url === null || check === undefined ? hint : `${hint} ${check}`,
						exitCode: exitCode.unavailable,
					},
				),
			);
		}, deadlineMs);
		try {
			await this.#first;
		} catch (error) {
			await this.close();
			throw error;
		} finally {
			clearTimeout(timer);
		}
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#underWay?.abort();
		this.#alarm.ring();
		this.#settleFirst.reject(
			new CallHookError('The tunnel was closed before its address was live.', {
				hint: 'Start it again.',
				exitCode: exitCode.unavailable,
			}),
		);
		await this.#running;
	}

	async #run(): Promise<void> {
		let before: OpenTunnel | null = null;
		while (!this.#isClosed) {
			const open = await this.#open(before);
			if (open === null) return;
			this.#subdomain = open.subdomain ?? null;
			try {
				await this.#watch(open);
			} finally {
				// Whatever closing it says: it is over.
				await open.close().catch(() => {});
			}
			before = open;
		}
	}

	/** Until there is an address; null when there will be none. */
	async #open(before: OpenTunnel | null): Promise<OpenTunnel | null> {
		const wanted = before?.subdomain ?? this.#options.request.subdomain;
		let triesLeft = triesForSameAddress;
		for (;;) {
			if (this.#misses > 0 && !this.#isClosed) await this.#alarm.wait(this.#reopenPause());
			if (this.#isClosed) return null;
			this.#misses++;
			try {
				const open = await this.#openOnce(wanted);
				const isOther = open.subdomain !== undefined && wanted !== null && open.subdomain !== wanted;
				if (!this.#isClosed && (!isOther || --triesLeft === 0)) return open;
				await open.close();
				this.#explain({
					because: `the name "${wanted}" is still taken: asking again`,
					hint: 'Choose another --subdomain.',
				});
				if (!this.#isClosed) await this.#alarm.wait(this.#timing.reopenEvery);
			} catch (error) {
				const reason = reasonOf(error);
				if (error instanceof TunnelError && error.isFinal && !this.#wasLive) {
					this.#giveUp(reason);
					return null;
				}
				this.#explain(reason);
			}
		}
	}

	#reopenPause(): number {
		const {reopenEvery, reopenEveryLater} = this.#timing;
		const longest = performance.now() - this.#lostAt < soonMs ? reopenEvery : reopenEveryLater;
		return Math.min(firstPauseMs * 2 ** (this.#misses - 1), longest);
	}

	/** @throws when there is no address within the time for it, or the driver says that there is none */
	async #openOnce(subdomain: string | null): Promise<OpenTunnel> {
		const {driver, request} = this.#options;
		const {openTimeout, giveUpTimeout} = this.#timing;
		const attempt = this.#attempt();
		const timer = setTimeout(() => attempt.abort(), openTimeout);
		let stuck: NodeJS.Timeout | undefined;
		const opening = (async () => driver.open({...request, subdomain, signal: attempt.signal}))();
		try {
			return await Promise.race([
				opening,
				new Promise<never>((_, reject) => {
					attempt.signal.addEventListener('abort', () => {
						const error = new TunnelError(
							`${driver.id} gave no address within ${seconds(openTimeout)}`,
							nothingYet,
						);
						stuck = setTimeout(() => {
							// Should it come after all, nobody wants it.
							opening.then(open => open.close()).catch(() => {});
							reject(error);
						}, giveUpTimeout);
					});
				}),
			]);
		} finally {
			clearTimeout(timer);
			clearTimeout(stuck);
			this.#underWay = null;
		}
	}

	/** Proves the address, again and again, until it is over. */
	async #watch(open: OpenTunnel): Promise<void> {
		let {url} = open;
		let remark = this.#assigned(url, open.remark ?? null);
		let over: string | null = null;
		let isDoubted = false;
		// What is heard of it once it is over must not disturb the next one.
		let isWatched = true;
		void open.ended.then(because => {
			if (!isWatched) return;
			over = because;
			this.#underWay?.abort();
			this.#alarm.ring();
		});
		open.onDoubt(() => {
			if (!isWatched) return;
			isDoubted = true;
			this.#alarm.ring();
		});
		open.onMoved?.(next => {
			if (!isWatched) return;
			url = next;
			remark = this.#assigned(url, open.remark ?? null);
			isDoubted = true;
			this.#underWay?.abort();
			this.#alarm.ring();
		});
		const isOver = () => this.#isClosed || over !== null;
		let provedAt: number | null = null;
		let failures = 0;
		while (!isOver()) {
			isDoubted = false;
			const probed = url;
			const result = await this.#options.probes.send(probed, {
				timeoutMs: this.#timing.probeTimeout,
				signal: this.#attempt().signal,
			});
			this.#underWay = null;
			if (isOver()) break;
			// It moved meanwhile: that proves nothing about where it is now.
			if (probed !== url) continue;
			if (result.kind === 'back') {
				failures = 0;
				provedAt ??= performance.now();
				this.#live(result.roundTripMs, remark);
			} else if (result.kind !== 'canceled') {
				failures++;
				const {mayBeLost, ...reason} = explainProbe(result, url);
				this.#reason = reason;
				const state = this.#status.state === 'assigned' ? 'assigned' : 'degraded';
				this.#set({state, url, because: reason.because, roundTripMs: null});
				if (open.isRenewable && mayBeLost && failures >= renewAfter) over = reason.because;
			}
			if (isOver()) break;
			await this.#pause(failures, () => isDoubted, isOver);
		}
		isWatched = false;
		if (this.#isClosed) return;
		// One that is lost again at once is no reason to hurry.
		if (provedAt !== null && performance.now() - provedAt >= this.#timing.reopenEvery) {
			this.#misses = 0;
			this.#lostAt = performance.now();
		}
		this.#reason = {because: over ?? '', hint: nothingYet.hint};
		this.#set({state: 'dead', url: null, because: over, roundTripMs: null});
	}

	/** Gives what is remarkable about it. */
	#assigned(url: string, remark: string | null): string | null {
		const before = this.#lastUrl;
		this.#lastUrl = url;
		this.#reason = notProved;
		const because =
			before !== null && before !== url ? `the address has changed: it was ${before} before` : remark;
		this.#set({state: 'assigned', url, because, roundTripMs: null});
		return because;
	}

	/** Between two probes. A doubt cuts it short; however many there are, probes do not follow each other at once. */
	async #pause(failures: number, isDoubted: () => boolean, isOver: () => boolean): Promise<void> {
		const {probeEvery, probeWhenDegraded} = this.#timing;
		const began = performance.now();
		const left = () => {
			const isLive = failures === 0 && !isDoubted();
			const pause = isLive ? probeEvery : probeWhenDegraded * (failures > patientAfter ? patientFactor : 1);
			return pause - (performance.now() - began);
		};
		while (left() > 0 && !isOver()) await this.#alarm.wait(left());
	}

	/** Of what begins now and may have to be given up. */
	#attempt(): AbortController {
		const attempt = new AbortController();
		this.#underWay = attempt;
		return attempt;
	}

	#live(roundTripMs: number, because: string | null): void {
		this.#wasLive = true;
		this.#set({state: 'live', url: this.#status.url, because, roundTripMs});
		this.#settleFirst.resolve();
	}

	/** There will be no address. */
	#giveUp({because, hint}: Reason): void {
		this.#set({state: 'dead', url: null, because, roundTripMs: null, isFinal: true});
		this.#settleFirst.reject(
			new CallHookError(`No public address: ${because}.`, {hint, exitCode: exitCode.unavailable}),
		);
	}

	/** In the state it is in. */
	#explain(reason: Reason): void {
		this.#reason = reason;
		this.#set({...this.#status, because: reason.because});
	}

	#set(status: Omit<TunnelStatus, 'since'>): void {
		if (this.#isClosed) return;
		const {state, url, because, roundTripMs, since} = this.#status;
		const isSame =
			status.state === state &&
			status.url === url &&
			status.because === because &&
			status.roundTripMs === roundTripMs;
		if (isSame) return;
		this.#status = {...status, since: status.state === state ? since : Date.now()};
		for (const listener of this.#listeners) listener(this.#status);
	}
}

function reasonOf(error: unknown): Reason {
	if (error instanceof TunnelError) return {because: error.message, hint: error.hint};
	return {because: messageOf(error), hint: nothingYet.hint};
}
