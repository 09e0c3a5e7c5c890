/** Documents that are generated, and claims of the others that can be checked. `vitest run test/docs.test.ts -u` brings them up to date. */

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import * as z from 'zod/mini';
import {buildProgram} from '../src/cli/program.ts';
import {checkConfig} from '../src/config/check.ts';
import {configSchema} from '../src/config/schema.ts';
import {type RuleInWords, rulesInWords, sayings} from '../src/core/contract.ts';
import {catalogue, type FindingCode, type FindingKind} from '../src/core/findings.ts';
import {kindsByContract, type Provider} from '../src/core/provider.ts';
import {listed} from '../src/core/text.ts';
import {type FixtureEntry, listFixtures, readFixture} from '../src/formats/fixtures.ts';
import {inspect} from '../src/inspect/inspect.ts';
import {generic} from '../src/providers/generic.ts';
import {providers} from '../src/providers/registry.ts';
import {compileRules, writtenIn} from '../src/session/rules.ts';
import {bindings, type Context} from '../src/tui/keys.ts';
import {post} from './providers/requests.ts';
import {findingFile, foundBy} from './support/findings.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');
const version = (JSON.parse(read('package.json')) as {version: string}).version;

const generated = '<!-- Generated: npx vitest run test/docs.test.ts -u -->';

describe('generated documents', () => {
	test('docs/providers.md says what the providers declare', async () => {
		const text = [generated, '# Providers', ...providers.map(providerSection)].join('\n\n');
		await expect(`${text}\n`).toMatchFileSnapshot(join(root, 'docs/providers.md'));
	});

	test('docs/findings.md has every finding', async () => {
		const entries = Object.entries(catalogue) as [FindingCode, FindingKind][];
		const topics = [...new Set(entries.map(([code]) => topicOf(code)))];
		const sections = topics.map(topic =>
			[`## ${topic}`, ...entries.filter(([code]) => topicOf(code) === topic).map(findingSection)].join(
				'\n\n',
			),
		);
		const text = [generated, '# Findings', findingsAbout, ...sections].join('\n\n');
		await expect(`${text}\n`).toMatchFileSnapshot(join(root, 'docs/findings.md'));
	});

	test('docs/keys.md has every key', async () => {
		const contexts = [...new Set(bindings.flatMap(({contexts}) => contexts))];
		const text = [generated, '# Keys of the terminal UI', ...contexts.map(keySection)].join('\n\n');
		await expect(`${text}\n`).toMatchFileSnapshot(join(root, 'docs/keys.md'));
	});

	test('fixtures/README.md lists every fixture, by what its file says', async () => {
		const entries = await listFixtures();
		const heads = ['fixture', 'requests', 'what it shows', 'source'];
		const rows = table(heads, await Promise.all(entries.map(fixtureRow)));
		const about = read('fixtures/README.md').replace(
			/(<!-- Generated[^\n]*-->\n)[\s\S]*?(\n<!-- End -->)/,
			(_, begin: string, end: string) => `${begin}\n${rows.join('\n')}\n${end}`,
		);
		expect(rows.length).toBeGreaterThan(60);
		expect(about).toContain(rows.join('\n'));
		await expect(about).toMatchFileSnapshot(join(root, 'fixtures/README.md'));
	});

	test('schema/config.schema.json is what configurations are checked by', async () => {
		const {$schema, ...shape} = z.toJSONSchema(configSchema(providers), {io: 'input'});
		const schema = {
			$schema,
			$id: 'https://call-hook.example.test/schema/config.schema.json',
			$comment: 'Generated: npx vitest run test/docs.test.ts -u',
			title: 'Configuration of call-hook',
			description: 'call-hook.config.json, found from the working directory upwards. All keys are optional.',
			...shape,
		};
		const text = JSON.stringify(schema, null, '\t');
		await expect(`${text}\n`).toMatchFileSnapshot(join(root, 'schema/config.schema.json'));
		expect(new Ajv2020({strict: false}).validateSchema(JSON.parse(text))).toBe(true);
	});
});

/** How many requests it is, what it shows, and the pages they are from. */
async function fixtureRow({id, steps, shows}: FixtureEntry): Promise<string[]> {
	const sources =
		(await readFixture(id))?.map(({source}) => source?.replace(/, checked \S+$/, '') ?? '') ?? [];
	return [`\`${id}\``, String(steps), shows, [...new Set(sources)].join('; ')];
}

function providerSection(provider: Provider): string {
	const {name, id, setup, docs, kinds, correlation, recognisedBy, mappable, signature, secretEnv} = provider;
	return [
		`## ${name}\n`,
		`\`--provider ${id}\`. Set at: ${setup.where}. Good to know: ${setup.note}. One call: ${correlation}.\n`,
		...docs.map(({title, url}) => `- [${title}](${url})`),
		`\nRecognised by ${recognisedBy.join('; or ')}.\n`,
		...table(
			['how it signs', 'where'],
			sayings(signature.documented, told => told).map(({text, sources}) => [text, sources.join('; ')]),
		),
		...(secretEnv === undefined ? [] : [`\nIts secret is read from \`${secretEnv}\` where none is given.`]),
		'',
		...table(
			['kind', 'what it is'],
			kinds.map(({id: kind, says, pinOnly}) => [`\`${kind}\``, pinOnly ? `${says} Only when pinned.` : says]),
		),
		...kindsByContract(provider).flatMap(({kinds: sharing, contract}) => [
			`\nRules of delivery for ${listed(sharing.map(kind => `\`${kind}\``))}:\n`,
			...table(['rule', 'what the documents say', 'where'], rulesInWords(contract).flatMap(ruleRows)),
		]),
		...(mappable === undefined ? [] : mappingRows(id, mappable)),
	].join('\n');
}

function ruleRows({label, says}: RuleInWords): string[][] {
	return says.map(({text, sources}, index) => [index === 0 ? label : '', text, sources.join('; ')]);
}

function table(heads: readonly string[], rows: readonly string[][]): string[] {
	return [heads, heads.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`);
}

