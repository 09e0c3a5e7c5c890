/** One request on its way, over one connection or, where that had been closed meanwhile, a second one. */

import {codeOf} from '../core/errors.ts';
import type {ForwardFailure, ForwardFailureCode} from '../core/target.ts';
import {type Circumstances, diagnose, failureOf, type Phase} from '../forward/failure.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import {AnswerReader} from './answer-reader.ts';
import type {Framed} from './framing.ts';
import type {SendOptions, Sent} from './sent.ts';
import {longestTimer} from './waits.ts';

export class Exchange {
	readonly framed: Framed;
	/** The next one that waits for a connection. */
	next: Exchange | null = null;
	readonly #address: TargetAddress;
	readonly #options: SendOptions;
	readonly #resolve: (sent: Sent) => void;
	#timer: NodeJS.Timeout | null = null;
	#onTimeout: () => void = () => {};
	#at = 0;
	#startedAt = 0;
	#connectMs: number | null = null;
	#firstByteMs: number | null = null;
	#reader: AnswerReader;
	/** A byte came, also of an interim answer: the request was read. */
	#wasRead = false;
	#wasResent = false;
	#isSettled = false;

	constructor(address: TargetAddress, framed: Framed, options: SendOptions, resolve: (sent: Sent) => void) {
		this.#address = address;
		this.framed = framed;
		this.#options = options;
		this.#resolve = resolve;
		this.#reader = new AnswerReader(framed.request.method, options.keepBytes);
	}

	/** It is sent off; `onTimeout` is called when there is no whole answer in time. */
	start(onTimeout: () => void): void {
		this.#onTimeout = onTimeout;
		// It goes on when the request is sent once more.
		if (this.#timer !== null) return;
		this.#at = Date.now();
		this.#startedAt = performance.now();
		this.#timer = setTimeout(() => this.#onTimeout(), Math.min(longestTimer, this.#options.timeoutMs));
	}

	/** There is a connection. */
	connected(isNew: boolean): void {
		this.#connectMs = isNew ? this.#elapsed() : 0;
	}

	/** Takes bytes of the answer; true once it is settled. */
	read(bytes: Buffer): boolean {
		const reader = this.#reader;
		this.#wasRead = true;
		this.#firstByteMs ??= this.#elapsed();
		reader.read(bytes);
		if (reader.isWhole) this.#settle(null);
		else if (reader.problem !== null) {
			if (reader.status === null) this.fail('garbage', reader.problem);
			else this.fail('cut', {detail: `${this.#howFar()}, and what followed is not HTTP`});
		}
		// What was first was an interim answer.
		else if (reader.isBlank) this.#firstByteMs = null;
		return this.#isSettled;
	}

	/**
	 * The connection ended; `error` says why where anything does. True where the request should be sent once more.
	 * @param wasClosed it may have been closed before the request was put on it
	 */
	ended(error: Error | null, phase: Phase, wasClosed: boolean): boolean {
		this.#reader.end();
		if (error === null && this.#reader.isWhole) this.#settle(null);
		else if (this.#reader.status !== null) this.fail('cut', {detail: this.#howFar()});
		else if (wasClosed && this.#isStale(error)) {
			this.#wasResent = true;
			this.#reader = new AnswerReader(this.framed.request.method, this.#options.keepBytes);
			return true;
		} else {
			const {code, ...particulars} = diagnose(error, phase, '--to');
			this.fail(code, particulars);
		}
		return false;
	}

	/**
	 * Whether the target has most likely closed a connection nobody used, just when this request was put on it. Any later
	 * it may be the handler that dropped it, which has to be told.
	 */
	#isStale(error: Error | null): boolean {
		if (this.#wasResent || this.#wasRead) return false;
		const code = codeOf(error);
		return error === null || code === 'ECONNRESET' || code === 'EPIPE';
	}

	timedOut(phase: Phase): void {
		const code = this.#options.timeoutIs;
		if (phase !== 'open') {
			const hint = 'Check the address in --to, and whether your server is busy.';
			const detail = phase === 'connect' ? 'it did not even take the connection' : 'TLS was not agreed on';
			this.fail(code, {detail, hint});
		} else if (this.#reader.status === null) this.fail(code);
		else this.fail(code, {detail: `its answer had begun, and ${this.#howFar()}`});
	}

	#howFar(): string {
		const {announced, bodySize} = this.#reader;
		return `${bodySize}${announced === null ? '' : ` of ${announced}`} bytes of its body came`;
	}

	fail(code: ForwardFailureCode, particulars: Partial<Pick<Circumstances, 'detail' | 'hint'>> = {}): void {
		const {place, hostname} = this.#address;
		const elapsedMs = code === this.#options.timeoutIs ? this.#options.timeoutMs : this.#elapsed();
		this.#settle(failureOf(code, {place, hostname, elapsedMs, detail: null, option: '--to', ...particulars}));
	}

	/** Whether another request can follow on its connection. */
	get isLast(): boolean {
		return this.framed.isLast || this.#reader.isLast || !this.#reader.isWhole;
	}

	#settle(failure: ForwardFailure | null): void {
		if (this.#isSettled) return;
		this.#isSettled = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		const {request} = this.framed;
		const {status, sent} = this.#reader;
		this.#resolve({
			at: this.#at === 0 ? Date.now() : this.#at,
			request,
			status,
			sent,
			forwarding: {
				url: urlOf(this.#address, request.target),
				failure,
				connectMs: this.#connectMs,
				firstByteMs: this.#firstByteMs,
				totalMs: this.#elapsed(),
			},
			isCut: failure !== null && status !== null,
			...(this.#wasResent && {wasResent: true}),
		});
	}

	/** 0 before it was sent off. */
	#elapsed(): number {
		return this.#startedAt === 0 ? 0 : performance.now() - this.#startedAt;
	}
}

function urlOf({origin}: Pick<TargetAddress, 'origin'>, target: string): string {
	return target.startsWith('/') ? origin + target : `${origin}/${target}`;
}
