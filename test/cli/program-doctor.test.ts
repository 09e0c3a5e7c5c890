import {Command} from 'commander';
import {describe, expect, it} from 'vitest';
import {doctorCommand} from '../../src/cli/program-doctor.ts';

function declared(): Command {
	const program = new Command().exitOverride().configureOutput({writeErr() {}});
	doctorCommand(program);
	const [doctor] = program.commands;
	if (doctor === undefined) throw new Error('it is not declared');
	return doctor.exitOverride();
}

describe('the options of doctor', () => {
	it('are read: how long is waited, and which kinds are sent', () => {
		const doctor = declared();
		doctor.parseOptions(['--wait', '5m', '--only', 'cdr', '--only', 'live']);
		expect(doctor.opts()).toEqual({wait: 300_000, only: ['cdr', 'live']});
	});

	it.each([['--wait', '5m'], ['--tunnel'], ['--tunnel-host', 'http://localhost']])(
		'%s has no use where a handler is looked at',
		async (...argv) => {
			const looking = declared().parseAsync(['cllr', '--to', 'http://127.0.0.1:1', ...argv], {from: 'user'});
			await expect(looking).rejects.toThrow('cannot be used with');
		},
	);
});
