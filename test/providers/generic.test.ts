import {describe, expect, it} from 'vitest';
import {get, inspectionOf, post, postForm, verdictOn} from './requests.ts';

describe('a request of nobody known', () => {
	it.each([
		['JSON', post({event: 'call.ended', call_id: '1', from: '+33199001234'})],
		['a list', post([{callId: 'a', recordingUri: 'b'}])],
		['a form', postForm({CallSid: 'x', From: '+33199001234'})],
		['a query', get('/hook?call_id=1&to=33199001234')],
		['text', post('hello')],
		['nothing', post('')],
	])('%s is kept, and nothing is claimed of it', (_, request) => {
		const {provider, event, callKey, sources, scope, signature} = inspectionOf(request);
		expect(provider).toEqual({
			id: 'generic',
			name: 'Generic',
			confidence: 0,
			because: [expect.any(String)],
			pinned: false,
			runnerUp: null,
		});
		expect({event, callKey, sources, scope}).toEqual({
			event: null,
			callKey: null,
			sources: {},
			scope: 'call',
		});
		expect(signature.state).toBe('unchecked');
	});

	it('says whom it might have been from when it is not sure enough', () => {
		const {provider} = inspectionOf(post({run: {id: 'inbound-call:424242'}}));
		expect(provider.id).toBe('generic');
		expect(provider.runnerUp?.id).toBe('callr');
		expect(provider.because.join()).toContain('Callr');
	});

	it('is judged by no rules, whatever the answer', () => {
		for (const status of [200, 204, 404, 500]) expect(verdictOn('generic', 'any', status)).toBe('unknown');
	});
});
