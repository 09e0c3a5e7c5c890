/**
 * Texts with `{{request.body.callid}}` in them, filled in from a request and what was read from it. Read once, so that
 * a mistake in one is told at start; `\{{` stands for the braces themselves.
 */

import type {CapturedRequest} from './capture.ts';
import type {Inspection} from './delivery.ts';
import {type CallEvent, emptyEvent} from './event.ts';
import type {Json} from './json.ts';
import type {Message} from './message.ts';
import {nearest} from './nearest.ts';
import {listed} from './text.ts';

/** What templates are filled in from. */
export interface TemplateSubject {
	readonly request: CapturedRequest;
	readonly message: Message;
	readonly inspection: Inspection;
}

/** A text, cut where something is filled in. */
export interface Template {
	readonly pieces: readonly (string | Reference)[];
}

export interface Reference {
	/** With its braces. */
	readonly written: string;
	/** undefined for what was not sent; null only where null was. Never throws. */
	read(subject: TemplateSubject): Json | undefined;
}

export interface TemplateProblem {
	/** What is wrong, in a sentence. */
	message: string;
	/** The next step, in a sentence. */
	hint: string;
	/** Counted from 1, in characters. */
	line: number;
	column: number;
}

export type ParsedTemplate =
	| {template: Template; problem?: never}
	| {template?: never; problem: TemplateProblem};

const opening = '{{';
const closing = '}}';

/** Never throws. */
export function parseTemplate(text: string): ParsedTemplate {
	const pieces: (string | Reference)[] = [];
	let literal = '';
	let at = 0;
	const keep = () => {
		if (literal !== '') pieces.push(literal);
		literal = '';
	};
	for (let open = text.indexOf(opening); open >= 0; open = text.indexOf(opening, at)) {
		if (open > at && text.charAt(open - 1) === '\\') {
			literal += text.slice(at, open - 1) + opening;
			at = open + opening.length;
			continue;
		}
		literal += text.slice(at, open);
		// `{{{x}}}`: the outer braces belong to the text, as in JSON.
		if (text.charAt(open + opening.length) === '{') {
			literal += '{';
			at = open + 1;
			continue;
		}
		const inside = /^[^{}\n\r]*/.exec(text.slice(open + opening.length))?.[0] ?? '';
		const end = open + opening.length + inside.length;
		if (!text.startsWith(closing, end)) return {problem: placed(text, open, unclosed)};
		const path = inside.trim().split('.');
		const source = sourceOf(path);
		if ('message' in source) return {problem: placed(text, open, source)};
		keep();
		at = end + closing.length;
		pieces.push({written: text.slice(open, at), read: source.read});
	}
	literal += text.slice(at);
	keep();
	return {template: {pieces}};
}

/** Whether nothing is filled in: the text, then; else null. */
export function plainText({pieces}: Template): string | null {
	const texts = pieces.filter(piece => typeof piece === 'string');
	return texts.length === pieces.length ? texts.join('') : null;
}

/** The text with everything filled in; `encode` makes of each value what cannot be taken for the text around it. */
export function renderTemplate(
	{pieces}: Template,
	subject: TemplateSubject,
	encode: (text: string) => string = text => text,
): string {
	return pieces
		.map(piece => (typeof piece === 'string' ? piece : encode(textOf(piece.read(subject)))))
		.join('');
}

/** A value as text: nothing for what is missing, compact JSON for objects and lists. */
export function textOf(value: Json | undefined): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

interface Wrong {
	message: string;
	hint: string;
}

const unclosed: Wrong = {
	message: 'The braces are not closed.',
	hint: 'Write }} behind the name, or \\{{ for the braces themselves.',
};

interface Source {
	read: Reference['read'];
}

function sourceOf(path: readonly string[]): Source | Wrong {
	const [root = '', ...rest] = path;
	const name = path.join('.');
	if (path.includes('')) {
		return name === ''
			? wrong('There is no name in the braces.')
			: wrong(`A part of "${cut(name)}" is empty.`);
	}
	switch (root) {
		case 'event':
			return eventSource(rest);
		case 'request':
			return requestSource(rest);
		case 'provider':
			return providerSource(rest);
		default: {
			const meant = nearest(root, roots);
			return wrong(
				`"${cut(name)}" is nothing that can be filled in.`,
				meant === null ? undefined : `Did you mean ${[meant, ...rest].join('.')}?`,
			);
		}
	}
}

const roots = ['event', 'request', 'provider'];

const anyName = 'Write one like {{event.from.e164}}, {{request.body.callid}} or {{provider.id}}.';

function wrong(message: string, hint = anyName): Wrong {
	return {message, hint};
}

type Member = Exclude<keyof CallEvent, 'fields'>;

