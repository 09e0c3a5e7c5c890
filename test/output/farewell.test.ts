import {describe, expect, it} from 'vitest';
import {type FarewellOptions, farewell} from '../../src/output/farewell.ts';
import {providers} from '../../src/providers/registry.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {answeredWith, observe} from '../session/observing.ts';
import {allFixtures} from '../support/fixtures.ts';
import {hostile, steering} from './samples.ts';

const summary = {
	startedAt: 0,
	deliveries: 26,
	newCalls: 12,
	verdicts: {accepted: 20, rejected: 3, unknown: 2, unanswered: 1},
	errors: 1,
	refused: 3,
	targetFailures: 2,
	lost: 2,
	rejected: [
		{id: 4, provider: 'mobtexting', because: 'only 200 and 202 count'},
		{id: null, provider: 'cllr', because: 'cllr gives up after 10 s'},
	],
	providers: [],
};

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
			'Verdicts 20 accepted, 3 rejected, 2 unknown, 1 unanswered',
			'Rejected #4 mobtexting only 200 and 202 count',
			'Rejected - cllr cllr gives up after 10 s',
			'Errors in 1 delivery',
			'No answer of your server to 2 deliveries',
			'Refused 3 deliveries',
			'Not kept 2 deliveries',
			'Kept ~/store.db',
			'Look again call-hook deliveries',
		]);
	});

	it('every label stands apart from what it labels, and all texts below each other', () => {
		for (const line of said().slice(2)) {
			expect(line).toMatch(/^ {2}\S+( \S+)? {2,}\S/);
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
			verdicts: {accepted: 1, rejected: 0, unknown: 0, unanswered: 0},
		};
		const text = said({summary: quiet, store: null}).join('\n');
		expect(text).not.toMatch(/Errors|Not kept|Kept|Look again|unanswered/);
	});

	it('names the store in the command when it was named', () => {
		expect(said({storeOption: ' --store /x'}).join('\n')).toContain('call-hook deliveries --store /x');
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
			expect(text({status, users: []})).toBe(
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
		const some = {...summary, rejected: [], providers: seen};
		const rows = (width: number) =>
			said({summary: some, width})
				.map(line => line.slice(14))
				.filter(line => /^(cllr|mobtexting) /.test(line));

		it('says how quickly it was answered, the nearest to its deadline first, and what differs', () => {
			expect(rows(120)).toEqual([
				'cllr        3 deliveries, half within 8 ms, 95 % within 12.41 s, slowest 12.41 s of 10 s',
				'mobtexting  3 deliveries, half within 9 ms, 95 % within 204 ms, slowest 204 ms',
				'mobtexting statuses: 200 (2 times), 204 (once); documented: 200 and 202',
				'cllr deadline: slowest 12.41 s; of 3 answers 1 too late; documented: 10 s',
			]);
			expect(rows(80)).toEqual([
				'cllr        3: half 8 ms, 95 % 12.41 s, slowest 12.41 s of 10 s',
				'mobtexting  3: half 9 ms, 95 % 204 ms, slowest 204 ms',
				'mobtexting statuses: 200 (2 times), 204 (once); documented: 200 a…',
				'cllr deadline: slowest 12.41 s; of 3 answers 1 too late; document…',
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
			rejected: Array.from({length: 5}, (_, index) => ({id: index, provider: 'cllr', because: 'too late'})),
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
			expect(lines.join('\n')).toMatch(/Verdicts.*Rejected.*Not kept.*Answered.*Differs.*Gone.*Look again/s);
			expect(
				lines.some(line => /^ {14}and \d more: call-hook calls --summary --store x\.db$/.test(line)),
			).toBe(true);
			// The one that is furthest over its deadline stays.
			expect(lines.find(line => line.startsWith('  Answered'))).toContain('myoperator  ');
		});

		it('names no command where nothing was kept', () => {
			const lines = said({summary: everything, address: {...address}, store: null});
			expect(lines.length).toBeLessThanOrEqual(16);
			expect(lines.join('\n')).not.toContain('--summary');
		});
	});

	it('is at most as wide as the terminal, and lets no hostile text through', () => {
		const evil = {...summary, rejected: [{id: 1, provider: 'cllr', because: hostile.repeat(10)}]};
		for (const width of [120, 80, 64]) {
			for (const line of said({summary: evil, width})) {
				expect(widthOf(line)).toBeLessThanOrEqual(width);
				expect(line).not.toMatch(steering);
			}
		}
	});
});
