/** `call-hook fixtures`: what comes with call-hook to be sent, and what was captured made into more of it. */

import {CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import {printable} from '../../core/text.ts';
import {type FixtureEntry, fixtureFile, fixtureLike, listFixtures} from '../../formats/fixtures.ts';
import {fixtureList} from '../../output/fixtures.ts';
import {fixtureLine} from '../../output/ndjson.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {note} from '../note.ts';
import {type GlobalOptions, requireProvider} from '../options.ts';
import {printed, terminalWidth} from '../stdout.ts';

export async function runFixtureList(provider: string | null, global: GlobalOptions): Promise<ExitCode> {
	const all = await listFixtures();
	const chosen = provider === null ? all : ofProvider(all, provider);
	if (global.json) await printed(chosen.map(fixture => fixtureLine(fixture)).join(''));
	else {
		const {theme} = looksFor(global, process.env);
		const lines = fixtureList(chosen, terminalWidth());
		await printed(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
	}
	return exitCode.done;
}

function ofProvider(all: readonly FixtureEntry[], written: string): FixtureEntry[] {
	if (written.includes('/')) {
		throw new CallHookError(`${written} is no provider.`, {
			hint: `call-hook fixtures show ${written} prints a fixture.`,
			exitCode: exitCode.usage,
		});
	}
	const {id} = requireProvider(written);
	return all.filter(({provider}) => provider === id);
}

/** As it is; on a terminal with what could steer it made visible. */
export async function runFixtureShow(id: string, global: GlobalOptions): Promise<ExitCode> {
	const all = await listFixtures();
	const entry = all.find(fixture => fixture.id === id);
	const file = await fixtureFile(id);
	if (entry === undefined || file === null) throw noFixture(id, all);
	const text = Buffer.from(file).toString('utf8');
	if (global.json) await printed(fixtureLine(entry, text));
	else if (process.stdout.isTTY) await printed(printable(text));
	else await printed(file);
	if (!global.quiet && !global.json) {
		note(`Send it: call-hook replay ${id} --to http://localhost:3000`);
	}
	return exitCode.done;
}

function noFixture(written: string, all: readonly FixtureEntry[]): CallHookError {
	const meant = fixtureLike(
		written,
		all.map(({id}) => id),
	);
	return new CallHookError(`There is no fixture "${written}".`, {
		hint:
			meant === null
				? 'call-hook fixtures lists those there are.'
				: `Did you mean ${meant}? call-hook fixtures lists them.`,
		exitCode: exitCode.usage,
	});
}
