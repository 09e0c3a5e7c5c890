import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {checkConfig} from '../../src/config/check.ts';
import type {AnswerSettings} from '../../src/core/answer-settings.ts';
import {noPins} from '../../src/inspect/inspect.ts';
import {callr} from '../../src/providers/callr.ts';
import {generic} from '../../src/providers/generic.ts';
import {providers as registered} from '../../src/providers/registry.ts';
import type {Question} from '../../src/session/answers.ts';
import {compileRules, isFor, requestFilter, writtenIn} from '../../src/session/rules.ts';
import {temporaryFolder} from '../store/temporary.ts';
import {readFixture} from '../support/fixtures.ts';
import {questionOf} from './questions.ts';
import {record} from './receiving.ts';

const providers = [...registered, generic];
const compiled = (answers: AnswerSettings[], folder = '/') =>
	compileRules(writtenIn(answers), {folder, providers});

function rulesOf(answers: AnswerSettings[]) {
	const {rules, problems} = compiled(answers);
	expect(problems).toEqual([]);
	return rules;
}

/** The answer of the first rule that takes the question, as `planAnswer` chooses it. */
function answerTo(question: Question, answers: AnswerSettings[]) {
	const rule = rulesOf(answers).find(each => each.matches(question));
	if (rule === undefined) return null;
	const {status, headers, body} = rule.answer(question);
	return {rule: rule.name, status, headers, body: Buffer.from(body).toString()};
}

describe('a rule', () => {
	it('without anything is success for everything', () => {
		expect(answerTo(questionOf('x'), [{}])).toEqual({
			rule: 'answers[0]',
			status: 200,
			headers: [['Content-Type', 'application/json']],
			body: '{"success":true}',
		});
		expect(rulesOf([{}])[0]?.delayMs).toBeNull();
		expect(rulesOf([{delay: 250}])[0]?.delayMs).toBe(250);
	});

	it('takes the requests of its filter', () => {
		const answers: AnswerSettings[] = [
			{when: 'provider:telecmi outcome:missed', status: 500},
			{when: 'to:4461000000', status: 202, headers: {'X-To': '{{request.body.to}}'}},
		];
		expect(answerTo(questionOf(), answers)).toMatchObject({
			rule: 'answers[1]',
			status: 202,
			headers: [
				['Content-Type', 'application/json'],
				['X-To', '4461000000'],
			],
		});
		expect(answerTo(questionOf(record('1', {status: 'missed'})), answers)).toMatchObject({
			rule: 'answers[0]',
			status: 500,
			headers: [],
			body: '',
		});
		expect(answerTo(questionOf('{}'), answers)).toBeNull();
	});

	it('sends the content type that is written, once', () => {
		const answer = answerTo(questionOf(), [{body: '{}', headers: {'content-type': 'text/x'}}]);
		expect(answer?.headers).toEqual([['content-type', 'text/x']]);
	});

	it.each([204, 205, 304])('with status %d has no body', status => {
		expect(answerTo(questionOf(), [{status}])).toMatchObject({status, headers: [], body: ''});
		expect(compiled([{status, body: 'x'}]).problems).toEqual([
			`answers[0].body: An answer with status ${status} has no body. Leave it out, or change the status.`,
		]);
	});

	it('answers 500 when what a stranger sent makes it too long', () => {
		const body = '{{request.body}}'.repeat(1000);
		const [rule] = rulesOf([{body, headers: {'Content-Type': 'text/plain'}}]);
		const question = questionOf('x'.repeat(600_000), {headers: [['Content-Type', 'text/plain']]});
		expect(rule?.answer(question)).toMatchObject({status: 500});
	});
});

