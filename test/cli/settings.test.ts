import {mkdirSync, writeFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {configFor, inspectOptions, layered} from '../../src/cli/settings.ts';
import {type Config, noConfig} from '../../src/config/config.ts';
import {noSecrets} from '../../src/core/signature.ts';
import {inspect} from '../../src/inspect/inspect.ts';
import {callr} from '../../src/providers/callr.ts';
import {telecmi} from '../../src/providers/telecmi.ts';
import {temporaryFolder} from '../store/temporary.ts';
import {captured} from '../support/fixtures.ts';

const config = (change: Partial<Config>): Config => ({
	...noConfig,
	file: '/p/call-hook.config.json',
	...change,
});

describe('layered', () => {
	const defaults = {port: 8888, host: '127.0.0.1', strict: undefined};

	it('the file wins over defaults, and what was typed over the file', () => {
		const settings = {port: 1, strict: true};
		expect(layered<object>(defaults, new Set(), settings)).toEqual({
			port: 1,
			host: '127.0.0.1',
			strict: true,
		});
		// Also when it is typed as the default is.
		expect(layered<object>(defaults, new Set(['port']), settings)).toEqual({...defaults, strict: true});
		expect(layered<object>(defaults, new Set(), {})).toEqual(defaults);
	});
});

describe('inspectOptions', () => {
	/** Who a request to the path is taken for, and why. */
	function pinned(path: string, flags: Parameters<typeof inspectOptions>[0], file: Config): string {
		const request = captured({method: 'POST', target: path, headers: [], body: ''});
		const {id, because} = inspect(request, inspectOptions(flags, file, noSecrets)).inspection.provider;
		return `${id}: ${because.join()}`;
	}
	const nobody = 'generic: there is no body and no query';
	const pin = config({pin: telecmi});
	const routes = config({
		routes: [
			{path: '/a', provider: telecmi},
			{path: '/b', provider: telecmi},
		],
	});

	it.each<[string, string, Parameters<typeof inspectOptions>[0], Config, string]>([
		['nothing is pinned', '/a', {}, noConfig, nobody],
		['--provider', '/a', {provider: 'callr'}, noConfig, 'callr: pinned by --provider'],
		['--route', '/a', {route: ['/a=callr']}, noConfig, 'callr: pinned by --route /a'],
		['the provider of the file', '/a', {}, pin, 'telecmi: pinned by provider in call-hook.config.json'],
		['a route of the file', '/a/x', {}, routes, 'telecmi: pinned by routes in call-hook.config.json'],
		['a route of the file, elsewhere', '/c', {}, routes, nobody],
		['--provider over the file’s', '/a', {provider: 'callr'}, pin, 'callr: pinned by --provider'],
		['--provider over the file’s routes', '/a', {provider: 'callr'}, routes, 'callr: pinned by --provider'],
		['--route over the file’s provider', '/a', {route: ['/a=callr']}, pin, 'callr: pinned by --route /a'],
		[
			'the file’s provider beside --route',
			'/c',
			{route: ['/a=callr']},
			pin,
			'telecmi: pinned by provider in call-hook.config.json',
		],
		[
			'--route over the file’s of that path',
			'/a',
			{route: ['/a=callr']},
			routes,
			'callr: pinned by --route /a',
		],
		[
			'a route of the file beside --route',
			'/b',
			{route: ['/a=callr']},
			routes,
			'telecmi: pinned by routes in call-hook.config.json',
		],
		[
			'the provider of a file over its routes',
			'/a',
			{},
			config({pin: callr, routes: routes.routes}),
			'callr: pinned by provider in call-hook.config.json',
		],
	])('%s', (_, path, flags, file, told) => {
		expect(pinned(path, flags, file)).toBe(told);
	});

	it('carries what is known to the decoders, and the secrets', () => {
		const contexts = new Map([['callr', {provider: 'callr', names: {}, zone: 'UTC', country: null}]]);
		const secrets = new Map([['callr', [{from: 'HOOK', value: 'x'}]]]);
		for (const file of [config({contexts}), config({contexts, pin: telecmi})]) {
			for (const flags of [{}, {provider: 'callr'}, {route: ['/x=callr']}]) {
				const options = inspectOptions(flags, file, secrets);
				expect(options.contexts).toBe(contexts);
				expect(options.secrets).toBe(secrets);
			}
		}
	});

	it('says what is wrong with --route', () => {
		expect(() => inspectOptions({route: ['hooks=callr']}, noConfig, noSecrets)).toThrow(
			'--route hooks=callr',
		);
		expect(() => inspectOptions({route: ['/hooks=calr']}, noConfig, noSecrets)).toThrow(
			'There is no provider "calr".',
		);
		expect(() => inspectOptions({provider: ''}, noConfig, noSecrets)).toThrow('There is no provider "".');
	});
});

describe('configFor', () => {
	const before = process.cwd();
	afterEach(() => process.chdir(before));

	it('finds the file upwards from the working directory', async () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, 'deep'));
		writeFileSync(join(folder, 'call-hook.config.json'), '{"port": 1}');
		process.chdir(join(folder, 'deep'));
		expect(await configFor({})).toMatchObject({listen: {port: 1}});
		expect((await configFor({})).file).toMatch(/call-hook\.config\.json$/);
	});

	it('takes the one that is named, wherever it is', async () => {
		const folder = temporaryFolder();
		const file = join(temporaryFolder(), 'other.json');
		writeFileSync(file, '{"port": 2}');
		writeFileSync(join(folder, 'call-hook.config.json'), '{"port": 1}');
		process.chdir(folder);
		expect(await configFor({config: file})).toMatchObject({file, listen: {port: 2}});
		expect(await configFor({config: relative(process.cwd(), file)})).toMatchObject({listen: {port: 2}});
	});

	it('is empty where there is none', async () => {
		process.chdir('/');
		expect(await configFor({})).toBe(noConfig);
	});

	it('an empty name is a mistake', async () => {
		await expect(configFor({config: ''})).rejects.toMatchObject({
			exitCode: 2,
			message: '--config needs the path of a file.',
		});
	});
});
