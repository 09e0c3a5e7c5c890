import {PassThrough} from 'node:stream';
import {describe, expect, it} from 'vitest';
import {ask} from '../../src/cli/ask.ts';
import {CallHookError} from '../../src/core/errors.ts';

function terminal() {
	const input = Object.assign(new PassThrough(), {isTTY: true});
	const output = Object.assign(new PassThrough(), {isTTY: true});
	return {input, output};
}

describe('ask', () => {
	it.each([
		['y\n', true],
		['Yes \n', true],
		['\n', false],
		['n\n', false],
		['yellow\n', false],
	])('%j is %s', async (line, wanted) => {
		const {input, output} = terminal();
		const answer = ask('Send 3 to it?', 'Sending 3 to it', {input, output});
		input.write(line);
		expect(await answer).toBe(wanted);
		expect(String(output.read())).toBe('Send 3 to it? [y/N] ');
	});

	it('the end of the input says no', async () => {
		const {input, output} = terminal();
		const answer = ask('Send?', 'Sending', {input, output});
		input.end();
		expect(await answer).toBe(false);
	});

	it('what is asked about cannot steer the terminal', async () => {
		const {input, output} = terminal();
		const answer = ask('Send to \u001b[2J?', 'Sending', {input, output});
		input.write('\n');
		await answer;
		expect(String(output.read())).not.toContain('\u001b');
	});

	it.each(['input', 'output'] as const)('without a terminal as %s it names the way out', async missing => {
		const streams = terminal();
		streams[missing].isTTY = false;
		const error = await ask('Send?', 'Sending', streams).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toMatchObject({
			message: 'Sending is asked about first, and there is no terminal to ask at.',
			exitCode: 2,
			hint: expect.stringContaining('--yes'),
		});
	});
});
