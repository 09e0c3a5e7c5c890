/**
 * Commands and their options. What a command does is loaded when it runs, so that `--version` and `--help` load
 * nothing but this.
 */

import {Command, Option} from 'commander';
import {outputModes, pathModes} from '../config/config.ts';
import {usualPort} from '../core/address.ts';
import {parseBytes} from '../core/bytes.ts';
import {exitCode} from '../core/errors.ts';
import {version} from '../core/version.ts';
import {fieldNames, type Listed, ruleOf, wordsAskedOf} from '../filter/fields.ts';
import {commandLineError} from './command-line-error.ts';
import {argument, collect, durationHelp, globals, parseTimeout, secretOption} from './declaring.ts';
import {
	exportFormats,
	parseAge,
	parseCount,
	parseDuration,
	parsePort,
	parseSeed,
	parseStatus,
} from './parse.ts';
import {doctorCommand} from './program-doctor.ts';
import {replayCommand} from './program-replay.ts';

export function buildProgram(): Command {
	const program = new Command('call-hook');
	program
		// Set before the commands are made: they take it over.
		.configureHelp({showGlobalOptions: true})
		.configureOutput({outputError: (text, write) => write(commandLineError(text, null))})
		.description('A local webhook inspector for voice-call providers.')
		.version(version, '-V, --version', 'print the version')
		.helpOption('-h, --help', 'print this help')
		.helpCommand('help [command]', 'print the help of a command')
		.option('--config <file>', 'the configuration (default: call-hook.config.{json,js,mjs} here or above)')
		.option('--store <file>', 'the store; :memory: keeps nothing (default: in your state directory)')
		.option('--json', 'print JSON lines for programs')
		.option('--no-color', 'no colours (NO_COLOR and FORCE_COLOR are honoured as well)')
		.option('--reveal', 'show personal data and secrets in what is exported')
		.option('-q, --quiet', 'print results and errors only')
		.option('--debug', 'print stack traces of errors')
		.showSuggestionAfterError()
		.exitOverride()
		.addHelpText('after', exitCodesHelp);

	listenCommand(program);
	replayCommand(program);

	program
		.command('calls')
		.argument('[filter...]', `${filterHelp('call')}; what only deliveries have, one of its deliveries has`)
		.description(
			"list the calls in the store, the first to come first; with a filter those that match: 'is:live from:+33*'",
		)
		.addOption(limitOption())
		.addOption(
			new Option('--summary', 'what was seen of each provider, beside what its documents say').conflicts(
				'limit',
			),
		)
		.action(async (words: string[], options, command: Command) => {
			const {runCalls} = await import('./commands/calls.ts');
			process.exitCode = await runCalls(words, options, globals(command));
		});

	program
		.command('deliveries')
		.argument('[filter...]', filterHelp('delivery'))
		.description(
			"list the deliveries in the store, oldest first; with a filter those that match: 'provider:telecmi is:retry'",
		)
		.addOption(limitOption())
		.addOption(secretOption())
		.action(async (words: string[], options, command: Command) => {
			const {runDeliveries} = await import('./commands/deliveries.ts');
			process.exitCode = await runDeliveries(words, options, globals(command));
		});

	program
		.command('show <what>')
		.description("show one delivery (12 or '#12') or one call (by its key or the beginning of it) whole")
		.addOption(secretOption())
		.action(async (what: string, options, command: Command) => {
			const {runShow} = await import('./commands/show.ts');
			process.exitCode = await runShow(what, options, globals(command));
		});

	clearCommand(program);
	exportCommand(program);

	program
		.command('providers [id]')
		.description('list the providers call-hook knows, or tell about one')
		.action(async (id: string | undefined, _options, command: Command) => {
			const {runProviders} = await import('./commands/providers.ts');
			process.exitCode = await runProviders(id ?? null, globals(command));
		});

	fixturesCommand(program);

	program
		.command('detect <file>')
		.description(
			'say which provider sent the request in a file (- reads standard input), and why: a body, .http, HAR, --json lines or curl',
		)
		.option('--explain', 'say what speaks for it, and what was looked for in vain')
		.option('--provider <id>', 'decode it as this provider, without detection')
		.addOption(secretOption())
		.action(async (file: string, options, command: Command) => {
			const {runDetect} = await import('./commands/detect.ts');
			process.exitCode = await runDetect(file, options, globals(command));
		});

	program
		.command('verify <what>')
		.description(
			"check the signature of a delivery (12 or '#12') or of the request in a file (- reads standard input), and say what is wrong with it",
		)
		.option('--provider <id>', 'take it for this provider, without detection')
		.addOption(secretOption())
		.action(async (what: string, options, command: Command) => {
			const {runVerify} = await import('./commands/verify.ts');
			process.exitCode = await runVerify(what, options, globals(command));
		});

	doctorCommand(program);

	// Only now, so that every command has it.
	for (const command of program.commands) {
		endsOurWay(command, command.name());
		for (const part of command.commands) endsOurWay(part, `${command.name()} ${part.name()}`);
	}
	return program;
}

