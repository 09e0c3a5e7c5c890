import {readFileSync} from 'node:fs';
import {defineConfig} from 'vitest/config';

const {version} = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
	version: string;
};

/** Their tests change nothing of the process they run in, so many of them share one: to begin one for each takes longer. */
const pure =
	'test/{config,core,filter,findings,formats,inspect,output,providers,rewrite,view}/**/*.test.{ts,tsx}';
const setupFiles = ['test/support/after.ts'];

/** As the build sets it; made anew for each project, as vitest takes it apart. */
const defined = () => ({__CALL_HOOK_VERSION__: JSON.stringify(version)});

const unit = {
	setupFiles,
	// Only reached by what hangs, on a busy machine, too.
	testTimeout: 30_000,
	// All of them: vitest leaves one to itself, which is half of two.
	maxWorkers: '100%',
};

export default defineConfig({
	test: {
		// CI reads its counts from the JSON report.
		reporters: ['default', ['json', {outputFile: '.cache/vitest.json'}]],
		projects: [
			{
				define: defined(),
				test: {
					...unit,
					name: 'unit',
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['test/e2e/**', pure],
				},
			},
			{
				define: defined(),
				test: {...unit, name: 'unit-pure', include: [pure], isolate: false},
			},
			{
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.ts'],
					setupFiles,
					globalSetup: ['test/support/build.ts'],
					// Only reached by what hangs: every wait inside a test has its own deadline.
					testTimeout: 120_000,
					hookTimeout: 120_000,
					// After the others: they measure time, too.
					sequence: {groupOrder: 1},
				},
			},
		],
	},
});
