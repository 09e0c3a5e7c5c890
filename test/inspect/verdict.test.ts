import {describe, expect, it} from 'vitest';
import {describeRanges, factsChecked} from '../../src/core/contract.ts';
import type {Answer} from '../../src/core/delivery.ts';
import {judge} from '../../src/inspect/verdict.ts';
import {generic} from '../../src/providers/generic.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';

const answer = (status: number | null, durationMs = 1): Answer => ({status, by: 'call-hook', durationMs});

const noMessage = (): never => {
	throw new Error('only asked for when the body counts');
};

function verdict(id: string, kind: string | null, status: number | null, durationMs?: number) {
	const provider = providerOf(id);
	if (provider === null) throw new Error(`no provider ${id}`);
	return judge(provider, kind, answer(status, durationMs), noMessage);
}

describe('by documented rules', () => {
	it.each([
		// cllr: any 2xx within ten seconds.
		['cllr', 'post-call', 200, 1, 'accepted'],
		['cllr', 'post-call', 299, 10_000, 'accepted'],
		['cllr', 'post-call', 300, 1, 'rejected'],
		['cllr', 'post-call', 199, 1, 'rejected'],
		['cllr', 'post-call', 200, 10_000.1, 'rejected'],
		// MOBtexting: exactly 200 and 202, no deadline documented.
		['mobtexting', 'obd', 200, 1e6, 'accepted'],
		['mobtexting', 'obd', 201, 1, 'rejected'],
		['mobtexting', 'c2c', 202, 1, 'accepted'],
		['mobtexting', 'challenge', 204, 1, 'rejected'],
		// MyOperator: exactly 200; an in-call event within five seconds.
		['myoperator', 'in-call', 200, 5000, 'accepted'],
		['myoperator', 'in-call', 200, 5001, 'rejected'],
		['myoperator', 'after-call', 200, 5001, 'accepted'],
		['myoperator', 'after-call', 201, 1, 'rejected'],
		['myoperator', null, 200, 5001, 'accepted'],
		// Callr: 200 for fetch, 200 and 201 for Excel rows, nothing documented for the platform's webhooks.
		['callr', 'cdr', 200, 1e6, 'accepted'],
		['callr', 'cdr', 204, 1, 'rejected'],
		['callr', 'excel-row', 201, 1, 'accepted'],
		['callr', 'excel-row', 202, 1, 'rejected'],
		['callr', 'webhook', 500, 1, 'unknown'],
		['callr', 'other', 200, 1, 'accepted'],
		// TeleCMI documents nothing.
		['telecmi', 'cdr', 200, 1, 'unknown'],
		['telecmi', 'cdr', 500, 1e6, 'unknown'],
		['generic', null, 200, 1, 'unknown'],
	] as const)('%s %s: %d after %d ms is %s', (id, kind, status, durationMs, state) => {
		expect(verdict(id, kind, status, durationMs).state).toBe(state);
	});

	it.each([301, 302, 307, 308])(
		'a redirect (%d) is accepted by nobody that documents its statuses',
		status => {
			const accepting = providers.filter(({id}) => verdict(id, null, status).state === 'accepted');
			expect(accepting).toEqual([]);
		},
	);
});

describe('reasons', () => {
	it('a status that does not count, with the ones that do', () => {
		expect(verdict('mobtexting', 'obd', 201)).toEqual({
			state: 'rejected',
			because: 'MOBtexting counts only 200 and 202; 201 means undelivered',
			source: `portal.mobtexting.com/docs/v2/reach/webhook (checked ${factsChecked})`,
		});
	});

	it('an answer that came too late, and what follows', () => {
		expect(verdict('cllr', 'post-call', 200, 12_410)).toMatchObject({
			because: 'cllr gives up after 10 s and never sends again; the answer took 12.41 s',
			source: expect.stringContaining('checked'),
		});
	});

	it('too late is the reason whatever the status: nobody was there to read it', () => {
		expect(verdict('cllr', 'post-call', 500, 60_000).because).toContain('the answer took 60.00 s');
	});

	it('an answer that broke off is not taken for a whole one, and a status that never counts stays so', () => {
		const cut = (id: string, status: number) => {
			const provider = providerOf(id);
			if (provider === null) throw new Error(`no provider ${id}`);
			return judge(provider, null, {...answer(status), isCut: true}, noMessage);
		};
		expect(cut('mobtexting', 200)).toMatchObject({
			state: 'unknown',
			because: expect.stringContaining('before the answer was whole; MOBtexting does not say'),
			source: null,
		});
		expect(cut('mobtexting', 500).state).toBe('rejected');
	});

	it('nothing documented: no source, and the provider’s own words', () => {
		expect(verdict('telecmi', 'cdr', 200)).toEqual({
			state: 'unknown',
			because: 'TeleCMI documents no accepted status; its samples answer 200 and 204',
			source: null,
		});
	});

	it('nobody answered: there is nothing to judge', () => {
		for (const {id} of [...providers, generic]) {
			expect(verdict(id, null, null)).toMatchObject({state: null, source: null});
		}
	});
});

describe('every provider and kind', () => {
	const kinds = providers.flatMap(provider =>
		provider.kinds.map(({id}) => ({provider, id, name: `${provider.id} ${id}`})),
	);

	it.each(kinds)(
		'$name: the edges of what it accepts are accepted, and what lies just outside is not',
		({provider, id}) => {
			const {accepts, unknown} = provider.contract(id);
			const [rule] = accepts;
			if (rule === undefined) {
				expect(judge(provider, id, answer(200), noMessage).because).toBe(unknown);
				expect(unknown).not.toBe('');
				return;
			}
			for (const {from, to} of rule.value) {
				expect(judge(provider, id, answer(from), noMessage).state).toBe('accepted');
				expect(judge(provider, id, answer(to), noMessage).state).toBe('accepted');
				for (const outside of [from - 1, to + 1]) {
					if (rule.value.some(range => outside >= range.from && outside <= range.to)) continue;
					expect(judge(provider, id, answer(outside), noMessage).state).toBe('rejected');
				}
			}
			expect(judge(provider, id, answer(200), noMessage).because).toContain(describeRanges(rule.value));
		},
	);
});
