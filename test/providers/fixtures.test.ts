import {describe, expect, it} from 'vitest';
import {decodePercent} from '../../src/core/capture.ts';
import type {CallEvent} from '../../src/core/event.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {judge} from '../../src/inspect/verdict.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';
import {allFixtures, allScenarios, type Fixture, fixtureIds} from '../support/fixtures.ts';
import {answerOf} from './requests.ts';

const fixtures = allFixtures();

function pinsOf({step}: Fixture) {
	return step.pin === null ? noPins : {...noPins, pin: providerOf(step.pin)};
}

describe('inventory', () => {
	it('has an expectation for every request, and a request for every expectation', () => {
		expect(fixtureIds('.http')).toEqual(fixtureIds('.expected.json'));
	});

	it('has a fixture for every kind a provider declares', () => {
		const declared = providers.flatMap(({id, kinds}) => kinds.map(kind => `${id} ${kind.id}`));
		const shown = fixtures.map(({expected}) => `${expected.provider} ${expected.event.kind}`);
		expect([...new Set(shown)].sort()).toEqual(declared.sort());
	});

	it('is claimed by one provider and one kind each, or is a whole call', () => {
		const claimed = fixtures.map(({id, request, ...fixture}) => {
			const {provider, event} = inspect(request, pinsOf({id, request, ...fixture})).inspection;
			return [id, `${provider.id} ${event?.kind}`];
		});
		expect(claimed).toEqual(
			fixtures.map(({id, folder, expected}) => [id, `${folder} ${expected.event.kind}`]),
		);
		const all = [...claimed.map(([id]) => id), ...allScenarios().map(({id}) => id)];
		expect(all.sort()).toEqual(fixtureIds('.http'));
	});

	it('keeps the names people type', () => {
		expect(fixtureIds('.http')).toEqual(
			expect.arrayContaining([
				'telecmi/outgoing-answered',
				'cllr/post-call',
				'mobtexting/obd',
				'myoperator/in-call',
				'callr/fetch-cdr',
			]),
		);
	});

	it.each(fixtures)(
		'$id lies in its provider’s folder, is one request, names its source and says what it shows',
		fixture => {
			const {id, folder, steps, step, expected} = fixture;
			expect(providers.map(provider => provider.id)).toContain(folder);
			expect(expected.provider).toBe(folder);
			expect(steps).toHaveLength(1);
			expect(`${folder}/${step.name}`).toBe(id);
			expect(step.source).toMatch(/, checked \d{4}-\d\d-\d\d$/);
			expect(step.shows).toMatch(/^[A-Z].*\.$/);
			expect(step.afterMs).toBeNull();
			expect(step.headers[0]).toEqual(['Host', 'localhost:8888']);
			const kind = providerOf(folder)?.kinds.find(({id}) => id === expected.event.kind);
			expect(step.pin).toBe(kind?.pinOnly === true ? folder : null);
		},
	);
});

/** Long digit runs that may stand in a fixture. Anything else could be somebody's number. */
const allowedDigits = [
	// France, set aside for fiction: 01 99 00 xx xx.
	/^(33|0)19900\d{4}$/,
	// The providers' own samples and stand-ins of their shape: nothing but zeros after the prefix.
	/^(91|911|9110|44|442|4461|9190|9180|90|11|9100)0{5,9}[0-9]?$/,
	// MOBtexting's masked sample: 91806828XXXX.
	/^91(806828|891952|886713)$/,
	// Epoch seconds and milliseconds of 2015 to 2029, which the samples use as times and in file names.
	/^1[4-8]\d{8}(\d{3})?$/,
	// The call ids of Callr's samples.
	/^2423591841[23][0-9]$/,
];

const requests = [
	...fixtures.map(({id, request}) => ({id, request})),
	...allScenarios().flatMap(({id, steps, requests: sent}) =>
		sent.map((request, index) => ({id: `${id}, ${steps[index]?.name}`, request})),
	),
];

describe('no number of a real person', () => {
	it.each(requests)('$id', ({request}) => {
		const {body, rawQuery} = readMessage(request);
		const sent =
			body.kind === 'form'
				? body.fields.map(({value}) => value).join(' ')
				: Buffer.from(request.body).toString();
		const text = `${decodePercent(rawQuery)} ${sent}`;
		// Ids of letters and digits, and recordings named by a long number, are no phone numbers.
		const runs = text.match(/(?<![\w.-])\d{8,15}(?![\d.-])/g) ?? [];
		expect(runs.filter(run => !allowedDigits.some(allowed => allowed.test(run)))).toEqual([]);
		const written = text.match(/\+\d[\d ().-]{7,}\d/g) ?? [];
		expect(
			written.filter(number => !/^\+(3319900\d{4}|9190{8}\d|1-555-(123-4567|000-0000))$/.test(number)),
		).toEqual([]);
	});
});

describe.each(fixtures)('$id', fixture => {
	const {request, expected} = fixture;
	const inspected = inspect(request, pinsOf(fixture));
	const {inspection} = inspected;

	it('is recognised as its provider, and nobody else claims it', () => {
		expect(inspection.provider.id).toBe(expected.provider);
		expect(inspection.provider.runnerUp).toBeNull();
		expect(inspection.callKey).toBe(expected.callKey);
	});

	it('decodes into the event its documents describe', () => {
		expect(withoutFields(inspection.event)).toEqual(expected.event);
	});

	it('shows what has no place of its own as fields', () => {
		const shown = (inspection.event?.fields ?? []).map(({from, value}) => `${from} = ${value}`);
		expect(shown).toEqual(
			expect.arrayContaining(Object.entries(expected.fields).map(([from, value]) => `${from} = ${value}`)),
		);
	});

	it('says where each filled member stood', () => {
		const {
			kind: _,
			phase: __,
			fields: ___,
			...members
		} = inspection.event ?? {kind: '', phase: '', fields: []};
		const filled = Object.entries(members).filter(([, value]) => value !== null);
		expect(Object.keys(inspection.sources).sort()).toEqual(filled.map(([member]) => member).sort());
	});

	it('has the expected findings', () => {
		expect([...new Set(inspection.findings.map(({code}) => code))].sort()).toEqual(expected.findings);
	});

	it('is answered and judged as documented', () => {
		const {status} = answerOf(inspected);
		expect(status).toBe(expected.answer);
		const kind = inspection.event?.kind ?? null;
		expect(
			judge(inspected.provider, kind, {status, by: 'call-hook', durationMs: 1}, () => inspected.message)
				.state,
		).toBe(expected.verdict);
	});
});

it.each(fixtures.filter(({step}) => step.pin !== null))('$id is generic without its pin', ({request}) => {
	const {provider, event} = inspect(request).inspection;
	expect(provider.id).toBe('generic');
	expect(event).toBeNull();
});

function withoutFields(event: CallEvent | null) {
	if (event === null) return null;
	const {fields: _, ...members} = event;
	return members;
}
