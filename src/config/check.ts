/** What is wrong with a configuration, in words; all of it at once. */

import type * as z from 'zod/mini';
import {nearest} from '../core/nearest.ts';
import type {Provider} from '../core/provider.ts';
import {answerKeys, configSchema, type Settings} from './schema.ts';

export type Checked =
	| {settings: Settings; problems?: never}
	/** One line each. */
	| {settings?: never; problems: string[]};

/** Of a file with more problems than this, the rest are counted. */
const mostProblems = 20;

/**
 * Checks a configuration against the providers there are, `generic` not among them. Never throws because of what is in
 * `value`, unless reading its members does.
 */
export function checkConfig(value: unknown, providers: readonly Provider[]): Checked {
	const schema = configSchema(providers);
	const parsed = schema.safeParse(value, {reportInput: true});
	const known = {settings: Object.keys(schema.shape), providers};
	const issues = parsed.success ? [] : parsed.error.issues.flatMap(splitKeys);
	const all = [
		...strayObjects(value),
		...issues.map((issue): Problem => ({path: pathOf(issue), tell: () => tell(issue, known)})),
	];
	if (parsed.success && all.length === 0) return {settings: parsed.data};
	const problems = firstOfEachPlace(all);
	const lines = problems.slice(0, mostProblems).map(problem => problem.tell());
	const rest = problems.length - lines.length;
	return {problems: rest > 0 ? [...lines, `And ${rest} more.`] : lines};
}

interface Problem {
	path: readonly PropertyKey[];
	/** Not before it is wanted: a file may have a hundred thousand. */
	tell(): string;
}

/** A value may break several rules, and be told of once. */
function firstOfEachPlace(problems: readonly Problem[]): Problem[] {
	const places = new Map<string, Problem>();
	for (const problem of problems) {
		const place = JSON.stringify(problem.path.map(String));
		if (!places.has(place)) places.set(place, problem);
	}
	return [...places.values()];
}

type Issue = z.core.$ZodIssue;

/** One for each of the keys there should not be. */
function splitKeys(issue: Issue): Issue[] {
	return issue.code === 'unrecognized_keys' ? issue.keys.map(key => ({...issue, keys: [key]})) : [issue];
}

function pathOf(issue: Issue): readonly PropertyKey[] {
	return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
}

interface Known {
	settings: readonly string[];
	providers: readonly Provider[];
}

function tell(issue: Issue, known: Known): string {
	const {path, input} = issue;
	switch (issue.code) {
		case 'unrecognized_keys':
			return unknownKey(path, issue.keys[0] ?? '', known);
		case 'invalid_key':
			return `${pathText(path.slice(0, -1))} has ${shown(path.at(-1))}; a path begins with "/", like "/hooks/telecmi".`;
		case 'invalid_value': {
			const meant = typeof input === 'string' ? nearest(input, issue.values.map(String)) : null;
			return `${wrong(issue)}.${meant === null ? '' : ` Did you mean ${shown(meant)}?`}`;
		}
		default:
			return `${wrong(issue)}.`;
	}
}

function wrong({path, input, message}: Issue): string {
	// What stands where a place is expected may be the secret.
	if (path[0] === 'secrets') return `${pathText(path)} must be ${message}`;
	return `${pathText(path)} is ${shown(input)}; it must be ${message}`;
}

function unknownKey(path: readonly PropertyKey[], key: string, {settings, providers}: Known): string {
	const [setting] = path;
	if (setting === undefined) return `There is no setting ${shown(key)}${didYouMean(key, settings)}`;
	if (setting === 'answers') {
		const meant = didYouMean(key, answerKeys);
		return `${pathText(path)} has ${shown(key)}, which no answer has${meant === '.' ? `: it has ${answerKeys.join(', ')}.` : meant}`;
	}
	const provider = providers.find(({id}) => id === key);
	// A provider that is known and has no place here is one without names to choose, or without a signature.
	if (provider !== undefined) {
		const why =
			setting === 'secrets'
				? `${provider.name} documents no signature and no shared secret`
				: `the names of ${provider.name} are fixed`;
		return `${pathText([...path, key])} has no use: ${why}.`;
	}
	const ids = providers.map(({id}) => id);
	const meant = didYouMean(key, ids);
	return `${pathText(path)} has ${shown(key)}, which is no provider it can be set for${
		meant === '.' ? `: those are ${ids.join(', ')}.` : meant
	}`;
}

function didYouMean(name: string, candidates: readonly string[]): string {
	const meant = nearest(name, candidates);
	return meant === null ? '.' : `: did you mean ${shown(meant)}?`;
}

/** How deep settings are nested: `answers[0].headers.X-Name`. What is deeper is a JSON value, and checked as one. */
const deepest = 4;

/** What the schema passes over: objects it would take for empty ones (a Map, a Promise), and `__proto__` as a name. */
function strayObjects(value: unknown, path: readonly (string | number)[] = []): Problem[] {
	if (typeof value !== 'object' || value === null || path.length >= deepest) return [];
	if (Array.isArray(value)) return value.flatMap((item, index) => strayObjects(item, [...path, index]));
	const kind: unknown = Object.getPrototypeOf(value);
	if (kind !== Object.prototype && kind !== null) {
		return [{path, tell: () => `${pathText(path)} is an object of a class; it must be a plain one.`}];
	}
	return Object.entries(value).flatMap(([name, inner]): Problem[] => {
		const place = [...path, name];
		if (name !== '__proto__') return strayObjects(inner, place);
		const says = () => `${pathText(path)} has "__proto__", which cannot be the name of anything.`;
		return [{path: place, tell: says}];
	});
}

/** `zones.mobtexting`, `routes["/hooks"]` */
function pathText(path: readonly PropertyKey[]): string {
	if (path.length === 0) return 'The configuration';
	return path
		.map((part, index) => {
			const name = String(part);
			if (typeof part === 'number') return `[${part}]`;
			if (!/^[\w$]{1,40}$/.test(name)) return `[${shown(name)}]`;
			return index === 0 ? name : `.${name}`;
		})
		.join('');
}

/** Longer texts are cut. */
const longestText = 60;

/** A value as JSON writes it, when that is short; else what it is. */
function shown(value: unknown): string {
	switch (typeof value) {
		case 'string': {
			const characters = [...value.slice(0, 2 * longestText)];
			const isLong = characters.length > longestText;
			return JSON.stringify(isLong ? `${characters.slice(0, longestText).join('')}…` : value);
		}
		case 'object':
			return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
		case 'function':
			return 'a function';
		default:
			return String(value);
	}
}
