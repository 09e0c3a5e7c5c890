/**
 * What is done with each request of a replay: signed, sent, sent again as its provider would, sent twice to compare the
 * answers, kept; and what came of it all.
 */

import type {Delivery, Pin, Repeat, Replay} from '../core/delivery.ts';
import {inSeconds} from '../core/duration.ts';
import type {Inspected} from '../core/step.ts';
import {isUnconnected} from '../core/target.ts';
import type {RequestStep, WireRequest} from '../formats/step.ts';
import {targetAt} from '../forward/path.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import {type Attempt, handOver, isReceived, type Manner, mannerOf, withHeaders} from './as-provider.ts';
import {countedUp} from './attempt-count.ts';
import {Behind} from './behind.ts';
import {deliveryOfSent, type Inspections} from './delivery.ts';
import {type Difference, differencesOf} from './idempotency.ts';
import type {Pace} from './pace.ts';
import type {Recorder} from './record.ts';
import {isSigned, signedAnew} from './resign.ts';
import type {Outcome, Place} from './run.ts';
import type {Sender} from './sender.ts';
import type {SendOptions} from './sent.ts';
import type {Waits} from './waits.ts';

/** A step of a scenario as it is sent again and again. */
export interface PreparedStep {
	/** With the user's changes. */
	step: RequestStep;
	/** The fixture or file it is from; null for a delivery. */
	from: string | null;
	/** Who it is from, where the user or its file says so. */
	pin: Pin | null;
	/** The user's changes are in it. */
	isEdited: boolean;
}

export interface AsProvider {
	/** Pauses before retries are shortened by this; Infinity: none at all. */
	speed: number;
	/** What documents do not tell counts as received when it is a 2xx in time. */
	allowUnknown: boolean;
}

export interface DispatchOptions {
	sender: Sender;
	/** Where it sends to. */
	address: TargetAddress;
	inspections: Inspections;
	/** Where no deadline is documented, or none is kept, in ms. */
	timeoutMs: number;
	keepBytes: number;
	/** null: each is sent once, and waited for as long as `timeoutMs`. */
	asProvider: AsProvider | null;
	/** Each event is sent a second time, and its answers compared. */
	assertIdempotent: boolean;
	/** Secrets by provider: its requests are signed anew. */
	signers: ReadonlyMap<string, string>;
	recorder: Recorder;
	/**
	 * Each request is taken apart by itself. Without, one that was only made anew is taken for what its original is, which
	 * is as good for its verdict: of many that nobody looks at.
	 */
	inspectsEach: boolean;
	/** Told of each sending once it is kept, or could not be. */
	onSent(outcome: SentOutcome): void;
	/** Told of each event whose two answers differ. */
	onDifference(differing: Differing): void;
	waits: Pick<Waits, 'for'>;
	/** Asked before whatever the run itself does not send. */
	pace: Pick<Pace, 'turn'>;
	signal: AbortSignal;
}

export interface SentOutcome extends Outcome {
	/** The documented pause before it, uncompressed, in ms; 0 for what is no retry. */
	pauseMs: number;
}

/** An event whose second answer was another than its first. */
export interface Differing {
	first: Delivery;
	second: Delivery;
	differences: readonly Difference[];
}

/** What a provider would not have recorded as received. */
export interface NotReceived {
	/** Its last attempt. */
	delivery: Delivery;
	attempts: number;
}

/** What came of all that was sent. */
export interface Tally {
	sent: number;
	answered: number;
	/** Sendings for which no connection was made. */
	unconnected: number;
	/** As its provider would have it; both 0 unless that is asked. */
	received: number;
	notReceived: number;
	/** Of those the ones with a 2xx in time: their documents do not say whether it counts. */
	undocumented: number;
	/** The first of them. */
	missed: readonly NotReceived[];
	/** Events whose answers were compared, and those of them that had two. */
	compared: number;
	differing: number;
	/** Edited, not signed anew, and signed when they came. */
	wronglySigned: number;
	/** What documents leave open, each once. */
	open: ReadonlySet<string>;
}

const mostMissed = 20;

/** Retries wait behind; with more than this, the next request waits for one of them. */
const mostBehind = 256;

