import {describe, expect, it} from 'vitest';
import {type SetupFacts, setupSteps} from '../../src/doctor/setup.ts';
import {providers} from '../../src/providers/registry.ts';
import {knownProvider} from './handlers.ts';

const listener = {pid: 1, url: 'http://127.0.0.1:8888', publicUrl: 'https://lynx.example.test'};

function steps(id: string, more: Partial<SetupFacts> = {}) {
	const found = setupSteps({provider: knownProvider(id), listener: null, secretsFrom: [], ...more});
	return (title: string) => found.find(step => step.title === title)?.says.map(({text}) => text) ?? [];
}

describe.each(providers.map(({id}) => id))('the set-up of %s', id => {
	it('says where, what, who and how, and whatever a document says has its page', () => {
		const provider = knownProvider(id);
		const found = setupSteps({provider, listener, secretsFrom: []});
		expect(found.map(({title}) => title)).toEqual(
			expect.arrayContaining(['Have an address', 'Set it at the provider', 'Switch on what you need']),
		);
		for (const {says} of found) expect(says).not.toEqual([]);
		for (const {title, says} of found) {
			if (title !== 'Know' && title !== 'Answer as it expects') continue;
			for (const {text, sources} of says) expect(sources, text).not.toEqual([]);
		}
		for (const {says} of found) {
			for (const {text, sources} of says) expect(new Set(sources).size, text).toBe(sources.length);
		}
		const switched = steps(id)('Switch on what you need').join('\n');
		for (const kind of provider.kinds) expect(switched).toContain(`${kind.id}: `);
	});
});

describe('the address', () => {
	it('is the public one of the listener, to be pasted', () => {
		expect(steps('cllr', {listener})('Have an address')).toEqual([
			'paste https://lynx.example.test',
			'it may be http or https',
		]);
	});

	it('of a listener without one is only of this computer', () => {
		const [first] = steps('cllr', {listener: {...listener, publicUrl: null}})('Have an address');
		expect(first).toMatch(/^http:\/\/127\.0\.0\.1:8888 is this computer only/);
	});

	it('that is http where https is needed is told', () => {
		const http = {...listener, publicUrl: 'http://lynx.example.test'};
		expect(steps('callr', {listener: http})('Have an address')[0]).toMatch(/https is needed$/);
		expect(steps('cllr', {listener: http})('Have an address')[0]).toBe('paste http://lynx.example.test');
	});

	it('without a listener is told how to get', () => {
		expect(steps('cllr')('Have an address')[0]).toContain('call-hook listen --tunnel');
	});
});

it('what is sent once to prove an address is told', () => {
	expect(steps('mobtexting')('Let it prove the address')[0]).toContain('challenge');
	expect(steps('cllr')('Let it prove the address')).toEqual([]);
});

it('a secret is told by its name, or by how it is given', () => {
	expect(steps('callr')('Settle who may send').at(-1)).toContain('CALLR_WEBHOOK_SECRET');
	expect(steps('callr', {secretsFrom: ['MINE']})('Settle who may send').at(-1)).toBe(
		'call-hook reads its secret from MINE',
	);
	expect(steps('telecmi')('Settle who may send')[0]).toContain('--secret-path');
});

it('rules are those of the page to go by, and what no page says is told as not known', () => {
	expect(steps('cllr')('Answer as it expects')).toEqual([
		'sent by POST; counts 200 to 299; waits 10 s; what fails is never sent again',
	]);
	expect(steps('cllr')('Rely on nothing it does not tell')[0]).toContain('leave nothing open');
	expect(steps('telecmi')('Answer as it expects')).toEqual([
		'sent by POST or GET; TeleCMI documents no accepted status; its samples answer 200 and 204',
	]);
	expect(steps('telecmi')('Rely on nothing it does not tell')).toEqual([
		'it is not known which statuses count, how long it waits and whether it sends again',
	]);
});
