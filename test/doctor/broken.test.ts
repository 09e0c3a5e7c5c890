import {expect, it} from 'vitest';
import {brokenFixtures, brokenRequests} from '../../src/doctor/broken.ts';
import {knownProvider, specimensOf} from './handlers.ts';

async function brokenOf(id: string) {
	const [provider = '', name] = id.split('/');
	const specimens = await specimensOf(knownProvider(provider));
	const specimen = specimens.find(found => found.name === name) ?? expect.fail(`no ${id}`);
	const requests = new Map(brokenRequests(specimen).map(broken => [broken.id, broken]));
	const bodyOf = (what: string) => Buffer.from(requests.get(what)?.request.body ?? []).toString();
	return {specimen, requests, bodyOf};
}

it('of a body of JSON there is everything that goes wrong', async () => {
	const {specimen, requests, bodyOf} = await brokenOf('telecmi/outgoing-answered');
	expect([...requests.keys()]).toEqual([
		'cut',
		'empty',
		'bare',
		'placeholders',
		'content-type',
		'unknown-event',
	]);
	expect(() => JSON.parse(bodyOf('cut'))).toThrow();
	expect(bodyOf('empty')).toBe('');
	expect(bodyOf('bare')).toBe('{}');
	expect(JSON.parse(bodyOf('placeholders'))).toMatchObject({cmiuuid: '{{cmiuuid}}', status: '{{status}}'});
	expect(JSON.parse(bodyOf('unknown-event'))).toMatchObject({status: 'call-hook-unknown'});
	expect(bodyOf('content-type')).toBe(Buffer.from(specimen.request.body).toString());
	const types = requests
		.get('content-type')
		?.request.headers.filter(([name]) => /^content-type$/i.test(name));
	expect(types).toEqual([['Content-Type', 'text/plain']]);
});

it('JSON in a form field is broken inside of it', async () => {
	const {bodyOf} = await brokenOf('myoperator/in-call');
	const field = new URLSearchParams(bodyOf('unknown-event')).get('myoperator');
	expect(JSON.parse(field ?? '')).toMatchObject({call_state: '999'});
});

it('what has no body has nothing to break', async () => {
	const {requests} = await brokenOf('telecmi/outgoing-answered-get');
	expect(requests.size).toBe(0);
});

it('fixtures that show what goes wrong are sent as they are', async () => {
	const specimens = await specimensOf(knownProvider('callr'));
	const found = brokenFixtures(specimens);
	expect(found.length).toBeLessThanOrEqual(3);
	expect(found[0]).toBe(specimens.find(({name}) => name === 'fetch-dtmf-undefined'));
});
