import {describe, expect, it} from 'vitest';
import {errorText} from '../../src/cli/error-text.ts';
import {wrapWords} from '../../src/view/wrap.ts';

const terminal = (columns: number) => ({columns, wrap: wrapWords});

describe('errorText', () => {
	const message = 'Port 8888 on 127.0.0.1 is in use by another program.';

	it('is one line for what happened and one for the next step, in a pipe', () => {
		expect(errorText(message, 'Port 8889 is free: --port 8889', null)).toBe(
			'call-hook: Port 8888 on 127.0.0.1 is in use by another program.\n  Port 8889 is free: --port 8889\n',
		);
		expect(errorText('No.', '', null)).toBe('call-hook: No.\n');
	});

	it('breaks no word on a terminal', () => {
		expect(errorText(message, 'Port 8889 is free: --port 8889', terminal(30))).toBe(
			[
				'call-hook: Port 8888 on',
				'  127.0.0.1 is in use by',
				'  another program.',
				'  Port 8889 is free: --port',
				'  8889',
				'',
			].join('\n'),
		);
	});

	it('keeps the lines of a list apart', () => {
		expect(
			errorText(
				'There are mistakes:\n  - the first of them is long\n  - the second',
				'Do this.',
				terminal(26),
			),
		).toBe(
			[
				'call-hook: There are',
				'  mistakes:',
				'  - the first of them is',
				'    long',
				'  - the second',
				'  Do this.',
				'',
			].join('\n'),
		);
	});
});
