import {describe, expect, it} from 'vitest';
import {check, diagnose, isInSpotlight} from '../../src/doctor/check.ts';

const found = (
	state: 'ok' | 'problem' | 'warning' | 'unknown' | 'skipped',
	fails?: 'check' | 'target' | 'contract',
) => check('Group', 'a/b', 'Title', {state, says: 'so', ...(fails !== undefined && {fails})});

describe('a diagnosis', () => {
	it('counts each state, and is fine without a problem', () => {
		const checks = [found('ok'), found('ok'), found('warning'), found('unknown'), found('skipped')];
		expect(diagnose(checks)).toEqual({
			problems: 0,
			warnings: 1,
			ok: 2,
			unknown: 1,
			skipped: 1,
			unsent: 0,
			exitCode: 0,
		});
	});

	it.each([
		[['check'], 1],
		[['check', 'target'], 3],
		[['contract', 'check', 'target'], 4],
	] as const)('of %j ends with %i', (fails, code) => {
		expect(diagnose(fails.map(one => found('problem', one))).exitCode).toBe(code);
	});

	it('a warning about a contract breaks none', () => {
		expect(diagnose([found('warning', 'contract')]).exitCode).toBe(0);
	});
});

it('the spotlight is on what is wrong', () => {
	const states = (['ok', 'problem', 'warning', 'unknown', 'skipped'] as const).filter(state =>
		isInSpotlight({state}),
	);
	expect(states).toEqual(['problem', 'warning']);
});
