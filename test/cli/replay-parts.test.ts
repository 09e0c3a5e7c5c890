import {describe, expect, it} from 'vitest';
import {anySeed, type PartOptions, partsOf} from '../../src/cli/replay-parts.ts';
import type {Scenario} from '../../src/cli/replay-source.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {readFixture} from '../../src/formats/fixtures.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {Inspections} from '../../src/replay/delivery.ts';

const options: PartOptions = {
	edit: false,
	changes: [],
	now: false,
	sameIds: false,
	times: 1,
	plan: {speed: 1, shuffle: false, duplicate: 0, drop: 0, late: [], seed: 7},
	provider: null,
	told: nothingTold,
};

async function scenario(id: string): Promise<Scenario> {
	return {title: id, from: id, steps: (await readFixture(id)) ?? expect.fail(`no ${id}`), notes: []};
}

async function part(id: string, change: Partial<PartOptions> = {}) {
	const [found] = await partsOf([await scenario(id)], {...options, ...change});
	return found ?? expect.fail('no part');
}

async function refused(id: string, change: Partial<PartOptions>): Promise<CallHookError> {
	const error = await part(id, change).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(CallHookError);
	return error as CallHookError;
}

const call = 'telecmi/scenario-inbound-answered';
const textOf = (body: Uint8Array | undefined) => Buffer.from(body ?? []).toString();

