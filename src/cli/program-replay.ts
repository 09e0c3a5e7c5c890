/** The options of `call-hook replay`. What it does is loaded when it runs. */

import {type Command, Option} from 'commander';
import {exitCode} from '../core/errors.ts';
import {argument, collect, durationHelp, globals, parseTimeout, secretOption} from './declaring.ts';
import {parseCount, parseLate, parseRate, parseSeed, parseShare, parseSpeed} from './parse.ts';
import type {TypedChange} from './replay-parts.ts';

export function replayCommand(program: Command): void {
	// One list, so that they apply in the order they are typed.
	const changes: TypedChange[] = [];
	const change = (kind: TypedChange['kind'], what: string, says: string) =>
		new Option(`--${kind} <${what}>`, says).argParser(text => {
			changes.push({kind, text});
			return changes;
		});
	program
		.command('replay')
		.argument('<what...>', whatHelp)
		.description('send again what came, or what a fixture or a file has, and say what came back')
		.optionsGroup('Where to:')
		.option(
			'--to <url>',
			'the address to send to; with a path all goes to that, without one each to the path it came with (of a whole URL the path alone)',
		)
		.option('--preserve-host', 'send the Host header as it came')
		.option('--ca <file>', 'the certificate authority (PEM) that signed its certificate')
		.option('--insecure', 'trust any certificate')
		.option('-y, --yes', 'do not ask before sending to another computer')
		.optionsGroup('What is changed (byte for byte as it came unless asked):')
		.addOption(
			change(
				'set',
				'path=value',
				'change a value: body.to=1, query.k=v, header.X-Token=t; body.n:=7 takes JSON (repeatable)',
			),
		)
		.addOption(change('add', 'path=value', 'add a value: header.X-A=1 (repeatable)'))
		.addOption(
			change(
				'remove',
				'path',
				'remove a value; one that matches nothing is an error, as with --set (repeatable)',
			),
		)
		.option('--edit', 'change it in $EDITOR first')
		.option('--now', 'as if it happened now: its ids fresh, its times moved')
		.option('--same-ids', 'keep the ids, with --now and --times as well')
		.option('--provider <id>', 'all of it is from this provider: skip detection')
		.option(
			'--resign <provider=where>',
			'sign anew with the secret in env:NAME or file:PATH; the provider alone takes the secret that is configured (repeatable)',
			collect,
		)
		.addOption(secretOption())
		.optionsGroup('When:')
		.addOption(
			new Option('--speed <n>', 'this many times as fast: 60x')
				.argParser(argument(parseSpeed, 'Write it like 60x or 0.5x.'))
				.conflicts('delay'),
		)
		.option('--no-delay', 'without the gaps between the requests')
		.addOption(
			new Option('--times <n>', 'send all of it so often, from the second time on with fresh ids')
				.argParser(argument(parseCount, 'It is a number from 1 on.'))
				.default(1),
		)
		.addOption(
			new Option('--concurrency <n>', 'so many repetitions at once')
				.argParser(argument(parseCount, 'It is a number from 1 on.'))
				.default(1),
		)
		.addOption(
			new Option('--rate <n/s>', 'at most so many requests per second').argParser(
				argument(parseRate, 'Write it like 10/s.'),
			),
		)
		.addOption(
			new Option('--timeout <time>', 'wait so long for an answer')
				.argParser(argument(parseTimeout, `${durationHelp} It is above 0.`))
				.default(30_000, '30s'),
		)
		.optionsGroup('Disorder, the same again with the same seed:')
		.option('--shuffle', 'in any order')
		.addOption(share('--duplicate <share>', 'send this share of the requests twice: 0.2'))
		.addOption(share('--drop <share>', 'leave this share of the requests out: 0.1'))
		.addOption(
			new Option(
				'--late <what=time>',
				'send a phase, kind or step later: recording=5m (repeatable)',
			).argParser((text: string, before: {what: string; byMs: number}[] = []) => [
				...before,
				argument(parseLate, 'Write it like recording=5m.')(text),
			]),
		)
		.addOption(
			new Option('--seed <n>', 'what is drawn by chance, ids too, is drawn from it').argParser(
				argument(parseSeed, 'It is a whole number from 0 on.'),
			),
		)
		.option('--dry-run', 'print what would be sent when, and send nothing; it needs no --to')
		.optionsGroup('What is checked:')
		.option(
			'--as-provider',
			`be the provider: its deadline, the answers it counts, its retries; exit ${exitCode.contract} unless it would have recorded every delivery as received`,
		)
		.option('--allow-unknown', 'with --as-provider: a 2xx in time will do where nothing is documented')
		.option(
			'--assert-idempotent',
			`send each event twice; exit ${exitCode.unmatched} if its two answers differ`,
		)
		.option('--no-record', 'do not keep what is sent in the store')
		.optionsGroup('Options:')
		.addHelpText('after', helpBelow)
		.action(async (words: string[], options, command: Command) => {
			const {runReplay} = await import('./commands/replay.ts');
			process.exitCode = await runReplay(words, {...options, changes}, globals(command));
		});
}

const helpBelow = `
Examples:
  call-hook replay telecmi/outgoing-answered --to http://localhost:3000/hooks
  call-hook replay 12 --set body.to=+33199000001 --add header.X-A=1 --to ...
  call-hook replay callr/scenario-recording-later --late recording=5m --to ...
  call-hook replay telecmi/scenario-inbound-answered --as-provider --to ...

Exit codes:
  0  everything was sent and answered
  ${exitCode.unmatched}  nothing matched, or --assert-idempotent found answers that differ
  ${exitCode.usage}  usage
  ${exitCode.unavailable}  the target could not be reached, or gave no answer
  ${exitCode.contract}  --as-provider: not every delivery would have been recorded
  ${exitCode.interrupted}  interrupted`;

const whatHelp = [
	"what is sent: a fixture (telecmi/outgoing-answered), a delivery (12 or '#12'), several (1-3)",
	'a call by its key or the beginning of it',
	'a .http, .har, .ndjson or .json file',
	'a curl command line',
	'- for standard input',
	'or a filter; several are sent one after the other',
].join(', ');

function share(flags: string, says: string): Option {
	return new Option(flags, says).argParser(argument(parseShare, 'It is a share from 0 to 1: 0.2 or 20%.'));
}
