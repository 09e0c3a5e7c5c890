import {describe, expect, it} from 'vitest';
import type {Answer} from '../../src/core/delivery.ts';
import type {Target} from '../../src/forward/forwarder.ts';
import type {InjectedFault, Plan} from '../../src/session/answers.ts';
import {carryOut, contentOf, isImmediate, plannedAnswer, type UnderWay} from '../../src/session/carry-out.ts';
import {ok, type Sender, sender, startListener} from '../server/wire.ts';
import {until} from '../support/waiting.ts';

const own: Plan = {by: 'call-hook', content: ok, rule: null, delayMs: 0, fault: null};
const ruled: Plan = {
	by: 'rule',
	content: {status: 201, headers: [['X-Rule', 'yes']], body: Buffer.from('0123456789')},
	rule: 'answers[0]',
	delayMs: 0,
	fault: null,
};
const fault = (name: string, action: InjectedFault['action']): InjectedFault => ({name, action});
const options = {timeoutMs: 5000, timeoutIs: 'timeout', keepBytes: 1000} as const;

/** A request whose answer is carried out as planned, and what its sender sees. */
async function carried(plan: Plan): Promise<{client: Sender; course: UnderWay; answer: () => Answer | null}> {
	const {listener, exchanges, captured} = await startListener({answer: () => null});
	const client = await sender(listener.port);
	await client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi');
	await captured(1);
	const [exchange] = exchanges;
	if (exchange === undefined) throw new Error('no exchange');
	let answer: Answer | null = null;
	const course = carryOut(exchange, plan, {
		...options,
		request: exchange.request,
		completedAt: performance.now(),
	});
	void course.done.then(settled => {
		answer = settled;
	});
	return {client, course, answer: () => answer};
}

describe('a delay', () => {
	it('keeps the answer back, and counts', async () => {
		const {client, course} = await carried({...ruled, delayMs: 40});
		const [text] = await client.answers(1);
		expect(text).toContain('HTTP/1.1 201 Created\r\nX-Rule: yes\r\n');
		expect(text?.endsWith('0123456789')).toBe(true);
		const answer = await course.done;
		expect(answer).toMatchObject({status: 201, by: 'rule', rule: 'answers[0]'});
		expect(answer.durationMs).toBeGreaterThanOrEqual(39);
		expect(answer.sent).toEqual({
			headers: [['X-Rule', 'yes']],
			body: Buffer.from('0123456789'),
			bodySize: 10,
		});
	});

	it('as a fault is added to that of the rule, and named', async () => {
		const {course} = await carried({...own, delayMs: 20, fault: fault('delay=20', {kind: 'delay', ms: 20})});
		const answer = await course.done;
		expect(answer).toMatchObject({status: 200, by: 'rule', fault: 'delay=20'});
		expect(answer.durationMs).toBeGreaterThanOrEqual(39);
	});

	it('ends at once when the sender leaves: nobody was answered', async () => {
		const {client, course} = await carried({...own, delayMs: 60_000});
		client.socket.destroy();
		const answer = await course.done;
		expect(answer).toMatchObject({status: null, by: 'nobody'});
		expect(answer.durationMs).toBeLessThan(5000);
	});

	it('ends at once with the answer when call-hook stops', async () => {
		const {client, course} = await carried({...own, delayMs: 60_000});
		course.stop();
		expect((await client.answers(1))[0]).toContain('HTTP/1.1 200 OK');
		expect(await course.done).toMatchObject({status: 200, by: 'call-hook'});
	});
});

describe('faults', () => {
	it('reset: the connection is reset without a byte', async () => {
		const {client, course} = await carried({...own, fault: fault('reset', {kind: 'reset'})});
		let code: string | undefined;
		client.socket.on('error', (error: NodeJS.ErrnoException) => {
			code = error.code;
		});
		expect(await client.closed()).toBe('');
		expect(code ?? 'ECONNRESET').toBe('ECONNRESET');
		expect(await course.done).toMatchObject({status: null, by: 'nobody', fault: 'reset'});
	});

	it('hang: nothing comes, and the connection stays, until the sender leaves', async () => {
		const {client, course, answer} = await carried({...own, fault: fault('hang', {kind: 'hang'})});
		expect(client.socket.destroyed).toBe(false);
		expect(client.received()).toBe('');
		expect(answer()).toBeNull();
		client.socket.destroy();
		expect(await course.done).toMatchObject({status: null, by: 'nobody', fault: 'hang'});
	});

	it('hang ends when call-hook stops', async () => {
		const {client, course} = await carried({...own, fault: fault('hang', {kind: 'hang'})});
		course.stop();
		await client.closed();
		expect(await course.done).toMatchObject({by: 'nobody'});
	});

	it('close: half of the answer, and the end of the connection', async () => {
		const {client, course} = await carried({...ruled, fault: fault('close', {kind: 'close'})});
		const text = await client.closed();
		expect(text).toContain('HTTP/1.1 201 Created\r\n');
		expect(text).toContain('Content-Length: 10\r\n');
		expect(text.endsWith('\r\n\r\n01234')).toBe(true);
		expect(await course.done).toMatchObject({status: 201, by: 'rule', isCut: true, fault: 'close'});
	});

	it('status: takes the place of the answer, at once, and is no rule’s', () => {
		const plan: Plan = {...ruled, fault: fault('status=500', {kind: 'status', status: 500})};
		expect(isImmediate(plan)).toBe(true);
		const content = contentOf(plan);
		expect(content).toEqual({status: 500, headers: [], body: new Uint8Array()});
		const answer = plannedAnswer(plan, content ?? ok, 1);
		expect(answer).toMatchObject({status: 500, by: 'rule', fault: 'status=500'});
		expect(answer).not.toHaveProperty('rule');
	});

	const failing = fault('status=500', {kind: 'status', status: 500});

	it('status: takes the place of an answer that is delayed, too', async () => {
		const {client, course} = await carried({...ruled, delayMs: 20, fault: failing});
		expect((await client.answers(1))[0]).toContain('HTTP/1.1 500 Internal Server Error\r\n');
		expect(await course.done).toMatchObject({status: 500, by: 'rule', fault: 'status=500'});
	});

	it('status: a target is not asked', () => {
		const target: Target = {
			url: 'http://127.0.0.1:1',
			forward: () => expect.unreachable('it was asked'),
			close() {},
		};
		const plan: Plan = {by: 'target', target, rule: null, delayMs: 0, fault: failing};
		expect(isImmediate(plan)).toBe(true);
		expect(contentOf(plan)?.status).toBe(500);
	});
});

it('only what takes no time is immediate', () => {
	expect(isImmediate(own)).toBe(true);
	expect(isImmediate({...own, delayMs: 1})).toBe(false);
	expect(isImmediate({...own, fault: fault('hang', {kind: 'hang'})})).toBe(false);
});

it('an answer that is not read to its end is nobody’s', async () => {
	const {client, course} = await carried({
		...ruled,
		content: {status: 200, headers: [], body: new Uint8Array(64 * 1024 * 1024)},
		delayMs: 1,
	});
	client.socket.once('data', () => client.socket.pause());
	await until('the beginning of the answer', () => client.received().length > 0);
	client.socket.destroy();
	expect(await course.done).toMatchObject({status: null, by: 'nobody'});
});
