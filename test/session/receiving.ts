/** Requests as a session receives them, with what becomes of their answers. */

import type {AnswerStream} from '../../src/core/answer-stream.ts';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {AnswerContent, AnswerHead, Delivery} from '../../src/core/delivery.ts';
import {type InspectOptions, noPins} from '../../src/inspect/inspect.ts';
import type {Exchange} from '../../src/server/exchange.ts';
import {defaultAnswering} from '../../src/session/answers.ts';
import {deliveryOf} from '../../src/session/archive.ts';
import {Network} from '../../src/session/network.ts';
import {type Notice, Session, type SessionOptions} from '../../src/session/session.ts';
import type {Store} from '../../src/store/store.ts';
import {openedTarget} from '../forward/wire.ts';
import {requestOf, storeAt} from '../store/temporary.ts';
import {afterwards} from '../support/waiting.ts';

/** The other side of a listener: it keeps what it is told, and says how the answer ended when the test does. */
export class TestExchange implements Exchange {
	readonly request: CapturedRequest;
	gone = false;
	readonly answers: AnswerContent[] = [];
	/** What is done when the answer is to be sent. */
	onRespond: () => void = () => {};
	#ended: boolean | null;
	readonly #listeners: ((handedOver: boolean) => void)[] = [];

	constructor(request: CapturedRequest, ended: boolean | null = true) {
		this.request = request;
		this.#ended = ended;
	}

	get status(): number | undefined {
		return this.answers[0]?.status;
	}

	respond(answer: AnswerContent): void {
		this.onRespond();
		this.answers.push(answer);
	}

	begin({status, headers}: AnswerHead): AnswerStream {
		const chunks: Uint8Array[] = [];
		return {
			write: chunk => chunks.push(chunk) > 0,
			onDrain: listener => listener(),
			end: () => this.respond({status, headers, body: Buffer.concat(chunks)}),
			cut: () => this.end(false),
		};
	}

	drop(): void {
		this.gone = true;
		this.end(false);
	}

	onEnd(listener: (handedOver: boolean) => void): void {
		if (this.#ended === null) this.#listeners.push(listener);
		else listener(this.#ended);
	}

	end(handedOver: boolean): void {
		this.#ended = handedOver;
		for (const listener of this.#listeners) listener(handedOver);
	}
}

export interface TestSession {
	session: Session;
	deliveries: Delivery[];
	notices: Notice[];
}

/** A session that hands every request to the target at an address. */
export async function forwardingTo(url: string, more: Partial<SessionOptions> = {}) {
	const store = await storeAt();
	const network = new Network();
	const target = openedTarget(url, status => network.setTarget(status));
	const answering = {...defaultAnswering, targets: [{target, matches: () => true}]};
	const session = new Session({store, inspect: noPins, network, answering, ...more});
	afterwards(() => session.close());
	const deliveries: Delivery[] = [];
	session.onDelivery(delivery => deliveries.push(delivery));
	return {store, session, network, deliveries};
}

/** A request whose sender reads the answer to its end. */
export function asked(text: string, change: Partial<CapturedRequest> = {}): TestExchange {
	const exchange = new TestExchange(posted(text, change), null);
	exchange.onRespond = () => exchange.end(true);
	return exchange;
}

export function sessionOn(store: Store, inspect: InspectOptions = noPins): TestSession {
	const session = new Session({store, inspect});
	const deliveries: Delivery[] = [];
	const notices: Notice[] = [];
	session.onDelivery(delivery => deliveries.push(delivery));
	session.onNotice(notice => notices.push(notice));
	afterwards(() => session.close());
	return {session, deliveries, notices};
}

/** A record of a call that is over; `change` takes the place of its members. */
export function record(id: string, change: Record<string, unknown> = {}): string {
	return JSON.stringify({
		type: 'cdr',
		cmiuuid: id,
		direction: 'inbound',
		status: 'answered',
		from: '9100000000',
		to: '4461000000',
		time: 1_571_122_020_000,
		answeredsec: 13,
		...change,
	});
}

/** An event of a call that goes on. */
export function live(id: string, status: string, change: Record<string, unknown> = {}): string {
	return JSON.stringify({
		type: 'event',
		direction: 'inbound',
		conversation_uuid: id,
		cmiuuid: id,
		from: '9100000000',
		time: 1_571_122_005_000,
		status,
		...change,
	});
}

export function posted(text: string, change: Partial<CapturedRequest> = {}): CapturedRequest {
	return requestOf({text, ...change});
}

/** A delivery that was answered 200, as it would come from the store. */
export function deliveryFrom(
	request: CapturedRequest,
	change: Partial<Parameters<typeof deliveryOf>[0]> = {},
): Delivery {
	return deliveryOf({
		id: 1,
		request,
		replay: null,
		refusal: null,
		pin: null,
		answer: {status: 200, by: 'call-hook', durationMs: 1},
		...change,
	});
}
