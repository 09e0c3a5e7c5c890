import {readFileSync} from 'node:fs';
import {defineConfig} from 'vitest/config';

const {version} = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
	version: string;
};

export default defineConfig({
	test: {
		// CI reads its counts from the JSON report.
		reporters: ['default', ['json', {outputFile: '.cache/vitest.json'}]],
		projects: [
			{
				// As the build sets it.
				define: {__CALL_HOOK_VERSION__: JSON.stringify(version)},
				test: {
					name: 'unit',
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['test/e2e/**'],
				},
			},
			{
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.ts'],
					globalSetup: ['test/support/build.ts'],
					// Only reached by what hangs: every wait inside a test has its own deadline.
					testTimeout: 120_000,
					hookTimeout: 120_000,
				},
			},
		],
	},
});
