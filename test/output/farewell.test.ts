import {describe, expect, it} from 'vitest';
import {type FarewellOptions, farewell} from '../../src/output/farewell.ts';
import {providers} from '../../src/providers/registry.ts';
import type {Summary} from '../../src/session/session.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {answeredWith, observe, retry as retryAfter} from '../session/observing.ts';
import {allFixtures} from '../support/fixtures.ts';
import {hostile, steering} from './samples.ts';

const summary: Summary = {
	startedAt: 0,
	deliveries: 26,
	newCalls: 12,
	verdicts: {accepted: 20, rejected: 4, unknown: 2, unanswered: 1},
	errors: 3,
	refused: 3,
	targetFailures: 2,
	lost: 2,
	rejected: [
		rejected(2, 'mobtexting', {was: '204', rule: 'only 200 and 202 count'}),
		rejected(12, 'myoperator', {was: '500', rule: 'only 200 count'}, 13),
		rejected(null, 'cllr', {was: '12.4 s', rule: 'waits 10 s'}),
		rejected(9, 'mobtexting', {was: '500', rule: 'only 200 and 202 count'}),
	],
	erring: [
		{id: 19, provider: 'retell', code: 'signature/invalid'},
		{id: 22, provider: 'mobtexting', code: 'body/invalid-json'},
		{id: 20, provider: 'retell', code: 'signature/invalid'},
	],
	providers: [],
};

function rejected(
	id: number | null,
	provider: string,
	short: {was: string; rule: string},
	acceptedAs: number | null = null,
): Summary['rejected'][number] {
	const verdict = {state: 'rejected', because: 'so it is', source: null, short} as const;
	return {id, provider, verdict, of: null, acceptedAs};
}

function said(change: Partial<FarewellOptions> = {}): string[] {
	return farewell({summary, now: 782_000, store: '~/store.db', storeOption: '', width: 120, ...change}).map(
		plain,
	);
}

