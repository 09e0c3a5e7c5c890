import {describe, expect, it} from 'vitest';
import type {Phase} from '../../src/core/event.ts';
import {
	endMissing,
	isOverdue,
	lifePhases,
	placeInLife,
	shortestUsualMs,
	usualEnd,
	usualMs,
} from '../../src/core/life.ts';
import {providers} from '../../src/providers/registry.ts';

const minute = 60_000;

it('phases have their place; what may come at any time has none', () => {
	expect(lifePhases.map(placeInLife)).toEqual([0, 1, 2, 3]);
	expect((['recording', 'transcript', 'analysis', 'input', 'other'] as const).map(placeInLife)).toEqual([
		-1, -1, -1, -1, -1,
	]);
});

describe('a call that goes on', () => {
	it.each<[Phase, number, boolean]>([
		['started', 10 * minute, false],
		['started', 10 * minute + 1, true],
		['ringing', 10 * minute + 1, true],
		['answered', 240 * minute, false],
		['answered', 240 * minute + 1, true],
		['ended', 9999 * minute, false],
		['recording', 9999 * minute, false],
		['other', 9999 * minute, false],
	])('%s for %i ms: its end is missing: %s', (phase, ms, missing) => {
		const call = {phase, phaseSince: 1000};
		expect(isOverdue(call, 1000 + ms)).toBe(missing);
		const code = (owesEnd: boolean) => endMissing({...call, owesEnd}, 1000 + ms)?.code ?? null;
		expect(code(true)).toBe(missing ? 'call/end-missing' : null);
		expect(code(false)).toBeNull();
	});

	it('is told with how long it lasts, and that the measure is our own', () => {
		expect(endMissing({phase: 'answered', phaseSince: 0, owesEnd: true}, 245 * minute)).toMatchObject({
			severity: 'warning',
			message:
				"The call was answered 4 h 5 min ago (answered) and no end has come. The webhook for it may be switched off. Longer than 4 h is unusual by call-hook's own measure: no document gives a time.",
		});
	});

	it('is told in days once it is old', () => {
		const call = {phase: 'started', phaseSince: 0, owesEnd: true} as const;
		const message = (hours: number) => endMissing(call, hours * 60 * minute)?.message;
		expect(message(24)).toContain('The call began 24 h ago (started) and no end has come.');
		expect(message(361)).toContain('The call began 15 days ago (started)');
	});

	it('is usual until its time is over', () => {
		expect(usualEnd({phase: 'ringing', phaseSince: 5})).toBe(5 + usualMs.ringing);
		expect(usualEnd({phase: 'ended', phaseSince: 5})).toBeNull();
	});

	it('the shortest time is that of a call that begins', () => {
		expect(shortestUsualMs).toBe(usualMs.started);
	});
});

describe('what providers declare', () => {
	const declared = providers.flatMap(provider =>
		provider.kinds.flatMap(({id}) => {
			const life = provider.life?.(id) ?? null;
			return life === null ? [] : [{kind: `${provider.id} ${id}`, life}];
		}),
	);

	it('is for the kinds that are sent while a call goes on', () => {
		expect(declared.map(({kind}) => kind)).toEqual([
			'callr call',
			'telecmi live',
			'myoperator in-call',
			'myoperator v2-call',
		]);
	});

	it.each(declared)('$kind: phases in their order, and reasons with their source', ({life}) => {
		expect(life.phases).toEqual(lifePhases.filter(phase => life.phases.includes(phase)));
		expect(life.phases.at(-1)).toBe('ended');
		for (const {phase, because} of life.mayMiss) {
			expect(life.phases).toContain(phase);
			expect(because.value).not.toBe('');
			expect(because.source).not.toBe('');
			expect(because.checked).toMatch(/^\d{4}-\d\d-\d\d$/);
		}
	});
});