/** Members of the event that have members of their own; null for any. */
const inner: Readonly<Partial<Record<Member, readonly string[] | null>>> = {
	from: ['raw', 'e164'],
	to: ['raw', 'e164'],
	counterparty: ['raw', 'e164'],
	hangup: ['by', 'cause'],
	recording: ['url', 'file'],
	transcript: ['url', 'text'],
	agent: ['id', 'name', 'number'],
	analysis: null,
};

const {fields: _, ...members} = emptyEvent('', 'other');
const memberNames = Object.keys(members) as Member[];

function eventSource(path: readonly string[]): Source | Wrong {
	const [name, ...rest] = path;
	if (name === undefined) return wrong('A member of the event is missing.');
	const member = memberNames.find(known => known === name);
	if (member === undefined) return noMember('event', name, memberNames);
	const [part] = rest;
	if (part !== undefined) {
		const parts = Object.hasOwn(inner, member) ? inner[member] : [];
		if (parts !== null && parts !== undefined && (rest.length > 1 || !parts.includes(part))) {
			return noMember(`event.${member}`, rest.join('.'), parts);
		}
	}
	// Events are made of JSON.
	return {read: ({inspection: {event}}) => walk((event?.[member] ?? undefined) as Json | undefined, rest)};
}

const requestMembers = ['body', 'query', 'header', 'method', 'path', 'target', 'remoteAddress'];

function requestSource(path: readonly string[]): Source | Wrong {
	const [member, ...rest] = path;
	const name = rest.join('.');
	if (member === undefined) return wrong('A member of the request is missing.');
	switch (member) {
		case 'body':
			return {read: ({message}) => bodyMember(message, rest)};
		case 'query':
		case 'header':
			if (name === '') {
				return wrong(`The name of ${member === 'query' ? 'a parameter' : 'a header'} is missing.`);
			}
			return member === 'query'
				? {read: ({message}) => message.param(name) ?? undefined}
				: {read: ({message}) => message.header(name.toLowerCase()) ?? undefined};
		case 'path':
			return name === '' ? {read: ({message}) => message.path} : noMember('request.path', name, []);
		case 'method':
		case 'target':
		case 'remoteAddress':
			return name === ''
				? {read: ({request}) => request[member] ?? undefined}
				: noMember(`request.${member}`, name, []);
		default:
			return noMember('request', member, requestMembers);
	}
}

function providerSource(path: readonly string[]): Source | Wrong {
	const name = path.join('.');
	if (name === 'id' || name === 'name') return {read: ({inspection}) => inspection.provider[name]};
	return name === ''
		? wrong('A member of the provider is missing.')
		: noMember('provider', name, ['id', 'name']);
}

function noMember(of: string, name: string, there: readonly string[]): Wrong {
	const message = `${of} has no member "${cut(name)}".`;
	const meant = nearest(name, there);
	if (meant !== null) return wrong(message, `Did you mean ${of}.${meant}?`);
	return wrong(message, there.length === 0 ? `Write {{${of}}}.` : `It has ${listed(there)}.`);
}

function bodyMember({body, object}: Message, path: readonly string[]): Json | undefined {
	switch (body.kind) {
		case 'json':
			// Encoded twice: a JSON text that holds the JSON.
			return walk(typeof body.value === 'string' && object !== null ? object : body.value, path);
		case 'form': {
			const {fields} = body;
			if (path.length === 0) return Object.fromEntries(fields.map(({name, value}) => [name, value]));
			const whole = fields.find(({name}) => name === path.join('.'));
			if (whole !== undefined) return whole.value ?? undefined;
			const [first, ...rest] = path;
			return walk(fields.find(({name, json}) => name === first && json !== undefined)?.json, rest);
		}
		case 'text':
			return path.length === 0 ? body.text : undefined;
		case 'empty':
		case 'binary':
			return undefined;
	}
}

/** A member may have dots in its name: what is left of the path is tried as one name first. */
function walk(value: Json | undefined, path: readonly string[]): Json | undefined {
	const [first, ...rest] = path;
	if (first === undefined || value === undefined) return value;
	if (typeof value !== 'object' || value === null) return undefined;
	if (Array.isArray(value)) return /^\d{1,9}$/.test(first) ? walk(value[Number(first)], rest) : undefined;
	const whole = path.join('.');
	if (Object.hasOwn(value, whole)) return value[whole];
	return Object.hasOwn(value, first) ? walk(value[first], rest) : undefined;
}

/** Longer names are cut in messages. */
const longestShown = 40;

function cut(name: string): string {
	const characters = [...name.slice(0, 2 * longestShown)];
	return characters.length > longestShown ? `${characters.slice(0, longestShown).join('')}…` : name;
}

function placed(text: string, index: number, {message, hint}: Wrong): TemplateProblem {
	const before = text.slice(0, index);
	const line = before.split('\n').length;
	const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
	return {message, hint, line, column};
}
