import {writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {type AnswerCommandOptions, answeringFrom, refuseIdle, targetsFrom} from '../../src/cli/answering.ts';
import {type Config, noConfig} from '../../src/config/config.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {questionOf} from '../session/questions.ts';
import {temporaryFolder} from '../store/temporary.ts';

const config = (change: Partial<Config>): Config => ({
	...noConfig,
	file: '/p/call-hook.config.json',
	...change,
});

function answer(options: AnswerCommandOptions, file: Config = noConfig) {
	const question = questionOf();
	const rule = answeringFrom(options, file).rules.find(each => each.matches(question));
	if (rule === undefined) return null;
	const {status, headers, body} = rule.answer(question);
	return {name: rule.name, status, headers, text: Buffer.from(body).toString()};
}

function failure(work: () => unknown): CallHookError {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toHaveProperty('exitCode', 2);
		return error as CallHookError;
	}
	throw new Error('it was taken');
}

describe('answeringFrom', () => {
	it('is nothing without a word about it', () => {
		const {rules, delayMs, nextFault, seed} = answeringFrom({}, noConfig);
		expect({rules, delayMs, fault: nextFault(), seed}).toEqual({
			rules: [],
			delayMs: 0,
			fault: null,
			seed: null,
		});
	});

	it.each<[AnswerCommandOptions, unknown]>([
		[{status: 500}, {name: '--status 500', status: 500, headers: [], text: ''}],
		[{status: 204}, {name: '--status 204', status: 204, headers: [], text: ''}],
		[
			{body: 'to {{request.body.to}}'},
			{
				name: '--body',
				status: 200,
				headers: [['Content-Type', 'text/plain; charset=utf-8']],
				text: 'to 4461000000',
			},
		],
		[
			{header: ['X-A: 1', 'X-B:', 'X-A:  2:3']},
			{
				name: '--header',
				status: 200,
				headers: [
					['Content-Type', 'application/json'],
					['X-A', '1'],
					['X-A', '2:3'],
					['X-B', ''],
				],
				text: '{"success":true}',
			},
		],
	])('%j', (options, expected) => {
		expect(answer(options)).toEqual(expected);
	});

	it('takes a body from a file', () => {
		const path = join(temporaryFolder(), 'a.json');
		writeFileSync(path, '{"a": 1}');
		expect(answer({body: `@${path}`, status: 202})).toMatchObject({name: '--status 202', text: '{"a": 1}'});
	});

	it('what is typed comes before the file’s answers, and those are there all the same', () => {
		const file = config({answers: [{status: 202}]});
		expect(answer({status: 500}, file)).toMatchObject({status: 500});
		expect(answeringFrom({status: 500}, file).rules.map(({name}) => name)).toEqual([
			'--status 500',
			'answers[0]',
		]);
		expect(answer({delay: 5}, file)).toMatchObject({name: 'answers[0]', status: 202});
	});

	it('files of the configuration are relative to it', () => {
		const path = join(temporaryFolder(), 'a.txt');
		writeFileSync(path, 'hello');
		const file = config({file: join(dirname(path), 'call-hook.config.json'), answers: [{file: 'a.txt'}]});
		expect(answer({}, file)).toMatchObject({text: 'hello'});
	});

	it('a delay that is typed wins over the file’s', () => {
		const file = config({listen: {delay: 100}});
		expect(answeringFrom({}, file).delayMs).toBe(100);
		expect(answeringFrom({delay: 0}, file).delayMs).toBe(0);
	});

	it('faults are drawn from the seed, or from one that is made and told', () => {
		const struck = (options: AnswerCommandOptions) => {
			const {nextFault, seed} = answeringFrom(options, noConfig);
			return {seed, names: Array.from({length: 50}, () => nextFault()?.name ?? null)};
		};
		const fault = ['hang,rate=0.5', 'status=500,rate=0.5'];
		expect(struck({fault, seed: 7})).toEqual(struck({fault, seed: 7}));
		const made = struck({fault});
		expect(made.seed).toEqual(expect.any(Number));
		expect(struck({fault, seed: made.seed ?? 0})).toEqual(made);
		expect(failure(() => answeringFrom({seed: 7}, noConfig)).hint).toBe('Add --fault.');
	});

	it('tells of mistakes by the option they are in', () => {
		expect(failure(() => answeringFrom({body: 'a {{x'}, noConfig)).message).toBe(
			'--body, line 1, column 3: The braces are not closed. Write }} behind the name, or \\{{ for the braces themselves.',
		);
		expect(failure(() => answeringFrom({body: '@/nowhere/x'}, noConfig)).message).toContain(
			'--body: There is no file /nowhere/x.',
		);
		expect(failure(() => answeringFrom({body: '@'}, noConfig)).message).toBe('--body @ names no file.');
		expect(failure(() => answeringFrom({status: 204, body: 'x'}, noConfig)).message).toContain(
			'--body: An answer with status 204 has no body.',
		);
		expect(failure(() => answeringFrom({header: ['X-A']}, noConfig)).message).toBe(
			'--header X-A is no name and value.',
		);
		expect(failure(() => answeringFrom({header: ['a b: c', 'Connection: x']}, noConfig)).message).toMatch(
			/^There are answers that cannot be given:\n {2}- --header: .*\n {2}- --header: /,
		);
		expect(failure(() => answeringFrom({fault: ['hung']}, noConfig)).message).toBe(
			'--fault hung: There is no fault "hung".',
		);
	});

	it('tells of all mistakes of the file, with its name', () => {
		const file = config({answers: [{when: 'is:new'}, {file: 'none'}]});
		expect(failure(() => answeringFrom({}, file)).message).toMatch(
			/^\/p\/call-hook\.config\.json has answers that cannot be given:\n {2}- answers\[0\]\.when, column 4: .*\n {2}- answers\[1\]\.file: /,
		);
	});
});