describe('farewell', () => {
	it('says what came, what went wrong, where it is kept and what to do next', () => {
		const lines = said();
		expect(lines[0]).toBe('call-hook received 26 deliveries in 13 min 2 s: 12 new calls.');
		const words = lines.slice(2).map(line => line.trim().replace(/\s+/g, ' '));
		expect(words).toEqual([
			'Verdicts 20 accepted, 4 rejected, 2 unknown, 1 unanswered',
			'Rejected #2 #9 mobtexting 204, 500: only 200 and 202 count',
			'- cllr 12.4 s: waits 10 s',
			'#12 myoperator 500: sent again as #13 and accepted',
			'Errors #19 #20 retell signature/invalid',
			'#22 mobtexting body/invalid-json',
			'Target your server gave no answer to 2 deliveries',
			'Refused 3 deliveries',
			'Not kept 2 deliveries',
			'Kept ~/store.db',
			'Look again call-hook deliveries verdict:rejected',
		]);
	});

	it('every label stands apart from what it labels, and all texts below each other', () => {
		for (const line of said().slice(2)) {
			expect(line).toMatch(/^ {2}(\S+( \S+)? {2,}| {12})\S/);
			expect(line.slice(0, 13)).toMatch(/ $/);
		}
	});

	it('leaves out what there is nothing to say of', () => {
		const quiet = {
			...summary,
			errors: 0,
			refused: 0,
			targetFailures: 0,
			lost: 0,
			rejected: [],
			erring: [],
			verdicts: {accepted: 1, rejected: 0, unknown: 0, unanswered: 0},
		};
		const text = said({summary: quiet, store: null}).join('\n');
		expect(text).not.toMatch(/Errors|Not kept|Kept|Look again|unanswered/);
	});

	it('names the store in the command when it was named', () => {
		expect(said({storeOption: ' --store /x'}).join('\n')).toContain(
			'call-hook deliveries verdict:rejected --store /x',
		);
	});

	it.each([
		[0, '0 s'],
		[59_400, '59 s'],
		[60_000, '1 min'],
		[782_000, '13 min 2 s'],
		[3_599_600, '1 h'],
		[7_500_000, '2 h 5 min'],
	])('%d ms without a delivery is told in a line: %s', (now, lasted) => {
		expect(said({summary: {...summary, deliveries: 0}, now})).toEqual([
			`call-hook received nothing in ${lasted}.`,
			'',
			'  Was it pasted at the provider? call-hook providers <id> says where.',
		]);
	});

	describe('of a public address', () => {
		const status = {
			state: 'live',
			url: 'https://brave-lynx-42.loca.lt',
			because: null,
			roundTripMs: 84,
			since: 0,
		} as const;
		const nothing = {...summary, deliveries: 0};

		it('says whether it worked until the end when nothing came', () => {
			const text = (address: FarewellOptions['address']) =>
				said({summary: nothing, now: 252_000, ...(address !== undefined && {address})}).join(' ');
			expect(text({status, users: []})).toContain(
				'call-hook received nothing in 4 min 12 s. The public address https://brave-lynx-42.loca.lt worked until the end.',
			);
			const since = new Date(2026, 10, 20, 9, 44, 10).getTime();
			expect(
				text({status: {...status, state: 'degraded', because: 'No answer.', since}, users: []}),
			).toContain(
				'The public address https://brave-lynx-42.loca.lt has not worked since 09:44:10: No answer.',
			);
			expect(text({status: {...status, state: 'starting', url: null}, users: []})).toContain(
				'The public address did not work.',
			);
		});

		it('says who was using it', () => {
			const text = said({address: {status, users: ['TeleCMI', 'Callr']}}).join('\n');
			expect(text).toContain('Gone        https://brave-lynx-42.loca.lt   2 providers were using it');
			expect(said({address: {status, users: []}}).join('\n')).not.toMatch(/Gone|Address/);
			expect(said({address: {status: {...status, state: 'dead'}, users: []}}).join('\n')).toMatch(
				/ {2}Address +The public address .* has not worked since /,
			);
		});
	});

	describe('of each provider', () => {
		const report = 'cllr/post-call';
		const obd = 'mobtexting/obd';
		const seen = observe([
			...[3, 204, 9].map(durationMs =>
				answeredWith(obd, {durationMs, status: durationMs === 204 ? 204 : 200}),
			),
			...[3, 8, 12_410].map(durationMs => answeredWith(report, {durationMs})),
		]);
		const some = {...summary, rejected: [], erring: [], errors: 0, providers: seen};
		const rows = (width: number) =>
			said({summary: some, width})
				.map(line => line.slice(14))
				.filter(line => /^(cllr|mobtexting) /.test(line));

		it('says how quickly it was answered, the nearest to its deadline first', () => {
			expect(rows(120)).toEqual([
				'cllr        3 deliveries, slowest 12.4 s (cllr waits 10 s)',
				'mobtexting  3 deliveries, slowest 204 ms',
			]);
			expect(rows(64)).toEqual([
				'cllr        3: slowest 12.4 s (cllr waits 10 s)',
				'mobtexting  3 deliveries, slowest 204 ms',
			]);
		});

		it('says what differs, but for what is told as rejected', () => {
			const log = 'myoperator/after-call';
			const providers = observe([
				answeredWith(log, {status: 500}),
				answeredWith(log, {}, {repeat: retryAfter(1, 3100)}),
			]);
			expect(said({summary: {...some, providers}}).filter(line => line.startsWith('  Differs'))).toEqual([
				'  Differs     myoperator retries: seen after 3.1 s; documented: sent again 3 times, every 30 s, then dropped',
			]);
		});

		it('in the colour of its share of the deadline', () => {
			const lines = farewell({summary: some, now: 1, store: null, storeOption: '', width: 120});
			const slowest = lines.map(line => line.at(-1)).filter(part => part?.text.startsWith('slowest'));
			expect(slowest.map(part => part?.role)).toEqual(['bad', 'text']);
		});

		it('has its labels once', () => {
			expect(said({summary: some}).filter(line => line.startsWith('  Answered'))).toHaveLength(1);
		});
	});

	describe('in 16 lines at most', () => {
		const everything = {
			...summary,
			verdicts: {...summary.verdicts, rejected: 90},
			errors: 70,
			rejected: Array.from({length: 20}, (_, index) =>
				rejected(index, `p${index % 9}`, {was: '500', rule: 'only 200 count'}),
			),
			erring: Array.from({length: 20}, (_, index) => ({id: index, provider: 'cllr', code: `a/${index}`})),
			providers: observe([
				...providers.flatMap(({id}) =>
					allFixtures()
						.filter(fixture => fixture.id.startsWith(`${id}/`))
						.map(fixture => answeredWith(fixture.id, {status: 302, durationMs: 12_410})),
				),
				answeredWith('cllr/post-call', {durationMs: 20_000}),
			]),
		};
		const address = {
			status: {state: 'dead', url: 'https://a.example.test', because: null, roundTripMs: null, since: 0},
			users: ['cllr'],
		} as const;

		it('tells the most of everything, and how much is left', () => {
			const lines = said({summary: everything, address, storeOption: ' --store x.db'});
			expect(lines).toHaveLength(16);
			expect(lines.join('\n')).toMatch(/Verdicts.*Rejected.*Not kept.*Answered.*Gone.*Look again/s);
			expect(
				lines.some(line => /^ {14}and \d more: call-hook calls --summary --store x\.db$/.test(line)),
			).toBe(true);
			// The one that is furthest over its deadline stays.
			expect(lines.find(line => line.startsWith('  Answered'))).toContain('myoperator  ');
		});

		it('leaves nothing out silently', () => {
			const lines = said({summary: everything, store: null}).join('\n');
			const named = (label: RegExp) => lines.match(label)?.[0] ?? '';
			const rejections = named(/ {2}Rejected[\s\S]*?(?= {2}Errors)/);
			const left = Number(/and (\d+) more$/m.exec(rejections)?.[1]);
			expect(left + (rejections.match(/#\d/g) ?? []).length).toBe(90);
			expect(named(/ {2}Errors[\s\S]*?(?= {2}Target)/)).toMatch(/and \d+ more$/m);
		});

		it('names many deliveries by the first ones', () => {
			const many = Array.from({length: 7}, (_, index) =>
				rejected(index, 'cllr', {was: '500', rule: 'only 200 to 299 count'}),
			);
			const verdicts = {...summary.verdicts, rejected: 7};
			expect(said({summary: {...summary, verdicts, rejected: many}}).join('\n')).toContain(
				'  Rejected    #0 #1 #2 #3 and 3 more cllr  500: only 200 to 299 count\n',
			);
		});

		it('names no command where nothing was kept', () => {
			const lines = said({summary: everything, address: {...address}, store: null});
			expect(lines.length).toBeLessThanOrEqual(16);
			expect(lines.join('\n')).not.toContain('--summary');
		});
	});

	it('is at most as wide as the terminal, and lets no hostile text through', () => {
		const evil = {...summary, rejected: [rejected(1, 'cllr', {was: '200', rule: hostile.repeat(10)})]};
		for (const width of [120, 80, 64]) {
			for (const line of said({summary: evil, width})) {
				expect(widthOf(line)).toBeLessThanOrEqual(width);
				expect(line).not.toMatch(steering);
			}
		}
	});
});
