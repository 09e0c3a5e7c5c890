import {describe, expect, it} from 'vitest';
import {answerOf, type Sent} from '../../src/replay/sent.ts';
import {wireRequest} from './senders.ts';

const sent: Sent = {
	at: 0,
	request: wireRequest(),
	status: 200,
	sent: {headers: [['A', 'b']], body: Buffer.from('ok'), bodySize: 2},
	forwarding: {url: 'http://127.0.0.1:3000/', failure: null, connectMs: 1, firstByteMs: 2, totalMs: 3.5},
	isCut: false,
};

describe('what came of a request, as the answer of a delivery', () => {
	it('is the target’s', () => {
		expect(answerOf(sent)).toEqual({
			status: 200,
			by: 'target',
			durationMs: 3.5,
			sent: sent.sent,
			forwarding: sent.forwarding,
		});
		expect(answerOf({...sent, isCut: true}).isCut).toBe(true);
	});

	it('is nobody’s where none came', () => {
		expect(answerOf({...sent, status: null, sent: null})).toEqual({
			status: null,
			by: 'nobody',
			durationMs: 3.5,
			forwarding: sent.forwarding,
		});
	});
});
