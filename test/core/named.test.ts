import {describe, expect, it} from 'vitest';
import {bareContext} from '../../src/core/context.ts';
import {Decoding} from '../../src/core/decoding.ts';
import {
	nameParameters,
	parametersOf,
	proposeNames,
	readNamed,
	reportLostPluses,
} from '../../src/core/named.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {get, post, postForm} from '../providers/requests.ts';

const sent = (request: Parameters<typeof readMessage>[0]) => parametersOf(readMessage(request));
const decodingFor = (provider: string) => new Decoding('test', 'other', bareContext(provider));

describe('parametersOf', () => {
	it('takes query, then form or JSON, each with its place', () => {
		expect(sent(postForm({b: '2'}, '/?a=1')).map(({name, value, from}) => [name, value, from])).toEqual([
			['a', '1', 'query.a'],
			['b', '2', 'body.b'],
		]);
		expect(sent(post({b: {c: 1}}, '/?a=1')).map(({name, value, from}) => [name, value, from])).toEqual([
			['a', '1', 'query.a'],
			['b', {c: 1}, 'body.b'],
		]);
		expect(sent(get('/'))).toEqual([]);
	});

	it('puts a + back that the query shows as a blank, and only there', () => {
		const numbers = sent(get('/?a=+919000000001&b=%20919000000001&c=+text'));
		expect(numbers.map(({value, plusRestored}) => [value, plusRestored])).toEqual([
			['+919000000001', true],
			[' 919000000001', false],
			[' text', false],
		]);
		const decoding = decodingFor('acme');
		reportLostPluses(decoding, numbers);
		expect(decoding.findings.map(({code, where}) => [code, where])).toEqual([
			['number/plus-as-blank', 'query.a'],
		]);
	});
});

describe('nameParameters', () => {
	const own = {uid: 'the id', clid: 'the caller'};

	it('follows the configuration, then the documents; the provider’s own names stand for themselves', () => {
		const named = nameParameters(
			sent(get('/?who=1&caller_number=2&uid=3&x=4')),
			{who: 'clid', uid: 'uid'},
			{caller_number: 'number'},
			own,
		);
		expect(named.object).toEqual({clid: '1', number: '2', uid: '3', x: '4'});
		expect([...named.places]).toEqual([
			['clid', 'query.who'],
			['number', 'query.caller_number'],
			['uid', 'query.uid'],
			['x', 'query.x'],
		]);
		expect(named.unnamed.map(({name}) => name)).toEqual(['x']);
	});

	it('is not led astray by names every object inherits', () => {
		const named = nameParameters(sent(get('/?constructor=1&__proto__=2&toString=3')), {}, {}, own);
		expect(Object.entries(named.object)).toEqual([
			['constructor', '1'],
			['__proto__', '2'],
			['toString', '3'],
		]);
		expect(named.unnamed).toHaveLength(3);
		expect(Object.getPrototypeOf(named.object)).toBe(Object.prototype);
	});

	it('is read with the place each value had', () => {
		const decoding = decodingFor('acme');
		const reader = readNamed(decoding, nameParameters(sent(get('/?who=1')), {who: 'clid'}, {}, own));
		expect(reader.text('clid')).toEqual({value: '1', from: 'query.who'});
	});
});

describe('proposeNames', () => {
	const says = {uid: "the call's id", clid: "the caller's number"};
	const guess = (_: string, value: string) =>
		value.startsWith('u') ? 'uid' : /^\d+$/.test(value) ? 'clid' : null;
	const proposed = (target: string, names: Record<string, string> = {}) => {
		const decoding = decodingFor('acme');
		proposeNames(decoding, nameParameters(sent(get(target)), names, {}, says), guess, says);
		return decoding.findings;
	};

	it('says what each looks like, and what to write where', () => {
		expect(proposed('/?who=919000000001&call=u1&dept=sales')).toEqual([
			{
				code: 'fields/unmapped',
				severity: 'info',
				message:
					"Names the customer chose: who looks like the caller's number; call looks like the call's id; what dept is cannot be told.",
				hint: 'If that is right, add to call-hook.config.json: "fields": {"acme": {"who":"clid","call":"uid"}}',
				where: 'query.who',
			},
		]);
	});

	it('proposes each name once, and none that is given already', () => {
		expect(proposed('/?a=1&b=2')[0]?.hint).toContain('{"a":"clid"}');
		expect(proposed('/?a=1&clid=2')).toEqual([]);
		expect(proposed('/?a=1&b=2', {b: 'clid'})).toEqual([]);
	});

	it('is silent about parameters that look like nothing', () => {
		expect(proposed('/?dept=sales')).toEqual([]);
		expect(proposed('/')).toEqual([]);
	});
});
