import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {defineProvider} from '../../src/core/provider.ts';
import {stepOf} from '../../src/core/step.ts';
import {inspect, inspectAs, noPins} from '../../src/inspect/inspect.ts';
import {callr} from '../../src/providers/callr.ts';
import {generic} from '../../src/providers/generic.ts';
import {telecmi} from '../../src/providers/telecmi.ts';
import {random} from '../core/random.ts';
import {allFixtures, captured} from '../support/fixtures.ts';

const record = JSON.stringify({type: 'cdr', cmiuuid: 'c1', status: 'answered', direction: 'outbound'});

function post(body: string, target = '/hooks'): CapturedRequest {
	return captured({method: 'POST', target, headers: [['Content-Type', 'application/json']], body});
}

const malformed: CapturedRequest = {
	...post(''),
	method: null,
	target: null,
	httpVersion: null,
	headers: [],
	fault: {code: 'malformed', message: 'This is not HTTP: x'},
};

describe('recognised by detection', () => {
	it('has event, key, sources and reasons', () => {
		const {inspection, provider} = inspect(post(record));
		expect(provider).toBe(telecmi);
		expect(inspection).toMatchObject({
			provider: {
				id: 'telecmi',
				confidence: 0.99,
				because: ['body has cmiuuid'],
				pinned: false,
				runnerUp: null,
			},
			callKey: 'telecmi:c1',
			sources: {callId: 'body.cmiuuid'},
			scope: 'call',
			signature: {state: 'unsigned'},
		});
	});

	it('nobody is generic, without an event', () => {
		const {inspection, provider} = inspect(post('{"hello":1}'));
		expect(provider).toBe(generic);
		expect(inspection).toMatchObject({
			provider: {id: 'generic', confidence: 0, because: ['nothing in it is known from a provider']},
			event: null,
			callKey: null,
			findings: [],
		});
	});

	it('too little evidence is nobody’s, and says whose it might be', () => {
		const {inspection} = inspect(post('{"run":{"id":"inbound-call:x"}}'));
		expect(inspection.provider).toMatchObject({
			id: 'generic',
			confidence: 0,
			runnerUp: {id: 'callr', confidence: 0.4},
		});
		expect(inspection.provider.because[0]).toContain('not sure enough of Callr');
	});

	it('a request that was no HTTP is nobody’s', () => {
		expect(inspect(malformed).inspection.provider).toMatchObject({
			id: 'generic',
			because: ['the request could not be read as HTTP'],
		});
	});
});

describe('pins', () => {
	it('--provider wins over what the request looks like', () => {
		const {inspection} = inspect(post(record), {
			...noPins,
			pin: callr,
			routes: [{path: '/', provider: telecmi}],
		});
		expect(inspection.provider).toEqual({
			id: 'callr',
			name: 'Callr',
			confidence: 1,
			because: ['pinned by --provider'],
			pinned: true,
			runnerUp: null,
		});
	});

	const routes = [
		{path: '/hooks', provider: telecmi},
		{path: '/hooks/callr', provider: callr},
		{path: '/slash/', provider: callr},
	];

	it.each([
		['/hooks', 'telecmi'],
		['/hooks/', 'telecmi'],
		['/hooks/x/y?z', 'telecmi'],
		['/hooks?callr', 'telecmi'],
		['/hooks/callr', 'callr'],
		['/hooks/callr/x', 'callr'],
		['/hooks/callrx', 'telecmi'],
		['/hooksx', 'generic'],
		['/slash/', 'callr'],
		['/slash/x', 'callr'],
		['/', 'generic'],
		['/%68ooks', 'telecmi'],
	])('--route: %s is %s', (target, id) => {
		expect(inspect(post('{}', target), {...noPins, routes}).inspection.provider.id).toBe(id);
	});

	it('--route says which one it was', () => {
		expect(inspect(post('{}', '/hooks/callr/x'), {...noPins, routes}).inspection.provider.because).toEqual([
			'pinned by --route /hooks/callr',
		]);
	});

	it('other words stand for where a pin comes from', () => {
		const route = {path: '/hooks', provider: callr, pinnedBy: 'routes in a.json'};
		const {because} = inspect(post('{}'), {...noPins, routes: [route]}).inspection.provider;
		expect(because).toEqual(['pinned by routes in a.json']);
		const pinned = inspect(post('{}'), {...noPins, pin: callr, pinnedBy: 'provider in a.json'});
		expect(pinned.inspection.provider.because).toEqual(['pinned by provider in a.json']);
	});

	it('a route of the empty path is below all others, and above all there is', () => {
		const some = [{path: '', provider: callr, pinnedBy: 'it'}, ...routes];
		for (const [request, id] of [
			[post('{}', '/hooks'), 'telecmi'],
			[post('{}', '/elsewhere'), 'callr'],
			[post('{}', '*'), 'callr'],
			[malformed, 'callr'],
		] as const) {
			expect(inspect(request, {...noPins, routes: some}).inspection.provider.id).toBe(id);
		}
	});

	it('holds for what is no HTTP as well, and nothing is made up', () => {
		const {inspection} = inspect(malformed, {...noPins, pin: telecmi});
		expect(inspection).toMatchObject({provider: {id: 'telecmi', pinned: true}, event: null, callKey: null});
	});
});

