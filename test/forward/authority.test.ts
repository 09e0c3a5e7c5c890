import {describe, expect, it} from 'vitest';
import {CallHookError} from '../../src/core/errors.ts';
import {checkAuthority} from '../../src/forward/authority.ts';
import {makeCertificates} from './certificates.ts';

const certificates = makeCertificates();

describe('the certificate of an authority', () => {
	it.skipIf(certificates === null)('may be one in PEM form, or none', () => {
		expect(() => checkAuthority({ca: certificates?.ca ?? '', url: 'https://shop.test'})).not.toThrow();
		expect(() => checkAuthority({ca: null, url: 'https://shop.test'})).not.toThrow();
	});

	it('is not passed over in silence when it is none', () => {
		const check = () => checkAuthority({ca: 'no certificate', url: 'https://shop.test'});
		expect(check).toThrow(CallHookError);
		expect(check).toThrow(/^The certificate authority for https:\/\/shop\.test cannot be read: /);
	});
});