describe('partsOf', () => {
	it('leaves everything as it is unless asked', async () => {
		const {steps, requestsOf, passOf, perPass} = await part(call);
		const original = (await readFixture(call)) ?? [];
		expect(requestsOf(0, Date.now())).toEqual(original);
		expect(requestsOf(0, 0)[0]).toBe(steps[0]?.step);
		expect(steps.every(({isEdited}) => !isEdited)).toBe(true);
		expect(passOf(0).sendings.map(({step}) => step)).toEqual(original.map((_, index) => index));
		expect(perPass).toBe(original.length);
	});

	it('changes those steps that have the place, in the order they were typed', async () => {
		const changes = [
			{kind: 'set', text: 'cmiuuid=first'},
			{kind: 'set', text: 'body.cmiuuid=second'},
			{kind: 'add', text: 'header.X-Test=1'},
		] as const;
		const {steps} = await part('telecmi/outgoing-answered', {changes});
		expect(steps[0]).toMatchObject({isEdited: true});
		expect(textOf(steps[0]?.step.body)).toContain('"second"');
		expect(steps[0]?.step.headers.at(-1)).toEqual(['X-Test', '1']);
	});

	it('a change that matches one step of several is enough; the others stay', async () => {
		const {steps} = await part(call, {changes: [{kind: 'set', text: 'answeredsec=99'}]});
		const edited = steps.filter(({isEdited}) => isEdited);
		expect(edited.length).toBeGreaterThan(0);
		expect(edited.length).toBeLessThan(steps.length);
	});

	it.each([
		['set', 'cmiuid=1', /matches nothing/, /body\.cmiuuid/],
		['remove', 'header.Contnt-Type', /matches nothing/, /Content-Type/i],
		['set', 'nonsense', /--set nonsense/, /--set body\.to=/],
		['remove', '', /--remove/, /--remove body\./],
	] as const)('--%s %s is refused', async (kind, text, message, hint) => {
		const error = await refused('telecmi/outgoing-answered', {changes: [{kind, text}]});
		expect(error).toMatchObject({
			exitCode: 2,
			message: expect.stringMatching(message),
			hint: expect.stringMatching(hint),
		});
	});

	it('--now gives each repetition ids of its own, and the time it begins at', async () => {
		const {requestsOf} = await part('telecmi/outgoing-answered', {now: true, times: 2});
		const at = Date.UTC(2030, 0, 1);
		const [first, second] = [0, 1].map(repetition => JSON.parse(textOf(requestsOf(repetition, at)[0]?.body)));
		const ids = [(await readFixture('telecmi/outgoing-answered'))?.[0], null].map(
			step => step && JSON.parse(textOf(step.body)).cmiuuid,
		);
		expect(new Set([ids[0], first.cmiuuid, second.cmiuuid]).size).toBe(3);
		expect(Math.abs(first.time - at)).toBeLessThan(60_000);
	});

	it.each([
		['at the speed of the call', {}],
		['60 times as fast', {speed: 60}],
		['without gaps', {speed: Number.POSITIVE_INFINITY}],
		['shuffled', {shuffle: true}],
	])('--now %s tells of nothing that is still to come', async (_, change) => {
		const plan = {...options.plan, ...change};
		const {requestsOf, passOf} = await part(call, {now: true, plan});
		const at = Date.UTC(2030, 0, 1);
		const requests = requestsOf(0, at);
		const told = passOf(0).sendings.flatMap(({step, atMs}) => {
			const request = requests[step] ?? expect.fail('no request');
			const {event} = new Inspections(nothingTold).of(request, null).inspection;
			return [event?.startedAt, event?.answeredAt, event?.endedAt].flatMap(time =>
				typeof time === 'string' ? [Date.parse(time) - at - atMs] : [],
			);
		});
		expect(told.length).toBeGreaterThan(1);
		for (const ahead of told) expect(ahead).toBeLessThanOrEqual(0);
	});

	it('what --now and fresh ids find nothing in is the step itself', async () => {
		const steps = ((await readFixture(call)) ?? []).map(step => ({...step, body: Buffer.from('{"a":1}')}));
		const scenario = {title: 'x', from: 'x', steps, notes: []};
		const [found] = await partsOf([scenario], {...options, now: true, plan: {...options.plan, speed: 9}});
		const requests = found?.requestsOf(0, 0) ?? [];
		expect(requests.length).toBeGreaterThan(1);
		for (const [index, request] of requests.entries()) expect(request).toBe(found?.steps[index]?.step);
	});

	it('--now --same-ids moves the times only', async () => {
		const {requestsOf} = await part('telecmi/outgoing-answered', {now: true, sameIds: true});
		const original = (await readFixture('telecmi/outgoing-answered'))?.[0];
		const before = JSON.parse(textOf(original?.body));
		const after = JSON.parse(textOf(requestsOf(0, Date.UTC(2030, 0, 1))[0]?.body));
		expect(after.cmiuuid).toBe(before.cmiuuid);
		expect(after.time).not.toBe(before.time);
	});

	it('of several repetitions the first is as it was, the others have ids of their own', async () => {
		const {requestsOf, steps} = await part('telecmi/outgoing-answered', {times: 3});
		const bodies = [0, 1, 2].map(repetition => textOf(requestsOf(repetition, 0)[0]?.body));
		expect(bodies[0]).toBe(textOf(steps[0]?.step.body));
		expect(new Set(bodies).size).toBe(3);
		const again = await part('telecmi/outgoing-answered', {times: 3});
		expect([0, 1, 2].map(repetition => textOf(again.requestsOf(repetition, 0)[0]?.body))).toEqual(bodies);
		const same = await part('telecmi/outgoing-answered', {times: 3, sameIds: true});
		expect(textOf(same.requestsOf(2, 0)[0]?.body)).toBe(bodies[0]);
	});

	it('--provider says who all of it is from', async () => {
		const {steps} = await part('telecmi/outgoing-answered', {provider: 'cllr'});
		expect(steps[0]).toMatchObject({pin: {id: 'cllr', because: 'pinned by --provider'}, isEdited: false});
	});

	it('--late takes phases, kinds and names of steps, and refuses others', async () => {
		const late = [{what: 'ended', byMs: 600_000}];
		const {passOf} = await part(call, {plan: {...options.plan, late}});
		const because = passOf(0).sendings.flatMap(sending => sending.because);
		expect(because).toContain('late by 10 min');
		const wrong = {...options.plan, late: [{what: 'endet', byMs: 1}]};
		expect(await refused(call, {plan: wrong})).toMatchObject({
			exitCode: 2,
			message: expect.stringContaining('--late endet'),
			hint: expect.stringContaining('ended'),
		});
	});
});

describe('anySeed', () => {
	it('is a seed that can be typed', () => {
		for (let nth = 0; nth < 100; nth++) expect(String(anySeed())).toMatch(/^\d{1,6}$/);
	});
});
