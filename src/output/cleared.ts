import type {Cleared} from '../session/clear.ts';

/** `clear --json`. `isDryRun`: nothing was deleted, and `calls` are all that would lose something. */
export function clearedLine(
	{deliveries, calls, changedCalls}: Cleared,
	freedBytes: number,
	isDryRun: boolean,
): string {
	const line = {type: 'cleared', v: 1, deliveries, calls, changedCalls, freedBytes, dryRun: isDryRun};
	return `${JSON.stringify(line)}\n`;
}
