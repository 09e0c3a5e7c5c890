import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {
	fixtureFile,
	fixtureLike,
	isScenario,
	listFixtures,
	nameOfFixture,
	readFixture,
} from '../../src/formats/fixtures.ts';
import {parseHttpFile} from '../../src/formats/http-file.ts';
import {fixtureIds} from '../support/fixtures.ts';

const fixtures = await listFixtures();
const folder = new URL('../../fixtures/', import.meta.url);

describe('listFixtures', () => {
	it('has every file, each once', () => {
		expect(fixtures.map(({id}) => id).sort()).toEqual(fixtureIds('.http'));
	});

	it('has those of a provider together, whole calls last', () => {
		const groups = fixtures.map(fixture => `${fixture.provider}${isScenario(fixture) ? ' calls' : ''}`);
		const changes = groups.filter((group, index) => group !== groups[index - 1]);
		expect(changes).toEqual([...new Set(groups)]);
		for (const [index, group] of changes.entries()) {
			if (group.endsWith(' calls')) expect(changes[index - 1]).toBe(group.replace(' calls', ''));
		}
	});

	it('says of each what it shows, how many requests it is, and whether only a pin tells its provider', () => {
		expect(fixtures.find(({id}) => id === 'callr/profile')).toEqual({
			id: 'callr/profile',
			provider: 'callr',
			steps: 1,
			shows: "A question for a profile by the caller's number. Needs a pin.",
			isPinned: true,
		});
		expect(fixtures.find(({id}) => id === 'telecmi/scenario-inbound-answered')).toMatchObject({
			steps: 7,
			isPinned: false,
		});
		for (const {id, shows} of fixtures) expect(shows, id).toMatch(/^[A-Z].*\.$/);
		for (const {id, steps} of fixtures) if (!isScenario({id})) expect(steps, id).toBe(1);
	});
});

describe('readFixture', () => {
	it.each(fixtures)('$id is what its file holds', async ({id}) => {
		const file = readFileSync(new URL(`${id}.http`, folder));
		expect(await readFixture(id)).toEqual(parseHttpFile(file));
		expect(Buffer.from((await fixtureFile(id)) ?? []).equals(file)).toBe(true);
	});

	it.each([
		'telecmi/nothing',
		'nothing',
		'',
		'../package.json',
		'telecmi/../callr/custom',
		'README',
		'__proto__',
	])('is null for %j', async id => {
		expect(await readFixture(id)).toBeNull();
		expect(await fixtureFile(id)).toBeNull();
	});
});

it('knows a whole call by its name', () => {
	expect(isScenario({id: 'cllr/scenario-post-call'})).toBe(true);
	expect(isScenario({id: 'scenario-x/post-call'})).toBe(false);
	expect(isScenario({id: 'cllr/post-call'})).toBe(false);
});

it.each([
	['outgoing-answered', 'telecmi/outgoing-answered'],
	['telecmi/outgoing-answerd', 'telecmi/outgoing-answered'],
	['incoming-misd', 'callr/incoming-missed'],
	['zzzzzzzzzz', null],
])('like %s is %s', (written, like) => {
	expect(fixtureLike(written, ['callr/incoming-missed', 'telecmi/outgoing-answered'])).toBe(like);
});

it('a fixture has a name of its own behind its provider', () => {
	expect(nameOfFixture('telecmi/outgoing-answered')).toBe('outgoing-answered');
});
