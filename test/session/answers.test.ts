import {describe, expect, it} from 'vitest';
import {defineProvider} from '../../src/core/provider.ts';
import {type InspectOptions, inspect, noPins} from '../../src/inspect/inspect.ts';
import {generic} from '../../src/providers/generic.ts';
import {providers} from '../../src/providers/registry.ts';
import {notStored, planAnswer} from '../../src/session/answers.ts';
import {posted} from './receiving.ts';

const html: [string, string] = ['Accept', 'text/html,application/xhtml+xml'];

function answer(change: Parameters<typeof posted>[1] & {text?: string}, options: InspectOptions = noPins) {
	const {text = '', ...rest} = change;
	const request = posted(text, rest);
	const plan = planAnswer(inspect(request, options), request, null);
	if (plan.by === 'target') throw new Error('there is no target');
	const {status, headers, body} = plan.content;
	return {status, type: headers[0]?.[1], text: Buffer.from(body).toString()};
}

const standard = {status: 200, type: 'application/json', text: '{"success":true}'};

describe('the answer', () => {
	it.each([
		['whatever the body', {text: 'x'}],
		['for a GET', {method: 'GET', target: '/hook'}],
		['for what no provider sent', {text: '{"a":1}'}],
		['for a body that is no JSON', {text: '{'}],
	])('is success, %s', (_, change) => {
		expect(answer(change)).toEqual(standard);
	});

	it('is success for every provider', () => {
		for (const pin of providers) expect(answer({text: '{"a":1}'}, {...noPins, pin})).toEqual(standard);
	});

	it('is a page for a person who opened the address', () => {
		const page = answer({method: 'GET', target: '/', headers: [html]});
		expect(page).toMatchObject({status: 200, type: 'text/html; charset=utf-8'});
		expect(page.text).toContain('call-hook listens here');
	});

	it.each([
		['another path', {method: 'GET', target: '/x', headers: [html]}],
		['a query', {method: 'GET', target: '/?a=b', headers: [html]}],
		['a POST', {method: 'POST', target: '/', headers: [html]}],
		['no wish for HTML', {method: 'GET', target: '/', headers: []}],
	])('is no page for %s', (_, change) => {
		expect(answer(change)).toEqual(standard);
	});

	it('is no page where the path is a provider’s', () => {
		expect(answer({method: 'GET', target: '/', headers: [html]}, {...noPins, pin: generic})).toEqual(
			standard,
		);
	});

	it('to a fault comes before anything else', () => {
		const fault = {code: 'body-too-large' as const, message: ''};
		expect(answer({text: '{"validation_key":"k","challenge":"c"}', fault}).status).toBe(413);
	});

	it('of a provider that throws is the ordinary one', () => {
		const pin = defineProvider({
			...generic,
			id: 'broken',
			defaultAnswer() {
				throw new Error('ouch');
			},
		});
		expect(answer({}, {...noPins, pin})).toEqual(standard);
	});

	it('to what could not be stored asks for another try', () => {
		expect(notStored.status).toBe(503);
		expect(JSON.parse(Buffer.from(notStored.body).toString())).toHaveProperty('error');
	});
});