function endsOurWay(command: Command, name: string): void {
	command.exitOverride();
	command.configureOutput({outputError: (text, write) => write(commandLineError(text, name, command.args))});
}

function exportCommand(program: Command): void {
	program
		.command('export')
		.argument(
			'<what...>',
			"deliveries (12, '#12' or 1-3), calls by their keys or the beginning of one, or a filter as deliveries takes it",
		)
		.description(
			'write deliveries down to take them away; personal data and secrets are masked unless --reveal is given',
		)
		.addOption(
			new Option(
				'--as <format>',
				'curl commands, requests for REST clients (http), HAR, JSON lines, or a fixture with other names and numbers (default: curl for one, http for several)',
			).choices(exportFormats),
		)
		.option('--out <file>', 'write them to a file that only you can read')
		.option('--force', 'write over a file that is there')
		.addHelpText('after', exportHelp)
		.action(async (words: string[], options, command: Command) => {
			const {runExport} = await import('./commands/export.ts');
			process.exitCode = await runExport(words, options, globals(command));
		});
}

const exportHelp = `
Examples:
  call-hook export 12
  call-hook export telecmi:0c8f1 --as har --out call.har
  call-hook export 1-20 --as http --out calls.http --force
  call-hook export --as ndjson -- -is:replay provider:telecmi

Exit codes:
  0  written
  ${exitCode.unmatched}  nothing matched, or nothing of it can be written so
  ${exitCode.usage}  usage
  ${exitCode.unavailable}  the store or the file could not be opened
  ${exitCode.interrupted}  interrupted before --out was whole`;

