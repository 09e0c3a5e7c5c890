/** From the plan of an answer to the answer as the sender got it: delays, faults, targets, and who leaves meanwhile. */

import type {CapturedRequest} from '../core/capture.ts';
import type {Answer, AnswerContent} from '../core/delivery.ts';
import type {Member} from '../core/roster.ts';
import type {Forwarding} from '../core/target.ts';
import {gatewayAnswer} from '../forward/failure.ts';
import type {ForwardHandle, ForwardOptions} from '../forward/forwarder.ts';
import type {Exchange} from '../server/exchange.ts';
import type {Plan} from './answers.ts';

export interface CarryOutOptions extends Pick<ForwardOptions, 'timeoutMs' | 'timeoutIs' | 'keepBytes'> {
	/** As it is kept: with the address that led here. */
	request: CapturedRequest;
	/** When the request was complete, by the clock that only goes forward, in ms. */
	completedAt: number;
}

export interface UnderWay extends Member {
	/** The answer as it was in the end, once the sender has it or has left. Never rejects. */
	done: Promise<Answer>;
	/** Ends what is waited for: the sender is answered at once, as by a gateway that is going down. */
	stop(): void;
}

/** Whether the answer can go out at once, in the turn the delivery is stored. */
export function isImmediate({by, delayMs, fault}: Plan): boolean {
	return delayMs === 0 && (fault === null ? by !== 'target' : fault.action.kind === 'status');
}

/** What a plan answers by itself; null when it asks a target. */
export function contentOf(plan: Plan): AnswerContent | null {
	const {fault} = plan;
	if (fault?.action.kind === 'status')
		return {status: fault.action.status, headers: [], body: new Uint8Array()};
	return plan.by === 'target' ? null : plan.content;
}

/** The answer of a plan that needs no target, as it is told. */
export function plannedAnswer(plan: Plan, content: AnswerContent, durationMs: number): Answer {
	const {rule, fault} = plan;
	// What call-hook says by itself is known; what the user has written is not.
	if (plan.by !== 'rule' && fault === null) return {status: content.status, by: 'call-hook', durationMs};
	return {
		status: content.status,
		by: 'rule',
		durationMs,
		sent: {headers: content.headers, body: content.body, bodySize: content.body.length},
		...(rule !== null && fault?.action.kind !== 'status' && {rule}),
		...(fault !== null && {fault: fault.name}),
	};
}

/** Carries out a plan that takes time. */
export function carryOut(exchange: Exchange, plan: Plan, options: CarryOutOptions): UnderWay {
	return new Course(exchange, plan, options);
}

class Course implements UnderWay {
	readonly done: Promise<Answer>;
	slot = 0;
	readonly #exchange: Exchange;
	readonly #plan: Plan;
	readonly #options: CarryOutOptions;
	#settle: (answer: Answer) => void = () => {};
	#timer: NodeJS.Timeout | null = null;
	#handle: ForwardHandle | null = null;
	/** What the sender gets, or got; told once it has it, or has left. */
	#answer: Answer | null = null;
	/** Whether the sender had the whole answer; null while it is there. */
	#senderEnded: boolean | null = null;

