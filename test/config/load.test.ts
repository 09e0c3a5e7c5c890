import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {loadConfig} from '../../src/config/load.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {generic} from '../../src/providers/generic.ts';
import {mobtexting} from '../../src/providers/mobtexting.ts';
import {telecmi} from '../../src/providers/telecmi.ts';
import {temporaryFolder} from '../store/temporary.ts';
import {acme, some} from './providers.ts';

function written(name: string, content: string | Uint8Array): string {
	const file = join(temporaryFolder(), name);
	writeFileSync(file, content);
	return file;
}

const json = (value: unknown) => written('call-hook.config.json', JSON.stringify(value));

async function failure(file: string): Promise<CallHookError> {
	try {
		await loadConfig(file, some);
	} catch (error) {
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toHaveProperty('exitCode', 2);
		expect((error as CallHookError).hint).not.toBe('');
		return error as CallHookError;
	}
	throw new Error(`${file} was loaded`);
}

describe('what a file configures', () => {
	it('all of it', async () => {
		const file = json({
			$schema: 'x',
			port: 8080,
			host: '0.0.0.0',
			provider: 'acme',
			routes: {'/a': 'rigid', '/b': 'generic'},
			maxBody: '512kb',
			strict: true,
			output: 'json',
			store: 'calls.db',
			zones: {acme: 'Asia/Kolkata'},
			countries: {acme: 'in', rigid: 'FR'},
			fields: {acme: {caller: 'clid', phone: 'clid'}},
			secrets: {acme: ['env:NEW', 'env:OLD']},
		});
		expect(await loadConfig(file, some)).toEqual({
			file,
			listen: {port: 8080, host: '0.0.0.0', maxBody: 524_288, strict: true, output: 'json'},
			store: join(file, '..', 'calls.db'),
			pin: acme,
			routes: [
				{path: '/a', provider: some[1]},
				{path: '/b', provider: generic},
			],
			secrets: new Map([['acme', ['env:NEW', 'env:OLD']]]),
			answers: [],
			contexts: new Map([
				[
					'acme',
					{
						provider: 'acme',
						names: {caller: 'clid', phone: 'clid'},
						zone: 'Asia/Kolkata',
						country: 'IN',
					},
				],
				['rigid', {provider: 'rigid', names: {}, zone: null, country: 'FR'}],
			]),
		});
	});

	it('nothing', async () => {
		const file = json({zones: {}, fields: {acme: {}}});
		expect(await loadConfig(file, some)).toEqual({
			file,
			listen: {},
			store: null,
			pin: null,
			routes: [],
			contexts: new Map(),
			secrets: new Map(),
			answers: [],
		});
	});

	it('answers, targets and tunnels, as they are written', async () => {
		const answers = [{when: 'provider:acme', json: {a: null}}];
		const settings = {
			delay: 5,
			forwardPath: 'replace',
			preserveHost: true,
			timeout: 1000,
			enforceDeadline: true,
			tunnel: 'ngrok',
			tunnelHost: 'https://tunnel.example.test',
			subdomain: 'mine',
			publicUrl: 'https://hooks.example.test',
		};
		const config = await loadConfig(json({answers, ...settings, forward: 'http://localhost'}), some);
		expect(config).toMatchObject({answers, listen: {...settings, forward: ['http://localhost']}});
		expect((await loadConfig(json({forward: ['http://a', 'http://b']}), some)).listen).toEqual({
			forward: ['http://a', 'http://b'],
		});
	});

	it('for the providers of the registry', async () => {
		const file = json({provider: 'telecmi', zones: {mobtexting: '+05:30'}, routes: {'/m': 'mobtexting'}});
		const config = await loadConfig(file);
		expect(config.pin).toBe(telecmi);
		expect(config.routes).toEqual([{path: '/m', provider: mobtexting}]);
		expect(config.contexts.get('mobtexting')).toEqual({
			provider: 'mobtexting',
			names: {},
			zone: '+05:30',
			country: null,
		});
	});

	it.each([
		['a size in bytes', {maxBody: 1000}, {listen: {maxBody: 1000}}],
		['a store that is none', {store: ':memory:'}, {store: ':memory:'}],
		['an absolute store', {store: '/var/calls.db'}, {store: '/var/calls.db'}],
		['a store at home', {store: '~/calls.db'}, {store: join(homedir(), 'calls.db')}],
		['false', {strict: false}, {listen: {strict: false}}],
	])('%s', async (_, settings, config) => {
		expect(await loadConfig(json(settings), some)).toMatchObject(config);
	});

	it('where secrets stand: files relative to its own, and none is read', async () => {
		const references = ['file:hook.key', 'file:/run/hook.key', 'file:~/hook.key', 'env:HOOK'];
		const file = json({secrets: {acme: references}});
		expect((await loadConfig(file, some)).secrets.get('acme')).toEqual([
			`file:${join(file, '..', 'hook.key')}`,
			'file:/run/hook.key',
			`file:${join(homedir(), 'hook.key')}`,
			'env:HOOK',
		]);
	});

	it('parameters may have any name', async () => {
		const text = '{"fields": {"acme": {"constructor": "clid", "caller number": "uid", "": "clid"}}}';
		const {contexts} = await loadConfig(written('a.json', text), some);
		expect(Object.entries(contexts.get('acme')?.names ?? {})).toEqual([
			['constructor', 'clid'],
			['caller number', 'uid'],
			['', 'clid'],
		]);
	});

	it('a byte order mark is passed over, and a link followed', async () => {
		const file = written('real.json', '\ufeff{"port": 1}');
		const link = join(temporaryFolder(), 'call-hook.config.json');
		symlinkSync(file, link);
		expect(await loadConfig(link, some)).toMatchObject({file: link, listen: {port: 1}});
	});
});

