import {homedir} from 'node:os';
import {expect, it} from 'vitest';
import {underHome} from '../../src/core/home.ts';

it.each([
	['~', homedir()],
	['~/keys/hook.key', `${homedir()}/keys/hook.key`],
	['~\\keys', `${homedir()}\\keys`],
	['~other/keys', '~other/keys'],
	['a/~/b', 'a/~/b'],
	['/a', '/a'],
	['', ''],
])('%j is %j', (path, expected) => {
	expect(underHome(path)).toBe(expected);
});
