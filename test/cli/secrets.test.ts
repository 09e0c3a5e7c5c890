import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {type SecretSources, secretsFrom} from '../../src/cli/secrets.ts';
import {noConfig} from '../../src/config/config.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {temporaryFolder} from '../store/temporary.ts';

const env = {HOOK: 's3cret', OLD: 'older', EMPTY: ''};

function secretsOf(typed: string[] | undefined, sources: Partial<SecretSources> = {}) {
	const options = typed === undefined ? {} : {secret: typed};
	return Object.fromEntries(secretsFrom(options, {config: noConfig, env, ...sources}));
}

const config = (secrets: Record<string, string[]>) => ({
	file: '/p/call-hook.config.json',
	secrets: new Map(Object.entries(secrets)),
});

function failure(typed: string[], sources: Partial<SecretSources> = {}): string {
	try {
		secretsOf(typed, sources);
	} catch (error) {
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toHaveProperty('exitCode', 2);
		const {message, hint} = error as CallHookError;
		expect(hint).not.toBe('');
		return `${message} ${hint}`;
	}
	throw new Error(`${typed} was taken`);
}

describe('secrets', () => {
	it('typed, from variables and files, several for one provider', () => {
		const file = join(temporaryFolder(), 'hook.key');
		writeFileSync(file, 'in a file\n');
		expect(secretsOf(['callr=env:HOOK', `myoperator=file:${file}`, 'callr=env:OLD'])).toEqual({
			callr: [
				{from: 'HOOK', value: 's3cret', typed: 'env:HOOK'},
				{from: 'OLD', value: 'older', typed: 'env:OLD'},
			],
			myoperator: [{from: file, value: 'in a file', typed: `file:${file}`}],
		});
	});

	it('there are none unless given', () => {
		expect(secretsOf(undefined)).toEqual({});
		expect(secretsOf([], {env: {CALLR_WEBHOOK_SECRET: ''}})).toEqual({});
		expect(secretsOf([], {env: {CALLR_WEBHOOK_SECRET: ' \n'}})).toEqual({});
	});

	it('what is typed wins over the environment, and that over the configuration, provider by provider', () => {
		const sources = {
			config: config({callr: ['env:OLD'], mobtexting: ['env:OLD'], myoperator: ['env:OLD', 'env:HOOK']}),
			env: {...env, CALLR_WEBHOOK_SECRET: 'a', MOBTEXTING_WEBHOOK_SECRET: 'b'},
		};
		expect(secretsOf(['callr=env:HOOK'], sources)).toEqual({
			callr: [{from: 'HOOK', value: 's3cret', typed: 'env:HOOK'}],
			mobtexting: [{from: 'MOBTEXTING_WEBHOOK_SECRET', value: 'b'}],
			myoperator: [
				{from: 'OLD', value: 'older'},
				{from: 'HOOK', value: 's3cret'},
			],
		});
	});
});

describe('what cannot be used', () => {
	it.each([
		[['s3cret'], '--secret takes no secret as it is, only where it stands.'],
		[['callr=s3cret'], '--secret callr takes no secret as it is, only where it stands.'],
		[['callr=s3cret=env:x'], '--secret callr takes no secret as it is'],
		[['s3cret=='], '--secret takes no secret as it is'],
		[['=env:HOOK'], '--secret takes no secret as it is'],
		[[''], '--secret takes no secret as it is'],
		[['callr=env:'], '--secret callr env: names no variable.'],
		[['callr=env:NOT_SET'], '--secret callr names the environment variable NOT_SET, which is not set.'],
		[['callr=env:EMPTY'], '--secret callr names the environment variable EMPTY, which is empty.'],
		[
			['callr=env:s3cret/+='],
			'--secret callr env: names no variable: a name has letters, digits and _ only.',
		],
		[['callr=file:/nowhere/at/all'], '--secret callr names the file /nowhere/at/all, which is not there.'],
		[['calr=env:HOOK'], 'There is no provider "calr". Did you mean callr?'],
		[
			['telecmi=env:HOOK'],
			'--secret telecmi has no use: TeleCMI documents no signature and no shared secret.',
		],
		[['cllr=env:HOOK'], 'it is for callr, mobtexting and myoperator.'],
		[['generic=env:HOOK'], '--secret generic has no use'],
	])('%j', (typed, message) => {
		const told = failure(typed);
		expect(told).toContain(message);
		expect(told).not.toContain('s3cret');
	});

	it('of the configuration is an error that names it, or told and left out', () => {
		const sources = {config: config({callr: ['env:NOT_SET', 'env:HOOK']})};
		const message =
			'secrets.callr in /p/call-hook.config.json names the environment variable NOT_SET, which is not set.';
		expect(failure([], sources)).toContain(message);
		const told: unknown[] = [];
		const left = secretsOf([], {...sources, onUnreadable: error => told.push(error)});
		expect(left).toEqual({callr: [{from: 'HOOK', value: 's3cret'}]});
		expect(told).toEqual([expect.objectContaining({message})]);
	});

	it('typed is an error in any case', () => {
		expect(failure(['callr=env:NOT_SET'], {onUnreadable: () => {}})).toContain('NOT_SET');
	});
});
