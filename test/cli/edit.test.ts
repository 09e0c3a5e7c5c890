import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {edited} from '../../src/cli/edit.ts';
import {CallHookError} from '../../src/core/errors.ts';
import type {RequestStep} from '../../src/formats/step.ts';
import {fixtureStep} from '../replay/samples.ts';
import {temporaryFolder} from '../store/temporary.ts';

/** An editor that does with the file what a shell script says; it notes the file's path and mode. */
function editor(script: string): {command: string; seen(): {path: string; mode: number; folderMode: number}} {
	const folder = temporaryFolder();
	const file = join(folder, 'editor.sh');
	const note = join(folder, 'seen');
	writeFileSync(
		file,
		`printf '%s\\n%s\\n%s' "$1" "$(stat -c %a "$1")" "$(stat -c %a "$(dirname "$1")")" > ${note}\n${script}\n`,
	);
	return {
		command: `sh ${file}`,
		seen() {
			const [path = '', mode = '', folderMode = ''] = readFileSync(note, 'utf8').split('\n');
			return {path, mode: Number.parseInt(mode, 8), folderMode: Number.parseInt(folderMode, 8)};
		},
	};
}

const steps = async (): Promise<RequestStep[]> => [
	{...(await fixtureStep('telecmi/outgoing-answered')), deliveryId: 12, pin: 'telecmi'},
];

async function failure(script: string): Promise<{error: CallHookError; path: string}> {
	const {command, seen} = editor(script);
	const error = await edited(await steps(), {EDITOR: command}).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(CallHookError);
	return {error: error as CallHookError, path: seen().path};
}

describe('edited', () => {
	it('gives the requests as they were left, and leaves no file', async () => {
		const {command, seen} = editor(`sed -i 's/answered/missed/' "$1"`);
		const before = await steps();
		const [step] = await edited(before, {EDITOR: command});
		expect(Buffer.from(step?.body ?? []).toString()).toContain('"missed"');
		expect(step).toMatchObject({deliveryId: 12, pin: 'telecmi', headers: before[0]?.headers});
		const {path, mode, folderMode} = seen();
		expect(path.endsWith('.http')).toBe(true);
		expect([mode, folderMode]).toEqual([0o600, 0o700]);
		expect(existsSync(dirname(path))).toBe(false);
	});

	it('says when there is no such editor', async () => {
		const environment = {EDITOR: 'no-such-editor-here'};
		const error = await edited(await steps(), environment).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({message: 'The editor no-such-editor-here was not found. Nothing was sent.'});
	});

	it('what is not changed stays byte for byte, also what a text cannot hold', async () => {
		const body = Buffer.from([0, 1, 2, 255, 10, 13, 10]);
		const [before] = await steps();
		const binary = {...(before ?? expect.fail('no step')), body};
		const [step] = await edited([binary], {EDITOR: editor('true').command});
		expect(Buffer.from(step?.body ?? [])).toEqual(body);
		expect(step?.headers).toEqual(binary.headers);
	});

	it('VISUAL comes first', async () => {
		const {command} = editor('exit 0');
		await expect(edited(await steps(), {VISUAL: command, EDITOR: 'false'})).resolves.toHaveLength(1);
	});

	it('a request that was added or taken out belongs to no delivery', async () => {
		const {command} = editor(`printf '\\n###\\n\\nGET /more HTTP/1.1\\n\\n' >> "$1"`);
		const all = await edited(await steps(), {EDITOR: command});
		expect(all.map(({target, deliveryId}) => [target, deliveryId])).toEqual([
			['/webhook/cdr', null],
			['/more', null],
		]);
	});

	it('keeps what was written in an editor that fails, and says where', async () => {
		const {error, path} = await failure('printf more >> "$1"; exit 3');
		expect(error).toMatchObject({exitCode: 1, message: expect.stringContaining('ended with 3')});
		expect(error.hint).toContain(path);
		expect(statSync(path).size).toBeGreaterThan(0);
	});

	it('leaves nothing of an editor that fails before anything was written', async () => {
		const {error, path} = await failure('exit 3');
		expect(error).toMatchObject({exitCode: 1, message: expect.stringContaining('ended with 3')});
		expect(error.hint).not.toContain(path);
		expect(existsSync(dirname(path))).toBe(false);
	});

	it.skipIf(process.platform === 'win32')('leaves nothing when it is ended meanwhile', async () => {
		const {command, seen} = editor('kill -TERM $PPID; while [ -e "$1" ]; do sleep 0.01; done');
		// In front of a shell of its own, whose parent this process is.
		const error = await edited(await steps(), {EDITOR: `exec ${command}`}).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({exitCode: 143, message: expect.stringContaining('Stopped')});
		expect(existsSync(dirname(seen().path))).toBe(false);
	});

	it.each([
		['nothing at all', ': > "$1"'],
		['no request', `printf 'hello there' > "$1"`],
		['a broken header', `printf 'POST / HTTP/1.1\\nno header\\n\\n{}' > "$1"`],
	])('keeps a file with %s', async (_, script) => {
		const {error, path} = await failure(script);
		expect(error).toMatchObject({exitCode: 2, message: expect.stringContaining('Nothing was sent')});
		expect(error.hint).toContain(path);
		expect(existsSync(path)).toBe(true);
	});

	it('says when there is none', async () => {
		await expect(edited(await steps(), {})).rejects.toMatchObject({
			exitCode: 2,
			hint: expect.stringContaining('EDITOR'),
		});
		await expect(edited(await steps(), {EDITOR: ''})).rejects.toBeInstanceOf(CallHookError);
	});
});
