/** Who might be taken for whom: every fixture and every look-alike against every provider. */

import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {Candidate} from '../../src/core/provider.ts';
import {candidatesFor, pick, recognitionThreshold} from '../../src/inspect/detect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {generic} from '../../src/providers/generic.ts';
import {providers} from '../../src/providers/registry.ts';
import {allFixtures, type Fixture} from '../support/fixtures.ts';
import {type LookAlike, lookAlikes} from '../support/look-alikes.ts';

/** The least by which a provider must be ahead of the next. */
const leastMargin = 0.3;
/** What a look-alike may reach: one more piece of evidence of that kind would not be enough yet. */
const mostForLookAlike = 0.5;

interface Standing {
	candidates: Candidate[];
	/** Who it is taken for. */
	id: string;
	/** Of the strongest over the next. */
	margin: number;
}

function standingOf(request: CapturedRequest): Standing {
	const candidates = candidatesFor(readMessage(request), providers, (provider, error) => {
		throw new Error(`${provider.id} could not look at it`, {cause: error});
	});
	const [best, next] = candidates;
	return {
		candidates,
		id: pick(candidates)?.provider.id ?? generic.id,
		margin: (best?.confidence ?? 0) - (next?.confidence ?? 0),
	};
}

const fixtures = allFixtures().map(fixture => ({...fixture, standing: standingOf(fixture.request)}));
const others = lookAlikes.map(lookAlike => ({...lookAlike, standing: standingOf(lookAlike.request)}));

describe('a fixture', () => {
	const withShape = fixtures.filter(({step}) => step.pin === null);
	const withoutShape = fixtures.filter(({step}) => step.pin !== null);

	it.each(withShape)('$id is recognised with a clear margin', ({folder, standing}) => {
		expect(standing.id).toBe(folder);
		expect(standing.margin).toBeGreaterThanOrEqual(leastMargin);
	});

	it.each(withoutShape)('$id, which needs a pin, is nobody’s without it', ({standing}) => {
		expect(standing.id).toBe(generic.id);
		expect(standing.candidates[0]?.confidence ?? 0).toBeLessThanOrEqual(mostForLookAlike);
	});
});

describe('a look-alike', () => {
	it.each(others)('$id is nobody’s, and not nearly somebody’s', ({standing}) => {
		const [best] = standing.candidates;
		const because = best?.evidence.map(({says}) => `${best.provider.id}: ${says}`).join(', ');
		expect(standing.id, because).toBe(generic.id);
		expect(best?.confidence ?? 0, because).toBeLessThanOrEqual(mostForLookAlike);
	});

	it('has an id of its own, and says in a sentence why it tempts', () => {
		const ids = lookAlikes.map(({id}) => id);
		expect([...new Set(ids)]).toEqual(ids);
		expect(ids.length).toBeGreaterThanOrEqual(45);
		for (const {tempting} of lookAlikes) expect(tempting).toMatch(/^\S.*\.$/);
	});

	it('names no number but those nobody has', () => {
		for (const {id, request} of lookAlikes) {
			const {rawQuery} = readMessage(request);
			const text = `${decodeURIComponent(rawQuery)} ${decodeURIComponent(bodyText(request))}`;
			const numbers = text.match(/(?<![\w.:-])\+?\d{10,13}(?![\w.-])/g) ?? [];
			expect(
				numbers.filter(number => !reserved.test(number)),
				id,
			).toEqual([]);
		}
	});
});

/** Twilio's test numbers, Callr's range for fiction, zeros behind a prefix; then epochs, and ids that count up from 0 or 1. */
const reserved =
	/^(\+?1500555000\d|\+?3319900\d{4}|\+?9190{9,10}|\+?919000000\d{3}|0?9000000\d{3}|910{10}|440{9}\d|1793\d{6}(\d{3})?|[01]0{7,}\d+|242359184129)$/;

function bodyText({body}: CapturedRequest): string {
	// A percent sign that is none of an encoding must not end the test.
	return Buffer.from(body)
		.toString('latin1')
		.replaceAll('+', ' ')
		.replace(/%(?![0-7][0-9a-f])/gi, '');
}

it('docs/detection.md shows all of it', async () => {
	const text = [
		'<!-- Generated: npx vitest run test/providers/confusion.test.ts -u -->',
		'# Who might be taken for whom',
		howToRead,
		'## Fixtures',
		fixtureTable(),
		'## Look-alikes',
		lookAlikeTable(),
	].join('\n\n');
	await expect(`${text}\n`).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/detection.md'));
});

const howToRead = `Every provider looks for evidence in a request, and all its evidence together makes its confidence, here in per cent. \
From ${percent(recognitionThreshold)} on a request is taken for that provider's, unless another is just as sure; below it the request is \
\`generic\`: captured and shown, but not decoded. A wrong provider is worse than none, so two distances matter. The first table has the \
requests in \`fixtures/\`: each must be ahead of the next provider by ${percent(leastMargin)} at least, and an empty cell means that the \
provider has no evidence at all. Those that need a pin have no shape of their own and are generic without it. The second table has \
requests of other senders, real ones and some made up to mislead: none may reach more than ${percent(mostForLookAlike)}.`;

function fixtureTable(): string {
	return table(
		['request', 'recognised as', ...providers.map(({id}) => id), 'margin'],
		fixtures.map(({id, standing, step}: Fixture & {standing: Standing}) => [
			id,
			step.pin === null ? standing.id : `${standing.id}, needs a pin`,
			...providers.map(({id}) => shown(standing.candidates.find(({provider}) => provider.id === id))),
			standing.candidates.length === 0 ? '' : percent(standing.margin),
		]),
	);
}

function lookAlikeTable(): string {
	return table(
		['what it is', 'why it tempts', 'strongest evidence', 'confidence'],
		others.map(({is, tempting, standing: {candidates}}: LookAlike & {standing: Standing}) => {
			const [best] = candidates;
			const evidence = best?.evidence.map(({says}) => says).join(', ');
			return [is, tempting, best === undefined ? '' : `${best.provider.name}: ${evidence}`, shown(best)];
		}),
	);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function shown(candidate: Candidate | undefined): string {
	return candidate === undefined ? '' : percent(candidate.confidence);
}

function percent(share: number): string {
	return `${Math.round(share * 100)}`;
}
