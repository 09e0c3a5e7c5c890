/** Conditions that are waited for, and what is done after a test. */

/** Far longer than anything takes: a condition that is not met by then never will be. */
const patienceMs = 20_000;

/** Asks again and again until the condition is met; fails when it never is. */
export async function until<T>(
	what: string,
	condition: () => T | null | undefined | false,
	details: () => string = () => '',
): Promise<T> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const met = condition();
		if (met !== null && met !== undefined && met !== false) return met;
		if (Date.now() > deadline) throw new Error(`never: ${what}. ${details()}`);
		await new Promise(resolve => setTimeout(resolve, 3));
	}
}

const cleanups: (() => unknown)[] = [];

/** Called by `after.ts`, which is read for every file: this one is not where files share their modules. */
export async function cleanUp(): Promise<void> {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** Done after the test, whatever came of it; the last one first. */
export function afterwards(cleanup: () => unknown): void {
	cleanups.push(cleanup);
}