function mappingRows(id: string, mappable: Readonly<Record<string, string>>): string[] {
	return [
		`\nWhere the customer chose the names, \`fields.${id}\` in the configuration says which of these each stands for:\n`,
		...Object.entries(mappable).map(([name, says]) => `- \`${name}\`: ${says}`),
	];
}

const findingsAbout = [
	'What call-hook finds worth telling about a delivery. Codes are stable: scripts and CI rules may name them.',
	'`error` breaks something now, `warning` will bite, `info` is worth knowing.',
	'Each example is the least that triggers the finding; lines with `# @` say what a request does not: when it came, what was answered, which secret was given for the provider.',
].join(' ');

function topicOf(code: string): string {
	return code.slice(0, code.indexOf('/'));
}

function findingSection([code, {severity, about, hint}]: [FindingCode, FindingKind]): string {
	const text = [`### ${code}\n`, `${severity}. ${about} **${hint}**`];
	const file = findingFile(code);
	if (file === null) return text.join('\n');
	const found = foundBy(code).find(finding => finding.code === code);
	return [
		...text,
		`\n\`\`\`http\n${file.trimEnd()}\n\`\`\``,
		...(found ? [`\n> ${found.message}`] : []),
	].join('\n');
}

function keySection(context: Context): string {
	const rows = bindings
		.filter(({contexts}) => contexts.includes(context))
		.map(({keys, help}) => `| ${keys.map(key => `\`${key}\``).join(' ')} | ${help} |`);
	return [`## ${contextTitles[context]}\n`, '| key | does |', '|---|---|', ...rows].join('\n');
}

const contextTitles: Record<Context, string> = {
	always: 'On every screen',
	any: 'On every screen with room to work',
	small: 'When the window is too small',
	ask: 'When a question is asked',
	main: 'List or detail',
	list: 'In the list',
	detail: 'In the detail',
	sheet: 'In help and on the first screen',
};

describe('README.md', () => {
	test('sets everything up with two commands', () => {
		const commands = readme.match(/^npm ci.*$/gm);
		expect(commands).toEqual(['npm ci && npx call-hook listen', 'npm ci && npm test']);
	});

	test('shows a first delivery that is recognised as it says', () => {
		const body = /-d '(.*)'/.exec(readme)?.[1] ?? '';
		const {inspection} = inspect(post(JSON.parse(body)));
		expect(inspection.provider.id).toBe('telecmi');
		expect(inspection.event).toMatchObject({direction: 'outbound', outcome: 'answered', talkSeconds: 13});
	});

	test('names the packed file of this version, every command, and every option of listen', () => {
		expect(readme).toContain(`npx ./call-hook-${version}.tgz listen`);
		for (const {long} of buildProgram().options) {
			if (!['--version', '--quiet'].includes(long ?? '')) expect(readme).toContain(long);
		}
		for (const command of buildProgram().commands) {
			expect(readme).toMatch(new RegExp(`\\b${command.name()}\\b`));
			if (command.name() !== 'listen') continue;
			for (const option of command.options) expect(readme).toContain(option.long);
		}
	});
});

describe('the section Configuration of README.md', () => {
	const section = /^## Configuration\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? '';

	test('has an example that is right', () => {
		const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '');
		expect(checkConfig(example, providers).problems).toBeUndefined();
		expect(example).toMatchObject({zones: {}, countries: {}, fields: {}});
	});

	test('has examples of answers that can be given, and so have the files it names', () => {
		const blocks = [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block = '']) => block);
		const texts = [...blocks, read('examples/callr-profile.config.json')];
		const all = texts.map(text => checkConfig(JSON.parse(text), providers));
		expect(all.flatMap(({problems = []}) => problems)).toEqual([]);
		const answers = all.map(({settings}) => settings?.answers ?? []);
		expect(answers.filter(list => list.length > 0)).toHaveLength(2);
		for (const list of answers) {
			const {problems} = compileRules(writtenIn(list), {folder: root, providers: [...providers, generic]});
			expect(problems).toEqual([]);
		}
	});

	test('names every setting', () => {
		for (const name of Object.keys(configSchema(providers).shape)) expect(section).toContain(name);
	});
});

describe('documents', () => {
	test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'fixtures/README.md'])(
		'links of %s lead to files there are',
		file => {
			const links = [...read(file).matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);
			for (const link of links) expect(existsSync(join(root, file, '..', link)), link).toBe(true);
		},
	);

	test('CHANGELOG.md begins with this version', () => {
		expect(/^## (\S+?),/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
	});

	test('the lock file records no download addresses', () => {
		expect(read('package-lock.json')).not.toContain('"resolved"');
	});
});

describe('contracts', () => {
	test.each(providers.map(provider => [provider.id, provider] as const))(
		'of %s: each rule has a source and a day, and what is unknown says what is known instead',
		(_id, provider) => {
			for (const kind of [null, ...provider.kinds.map(({id}) => id)]) {
				const {unknown, unknownSource, ...rules} = provider.contract(kind);
				for (const fact of Object.values(rules).flat()) {
					expect(fact.source).not.toBe('');
					expect(fact.checked).toMatch(/^\d{4}-\d\d-\d\d$/);
				}
				const isOpen = rules.accepts.length === 0;
				expect(unknown !== '').toBe(isOpen);
				expect(unknownSource !== null).toBe(isOpen);
			}
		},
	);
});