describe('inspectAs', () => {
	it('takes the pin a delivery was stored with', () => {
		const {inspection} = inspectAs(post('{"hello":1}'), {id: 'callr', because: 'pinned by --route /x'});
		expect(inspection.provider).toMatchObject({id: 'callr', pinned: true, because: ['pinned by --route /x']});
	});

	it('a provider that is known no more leaves it to detection', () => {
		expect(
			inspectAs(post(record), {id: 'gone', because: 'pinned by --provider'}).inspection.provider,
		).toMatchObject({
			id: 'telecmi',
			pinned: false,
		});
	});

	it('without a pin it is detected, just as at first', () => {
		const request = post(record);
		expect(inspectAs(request, null).inspection).toEqual(inspect(request).inspection);
	});
});

describe('a provider that throws', () => {
	const fails = () => {
		throw new Error('ouch');
	};
	const broken = (part: 'decode' | 'signature') =>
		defineProvider({
			...generic,
			id: 'broken',
			name: 'Broken',
			[part]: part === 'signature' ? {...generic.signature, proofs: fails} : fails,
		});

	it('becomes a finding; the request is shown as far as it can be', () => {
		const {inspection} = inspect(post(record), {...noPins, pin: broken('decode')});
		expect(inspection).toMatchObject({provider: {id: 'broken'}, event: null, callKey: null, sources: {}});
		expect(inspection.findings).toEqual([
			{
				code: 'call-hook/provider-failed',
				severity: 'error',
				message: 'call-hook could not decode this as Broken: ouch',
				hint: expect.stringContaining('Report it'),
				where: null,
			},
		]);
	});

	it('at its signature, says that it could not be looked at', () => {
		const {inspection} = inspect(post(record), {...noPins, pin: broken('signature')});
		expect(inspection.signature.state).toBe('unchecked');
		expect(inspection.findings.map(({message}) => message)).toEqual([
			'call-hook could not check the signature of this as Broken: ouch',
		]);
	});
});

it.each([
	['lint', 'check'],
	['eventOf', 'read the event id of'],
	['life', 'find the life cycle of'],
])('a provider that throws in %s costs only what it would have said', (part, doing) => {
	const pin = defineProvider({
		...telecmi,
		[part]: () => {
			throw new Error('ouch');
		},
	});
	const request = post(record);
	const inspected = inspect(request, {...noPins, pin});
	expect(inspected.inspection.callKey).toBe('telecmi:c1');
	expect(inspected.inspection.findings).toContainEqual(
		expect.objectContaining({message: `call-hook could not ${doing} this as TeleCMI: ouch`}),
	);
	expect(stepOf(inspected, request)).toMatchObject({by: 'bytes', life: null});
});

describe('it cannot fail', () => {
	it('changes nothing of the request', () => {
		const request = post('{"to":1,}');
		const before = JSON.stringify(request);
		inspect(request);
		expect(JSON.stringify(request)).toBe(before);
	});

	it('on 3,000 damaged fixtures: no error, and no finding that blames call-hook', () => {
		const fixtures = allFixtures();
		const {below, pick} = random(99);
		const pins = [null, ...['telecmi', 'callr', 'cllr', 'mobtexting', 'myoperator']];
		for (let i = 0; i < 3000; i++) {
			const {request} = pick(fixtures);
			const body = Buffer.from(request.body);
			for (let changes = below(4); changes > 0; changes--) {
				if (body.length > 0) body[below(body.length)] = below(256);
			}
			const damaged = {
				...request,
				body: body.subarray(0, below(3) === 0 ? below(body.length + 1) : body.length),
				headers: below(3) === 0 ? request.headers.filter(() => below(2) === 0) : request.headers,
			};
			const id = pick(pins);
			const {inspection} = inspectAs(damaged, id === null ? null : {id, because: 'test'});
			expect(inspection.findings.filter(({code}) => code.startsWith('call-hook/'))).toEqual([]);
		}
	});

	it('on a hundred thousand brackets, however they are hidden', () => {
		const brackets = '['.repeat(100_000);
		for (const body of [brackets, `{"a":${brackets}`, `["\n${brackets}`, `[/*"*/${brackets}`]) {
			expect(inspect(post(body)).inspection.findings.map(({code}) => code)).toSatisfy((codes: string[]) =>
				codes.some(code => code === 'body/invalid-json' || code === 'body/not-read'),
			);
		}
	});
});
