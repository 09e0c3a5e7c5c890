import {expect, it} from 'vitest';
import {bodyStep} from '../../src/formats/body.ts';

it.each([
	['{"a":1}', 'application/json'],
	[' [1]\n', 'application/json'],
	['{"a":1', null],
	['a=1&b=%20+', 'application/x-www-form-urlencoded'],
	['a=1', 'application/x-www-form-urlencoded'],
	['to be = not to be', null],
	['a=<b c="d">', null],
	['text', null],
	['', null],
	[Buffer.from([0xff, 0x3d]), null],
])('a bare body %j is of type %s', (text, type) => {
	const body = Buffer.from(text);
	expect(bodyStep(body)).toMatchObject({
		method: 'POST',
		target: '/',
		headers: type === null ? [] : [['Content-Type', type]],
		body,
	});
});
