import {describe, expect, it} from 'vitest';
import type {RequestStep} from '../../src/formats/step.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {withoutRest} from '../../src/rewrite/disguise-rest.ts';
import {Hidden} from '../../src/rewrite/hidden.ts';
import {learn} from '../../src/rewrite/learnt.ts';
import {stepWith} from './steps.ts';

/** What is left of a step by what looks at the rest alone. */
function rest(over: Parameters<typeof stepWith>[0], style: 'mask' | 'pseudonym' = 'mask') {
	const step: RequestStep = stepWith(over);
	const hidden = new Hidden(style);
	const request = withoutRest(step, learn(step, nothingTold, []), hidden);
	return {...request, text: Buffer.from(request.body).toString('latin1'), done: hidden.done};
}

describe('a path', () => {
	it('loses who is in it, and keeps the rest as it was written', () => {
		const {target} = rest({target: '/a%20b/%2B919812345678/c+d/ada@example.org?x=%20'});
		expect(target).toBe('/a%20b/%2B9198XXXXXXX8/c+d/x%40example.test?x=%20');
	});
});

describe('trailers', () => {
	it('lose their secrets, and who is in them', () => {
		const {trailers} = rest({
			trailers: [
				['X-Token', 'abc'],
				['X-From', '+919812345678'],
				['X-Sum', 'abc'],
			],
		});
		expect(trailers).toEqual([
			['X-Token', 'XXXXXXXX'],
			['X-From', '+9198XXXXXXX8'],
			['X-Sum', 'abc'],
		]);
	});
});

describe('a body that is not taken apart', () => {
	it('of bytes is as long as before, and says nothing', () => {
		const {body, done} = rest({
			headers: [['Content-Type', 'audio/mpeg']],
			body: Buffer.from('\0ID3 Ada', 'latin1'),
		});
		expect(body).toEqual(new Uint8Array(8));
		expect(done).toEqual([{what: 'words of a person', where: 'body', times: 1}]);
	});

	it('that is empty, or has no values, stays', () => {
		for (const body of ['', '{}', '[]', '{"a": {}}', '{"a": null}']) {
			expect(rest({body})).toMatchObject({text: body, done: []});
		}
	});
});

describe('broken JSON', () => {
	it('loses what a lenient reader finds in it, and keeps its mistakes', () => {
		const body = '{"name": undefined, "caller": Ada Lovelace, "to": +919812345678, "x": [1,,],}';
		const {text} = rest({body});
		expect(text).not.toMatch(/12345678/);
		expect(text).toMatch(/"x": \[1,,\],\}$/);
	});
});

describe('files in a form', () => {
	it('lose their names and bytes; fields and lengths stay', () => {
		const part = (disposition: string, value: string) =>
			`--b0\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
		const {text, done} = rest({
			headers: [['Content-Type', 'multipart/form-data; boundary=b0']],
			body: `${part('name="a"', 'kept')}${part('name="f"; filename="Ada.wav"', 'RIFF')}--b0--\r\n`,
		});
		expect(text).toBe(`${part('name="a"', 'kept')}${part('name="f"; filename="file"', 'xxxx')}--b0--\r\n`);
		expect(done).toEqual([{what: "a recording's file name", where: 'body.f', times: 1}]);
	});
});
