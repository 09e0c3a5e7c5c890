import {type Command, CommanderError} from 'commander';
import {afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import {fieldNames} from '../../src/filter/fields.ts';

let build: typeof import('../../src/cli/program.ts').buildProgram;

beforeAll(async () => {
	// The build puts it in its place.
	vi.stubGlobal('__CALL_HOOK_VERSION__', '1.2.3-test');
	({buildProgram: build} = await import('../../src/cli/program.ts'));
});
afterEach(() => {
	process.exitCode = undefined;
});

interface Ran {
	out: string;
	err: string;
	error: unknown;
}

/** Runs a command line as far as it needs no command: what commander does by itself. */
async function run(...argv: string[]): Promise<Ran> {
	const program = build();
	const ran: Ran = {out: '', err: '', error: null};
	const output = {
		writeOut: (text: string) => {
			ran.out += text;
		},
		writeErr: (text: string) => {
			ran.err += text;
		},
	};
	const all: Command[] = [program, ...program.commands.flatMap(command => [command, ...command.commands])];
	for (const command of all) command.configureOutput(output);
	try {
		await program.parseAsync(['node', 'call-hook', ...argv]);
	} catch (error) {
		ran.error = error;
	}
	return ran;
}

const commands = ['listen', 'calls', 'deliveries', 'show', 'providers', 'detect'];

describe('help', () => {
	it.each([['--help'], ['-h'], ['help']])(
		'%s lists every command, exit codes and first steps',
		async (...argv) => {
			const {out, error} = await run(...argv);
			for (const command of commands) expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
			expect(out).toContain('Exit codes:');
			expect(out).toContain('First steps:');
			if (error !== null) expect(error).toMatchObject({exitCode: 0});
			// What commander does not wrap has to fit by itself.
			const own = out.slice(out.indexOf('Exit codes:')).split('\n');
			expect(own.filter(line => line.length > 80)).toEqual([]);
		},
	);

	it('names every command there is', () => {
		const names = build()
			.commands.map(command => command.name())
			.filter(name => name !== 'help');
		expect(names.sort()).toEqual(expect.arrayContaining([...commands].sort()));
		for (const command of build().commands) expect(command.description(), command.name()).not.toBe('');
	});

	it.each(commands)('of %s tells its options', async command => {
		const {out, error} = await run(command, '--help');
		expect(out).toContain(`call-hook ${command}`);
		expect(error).toMatchObject({exitCode: 0});
	});
});

it('help of deliveries names the fields of a filter, and what a list can be asked', async () => {
	const {out} = await run('deliveries', '--help');
	const text = out.replace(/\s+/g, ' ');
	for (const field of fieldNames) expect(text).toContain(` ${field}`);
	expect(text).toContain('is: takes pinned, refused, replay, retry, duplicate;');
	expect(out.split('\n').filter(line => line.length > 80)).toEqual([]);
});

it.each([
	[['replay'], ['callr/scenario-recording-later --late recording=5m', 'body.n:=7', '--add header.X-A=1']],
	[['export'], ['call-hook export telecmi:0c8f1 --as har']],
	[['clear'], ['call-hook clear 12', '\'"3"\'', '-- -is:retry']],
	[['fixtures'], ['call-hook fixtures telecmi']],
])('help of %j has examples and its exit codes', async ([command = ''], examples) => {
	const {out} = await run(command, '--help');
	const text = out.replace(/\s+/g, ' ');
	for (const example of ['Examples:', 'Exit codes:', ...examples]) expect(text).toContain(example);
	expect(out.split('\n').filter(line => line.length > 80)).toEqual([]);
});

it('help of calls names nothing that no call can be', async () => {
	const {out} = await run('calls', '--help');
	const text = out.replace(/\s+/g, ' ');
	expect(text).toContain('is: takes pinned, live, retry, duplicate;');
	expect(text).toContain('-- -is:retry');
});

it.each(['--version', '-V'])('%s prints the version, and nothing else', async flag => {
	const {out, err, error} = await run(flag);
	expect([out, err]).toEqual(['1.2.3-test\n', '']);
	expect(error).toMatchObject({exitCode: 0});
});

describe('usage errors', () => {
	it.each([
		['an unknown option', ['--nope'], '--nope'],
		['an unknown option of a command', ['listen', '--nope'], '--nope'],
		['a port that is none', ['listen', '--port', '70000'], '--port'],
		['a size that is none', ['listen', '--max-body', 'much'], '--max-body'],
		['an output there is not', ['listen', '--output', 'html'], '--output'],
		['a time that is none', ['listen', '--timeout', '0'], 'It is above 0.'],
		['a limit that is none', ['calls', '--limit', '0'], '--limit'],
		['a summary of some', ['calls', '--summary', '--limit', '3'], '--limit'],
		['an argument missing', ['show'], 'what'],
		['an argument too many', ['providers', 'x', 'y'], 'Too many arguments'],
		['an option’s value missing', ['listen', '--port'], '--port'],
	])('%s is named', async (_, argv, named) => {
		const {err, out, error} = await run(...argv);
		expect(error).toBeInstanceOf(CommanderError);
		expect(error).not.toMatchObject({exitCode: 0});
		expect(err).toContain(named);
		expect(err).toContain('--help');
		expect(out).toBe('');
	});

	it.each([
		[['calls', '-is:live'], 'call-hook calls -- -is:live'],
		[['clear', '--older', '1d', '--keep', '1d'], 'Leave one of them out;'],
		[['fixtures', 'save'], 'call-hook fixtures save --help'],
	])('%j is told the next step', async (argv, step) => {
		const {err} = await run(...argv);
		expect(err).toContain(step);
	});

	it('an unknown command is named, with the one that was meant', async () => {
		const {err, error} = await run('lisen');
		expect(error).not.toMatchObject({exitCode: 0});
		expect(err).toContain("Unknown command 'lisen'");
		expect(err).toContain('listen');
	});
});

describe('defaults of listen', () => {
	it('are the documented ones', () => {
		const listen = build().commands.find(command => command.name() === 'listen');
		expect(listen?.opts()).toMatchObject({
			port: 8888,
			host: '127.0.0.1',
			maxBody: 10 * 1024 * 1024,
		});
	});
});
