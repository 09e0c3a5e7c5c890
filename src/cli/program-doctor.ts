/** The options of `call-hook doctor`. What it does is loaded when it runs. */

import {type Command, Option} from 'commander';
import {argument, collect, durationHelp, globals, parseTimeout, secretOption} from './declaring.ts';

export function doctorCommand(program: Command): void {
	program
		.command('doctor')
		.argument('[provider]', 'whose set-up is to be looked at')
		.description(
			'say what is wrong: with this computer; with the set-up of a provider, whose first delivery it waits for; with --to, how a handler takes its deliveries',
		)
		.optionsGroup('This computer:')
		.option('-t, --tunnel [kind]', 'open a public address, prove it, close it: as listen takes it')
		.option('--tunnel-host <url>', 'a localtunnel server of your own')
		.optionsGroup('A set-up:')
		.addOption(
			new Option(
				'--wait <time>',
				'wait so long for the first delivery: 60s, 5m (default: on a terminal, until Ctrl-C)',
			).argParser(argument(parseTimeout, `${durationHelp} It is above 0.`)),
		)
		.optionsGroup('A handler:')
		.addOption(
			new Option('--to <url>', "send the provider's fixtures to it, broken ones as well").conflicts([
				'wait',
				'tunnel',
				'tunnelHost',
			]),
		)
		.option('--only <kind>', 'send only this kind of delivery (repeatable: --only cdr --only live)', collect)
		.option('--signature', 'send one with a wrong signature, too; needs the secret')
		.option('-y, --yes', 'do not ask before sending to another computer')
		.option('--ca <file>', 'the certificate authority (PEM) that signed its certificate')
		.option('--insecure', 'trust any certificate of it')
		.addOption(secretOption())
		.optionsGroup('What is shown:')
		.option('--spotlight', 'only problems and warnings')
		.optionsGroup('Options:')
		.addHelpText('after', doctorHelp)
		.action(async (provider: string | undefined, options, command: Command) => {
			const {runDoctor} = await import('./commands/doctor.ts');
			process.exitCode = await runDoctor(provider ?? null, options, globals(command));
		});
}

const doctorHelp = `
Examples:
  call-hook doctor --tunnel
      this computer, and whether a public address leads to it
  call-hook doctor telecmi
      how its webhook is set up; then waits for the first delivery
  call-hook doctor telecmi --to http://localhost:3000/hook --spotlight
      what is wrong with a handler
  call-hook doctor myoperator --to http://localhost:3000/hook --only in-call
      with its in-call webhooks alone

A server error (5xx) or no answer to a delivery that is well formed is a
problem, whatever the provider documents.

Exit codes:
  0  nothing is wrong, or only warnings
  1  a check failed, a handler failed where no document says what counts,
     or no delivery came
  2  usage
  3  the handler was not reached
  4  a handler breaks what its provider documents
  130  interrupted
`;
