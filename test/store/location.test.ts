import {homedir} from 'node:os';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {defaultStorePath, inMemory} from '../../src/store/location.ts';

it.each<[string, NodeJS.ProcessEnv, NodeJS.Platform, string]>([
	['XDG_STATE_HOME, where it is set', {XDG_STATE_HOME: '/state'}, 'linux', '/state/call-hook/store.db'],
	['… on a Mac, too', {XDG_STATE_HOME: '/state'}, 'darwin', '/state/call-hook/store.db'],
	['an empty one is none', {XDG_STATE_HOME: ''}, 'linux', join(homedir(), '.local/state/call-hook/store.db')],
	['Linux', {}, 'linux', join(homedir(), '.local/state/call-hook/store.db')],
	['macOS', {}, 'darwin', join(homedir(), 'Library/Application Support/call-hook/store.db')],
	['Windows', {LOCALAPPDATA: '/local'}, 'win32', '/local/call-hook/store.db'],
	['Windows without LOCALAPPDATA', {}, 'win32', join(homedir(), 'AppData/Local/call-hook/store.db')],
])('%s', (_, environment, platform, path) => {
	expect(defaultStorePath(environment, platform)).toBe(path);
});

it('memory is named as SQLite names it', () => {
	expect(inMemory).toBe(':memory:');
});
