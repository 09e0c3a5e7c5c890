import {Command} from 'commander';
import {describe, expect, it} from 'vitest';
import {replayCommand} from '../../src/cli/program-replay.ts';

function declared(): Command {
	const program = new Command().exitOverride().configureOutput({writeErr() {}});
	replayCommand(program);
	const [replay] = program.commands;
	if (replay === undefined) throw new Error('it is not declared');
	return replay.exitOverride();
}

function read(...argv: string[]): Record<string, unknown> {
	const replay = declared();
	replay.parseOptions(argv);
	return replay.opts();
}

describe('the options of replay', () => {
	it('are the documented ones where nothing is said', () => {
		expect(read()).toEqual({times: 1, concurrency: 1, timeout: 30_000, delay: true, record: true});
	});

	it('keep changes of several kinds in the order they are typed, for each command line anew', () => {
		const {set} = read('--set', 'body.a=1', '--remove', 'body.b', '--set', 'body.c=2');
		expect(set).toEqual([
			{kind: 'set', text: 'body.a=1'},
			{kind: 'remove', text: 'body.b'},
			{kind: 'set', text: 'body.c=2'},
		]);
		expect(read('--add', 'body.a=1')['add']).toHaveLength(1);
	});

	it('are read: shares, speeds, rates, and what comes late', () => {
		const argv = [
			'--drop',
			'20%',
			'--speed',
			'60x',
			'--rate',
			'10/s',
			'--late',
			'recording=5m',
			'--late',
			'cdr=1s',
		];
		expect(read(...argv)).toMatchObject({
			drop: 0.2,
			speed: 60,
			rate: 10,
			late: [
				{what: 'recording', byMs: 300_000},
				{what: 'cdr', byMs: 1000},
			],
		});
	});

	it.each([
		[['--drop', '2'], '0.2 or 20%'],
		[['--late', 'recording'], 'recording=5m'],
		[['--times', '0'], 'from 1 on'],
		[['--timeout', '0'], 'above 0'],
	])('%j is refused, and told how it is written', (argv, hint) => {
		expect(() => declared().parseOptions(argv)).toThrow(hint);
	});

	it('leaves no gaps or has them shorter, not both', async () => {
		await expect(declared().parseAsync(['x', '--speed', '2x', '--no-delay'], {from: 'user'})).rejects.toThrow(
			'cannot be used with',
		);
	});
});