function listenCommand(program: Command): void {
	program
		.command('listen')
		.description('receive, recognise, decode, keep and answer webhooks; shows them live')
		.optionsGroup('Where it listens:')
		.addOption(
			new Option('-p, --port <n>', 'the port; 0 picks a free one')
				.argParser(argument(parsePort, 'It is a number from 0 to 65535.'))
				.default(usualPort),
		)
		.option('--host <addr>', 'the address to listen on', '127.0.0.1')
		.addOption(
			new Option('--max-body <size>', 'keep bodies up to this size; larger ones are answered 413')
				.argParser(argument(parseBytes, 'Write it like 512kb or 10mb; at most 64mb.'))
				.default(10 * 1024 * 1024, '10mb'),
		)
		.optionsGroup('A public address:')
		.option(
			'-t, --tunnel [kind]',
			'open one: localtunnel (the default), cloudflared, ngrok, ssh:<user@host>, or none',
		)
		.option('--tunnel-host <url>', 'a localtunnel server of your own')
		.option('--subdomain <name>', 'ask for this name')
		.option('--public-url <url>', 'a tunnel or proxy you run yourself leads here; it is proved as well')
		.option('--url-file <path>', 'write the address there once it works, for scripts')
		.optionsGroup('Who is let in (others are kept as refused):')
		.option(
			'--auth <user:pass>',
			'only requests with these Basic credentials; env:NAME and file:PATH are read',
		)
		.option(
			'--require-header <name: value>',
			'only requests with this header; the value may be env:NAME or file:PATH (repeatable)',
			collect,
		)
		.option('--secret-path [path]', 'only requests to this path and below; a random one unless given')
		.optionsGroup('Your server:')
		.option(
			'-f, --forward <[filter=]url>',
			'hand requests to it and its answer back; only some with a filter: provider:telecmi=http://… (repeatable)',
			collect,
		)
		.addOption(
			new Option('--forward-path <how>', "the request's path follows the url's, or is replaced by it")
				.choices(pathModes)
				.default('keep'),
		)
		.option('--preserve-host', 'send the Host header as it came')
		.option('--ca <file>', 'the certificate authority (PEM) that signed its certificate')
		.option('--insecure', 'trust any certificate of your server')
		.addOption(
			new Option('--timeout <time>', 'give your server up after this time')
				.argParser(argument(parseTimeout, `${durationHelp} It is above 0.`))
				.default(30_000, '30s'),
		)
		.option('--enforce-deadline', "give it up at the provider's documented deadline, as the provider does")
		.optionsGroup('An answer of your own to every request (the configuration has more):')
		.addOption(
			new Option('--status <code>', 'answer with this status').argParser(
				argument(parseStatus, 'It is a number from 200 to 599.'),
			),
		)
		.option('--body <text>', 'answer with this body, or with a file: @reply.json')
		.option('--header <name: value>', 'give this answer a header (repeatable)', collect)
		.addOption(
			new Option('--delay <time>', 'wait before every answer: 500ms, 2s').argParser(
				argument(parseDuration, durationHelp),
			),
		)
		.option(
			'--fault <spec>',
			'go wrong on purpose: status=500,rate=0.3 | hang | reset | close | delay=12000 (repeatable)',
			collect,
		)
		.addOption(
			new Option('--seed <n>', 'with the same number --fault strikes the same requests').argParser(
				argument(parseSeed, 'It is a whole number from 0 on.'),
			),
		)
		.optionsGroup('Who requests are from:')
		.option('--provider <id>', 'every request is from this provider: skip detection')
		.option(
			'--route <path=provider>',
			'requests to this path and below are from this provider (repeatable)',
			collect,
		)
		.addOption(secretOption())
		.optionsGroup('What is shown:')
		.addOption(
			new Option(
				'--output <mode>',
				'how deliveries are shown (default: tui on a terminal, else lines)',
			).choices(outputModes),
		)
		.option('--strict', `exit ${exitCode.contract} if a provider would have rejected any answer`)
		.optionsGroup('Options:')
		.action(async (options, command: Command) => {
			const {runListen} = await import('./commands/listen.ts');
			process.exitCode = await runListen(options, typed(command), globals(command));
		});
}

function clearCommand(program: Command): void {
	program
		.command('clear')
		.argument(
			'[what...]',
			`deliveries (12, '#12' or 1-3), calls by their keys, or a filter: ${filterHelp('delivery')}; digits as a text have quotes of their own: '"3"'`,
		)
		.description(
			'delete deliveries for good: all of them, some by name, those that match a filter, or the old ones; asks before it does',
		)
		.addOption(
			new Option('--older <age>', 'only those that came longer ago: 30m, 12h, 7d, 4w').argParser(
				argument(parseAge, ageHelp),
			),
		)
		.addOption(
			new Option('--keep <age>', 'keep those of this time and delete the older ones; for a daily clean-up')
				.argParser(argument(parseAge, ageHelp))
				.conflicts('older'),
		)
		.option('--dry-run', 'say what would be deleted, and delete nothing')
		.option('-y, --yes', 'do not ask')
		.addOption(secretOption())
		.addHelpText('after', clearHelp)
		.action(async (words: string[], options, command: Command) => {
			const {runClear} = await import('./commands/clear.ts');
			process.exitCode = await runClear(words, options, globals(command));
		});
}

