import {describe, expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {inspectedStep} from '../../src/rewrite/inspected-step.ts';
import {learn} from '../../src/rewrite/learnt.ts';
import {openRequest} from '../../src/rewrite/open-request.ts';
import {knownOf, type PersonalKind, personalKind} from '../../src/rewrite/personal.ts';
import {readFixture} from '../support/fixtures.ts';
import {stepWith} from './steps.ts';

/** By path, what is personal in a body of JSON. */
function personalIn(body: unknown, secrets: readonly string[] = []): Record<string, PersonalKind | null> {
	const step = stepWith({body: JSON.stringify(body)});
	const {places} = openRequest(step);
	const known = knownOf(inspectedStep(step, nothingTold), places, secrets);
	const inBody = places.filter(({path}) => path.startsWith('body'));
	return Object.fromEntries(
		inBody.map(place => [place.path.slice('body.'.length), personalKind(place, known)]),
	);
}

describe('by its name', () => {
	it.each([
		[
			'number',
			{phone: '9812345678', caller_id: '9812345678', toNumber: '12345', users: '9812345678,9812345679'},
		],
		[
			'name',
			{fullName: 'Ada', agent: 'Ada Lovelace', user: 'Ada Lovelace', caller_name: 'Ada', lname: 'Lovelace'},
		],
		['address', {street: 'Row 12', pincode: 110001, city: 'Delhi', 'postal-code': 'AB1'}],
		['about', {age: 36, gender: 'f', date_of_birth: '1815-12-10', company: 'Acme'}],
		['words', {transcript: 'Hello', callSummary: 'Hello', comments: 'Hello', text: 'Hello'}],
		['secret', {access_token: 'a', password: 'b', apiKey: 'c', 'x-api-key': 'd'}],
		['ip', {client_ip: '203.0.113.7', ip: '2001:db8::1'}],
		['recording', {recording_url: 'https://a.example.org/1', x: 'https://a.example.org/1.mp3?a=b'}],
		['file', {filename: '1.mp3', x: 'a-b.wav'}],
		[
			null,
			{
				agent_id: '12345678',
				phone_type: 'mobile',
				company_id: '12',
				number_of_calls: 3,
				to: 'en',
				user: 'u1',
			},
		],
	] as const)('%s', (kind, body) => {
		expect(personalIn(body)).toEqual(Object.fromEntries(Object.keys(body).map(name => [name, kind])));
	});

	it('with what is around it', () => {
		expect(
			personalIn({queue: {name: 'Sales'}, customer: {name: 'Ada'}, transcript: [{said: 'Hi', at: 1.5}]}),
		).toEqual({
			'queue.name': null,
			'customer.name': 'name',
			'transcript[0].said': 'words',
			'transcript[0].at': null,
		});
		expect(personalIn({a: {city: 'Delhi', state: 'DL'}, b: {state: 'DL'}})).toEqual({
			'a.city': 'address',
			'a.state': 'address',
			'b.state': null,
		});
		expect(personalIn({auth: {user: 'ada', key: '1'}})).toEqual({
			'auth.user': 'secret',
			'auth.key': 'secret',
		});
	});
});

describe('by its look', () => {
	it('whatever it is called', () => {
		expect(
			personalIn(
				{a: '+919812345678', b: '919812345678', c: '1234567890', d: '123456789', secret2: 's3cr3t'},
				['s3cr3t'],
			),
		).toEqual({
			a: 'number',
			b: 'number',
			c: 'number',
			d: null,
			secret2: 'secret',
		});
	});
});

describe('by what its provider says of it', () => {
	it('a short name is one', () => {
		const step = stepWith(readFixture('myoperator/after-call').step);
		const {open, kinds} = learn(step, nothingTold, []);
		const kindAt = (path: string) => kinds.get(open.places.findIndex(place => place.path === path));
		expect(kindAt('body.myoperator._cn[0]._na')).toBe('name');
		expect(kindAt('body.myoperator._cn[0]._tx')).toBe('words');
		expect(kindAt('body.myoperator._pm[0].vl')).toBeUndefined();
		expect(kindAt('body.myoperator._dn')).toBeUndefined();
	});

	it('the place of its own secret is one', () => {
		const {open, kinds} = learn(stepWith(readFixture('mobtexting/challenge').step), nothingTold, []);
		expect(kinds.get(open.places.findIndex(({path}) => path === 'query.token'))).toBe('secret');
	});
});
