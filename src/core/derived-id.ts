import {createHash} from 'node:crypto';

const mark = 'derived-';

/**
 * An id for a call whose provider sends none: the same parts always give the same id, and different parts
 * different ones. 64 bits of SHA-256, marked as ours.
 */
export function derivedId(parts: readonly string[]): string {
	return `${mark}${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;
}

/** Whether an id was made here, of what was sent. */
export function isDerivedId(id: string): boolean {
	return id.startsWith(mark);
}