const clearHelp = `
Examples:
  call-hook clear 12
  call-hook clear telecmi:0c8f1 --dry-run
  call-hook clear -- -provider:telecmi
  call-hook clear --keep 30d --yes

Exit codes:
  0  deleted, or nothing to delete
  ${exitCode.unmatched}  there is no such delivery or call
  ${exitCode.usage}  usage, or nobody to ask and no --yes
  ${exitCode.unavailable}  the store could not be opened`;

const ageHelp = 'Write it like 30m, 12h, 7d or 4w.';

function fixturesCommand(program: Command): void {
	const fixtures = program
		.command('fixtures')
		.description('requests and whole calls of every provider, to be sent without a phone')
		.addHelpText('after', fixturesHelp);

	fixtures
		.command('list [provider]', {isDefault: true})
		.description('list them, all or of one provider, with what each shows')
		.action(async (provider: string | undefined, _options, command: Command) => {
			const {runFixtureList} = await import('./commands/fixtures.ts');
			process.exitCode = await runFixtureList(provider ?? null, globals(command));
		});

	fixtures
		.command('show <id>')
		.description('print one as it is: telecmi/outgoing-answered')
		.action(async (id: string, _options, command: Command) => {
			const {runFixtureShow} = await import('./commands/fixtures.ts');
			process.exitCode = await runFixtureShow(id, globals(command));
		});

	fixtures
		.command('save <what> [name]')
		.description(
			'make one of a delivery (12) or a call (by its key), with other numbers and names in it unless --reveal is given, and always without secrets',
		)
		.option('--out <path>', 'a folder, or a file that ends in .http (default: <name>.http here)')
		.option('--force', 'write over what is there')
		.action(async (what: string, name: string | undefined, options, command: Command) => {
			const {runFixtureSave} = await import('./commands/save-fixture.ts');
			process.exitCode = await runFixtureSave(what, name ?? null, options, globals(command));
		});
}

const fixturesHelp = `
Examples:
  call-hook fixtures telecmi
      those of one provider: the same as fixtures list telecmi
  call-hook fixtures show telecmi/outgoing-answered
  call-hook fixtures save telecmi:0c8f1 my-call --out test/fixtures

Exit codes:
  0  done
  ${exitCode.unmatched}  there is no such delivery or call, or nothing of it can be sent
  ${exitCode.usage}  usage, or no such fixture
  ${exitCode.unavailable}  the store or the file could not be opened`;

const exitCodesHelp = `
Exit codes:
  0  done (also Ctrl-C in listen, and a closed pipe)
  1  not matched, a check failed, or a question answered with no
  2  usage
  3  listener, tunnel, target or store not opened or reached, or no answer
  4  contract violated (--strict, replay --as-provider, doctor)
  129, 143  ended by SIGHUP, SIGTERM
  130  interrupted (replay, doctor, export --out)

First steps:
  call-hook listen
      then point a provider, or curl, at the address it prints
  call-hook listen -t -f http://localhost:3000
      with a public address, answered by your server
  call-hook providers telecmi
      where a provider's webhook is set, and what it expects`;

/** What a filter has; a field whose words each ask something of their own with them, but for those no list answers. */
function filterHelp(of: Listed): string {
	const words = fieldNames.flatMap(name => {
		return ruleOf(name).known === null ? [`${name}: takes ${wordsAskedOf(name, of).join(', ')}`] : [];
	});
	const terms =
		'terms that must all hold, -term for one that must not (behind --, where it is the first: -- -is:retry); a word alone is looked for everywhere';
	return [terms, `fields are ${fieldNames.join(', ')}`, ...words].join('; ');
}

/** Names of the options that were on the command line: the file's settings stand between them and the defaults. */
function typed(command: Command): ReadonlySet<string> {
	const names = Object.keys(command.opts());
	return new Set(names.filter(name => command.getOptionValueSource(name) === 'cli'));
}

function limitOption(): Option {
	return new Option('--limit <n>', 'the newest n only').argParser(
		argument(parseCount, 'It is a number from 1 on.'),
	);
}
