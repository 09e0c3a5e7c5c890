import {describe, expect, it} from 'vitest';
import type {Answer} from '../../src/core/delivery.ts';
import {lintAnswer} from '../../src/inspect/lint-answer.ts';
import {generic} from '../../src/providers/generic.ts';

const target = (status: number | null, location?: string): Answer => ({
	status,
	by: 'target',
	durationMs: 1,
	sent: {
		headers: location === undefined ? [] : [['Location', location]],
		body: new Uint8Array(),
		bodySize: 0,
	},
});

describe('a redirect by the target', () => {
	it.each([300, 301, 302, 303, 307, 308])('%d is a finding that says where to', status => {
		expect(lintAnswer(target(status, 'https://app.example.test/hook/'), generic)).toMatchObject([
			{
				code: 'answer/redirect',
				severity: 'warning',
				message: expect.stringContaining(`${status}, a redirect to https://app.example.test/hook/.`),
				where: 'answer.header.Location',
			},
		]);
	});

	it('without a place it has none, and secrets in the place are hidden', () => {
		expect(lintAnswer(target(302), generic)).toMatchObject([{where: null}]);
		const [finding] = lintAnswer(target(302, 'https://app.example.test/?token=abc123'), generic);
		expect(finding?.message).not.toContain('abc123');
	});

	it.each([200, 204, 299, 304, 400, 500, null])('%s is none', status => {
		expect(lintAnswer(target(status), generic)).toEqual([]);
	});

	it('of call-hook or a rule is what the user wanted', () => {
		expect(lintAnswer({...target(302), by: 'rule'}, generic)).toEqual([]);
	});
});
