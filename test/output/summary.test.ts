import {describe, expect, it} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {latencyForms, summaryText} from '../../src/output/summary.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {answeredWith, duplicate, observe, observeOne, retry} from '../session/observing.ts';
import {allFixtures} from '../support/fixtures.ts';
import {fixtureDelivery} from './samples.ts';

const log = 'myoperator/after-call';
const cllr = [3, 8, 12_410].map(durationMs => answeredWith('cllr/post-call', {durationMs}));
const seen = observe([
	...cllr,
	answeredWith(log, {status: 500}),
	answeredWith(log, {}, {repeat: retry(1, 30_100)}),
]);

function said(width: number): string[] {
	return summaryText(seen, width).map(plain);
}

describe('the block of a provider', () => {
	it('begins with its name, its verdicts, and how quickly it was answered', () => {
		expect(said(120).slice(0, 2)).toEqual([
			'cllr  2 accepted, 1 rejected',
			'  3 deliveries, slowest 12.4 s (cllr waits 10 s)',
		]);
	});

	it('has what was seen at the left, what is documented at the right, and the source below it', () => {
		const lines = said(120);
		const heading = lines.find(line => line.includes('Observed')) ?? '';
		const at = heading.indexOf('Documented');
		const retries = lines.findIndex(line => line.includes('seen after 30.1 s'));
		expect(lines[retries]).toMatch(/^ {2}Retries {5}seen after 30\.1 s +agrees {3}sent again 3 times/);
		expect(lines[retries]?.indexOf('sent again')).toBe(at);
		expect(lines[retries + 1]?.indexOf('support.myoperator.com, calling webhooks')).toBe(at);
		expect(heading.indexOf('Observed')).toBe(lines[retries]?.indexOf('seen after'));
	});

	it('says what differs in words, and marks it', () => {
		const deadline = summaryText(seen, 120).find(line => plain(line).startsWith('  Deadline'));
		expect(plain(deadline ?? [])).toMatch(/slowest 12\.4 s; of 3 answers 1 too late.* differs {2}10 s$/);
		expect(deadline?.find(({text}) => text.startsWith('differs'))?.role).toBe('bad');
	});

	it('gives a source the whole width where there is little room', () => {
		expect(said(80)).toContain('              dashboard.cllr.ai/docs/post-call-webhook (checked 2026-11-20)');
	});

	it('names a rule once, and the kinds where they differ in it', () => {
		const lines = summaryText(
			observe([answeredWith(log), answeredWith('myoperator/v2-call-summary')]),
			120,
		).map(plain);
		expect(lines.filter(line => line.startsWith('  Statuses'))).toHaveLength(1);
		expect(lines.some(line => /^ {14}v2-call: 200 \(once\) +not documented$/.test(line))).toBe(true);
	});

	it('leaves out what was not seen and is not documented', () => {
		const rows = (deliveries: Delivery[]) =>
			summaryText(observe(deliveries), 120)
				.map(line => /^ {2}([A-Z][a-z]+) /.exec(plain(line))?.[1])
				.filter(label => label !== undefined);
		const obd = answeredWith('mobtexting/obd');
		expect(rows([obd])).toEqual(['Kinds', 'Statuses']);
		expect(rows([obd, answeredWith('mobtexting/obd', {}, {repeat: duplicate})])).toEqual([
			'Kinds',
			'Statuses',
			'Duplicates',
		]);
		expect(rows([obd, answeredWith('mobtexting/obd', {}, {repeat: retry(1, 3000)})])).toContain('Retries');
		expect(rows([answeredWith('cllr/post-call')])).toEqual(['Kinds', 'Statuses', 'Deadline', 'Retries']);
	});

	it('names a page once', () => {
		const text = summaryText(observe(cllr), 120).map(plain).join('\n');
		expect(text.match(/dashboard\.cllr\.ai/g)).toHaveLength(1);
	});

	it.each([120, 80])('has one row for the kinds that never came, at %d columns', width => {
		const lines = summaryText(observe([answeredWith(log)]), width).map(plain);
		const at = lines.findIndex(line => line.startsWith('  Kinds'));
		expect(lines[at]).toMatch(/never seen|kinds never/);
		expect(lines[at + 1]).toMatch(/^ {2}Statuses/);
	});

	it('of who was not recognised has no table', () => {
		const delivery = answeredWith('cllr/post-call');
		const provider = {...delivery.inspection.provider, id: 'generic'};
		const stranger = {...delivery, inspection: {...delivery.inspection, provider, event: null}};
		expect(summaryText(observe([stranger]), 80).map(plain)).toEqual([
			'Generic  1 accepted',
			'  1 delivery, slowest 1 ms',
		]);
	});
});

describe('how quickly', () => {
	it('in words, in short, and without what is least', () => {
		const many = Array.from({length: 7}, () => cllr).flat();
		expect(latencyForms(observeOne(many)).map(plain)).toEqual([
			'21 deliveries, half within 8 ms, 95 % within 12.41 s, slowest 12.4 s (cllr waits 10 s)',
			'21: half 8 ms, 95 % 12.41 s, slowest 12.4 s (cllr waits 10 s)',
			'21: half 8 ms, slowest 12.4 s (cllr waits 10 s)',
		]);
	});

	it('of few deliveries only the slowest', () => {
		expect(latencyForms(observeOne(cllr)).map(plain)).toEqual([
			'3 deliveries, slowest 12.4 s (cllr waits 10 s)',
			'3: slowest 12.4 s (cllr waits 10 s)',
		]);
	});

	it.each([
		[4999, 'text.muted'],
		[5000, 'warn'],
		[8000, 'bad'],
	])('%d ms of 10 s is %s', (durationMs, role) => {
		const [form] = latencyForms(observeOne([answeredWith('cllr/post-call', {durationMs})]));
		expect(form?.at(-1)?.role).toBe(role);
	});

	it('names the kind with the deadline where another one was the slowest', () => {
		const slow = answeredWith(log, {durationMs: 20_100});
		const [form] = latencyForms(observeOne([slow, answeredWith('myoperator/in-call', {durationMs: 4900})]));
		expect(plain(form ?? [])).toMatch(/slowest 20\.10 s, of in-call 4\.90 s \(MyOperator waits 5 s\)$/);
		expect(form?.at(-1)?.role).toBe('bad');
	});

	it('nothing where nobody answered', () => {
		const nobody = answeredWith('cllr/post-call', {status: null, by: 'nobody'});
		expect(latencyForms(observeOne([nobody])).map(plain)).toEqual(['1 delivery, none answered']);
	});
});

it.each([200, 120, 100, 99, 80])('no line is wider than %d columns, and none ends in blanks', width => {
	const everything = observe([
		...allFixtures().map(({id}) => fixtureDelivery(id)),
		...Array.from({length: 40}, (_, index) =>
			answeredWith(
				'myoperator/v2-call-summary',
				{status: 200 + index},
				{repeat: retry(index, 7.2e6 + index)},
			),
		),
	]);
	for (const line of summaryText(everything, width).map(plain)) {
		expect(widthOf(line), line).toBeLessThanOrEqual(Math.min(width, 120));
		expect(line).not.toMatch(/ $/);
	}
});