describe('a mistake is told with its place', () => {
	it.each<[AnswerSettings, string]>([
		[
			{when: 'is:pinned outcome:answred'},
			'answers[0].when, column 19: No outcome is called "answred". Did you mean answered?',
		],
		[
			{when: 'method:GET verdict:rejected'},
			'answers[0].when, column 12: verdict:rejected can never match here: that is known only after the answer. Leave this term out.',
		],
		[
			{when: 'is:retry'},
			'answers[0].when, column 1: is:retry can never match here: it takes more than the request to know that. Leave this term out.',
		],
		[
			{when: 'provider:callr provider:telecmi'},
			'answers[0].when, column 16: No delivery can match: provider:callr and provider:telecmi contradict each other. Leave one of them out; a comma means or, like provider:telecmi,callr.',
		],
		[
			{status: 101},
			'answers[0].status: 101 is no status of an answer. It is a whole number from 200 to 599.',
		],
		[
			{json: {a: '{{'}},
			'answers[0].json.a, column 1: The braces are not closed. Write }} behind the name, or \\{{ for the braces themselves.',
		],
		[{file: 'none.json'}, 'answers[0].file: There is no file /none.json. Write it, or name another.'],
		[{body: 'x', json: 1}, 'answers[0]: There is a body and a json. Keep one of them.'],
	])('%j', (settings, problem) => {
		expect(compiled([settings])).toEqual({rules: [], problems: [problem]});
	});

	it('all of them at once, and the rules without one are there', () => {
		const {rules, problems} = compiled([
			{when: 'x:y', status: 1, body: '{{'},
			{when: 'is:pinned'},
			{headers: {connection: 'x'}},
		]);
		expect(problems.map(line => line.slice(0, line.indexOf(':')))).toEqual([
			'answers[0].when, column 1',
			'answers[0].status',
			'answers[0].body, line 1, column 1',
			'answers[2].headers.connection',
		]);
		expect(rules.map(({name}) => name)).toEqual(['answers[1]']);
	});

	it('also that a rule is never reached', () => {
		const taken = 'This answer is never given: answers[0] stands before it and takes everything it would.';
		expect(compiled([{}, {when: 'is:pinned'}]).problems).toEqual([
			`answers[1].when: ${taken} Put it before answers[0], or leave one of them out.`,
		]);
		expect(compiled([{when: 'method:GET'}, {when: 'is:pinned Method:get'}, {}]).problems).toEqual([
			`answers[1].when: ${taken} Put it before answers[0], or leave one of them out.`,
		]);
		expect(compiled([{}, {}]).problems).toEqual([
			`answers[1]: ${taken} Put it before answers[0], or leave one of them out.`,
		]);
	});
});

describe('requestFilter', () => {
	const vocabulary = {providers: ['acme'], kinds: [], findings: []};

	it('is a filter that can be asked before the answer', () => {
		const {filter} = requestFilter('path:/a* -method:GET', vocabulary);
		if (filter === undefined) throw new Error('no filter');
		expect(isFor(filter, questionOf('', {target: '/ab'}))).toBe(true);
		expect(isFor(filter, questionOf('', {target: '/b'}))).toBe(false);
		expect(requestFilter('status:200', vocabulary).problem).toMatchObject({where: 'column 1'});
	});
});

describe('examples/callr-profile.config.json', () => {
	const text = readFileSync(join(import.meta.dirname, '../../examples/callr-profile.config.json'), 'utf8');
	const {settings, problems} = checkConfig(JSON.parse(text), registered);

	it('answers a look-up of Callr by the caller', () => {
		expect(problems).toBeUndefined();
		const answers = settings?.answers ?? [];
		const {request} = readFixture('callr/profile');
		const routes = [{path: '/profile', provider: callr}];
		const asked = (caller: string) =>
			questionOf(
				JSON.stringify({caller}),
				{...request, body: Buffer.from(JSON.stringify({caller}))},
				{...noPins, routes},
			);
		const known = answerTo(asked('+33199005678'), answers);
		expect(known?.headers).toEqual([['Content-Type', 'application/json']]);
		expect(JSON.parse(known?.body ?? '')).toEqual({
			caller: '+33199005678',
			name: 'Jane Doe',
			language: 'fr',
			vip: true,
		});
		expect(JSON.parse(answerTo(asked('anonymous'), answers)?.body ?? '')).toMatchObject({
			caller: 'anonymous',
			name: null,
		});
	});
});

it('files are relative to the folder', () => {
	const folder = temporaryFolder();
	writeFileSync(join(folder, 'a.json'), '{}');
	expect(compiled([{file: 'a.json'}], folder).problems).toEqual([]);
});
