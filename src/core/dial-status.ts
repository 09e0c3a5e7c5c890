import type {Outcome} from './event.ts';

/** Asterisk's DIALSTATUS, which several providers pass on: what each word means, and how such a call ended. */
export const dialStatuses: Readonly<Record<string, {means: string; outcome: Outcome}>> = {
	ANSWER: {means: 'answered', outcome: 'answered'},
	BUSY: {means: 'busy', outcome: 'busy'},
	NOANSWER: {means: 'no answer', outcome: 'no-answer'},
	CANCEL: {means: 'cancelled by the caller before the answer', outcome: 'canceled'},
	CONGESTION: {means: 'network congested', outcome: 'failed'},
	CHANUNAVAIL: {means: 'channel unavailable', outcome: 'failed'},
};
