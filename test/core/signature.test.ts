import {describe, expect, it} from 'vitest';
import {fact} from '../../src/core/contract.ts';
import {
	authorizationProof,
	headerOfSecret,
	namedHeader,
	noProofs,
	noSecrets,
	rawBody,
	takesSecret,
	unsigned,
} from '../../src/core/signature.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {post} from '../providers/requests.ts';

describe('what an Authorization header sends', () => {
	const basic = Buffer.from('user:pass word').toString('base64');
	it.each([
		['Bearer s3cret', 'a bearer secret', 's3cret'],
		['bearer  s3 cret', 'a bearer secret', 's3 cret'],
		[`Basic ${basic}`, 'Basic credentials', 'user:pass word'],
		[`BASIC ${Buffer.from('é:ü').toString('base64')}`, 'Basic credentials', 'Ã©:Ã¼'],
		['Basic dXNlcjpwYXNz', 'Basic credentials', 'user:pass'],
		['Basic dXNlcjpwYXN=', 'Basic credentials', 'dXNlcjpwYXN='],
		['s3cret', 'a secret', 's3cret'],
		['Bearer', 'a secret', 'Bearer'],
		['Digest a=b', 'a secret', 'Digest a=b'],
		['', 'a secret', ''],
	])('%j', (value, what, sent) => {
		expect(authorizationProof(value)).toEqual({kind: 'secret', header: 'Authorization', what, sent});
	});
});

describe('a secret that names its header', () => {
	it.each([
		['X-Token: k3y', {name: 'X-Token', value: 'k3y'}],
		['X-Token:\tk: 3y', {name: 'X-Token', value: 'k: 3y'}],
		['user:password', null],
		['X Token: k3y', null],
		[': k3y', null],
		['X-Token:  ', null],
		['k3y', null],
		['', null],
	])('%j', (secret, named) => {
		expect(namedHeader(secret)).toEqual(named);
	});
});

it('a secret stands in a header by the bytes of its UTF-8', () => {
	expect(headerOfSecret('aé')).toBe('aÃ©');
});

it('a provider without a scheme says the same of every message and takes no secret', () => {
	const check = {state: 'unsigned', because: 'there is none', hint: 'Ask for one.'} as const;
	const signature = unsigned(check);
	const message = readMessage(post({}));
	expect(signature.proofs(message)).toBe(noProofs);
	expect([signature.absent(message, false), signature.absent(message, true)]).toEqual([check, check]);
	expect(signature.sign({message, body: Buffer.from('{}'), url: '', at: 0}, 's3cret')).toEqual([]);
	expect(takesSecret({signature})).toBe(false);
	expect(takesSecret({signature: {...signature, documented: [fact('one', 'example.test')]}})).toBe(true);
});

it('a provider without a scheme has its address kept secret, unless it says what else to do', () => {
	const {absent} = unsigned({state: 'unsigned', because: 'there is none'});
	expect(absent(readMessage(post({})), false).hint).toMatch(/--secret-path/);
});

it('what most schemes sign is the body as it came', () => {
	const body = Buffer.from([0xff, 0]);
	expect(rawBody({method: 'POST', url: '', body, time: ''})).toBe(body);
	expect(noSecrets.size).toBe(0);
});
