import {homedir} from 'node:os';
import {join} from 'node:path';

/** The path that keeps nothing on disk. */
export const inMemory = ':memory:';

/** Where the store is when --store does not say: the user's state directory, by the habits of the platform. */
export function defaultStorePath(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
	return join(stateDirectory(environment, platform), 'call-hook', 'store.db');
}

function stateDirectory(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
	const xdg = environment['XDG_STATE_HOME'];
	if (xdg) return xdg;
	if (platform === 'win32') return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
	if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
	return join(homedir(), '.local', 'state');
}
