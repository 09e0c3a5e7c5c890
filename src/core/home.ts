import {homedir} from 'node:os';

/** `~` and `~/a` below the home directory, where no shell has put it in; any other path as it is. */
export function underHome(path: string): string {
	return path.replace(/^~(?=[/\\]|$)/, () => homedir());
}