describe('targetsFrom', () => {
	it('are those that were typed, else the file’s', () => {
		const file = config({listen: {forward: ['http://a.example.test']}});
		const urls = (typed?: string[]) => targetsFrom(typed, file).map(({url}) => url);
		expect(urls()).toEqual(['http://a.example.test']);
		expect(urls(['provider:telecmi=http://b.example.test'])).toEqual(['http://b.example.test']);
		expect(targetsFrom(undefined, noConfig)).toEqual([]);
	});

	it('tells of mistakes by where they are', () => {
		expect(failure(() => targetsFrom(['is:live=http://a'], noConfig)).message).toContain(
			'--forward is:live=http://a, column 1: is:live can never match here',
		);
		const file = config({listen: {forward: ['is:live=http://a']}});
		expect(failure(() => targetsFrom(undefined, file)).message).toContain(
			'call-hook.config.json has targets that cannot be used:\n  - forward[0], column 1',
		);
	});
});

describe('refuseIdle', () => {
	const target = targetsFrom(['http://a.example.test'], noConfig);

	it.each(['status', 'body', 'header'])('--%s leaves nothing for a server that is typed as well', name => {
		expect(failure(() => refuseIdle(new Set(['forward', name]), target)).message).toBe(
			`--${name} answers every request, so that none would reach the server of --forward.`,
		);
		// The one in the file is still there afterwards.
		expect(() => refuseIdle(new Set([name]), target)).not.toThrow();
	});

	it.each([
		['forwardPath', '--forward-path'],
		['preserveHost', '--preserve-host'],
		['ca', '--ca'],
		['insecure', '--insecure'],
		['timeout', '--timeout'],
		['enforceDeadline', '--enforce-deadline'],
	])('%s needs a server', (name, option) => {
		expect(failure(() => refuseIdle(new Set([name]), [])).message).toBe(
			`${option} is about your server, and none is named.`,
		);
		expect(() => refuseIdle(new Set([name]), target)).not.toThrow();
	});
});
