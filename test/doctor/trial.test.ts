import {expect, it} from 'vitest';
import {isSilent, isUnreachable, trialOf} from '../../src/doctor/trial.ts';
import {openSender} from '../../src/replay/sender.ts';
import {afterwards} from '../support/waiting.ts';
import {answering, handler, hasty, knownProvider, specimensOf} from './handlers.ts';

async function sentTo(url: string, deadlineMs: number) {
	const sender = openSender({url, preserveHost: false, connections: 1, ca: null, insecure: false});
	afterwards(() => sender.close());
	const [specimen] = await specimensOf(hasty(knownProvider('cllr'), deadlineMs));
	return trialOf(sender, specimen ?? expect.fail('no fixture'));
}

it('a delivery is sent byte for byte, and its answer judged', async () => {
	const {url, got} = await handler(answering(200));
	const trial = await sentTo(url, 5000);
	expect(trial).toMatchObject({todo: null, deadlineMs: 5000});
	expect(trial.delivery.verdict.state).toBe('accepted');
	expect(got[0]?.body).toBe(Buffer.from(trial.specimen.request.body).toString('latin1'));
	expect([isSilent(trial), isUnreachable(trial)]).toEqual([false, false]);
});

it('one that is waited for in vain is given up at the deadline, and was rejected', async () => {
	const {url} = await handler(() => {});
	const trial = await sentTo(url, 60);
	expect([isSilent(trial), isUnreachable(trial)]).toEqual([true, false]);
	expect(trial.delivery.verdict).toMatchObject({
		state: 'rejected',
		because: expect.stringContaining('0.06 s'),
	});
	expect(trial.todo).toContain('answer first, work afterwards');
});

it('one that reaches nobody is told from that', async () => {
	const server = await handler(answering(200));
	server.close();
	const trial = await sentTo(server.url, 5000);
	expect([isSilent(trial), isUnreachable(trial)]).toEqual([false, true]);
});

it('one whose wait only the doctor measures is told without an option of other commands', async () => {
	const {url} = await handler(() => {});
	const sender = openSender({url, preserveHost: false, connections: 1, ca: null, insecure: false});
	afterwards(() => sender.close());
	const [specimen] = await specimensOf(knownProvider('telecmi'));
	const hurried = {
		send: (...[request, options]: Parameters<typeof sender.send>) =>
			sender.send(request, {...options, timeoutMs: 60}),
	};
	const trial = await trialOf(hurried, specimen ?? expect.fail('no fixture'));
	expect(isSilent(trial)).toBe(true);
	expect(trial.todo).toBe('Answer first, and work afterwards.');
});
