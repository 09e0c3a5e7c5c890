/** `call-hook fixtures save`: what was captured becomes a fixture, with others in the place of the people in it. */

import {join} from 'node:path';
import {CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import {printable} from '../../core/text.ts';
import type {RequestStep} from '../../formats/step.ts';
import {httpFile, type WrittenHttpFile} from '../../formats/write-http.ts';
import type {Told} from '../../inspect/inspect.ts';
import {savedLine} from '../../output/ndjson.ts';
import {changesText} from '../../output/saved.ts';
import {disguise} from '../../rewrite/disguise.ts';
import type {Disguised} from '../../rewrite/disguised.ts';
import type {StoreReader} from '../../store/store.ts';
import {type CapturedFixture, fixtureOfCall, fixtureOfDelivery} from '../captured-fixture.ts';
import {captures, idsNamed, noCall, noDelivery} from '../captures.ts';
import {refuseBlank} from '../list-filter.ts';
import {note} from '../note.ts';
import type {GlobalOptions} from '../options.ts';
import {newFile} from '../out-file.ts';
import {parseDeliveryId} from '../parse.ts';
import {printed} from '../stdout.ts';
import {withCalls} from './reading.ts';

export interface SaveOptions {
	/** A folder, or a file that ends in .http. */
	out?: string;
	/** Writes over what is there. */
	force?: boolean;
}

export function runFixtureSave(
	what: string,
	name: string | null,
	options: SaveOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	refuseBlank([what]);
	if (name !== null) checkName(name);
	const missing = (): never => {
		const id = parseDeliveryId(what);
		throw id === null ? noCall(what) : noDelivery(id);
	};
	return withCalls({...global, showsSignatures: false}, missing, async (store, told) => {
		const fixture = fixtureOf(what, store, told);
		if (fixture.steps.length === 0) throw nothingLeft(what, fixture);
		const {steps, changes} = disguised(named(fixture, name), global.reveal === true, told);
		const path = pathOf(name ?? fixture.name, options.out);
		await save(path, httpFile(steps), options.force === true);
		const {hostsChanged: times, leftOut} = fixture;
		const hosts = times === 0 ? [] : [{what: 'the host it came to', where: 'header.Host', times}];
		const saved = {file: path, requests: steps.length, changes: [...changes, ...hosts], leftOut};
		await printed(global.json ? savedLine(saved) : `${printable(path)}\n`);
		if (!global.quiet && !global.json) note(changesText(saved).join('\n'));
		return exitCode.done;
	});
}

function fixtureOf(what: string, store: StoreReader, told: Told): CapturedFixture {
	if (idsNamed(what, store) === null) throw noCall(what);
	const deliveries = [...captures([what], store, told)];
	const [first] = deliveries;
	if (parseDeliveryId(what) !== null && first !== undefined) return fixtureOfDelivery(first);
	if (new Set(deliveries.map(({inspection}) => inspection.callKey)).size > 1) throw severalCalls(what);
	return fixtureOfCall(deliveries);
}

/** One request has the fixture's name; those of a call have their own. */
function named({steps}: CapturedFixture, name: string | null): RequestStep[] {
	return steps.length > 1 || name === null ? steps : steps.map(step => ({...step, name}));
}

/** With --reveal personal data stays as it is; secrets never do. */
function disguised(
	steps: readonly RequestStep[],
	isRevealed: boolean,
	told: Told,
): {steps: RequestStep[]; changes: readonly Disguised[]} {
	const others = disguise(isRevealed ? 'secrets' : 'pseudonym', told, steps);
	return {steps: steps.map(step => others.of(step)), changes: others.done};
}

function pathOf(name: string, out: string | undefined): string {
	return out?.endsWith('.http') ? out : join(out ?? '.', `${name}.http`);
}

/** All of it or nothing. */
async function save(path: string, {text, attachments}: WrittenHttpFile, force: boolean): Promise<void> {
	const file = await newFile(path, {force});
	try {
		if (file.attach === null && attachments.size > 0) throw holdsNoBodies(path);
		for (const [name, bytes] of attachments) await file.attach?.(name, bytes);
		await file.write(text);
		await file.done();
	} finally {
		await file.giveUp();
	}
}

function holdsNoBodies(path: string): CallHookError {
	return new CallHookError(`${printable(path)} is no file: no body can be written beside it.`, {
		hint: 'Name a folder, or a file that ends in .http, with --out.',
		exitCode: exitCode.usage,
	});
}

function checkName(name: string): void {
	if (/^[A-Za-z0-9][\w.-]{0,79}$/.test(name)) return;
	throw new CallHookError(`${printable(name)} can be no fixture's name.`, {
		hint: 'Take letters, digits, - and _, like outgoing-answered; --out names a folder or a file.',
		exitCode: exitCode.usage,
	});
}

function severalCalls(what: string): CallHookError {
	return new CallHookError(
		`${printable(what)} is of more than one call, and a fixture is one request or one call.`,
		{
			hint: 'Name one delivery, or a call by its key; export --as http writes any number of requests.',
			exitCode: exitCode.usage,
		},
	);
}

function nothingLeft(what: string, {leftOut}: CapturedFixture): CallHookError {
	const [first] = leftOut;
	const because = first === undefined ? 'it has no deliveries' : `of #${first.id}, ${first.because}`;
	return new CallHookError(`Nothing of ${printable(what)} can be sent again: ${because}.`, {
		hint: 'call-hook deliveries lists what else was captured.',
		exitCode: exitCode.unmatched,
	});
}