	constructor(exchange: Exchange, plan: Plan, options: CarryOutOptions) {
		this.#exchange = exchange;
		this.#plan = plan;
		this.#options = options;
		this.done = new Promise(resolve => {
			this.#settle = resolve;
		});
		exchange.onEnd(handedOver => this.#ended(handedOver));
		const {fault, delayMs} = plan;
		const wait = delayMs + (fault?.action.kind === 'delay' ? fault.action.ms : 0);
		if (wait > 0) this.#timer = setTimeout(() => this.#act(), wait);
		else this.#act();
	}

	stop(): void {
		if (this.#timer !== null) {
			clearTimeout(this.#timer);
			this.#timer = null;
			this.#act();
		}
		this.#handle?.cancel('stopped');
		// It hangs on purpose.
		if (this.#answer === null && this.#handle === null) this.#exchange.drop();
	}

	#act(): void {
		this.#timer = null;
		const plan = this.#plan;
		switch (plan.fault?.action.kind) {
			case 'hang':
				return;
			case 'reset':
				this.#exchange.drop();
				return;
			case 'close':
				this.#answerHalf(contentOf(plan) ?? halfOfNothing);
				return;
			default: {
				const content = contentOf(plan);
				if (content !== null) this.#respond(content);
				else if (plan.by === 'target')
					this.#forward(plan.target.forward(this.#options.request, this.#forwardOptions()));
			}
		}
	}

	#forwardOptions(): ForwardOptions {
		const {timeoutMs, timeoutIs, keepBytes} = this.#options;
		return {timeoutMs, timeoutIs, keepBytes, begin: head => this.#exchange.begin(head)};
	}

	#respond(content: AnswerContent): void {
		this.#answer = plannedAnswer(this.#plan, content, this.#elapsed());
		this.#exchange.respond(content);
	}

	/** As a handler that dies while it answers. */
	#answerHalf(content: AnswerContent): void {
		const {status, headers, body} = content;
		this.#answer = {...plannedAnswer(this.#plan, content, this.#elapsed()), isCut: true};
		const stream = this.#exchange.begin({
			status,
			headers: [...headers, ['Content-Length', String(body.length)]],
		});
		stream.write(body.subarray(0, Math.floor(body.length / 2)));
		stream.cut();
	}

	#forward(handle: ForwardHandle): void {
		this.#handle = handle;
		void handle.done.then(({head, sent, forwarding}) => {
			const durationMs = this.#elapsed();
			const fault = this.#plan.fault === null ? {} : {fault: this.#plan.fault.name};
			if (head !== null && sent !== null) {
				const isCut = forwarding.failure === null ? {} : {isCut: true as const};
				this.#conclude({status: head.status, by: 'target', durationMs, sent, forwarding, ...fault, ...isCut});
			} else this.#answerInstead(forwarding, durationMs);
		});
	}

	/** The target gave no answer: the sender gets what a gateway would give. */
	#answerInstead(forwarding: Forwarding, durationMs: number): void {
		const content = forwarding.failure === null ? null : gatewayAnswer(forwarding.failure);
		if (content === null || this.#exchange.gone) {
			this.#conclude({status: null, by: 'nobody', durationMs, forwarding});
			return;
		}
		this.#conclude({status: content.status, by: 'call-hook', durationMs, forwarding});
		this.#exchange.respond(content);
	}

	/** Whether sender or target ends first is all one: the answer is told when both have. */
	#conclude(answer: Answer): void {
		this.#answer = answer;
		if (this.#senderEnded !== null) this.#tell(this.#senderEnded);
	}

	#ended(handedOver: boolean): void {
		this.#senderEnded = handedOver;
		if (this.#timer !== null) {
			clearTimeout(this.#timer);
			this.#timer = null;
		}
		if (this.#handle !== null && this.#answer === null) {
			// Its end tells what came of it: a sender that has the whole answer is only quicker than that.
			if (!handedOver) this.#handle.cancel('sender-left');
			return;
		}
		this.#tell(handedOver);
	}

	#tell(handedOver: boolean): void {
		const answer = this.#answer;
		const {fault} = this.#plan;
		const left: Answer = {
			status: null,
			by: 'nobody',
			durationMs: this.#elapsed(),
			...(answer?.forwarding !== undefined && {forwarding: answer.forwarding}),
			...(fault !== null && {fault: fault.name}),
		};
		// An answer that was cut has reached the sender as far as it went.
		this.#settle(answer !== null && (handedOver || answer.isCut === true) ? answer : left);
	}

	#elapsed(): number {
		return Math.max(0, performance.now() - this.#options.completedAt);
	}
}

/** Half of what a target would have said cannot be known. */
const halfOfNothing: AnswerContent = {
	status: 200,
	headers: [['Content-Type', 'application/json']],
	body: Buffer.from('{"success":true}'),
};
