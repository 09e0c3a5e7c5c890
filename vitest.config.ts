import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		projects: [
			{
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
