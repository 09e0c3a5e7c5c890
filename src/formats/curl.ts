/** Reads curl command lines as people paste them, and as call-hook writes them. */

import type {Pair} from '../core/capture.ts';
import {nearest} from '../core/nearest.ts';
import {excerpt, printable} from '../core/text.ts';
import {argumentKinds, longNames, shortNames} from './curl-options.ts';
import {FormatError} from './format-error.ts';
import type {Attached} from './http-file.ts';
import {percentEncoded} from './percent.ts';
import {type ShellCommand, shellCommands} from './shell-words.ts';
import {bareStep, type RequestStep} from './step.ts';

/** Whether a text begins as a curl command line does. */
export function looksLikeCurl(bytes: Uint8Array): boolean {
	const text = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
	const start = text.replace(/^(?:\s+|#[^\n]*\n)+/, '');
	return (
		/^(?:\$ )?curl(?:\.exe)?\s/.test(start) || (/^(?:printf|echo)\s[\s\S]*/.test(start) && isPiped(bytes))
	);
}

/** The base64 before the pipe may be long. */
function isPiped(bytes: Uint8Array): boolean {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
	return /\|\s*base64 (?:-d|-D|--decode)\s*\|\s*curl\s/.test(text);
}

/**
 * The requests of the curl commands in a text.
 * @throws {FormatError} for what is no such command, naming the line
 */
export function parseCurl(bytes: Uint8Array, attached: Attached): RequestStep[] {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
	const commands = shellCommands(text.replace(/^\s*\$ (?=curl\s)/gm, ''));
	const steps: RequestStep[] = [];
	let piped: Uint8Array | null = null;
	for (const command of commands) {
		const {words, line, isPiped} = command;
		const [name = ''] = words;
		if (!isPiped) piped = null;
		if (/^curl(?:\.exe)?$/.test(name)) {
			steps.push(stepOf(command, path => (path === '-' ? (piped ?? noInput(line)) : attached(path))));
			piped = null;
		} else if (name === 'printf' || name === 'echo') piped = printed(words);
		else if (name === 'base64' && piped !== null) {
			piped = Buffer.from(Buffer.from(piped).toString('latin1'), 'base64');
		} else if (!(isPiped && steps.length > 0)) {
			throw new FormatError(`line ${line}: ${excerpt(printable(name))} is no curl command`);
		}
		// What reads the answer of curl is no part of the request.
	}
	return steps;
}

/** What `printf '%s' text`, `printf text` and `echo text` print, but for escapes. */
function printed(words: readonly string[]): Uint8Array {
	const values = words.slice(1).filter(word => word !== '%s' && word !== '-n');
	return Buffer.from(values.join(' '), 'latin1');
}

function noInput(line: number): never {
	throw new FormatError(`line ${line}: @- reads standard input: name a file, @body.json`);
}

/** What the options of a command say. */
interface Said {
	method: string | null;
	urls: string[];
	target: string | null;
	/** In their order, null where the body stood; those that curl is told not to send are not among them. */
	headers: (Pair | null)[];
	/** Names, in lower case, that curl is told not to send, or is told a value of. */
	told: Set<string>;
	data: string | null;
	isInUrl: boolean;
	isHead: boolean;
	isJson: boolean;
}

function stepOf({words, line}: ShellCommand, attached: Attached): RequestStep {
	const said: Said = {
		method: null,
		urls: [],
		target: null,
		headers: [],
		told: new Set(),
		data: null,
		isInUrl: false,
		isHead: false,
		isJson: false,
	};
	const problem = (message: string) => new FormatError(`line ${line}: ${message}`);
	for (const {name, value} of optionsOf(words.slice(1), problem)) apply(said, name, value, attached, problem);
	const [url, another] = said.urls;
	if (url === undefined) throw problem('curl is given no URL');
	if (another !== undefined) throw problem('curl is given two URLs: write two commands');
	const address = addressOf(url, problem);
	const isBody = said.data !== null && !said.isInUrl;
	const query = said.isInUrl && said.data !== null ? said.data : '';
	return bareStep({
		method: said.method ?? (said.isHead ? 'HEAD' : isBody ? 'POST' : 'GET'),
		target: said.target ?? withQuery(address.target, query),
		headers: headersOf(said, address, isBody),
		body: Buffer.from(isBody ? (said.data ?? '') : '', 'latin1'),
	});
}

/** Names and values of the options, those without a name being URLs. */
function* optionsOf(
	words: readonly string[],
	problem: (message: string) => FormatError,
): Generator<{name: string; value: string}> {
	const left = [...words];
	const valueFor = (written: string) => {
		const value = left.shift();
		if (value === undefined) throw problem(`${written} needs a value`);
		return value;
	};
	for (let word = left.shift(); word !== undefined; word = left.shift()) {
		if (word === '-' || !word.startsWith('-')) yield {name: 'url', value: word};
		else if (word.startsWith('--')) {
			const name = longNames.has(word.slice(2)) ? word.slice(2) : word.slice(2).replace(/^no-/, '');
			const kind = argumentKinds[name];
			if (kind === undefined) throw problem(unknownOption(word));
			yield {name, value: kind === 'none' ? '' : valueFor(word)};
		} else {
			for (let at = 1; at < word.length; at++) {
				const name = shortNames[word[at] ?? ''];
				if (name === undefined) throw problem(unknownOption(`-${word[at]}`));
				const takesValue = argumentKinds[name] === 'value';
				const rest = word.slice(at + 1);
				yield {name, value: takesValue ? rest || valueFor(`-${word[at]}`) : ''};
				if (takesValue) break;
			}
		}
	}
}

function unknownOption(written: string): string {
	const meant = written.startsWith('--') ? nearest(written.slice(2), [...longNames]) : null;
	const near = meant === null ? '' : ` Did you mean --${meant}?`;
	return `call-hook does not know curl's ${printable(excerpt(written))}: leave it out.${near}`;
}

function apply(
	said: Said,
	name: string,
	value: string,
	attached: Attached,
	problem: (message: string) => FormatError,
): void {
	switch (name) {
		case 'url':
			said.urls.push(value);
			break;
		case 'request':
			said.method = value;
			break;
		case 'request-target':
			said.target = value;
			break;
		case 'header':
			addHeader(said, value, problem);
			break;
		case 'user-agent':
			addHeader(said, `User-Agent: ${value}`, problem);
			break;
		case 'referer':
			addHeader(said, `Referer: ${value}`, problem);
			break;
		case 'user':
			addHeader(said, `Authorization: Basic ${base64(value.includes(':') ? value : `${value}:`)}`, problem);
			break;
		case 'cookie':
			if (!value.includes('=')) throw problem('-b names a file of cookies: write them, -b name=value');
			addHeader(said, `Cookie: ${value}`, problem);
			break;
		case 'oauth2-bearer':
			addHeader(said, `Authorization: Bearer ${value}`, problem);
			break;
		case 'get':
			said.isInUrl = true;
			break;
		case 'head':
			said.isHead = true;
			break;
		case 'json':
			said.isJson = true;
			addData(said, dataFrom(value, attached), '');
			break;
		case 'data':
		case 'data-ascii':
			addData(said, value.startsWith('@') ? dataFrom(value, attached).replace(/[\r\n\0]/g, '') : value);
			break;
		case 'data-raw':
			addData(said, value);
			break;
		case 'data-binary':
			addData(said, dataFrom(value, attached));
			break;
		case 'data-urlencode':
			addData(said, encoded(value, attached));
			break;
		case 'form':
		case 'form-string':
			throw problem(
				'-F makes a body that is another each time: save the body and give it with --data-binary @file',
			);
		case 'upload-file':
		case 'config':
		case 'next':
			throw problem(`call-hook does not read --${name}: write the request with --data-binary and one URL`);
	}
}

function addHeader(said: Said, text: string, problem: (message: string) => FormatError): void {
	if (text.startsWith('@')) throw problem('-H names a file: write the headers one by one');
	const [, name, mark, value = ''] = /^([^:;\s]+)[ \t]*([:;])[ \t]*([^\r\n]*)$/.exec(text) ?? [];
	if (name === undefined) throw problem(`not a header: ${printable(excerpt(text))}`);
	said.told.add(name.toLowerCase());
	const sent = value.replace(/[ \t]+$/, '');
	// `Name:` is how curl is told not to send it, `Name;` sends it without a value.
	if (mark === ':' ? sent !== '' : sent === '') said.headers.push([name, sent]);
	else if (mark === ';') throw problem(`not a header: ${printable(excerpt(text))}`);
}

function addData(said: Said, text: string, between = '&'): void {
	if (said.data === null) said.headers.push(null);
	said.data = said.data === null ? text : said.data + between + text;
}

function dataFrom(value: string, attached: Attached): string {
	if (!value.startsWith('@')) return value;
	return Buffer.from(attached(Buffer.from(value.slice(1), 'latin1').toString('utf8'))).toString('latin1');
}

/** `text`, `=text`, `name=text`, `@file` and `name@file`. */
function encoded(value: string, attached: Attached): string {
	const mark = /[=@]/.exec(value);
	if (mark === null) return formEncoded(value);
	const name = value.slice(0, mark.index);
	const rest = value.slice(mark.index + 1);
	const text = mark[0] === '@' ? dataFrom(`@${rest}`, attached) : rest;
	return `${name === '' ? '' : `${name}=`}${formEncoded(text)}`;
}

/** As in a form. */
function formEncoded(latin1: string): string {
	return latin1.replace(/[^\w.~-]/g, character => (character === ' ' ? '+' : percentEncoded(character)));
}

interface Address {
	host: string;
	target: string;
	/** `user:password` in front of the host; null without. */
	user: string | null;
}

function addressOf(url: string, problem: (message: string) => FormatError): Address {
	const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
	const parts = /^https?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)([^#]*)/i.exec(whole);
	if (parts === null) throw problem(`not an http address: ${printable(excerpt(url))}`);
	const [, user, host = '', rest = ''] = parts;
	const sent = rest.replace(/[^!-~]/g, percentEncoded);
	return {host, target: sent.startsWith('/') ? sent : `/${sent}`, user: user ?? null};
}

function withQuery(target: string, query: string): string {
	if (query === '') return target;
	return `${target}${target.includes('?') ? '&' : '?'}${query}`;
}

/** As they are sent, but for those that only say which program sends. */
function headersOf(said: Said, {host, user}: Address, isBody: boolean): Pair[] {
	const {told, data} = said;
	const headers = [...said.headers];
	if (user !== null && !told.has('authorization'))
		headers.unshift(['Authorization', `Basic ${base64(user)}`]);
	if (said.isJson && !told.has('accept')) headers.push(['Accept', 'application/json']);
	if (isBody && !told.has('content-type'))
		headers.push(['Content-Type', said.isJson ? 'application/json' : form]);
	if (!told.has('host')) headers.unshift(['Host', host]);
	const isLengthTold = told.has('content-length') || told.has('transfer-encoding');
	const hasLast = headers.at(-1) === null;
	return headers.flatMap(header => {
		if (header !== null) return [header];
		// Behind all others whoever sends it puts the length; of no body at all nobody would.
		const isNeeded = isBody && !isLengthTold && !(hasLast && data !== '');
		return isNeeded ? [['Content-Length', String(data?.length ?? 0)] satisfies Pair] : [];
	});
}

const form = 'application/x-www-form-urlencoded';

function base64(latin1: string): string {
	return Buffer.from(latin1, 'latin1').toString('base64');
}