export class Dispatch {
	readonly #options: DispatchOptions;
	readonly #behind = new Behind(mostBehind);
	/** What is kept with its number; the recorder takes care that it is not too much. */
	readonly #keeping = new Behind(Number.POSITIVE_INFINITY);
	/** Something may follow a sending that has to know the number it got in the store. */
	readonly #areFollowed: boolean;
	/** Of what is sent once, whoever it is from. */
	readonly #plainManner: Manner;
	readonly #manners = new Map<string, Manner>();
	readonly #tally = {
		sent: 0,
		answered: 0,
		unconnected: 0,
		received: 0,
		notReceived: 0,
		undocumented: 0,
		missed: [] as NotReceived[],
		compared: 0,
		differing: 0,
		wronglySigned: 0,
		open: new Set<string>(),
	};

	constructor(options: DispatchOptions) {
		this.#options = options;
		this.#areFollowed = options.asProvider !== null || options.assertIdempotent;
		const wait = {timeoutMs: options.timeoutMs, timeoutIs: 'timeout'} as const;
		this.#plainManner = {wait, schedule: null, retries: 0, open: []};
	}

	get tally(): Tally {
		return this.#tally;
	}

	/** Sends one request. Resolves when it was answered once: what is sent again later goes on behind. */
	async deliver(prepared: PreparedStep, request: WireRequest, place: Place): Promise<void> {
		const {asProvider, assertIdempotent, signal} = this.#options;
		const work = this.#workOf(prepared, request, place);
		if (assertIdempotent) {
			await this.#handedOver(work, await this.#first(work));
			if (signal.aborted) return;
			const second = await this.#once(work);
			if (second !== null) this.#behind.add(this.#compared(work, second));
			await this.#behind.room();
			return;
		}
		if (asProvider === null) {
			await this.#sendOnce(work);
			return;
		}
		const handing = await this.#first(work);
		this.#behind.add(this.#handedOver(work, handing));
		await this.#behind.room();
	}

	/**
	 * Resolves when nothing is sent again any more.
	 * @throws what went wrong behind
	 */
	async idle(): Promise<void> {
		this.#options.recorder.flush();
		await this.#behind.idle();
		this.#options.recorder.flush();
		await this.#keeping.idle();
	}

	#workOf(prepared: PreparedStep, request: WireRequest, place: Place): Work {
		const {inspections, inspectsEach, asProvider} = this.#options;
		const {pin, step, isEdited, from} = prepared;
		const inspected = inspections.of(inspectsEach ? request : step, pin);
		const isResigned = this.#options.signers.has(inspected.provider.id);
		const isChanged = isEdited || request !== step;
		if (isChanged && !isResigned && isSigned(inspected)) this.#tally.wronglySigned++;
		return {
			pin,
			place,
			request,
			inspected,
			manner: this.#mannerOf(inspected, asProvider !== null),
			replay: {
				of: step.deliveryId,
				from: step.deliveryId === null ? from : null,
				isEdited: isChanged,
				isResigned,
			},
			lastAt: 0,
			attempts: 0,
			kept: null,
		};
	}

	#mannerOf({provider, inspection}: Inspected, asProvider: boolean): Manner {
		if (!asProvider) return this.#plainManner;
		const kind = inspection.event?.kind ?? null;
		const key = `${provider.id} ${kind ?? ''}`;
		const known = this.#manners.get(key);
		if (known !== undefined) return known;
		const manner = mannerOf(provider, kind, this.#options.timeoutMs);
		for (const says of manner.open) this.#tally.open.add(says);
		this.#manners.set(key, manner);
		return manner;
	}

	#first(work: Work) {
		const {sender, keepBytes, asProvider, waits, pace, signal} = this.#options;
		return handOver({
			sender,
			waits,
			pace,
			manner: work.manner,
			keepBytes,
			speed: asProvider?.speed ?? 1,
			requestOf: attempt => this.#requestOf(work, attempt),
			attempted: attempt => this.#attempted(work, attempt),
			signal,
		});
	}

	/** Once more, not as a retry, as work of its own; null when it was stopped before its turn. */
	async #once(work: Work): Promise<Work | null> {
		const {pace, signal} = this.#options;
		await pace.turn();
		if (signal.aborted) return null;
		const second = {...work, attempts: 0, kept: null};
		await this.#sendOnce(second);
		return second;
	}

	async #sendOnce(work: Work): Promise<void> {
		const sent = await this.#options.sender.send(this.#requestOf(work, 0), this.#sendOptions(work.manner));
		this.#attempted(work, {attempt: 0, pauseMs: 0, sent});
	}

	#sendOptions({wait}: Manner): SendOptions {
		const {timeoutMs, timeoutIs} = wait;
		return {timeoutMs, timeoutIs, keepBytes: this.#options.keepBytes};
	}

	async #handedOver(work: Work, {last}: {last: Promise<Delivery>}): Promise<void> {
		const {asProvider, signal} = this.#options;
		const delivery = await last;
		if (asProvider === null) return;
		const {verdict, answer} = delivery;
		if (isReceived(verdict, answer, asProvider.allowUnknown)) this.#tally.received++;
		// What was interrupted is nobody's failure.
		else if (!signal.aborted) {
			this.#tally.notReceived++;
			const {missed} = this.#tally;
			if (isReceived(verdict, answer, true)) this.#tally.undocumented++;
			if (missed.length < mostMissed)
				missed.push({delivery: (await work.kept) ?? delivery, attempts: work.attempts});
		}
	}

	#requestOf({request, pin, inspected, replay}: Work, attempt: number): WireRequest {
		const {inspections, asProvider, address, signers} = this.#options;
		const {provider, inspection} = inspected;
		let wire = request;
		if (asProvider !== null) {
			wire = withHeaders(wire, provider.sentWith?.(inspection.event?.kind ?? null) ?? []);
			// Counted up it would not be what was signed.
			if (attempt > 0 && (replay.isResigned || !isSigned(inspected))) {
				wire = countedUp(wire, attempt, other => inspections.of(other, pin)) ?? wire;
			}
		}
		const secret = signers.get(provider.id);
		if (secret === undefined) return wire;
		const url = address.origin + targetAt(address, wire.target);
		return signedAnew(wire, inspections.of(wire, pin), secret, {url, at: Date.now()}) ?? wire;
	}

	/** Counts, judges and keeps what was sent: nothing that is sent waits for the store. */
	#attempted(work: Work, {attempt, pauseMs, sent}: Attempt): Delivery {
		const {inspections, recorder, onSent} = this.#options;
		const tally = this.#tally;
		tally.sent++;
		work.attempts++;
		if (sent.status !== null) tally.answered++;
		if (isUnconnected(sent.forwarding.failure)) tally.unconnected++;
		const isSame = !work.replay.isResigned && attempt === 0;
		const inspected = isSame ? work.inspected : inspections.of(sent.request, work.pin);
		const judged = deliveryOfSent(sent, inspected, work.replay);
		const onKept = (delivery: Delivery) => onSent({place: work.place, attempt, pauseMs, sent, delivery});
		if (!this.#areFollowed) {
			recorder.keep(judged, onKept);
			return judged;
		}
		const keep = (told: Delivery) =>
			new Promise<Delivery>(resolve => {
				recorder.keep(told, delivery => {
					onKept(delivery);
					resolve(delivery);
				});
			});
		const {kept, lastAt} = work;
		work.lastAt = sent.at;
		work.kept =
			kept === null
				? keep(judged)
				: kept.then(({id}) =>
						keep({...judged, repeat: repeatOf(work.manner, id, attempt, sent.at - lastAt)}),
					);
		this.#keeping.add(work.kept);
		return judged;
	}

	/** Told with the numbers they got. */
	async #compared(one: Work, other: Work): Promise<void> {
		const [first, second] = await Promise.all([one.kept, other.kept]);
		if (first === null || second === null) return;
		const differences = differencesOf(first, second);
		this.#tally.compared++;
		if (differences.length === 0) return;
		this.#tally.differing++;
		this.#options.onDifference({first, second, differences});
	}
}

/** A request on its way. */
interface Work {
	pin: Pin | null;
	place: Place;
	request: WireRequest;
	inspected: Inspected;
	manner: Manner;
	replay: Replay;
	/** When the attempt before was sent. */
	lastAt: number;
	attempts: number;
	/** The last attempt, once it is kept. */
	kept: Promise<Delivery> | null;
}

/** `of`: the number of the attempt before. */
function repeatOf({schedule}: Manner, of: number | null, attempt: number, gapMs: number): Repeat {
	const atMost = schedule?.atMost ?? null;
	return {
		kind: 'retry',
		by: 'bytes',
		of,
		attempt,
		atMost,
		gapMs,
		because: `retry ${attempt}${atMost === null ? '' : ` of ${atMost}`}, as the provider sends again what failed, after ${inSeconds(Math.round(gapMs))}`,
	};
}
