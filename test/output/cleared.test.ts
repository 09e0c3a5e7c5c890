import {expect, it} from 'vitest';
import {clearedLine} from '../../src/output/cleared.ts';

it('says what was deleted, or would be', () => {
	expect(JSON.parse(clearedLine({deliveries: 3, calls: 1, changedCalls: 2}, 4096, true))).toEqual({
		type: 'cleared',
		v: 1,
		deliveries: 3,
		calls: 1,
		changedCalls: 2,
		freedBytes: 4096,
		dryRun: true,
	});
});
