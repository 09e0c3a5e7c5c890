import {describe, expect, it} from 'vitest';
import {readMessage} from '../../src/inspect/message.ts';
import {captured} from '../support/fixtures.ts';

const request = captured({
	method: 'POST',
	target: '/a%20b?x=1&y=2&x=3',
	headers: [
		['X-Twice', '1'],
		['content-TYPE', 'application/json'],
		['x-twice', '2'],
	],
	body: '{"a":1}',
});

describe('readMessage', () => {
	it('takes the target apart, and keeps the query as sent', () => {
		const message = readMessage(request);
		expect(message).toMatchObject({
			method: 'POST',
			path: '/a b',
			rawQuery: 'x=1&y=2&x=3',
			query: [
				['x', '1'],
				['y', '2'],
				['x', '3'],
			],
		});
		expect([message.param('x'), message.param('y'), message.param('z')]).toEqual(['1', '2', null]);
	});

	it('gives the first value of a header, whatever its letter case', () => {
		const message = readMessage(request);
		expect([message.header('x-twice'), message.header('content-type'), message.header('none')]).toEqual([
			'1',
			'application/json',
			null,
		]);
	});

	it('reads the body by its headers', () => {
		const message = readMessage(request);
		expect(message.body.kind).toBe('json');
		expect(message.object).toEqual({a: 1});
		expect(message.field('a')).toBeNull();
	});

	it('a list is no object', () => {
		expect(readMessage({...request, body: Buffer.from('[1]')}).object).toBeNull();
	});

	it('a form has fields', () => {
		const form = readMessage({
			...request,
			headers: [['Content-Type', 'application/x-www-form-urlencoded']],
			body: Buffer.from('a=1&a=2'),
		});
		expect(form.field('a')).toEqual({name: 'a', value: '1', size: 1});
		expect(form.field('b')).toBeNull();
		expect(form.object).toBeNull();
	});

	it('a malformed request has an empty message: its bytes are no body', () => {
		const message = readMessage({...request, method: null, target: null, headers: []});
		expect(message).toMatchObject({
			method: null,
			path: '',
			rawQuery: '',
			query: [],
			body: {kind: 'empty'},
			object: null,
		});
	});
});