describe('modules', () => {
	it.each([
		['call-hook.config.mjs', 'export default {port: 40 + 2}'],
		['call-hook.config.mjs', 'const port = await Promise.resolve(42); export default {port}'],
		['call-hook.config.js', 'module.exports = {port: 42}'],
	])('%s: %s', async (name, text) => {
		expect(await loadConfig(written(name, text), some)).toMatchObject({listen: {port: 42}});
	});

	it.each([
		['export const port = 1', 'has no default export.'],
		['', 'has no default export.'],
		['export default () => ({})', 'The configuration is a function; it must be an object of settings'],
		['export default Promise.resolve({})', 'The configuration is an object of a class'],
		['export default null', 'The configuration is null; it must be'],
		['throw new Error("not today")', 'could not be loaded: not today'],
		['throw "a text"', 'could not be loaded: a text'],
		['throw undefined', 'could not be loaded: undefined'],
		['throw Object.create(null)', 'could not be loaded: something that has no message'],
		['export default {', 'could not be loaded'],
		['import "./gone.mjs"', 'could not be loaded'],
		['export default {get port() {throw new Error("no port")}}', 'could not be read: no port'],
		['export default {zone: {}}', 'There is no setting "zone": did you mean "zones"?'],
	])('%s', async (text, says) => {
		const file = written('call-hook.config.mjs', text);
		const {message} = await failure(file);
		expect(message).toContain(file);
		expect(message).toContain(says);
	});

	it('what was thrown is kept as the cause', async () => {
		const {cause} = await failure(written('a.mjs', 'throw new RangeError("x")'));
		expect(cause).toBeInstanceOf(RangeError);
	});
});

describe('files that are none', () => {
	it.each([
		['{"port": 1,}', 'line 1, column 12: a comma before the closing brace.'],
		['{\n  // x\n}', 'line 2, column 3: JSON has no comments.'],
		["{'port': 1}", 'line 1, column 2: '],
		['', 'line 1, column 1: the text ends too early.'],
		['{"port": 1', 'line 1, column 11: '],
		[`${'['.repeat(200)}${']'.repeat(200)}`, ': nested deeper than 100 levels.'],
		['[]', 'The configuration is a list; it must be an object of settings'],
		['"text"', 'The configuration is "text"; it must be an object of settings'],
	])('%j', async (text, says) => {
		const file = written('call-hook.config.json', text);
		const {message} = await failure(file);
		expect(message).toContain(file);
		expect(message).toContain(says);
	});

	it('every problem has its line', async () => {
		const file = json({port: 'x', zone: 1});
		expect((await failure(file)).message).toBe(
			`${file} is no valid configuration:
  - port is "x"; it must be a whole number from 0 to 65535, like 8888.
  - There is no setting "zone": did you mean "zones"?`,
		);
	});

	it('bytes that are no text', async () => {
		const utf16 = Buffer.from('\ufeff{"port": 1}', 'utf16le');
		expect(await failure(written('a.json', utf16))).toMatchObject({
			message: expect.stringContaining('is not UTF-8 text'),
			hint: 'Save it as UTF-8.',
		});
	});

	it('megabytes', async () => {
		const file = written('a.json', `{"$schema": "${'x'.repeat(5 * 1024 * 1024)}"}`);
		expect((await failure(file)).message).toBe(`${file} has 5.0 MB; a configuration has at most 1 MB.`);
	});

	it('a folder', async () => {
		const folder = join(temporaryFolder(), 'call-hook.config.json');
		mkdirSync(folder);
		expect((await failure(folder)).message).toBe(`${folder} is a folder, not a file.`);
	});

	it.skipIf(process.platform === 'win32')('a device, which is not waited for', async () => {
		const link = join(temporaryFolder(), 'zero.json');
		symlinkSync('/dev/zero', link);
		expect((await failure(link)).message).toBe(`${link} is no ordinary file.`);
	});

	it('one that is not there', async () => {
		const file = join(temporaryFolder(), 'none.json');
		expect((await failure(file)).message).toBe(`There is no configuration file ${file}.`);
	});

	it.each(['config.ts', 'config.yaml', 'config', '.json'])('%s, whose name says it is none', async name => {
		const file = written(name, '{}');
		expect((await failure(file)).message).toBe(
			`${file} is no configuration file: its name must end in .json, .js or .mjs.`,
		);
	});
});
