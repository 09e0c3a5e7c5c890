import {homedir} from 'node:os';
import {describe, expect, it} from 'vitest';
import {requireProvider, storePathOf, tilde} from '../../src/cli/options.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {providers} from '../../src/providers/registry.ts';
import {defaultStorePath} from '../../src/store/location.ts';

describe('requireProvider', () => {
	it.each([...providers.map(({id}) => id), 'generic', 'TeleCMI'])('knows %s', id => {
		expect(requireProvider(id).id).toBe(id.toLowerCase());
	});

	it('names those there are when there is none of that name', () => {
		const error = (() => {
			try {
				return requireProvider('twilio');
			} catch (thrown) {
				return thrown;
			}
		})();
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toMatchObject({exitCode: 2, message: 'There is no provider "twilio".'});
		for (const {id} of providers) expect(error).toMatchObject({hint: expect.stringContaining(id)});
	});
});

it('the store is where --store says, else the configuration, else in the state directory', () => {
	expect(storePathOf({color: true, store: '/x/y.db'})).toBe('/x/y.db');
	expect(storePathOf({color: true, store: '/x/y.db'}, {store: '/c/d.db'})).toBe('/x/y.db');
	expect(storePathOf({color: true}, {store: '/c/d.db'})).toBe('/c/d.db');
	expect(storePathOf({color: true}, {store: null})).toBe(storePathOf({color: true}));
	expect(storePathOf({color: true})).toBe(defaultStorePath(process.env, process.platform));
});

it.skipIf(homedir() === '/')('the home directory is written ~, and nothing that only begins like it', () => {
	expect(tilde(`${homedir()}/a/b`)).toBe('~/a/b');
	expect(tilde(homedir())).toBe(homedir());
	expect(tilde(`${homedir()}x/a`)).toBe(`${homedir()}x/a`);
	expect(tilde('/elsewhere')).toBe('/elsewhere');
	expect(tilde(':memory:')).toBe(':memory:');
});
