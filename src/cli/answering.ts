/** Answers, faults and targets, from the command line and the configuration: what was typed wins. */

import {randomInt} from 'node:crypto';
import {dirname} from 'node:path';
import type {Config} from '../config/config.ts';
import type {AnswerSettings} from '../core/answer-settings.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import {largestSeed} from '../core/random.ts';
import {generic} from '../providers/generic.ts';
import {providers as registered} from '../providers/registry.ts';
import type {Answering, AnswerRule} from '../session/answers.ts';
import {type FaultSpec, faultsFrom, parseFault} from '../session/faults.ts';
import {compileRules, type WrittenAnswer, writtenIn} from '../session/rules.ts';
import {compileTargets, type TargetFilter} from '../session/target-filters.ts';
import {usage} from './usage.ts';

export interface AnswerCommandOptions {
	status?: number;
	/** A text, or `@` and the path of a file. */
	body?: string;
	/** `name: value` */
	header?: readonly string[];
	/** In ms, for every answer. */
	delay?: number;
	fault?: readonly string[];
	seed?: number;
}

export interface AnsweringParts extends Pick<Answering, 'rules' | 'delayMs' | 'nextFault'> {
	/** What faults are drawn from, to be told; null without faults. Typed, or one that was made. */
	seed: number | null;
}

const providers = [...registered, generic];

/** @throws {CallHookError} saying everything that is wrong, with its place */
export function answeringFrom(options: AnswerCommandOptions, config: Config): AnsweringParts {
	const {delay, fault = [], seed} = options;
	const specs = fault.map(faultFrom);
	if (seed !== undefined && specs.length === 0) {
		throw usage('--seed says which requests --fault strikes, and there is none.', 'Add --fault.');
	}
	const drawn = specs.length === 0 ? null : (seed ?? randomInt(largestSeed + 1));
	return {
		// What is typed stands before what the file says.
		rules: [...typedRules(options), ...configuredRules(config)],
		delayMs: delay ?? config.listen.delay ?? 0,
		nextFault: faultsFrom(specs, drawn ?? 0),
		seed: drawn,
	};
}

/**
 * Targets with the requests they are for.
 * @param forward what was typed; undefined leaves it to the configuration
 * @throws {CallHookError} saying everything that is wrong, with its place
 */
export function targetsFrom(forward: readonly string[] | undefined, config: Config): TargetFilter[] {
	const texts = forward ?? config.listen.forward ?? [];
	const isTyped = forward !== undefined;
	const placeOf = (index: number) => (isTyped ? `--forward ${texts[index]}` : `forward[${index}]`);
	const {targets, problems} = compileTargets(texts, placeOf, providers);
	if (problems.length > 0)
		throw mistakes(isTyped ? null : config.file, 'targets that cannot be used', problems);
	return targets;
}

/**
 * What was typed and would do nothing: a server beside an answer for every request, or how to hand requests to a server
 * where there is none. A server of the configuration may stand behind a typed answer: that is what typing one is for.
 * @param typed names of the options that were on the command line
 * @throws {CallHookError}
 */
export function refuseIdle(typed: ReadonlySet<string>, targets: readonly TargetFilter[]): void {
	const answer = answerOptions.find(name => typed.has(name));
	if (answer !== undefined && typed.has('forward')) {
		throw usage(
			`--${answer} answers every request, so that none would reach the server of --forward.`,
			'Leave out one of them. Answers for some requests only are in the configuration file, as "answers".',
		);
	}
	const handing = targets.length > 0 ? undefined : handingOptions.find(([name]) => typed.has(name));
	if (handing !== undefined) {
		throw usage(
			`${handing[1]} is about your server, and none is named.`,
			'Add --forward http://127.0.0.1:3000.',
		);
	}
}

const answerOptions = ['status', 'body', 'header'] as const;

/** By their names in the program. */
const handingOptions = [
	['forwardPath', '--forward-path'],
	['preserveHost', '--preserve-host'],
	['ca', '--ca'],
	['insecure', '--insecure'],
	['timeout', '--timeout'],
	['enforceDeadline', '--enforce-deadline'],
] as const;

function faultFrom(text: string): FaultSpec {
	const {spec, problem} = parseFault(text);
	if (spec !== undefined) return spec;
	throw usage(`--fault ${text}: ${problem.message}`, problem.hint);
}

function configuredRules({file, answers}: Config): AnswerRule[] {
	const folder = file === null ? process.cwd() : dirname(file);
	const {rules, problems} = compileRules(writtenIn(answers), {folder, providers});
	if (problems.length > 0) throw mistakes(file, 'answers that cannot be given', problems);
	return rules;
}

/** The one answer the options make, for every request; none when they say nothing of it. */
function typedRules(options: AnswerCommandOptions): AnswerRule[] {
	const {status, body, header} = options;
	if (status === undefined && body === undefined && header === undefined) return [];
	const written: WrittenAnswer = {
		name: status === undefined ? `--${body === undefined ? 'header' : 'body'}` : `--status ${status}`,
		settings: typedSettings(options),
		placeOf: optionOf,
	};
	const {rules, problems} = compileRules([written], {folder: process.cwd(), providers});
	if (problems.length > 0) throw mistakes(null, 'answers that cannot be given', problems);
	return rules;
}

function typedSettings({status, body, header}: AnswerCommandOptions): AnswerSettings {
	return {
		...(status !== undefined && {status}),
		...(header !== undefined && {headers: headersFrom(header)}),
		...(body !== undefined && (body.startsWith('@') ? {file: fileFrom(body)} : {body})),
	};
}

function fileFrom(body: string): string {
	if (body.length > 1) return body.slice(1);
	throw usage('--body @ names no file.', 'Write it like --body @answer.json, or the text itself.');
}

function headersFrom(header: readonly string[]): Record<string, string[]> {
	const headers = new Map<string, string[]>();
	for (const text of header) {
		const mark = text.indexOf(':');
		if (mark < 1) {
			throw usage(`--header ${text} is no name and value.`, 'Write it like --header "Retry-After: 30".');
		}
		const name = text.slice(0, mark).trim();
		headers.set(name, [...(headers.get(name) ?? []), text.slice(mark + 1).trim()]);
	}
	return Object.fromEntries(headers);
}

/** The option a member of the answer came from. */
function optionOf(member: string | null): string {
	if (member?.startsWith('headers') === true) return '--header';
	return member === 'status' ? '--status' : '--body';
}

/** @param file that of the configuration; null for what was typed */
function mistakes(file: string | null, what: string, problems: readonly string[]): CallHookError {
	const [only, second] = problems;
	const list = problems.map(problem => `  - ${problem}`).join('\n');
	const message =
		file !== null
			? `${file} has ${what}:\n${list}`
			: second === undefined
				? `${only}`
				: `There are ${what}:\n${list}`;
	return new CallHookError(message, {
		hint:
			file === null
				? 'call-hook listen --help has all options.'
				: 'Correct it there. The section Configuration of the README has all settings.',
		exitCode: exitCode.usage,
	});
}
