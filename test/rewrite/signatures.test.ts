import {expect, it} from 'vitest';
import {Hidden} from '../../src/rewrite/hidden.ts';
import {withoutSignatures} from '../../src/rewrite/signatures.ts';
import {stepWith} from './steps.ts';

it('signatures and digests keep their length, and nothing else of them', () => {
	const hidden = new Hidden('mask');
	const digest = '0123456789abcdef01234567';
	const step = stepWith({
		target: `/hook?sig=${digest}&x=${digest}`,
		headers: [
			['X-Signature', `t=1594969967000000000,v1=${digest}`],
			['X-Own', digest],
		],
		body: JSON.stringify({signature: digest, signature_version: 'v2'}),
	});
	const {target, headers, body} = withoutSignatures(step, hidden);
	const hiddenDigest = 'X'.repeat(24);
	expect(target).toBe(`/hook?sig=${hiddenDigest}&x=${digest}`);
	expect(headers).toEqual([
		['X-Signature', `t=1594969967000000000,v1=${hiddenDigest}`],
		['X-Own', digest],
	]);
	expect(JSON.parse(Buffer.from(body).toString())).toEqual({
		signature: hiddenDigest,
		signature_version: 'v2',
	});
	expect(hidden.done).toMatchObject([{what: 'a secret', times: 3}]);
});
