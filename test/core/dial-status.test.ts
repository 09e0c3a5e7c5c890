import {expect, it} from 'vitest';
import {dialStatuses} from '../../src/core/dial-status.ts';

it('has Asterisk’s words, each with how such a call ended', () => {
	expect(Object.entries(dialStatuses).map(([word, {outcome}]) => [word, outcome])).toEqual([
		['ANSWER', 'answered'],
		['BUSY', 'busy'],
		['NOANSWER', 'no-answer'],
		['CANCEL', 'canceled'],
		['CONGESTION', 'failed'],
		['CHANUNAVAIL', 'failed'],
	]);
});
