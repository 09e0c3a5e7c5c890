/**
 * A table's entry for a key that a sender chose. `table[key]` would find what every object inherits:
 * `constructor` is a status somebody will send.
 */
export function lookup<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(table, key) ? table[key] : undefined;
}
