/** The fixtures that come with call-hook: read from its own folder, never from the network. */

import {existsSync, readFileSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {CallHookError, exitCode} from '../core/errors.ts';
import {nearest} from '../core/nearest.ts';
import {parseHttpFile} from './http-file.ts';
import type {RequestStep} from './step.ts';

export interface FixtureEntry {
	/** `telecmi/outgoing-answered` */
	id: string;
	provider: string;
	/** How many requests it is made of; whole calls have several. */
	steps: number;
	/** What it shows, in a sentence. */
	shows: string;
	/** Only a pin tells its provider. */
	isPinned: boolean;
}

/** What a fixture's name begins with that is a whole call. */
const scenarioName = 'scenario-';

/** Whether it is a whole call, in one request or several. */
export function isScenario({id}: Pick<FixtureEntry, 'id'>): boolean {
	return nameOfFixture(id).startsWith(scenarioName);
}

/** `outgoing-answered` of `telecmi/outgoing-answered` */
export function nameOfFixture(id: string): string {
	return id.slice(id.indexOf('/') + 1);
}

/** The id somebody may have meant who wrote another, or its name alone; null where none is like it. */
export function fixtureLike(written: string, ids: readonly string[]): string | null {
	const named = ids.find(id => nameOfFixture(id) === written) ?? nearest(written, ids);
	if (named !== null) return named;
	const name = nearest(written, ids.map(nameOfFixture));
	return ids.find(id => nameOfFixture(id) === name) ?? null;
}

/** All of them, by provider: those of single events by name, then whole calls by name. */
export async function listFixtures(): Promise<FixtureEntry[]> {
	const all = await loaded();
	return [...all.values()].map(({entry}) => entry);
}

/** The steps of one; null when there is none of that id. */
export async function readFixture(id: string): Promise<RequestStep[] | null> {
	return (await loaded()).get(id)?.steps ?? null;
}

/** The file of one, byte for byte; null when there is none of that id. */
export async function fixtureFile(id: string): Promise<Uint8Array | null> {
	return (await loaded()).get(id)?.file ?? null;
}

interface Loaded {
	entry: FixtureEntry;
	steps: RequestStep[];
	file: Uint8Array;
}

/** Read once: some hundred kilobytes, which do not change while a command runs. */
let fixtures: Promise<ReadonlyMap<string, Loaded>> | null = null;

function loaded(): Promise<ReadonlyMap<string, Loaded>> {
	fixtures ??= loadAll();
	return fixtures;
}

async function loadAll(): Promise<ReadonlyMap<string, Loaded>> {
	const folder = fixturesFolder(dirname(fileURLToPath(import.meta.url)));
	const names = await readdir(folder, {recursive: true});
	const ids = names
		.map(name => name.replaceAll('\\', '/'))
		.filter(name => /^[^/]+\/[^/]+\.http$/.test(name))
		.map(name => name.slice(0, -'.http'.length));
	const all = await Promise.all(ids.map(id => load(folder, id)));
	return new Map(all.sort((a, b) => inOrder(a.entry, b.entry)).map(fixture => [fixture.entry.id, fixture]));
}

/** Providers by name, their single events before their whole calls. */
function inOrder(a: FixtureEntry, b: FixtureEntry): number {
	const key = (entry: FixtureEntry) => [entry.provider, isScenario(entry) ? 1 : 0, entry.id].join('\n');
	return key(a) < key(b) ? -1 : 1;
}

async function load(folder: string, id: string): Promise<Loaded> {
	const file = await readFile(join(folder, `${id}.http`));
	const provider = id.slice(0, id.indexOf('/'));
	const steps = parseHttpFile(file, path => readFileSync(join(folder, provider, path)));
	const entry = {
		id,
		provider,
		steps: steps.length,
		shows: steps[0]?.shows ?? '',
		isPinned: steps.some(({pin}) => pin !== null),
	};
	return {entry, steps, file};
}

/** The package's own: beside `src` here, beside `dist` where it is installed, with the built program in either depth. */
function fixturesFolder(from: string): string {
	for (let folder = from; ; folder = dirname(folder)) {
		const found = join(folder, 'fixtures');
		if (existsSync(join(found, 'README.md'))) return found;
		if (folder === dirname(folder)) throw notInstalled(from);
	}
}

function notInstalled(from: string): CallHookError {
	return new CallHookError(`The fixtures of call-hook are not there: no folder fixtures above ${from}.`, {
		hint: 'Install call-hook again: they are part of its package.',
		exitCode: exitCode.unavailable,
	});
}
