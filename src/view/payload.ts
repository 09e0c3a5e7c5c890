/** The tab Payload: one request as it came, its body laid out for reading. */

import {type CapturedRequest, isTruncated} from '../core/capture.ts';
import type {JsonProblem} from '../core/json.ts';
import type {BodyView, FormField} from '../core/message.ts';
import {hiddenSecret, isSecretName, shownHeader, shownTarget} from '../core/secrets.ts';
import {oneLine} from '../core/text.ts';
import {byteSize, count, plural} from './format.ts';
import {hexLines} from './hex-lines.ts';
import {jsonLines} from './json-lines.ts';
import type {Marks} from './marks.ts';
import {hideSecrets} from './secret-text.ts';
import {type Line, type Role, segment} from './segment.ts';
import {cut, fit, fitsIn, widthOf} from './width.ts';
import {wrapAnywhere, wrapWords} from './wrap.ts';

/** Of a body this much is laid out; more is nobody's reading. */
const mostBytes = 64 * 1024;
const mostLines = 5000;
/** JSON longer than this, in characters, is shown as text. */
const longestJson = 1_000_000;

/** The lines of the tab, each at most `width` columns wide. */
export function payloadLines(request: CapturedRequest, body: BodyView, width: number, marks: Marks): Line[] {
	return [
		...whatItIs(request, body, width, marks),
		[],
		...requestLine(request, width),
		...headerLines(request, width, marks),
		[],
		...bodyLines(request, body, width, marks),
	];
}

function whatItIs(request: CapturedRequest, body: BodyView, width: number, marks: Marks): Line[] {
	const lines = wrapWords(describe(request, body), width).map((text): Line => [segment(text)]);
	if (isTruncated(request)) {
		const kept = `${byteSize(request.bodySize)} arrived, the first ${byteSize(request.body.length)} were kept.`;
		lines.push(...warned('warning', kept, width, marks));
	}
	if (request.fault !== null) lines.push(...warned('error', oneLine(request.fault.message), width, marks));
	return lines;
}

function warned(severity: 'error' | 'warning', text: string, width: number, marks: Marks): Line[] {
	return wrapWords(text, width - 2).map((part, index) => [
		segment(index === 0 ? `${marks[severity]} ` : '  ', severity === 'error' ? 'bad' : 'warn'),
		segment(part),
	]);
}

function describe(request: CapturedRequest, body: BodyView): string {
	const size = byteSize(request.body.length);
	if (request.method === null) return `not HTTP, ${size}: what arrived, as bytes`;
	switch (body.kind) {
		case 'empty':
			return 'no body';
		case 'json':
			return body.problem === null ? `JSON, ${size}, valid` : `JSON, ${size}, not valid; read leniently`;
		case 'form': {
			const kind = body.encoding === 'multipart' ? 'multipart form' : 'form';
			const json = body.fields.some(field => field.json !== undefined)
				? '; it holds JSON, shown decoded'
				: '';
			return `${kind}, ${size}, ${plural(body.fields.length, 'field')}${json}`;
		}
		case 'text':
			if (body.problem === null) return `text, ${size}`;
			return body.problem.limit
				? `text, ${size}; not read as JSON: ${body.problem.message}`
				: `text, ${size}; meant as JSON, but it cannot be read as JSON`;
		case 'binary':
			return `binary, ${size}: ${oneLine(body.because)}`;
	}
}

function requestLine({method, target, httpVersion}: CapturedRequest, width: number): Line[] {
	if (method === null) return [];
	const address = wrapAnywhere(oneLine(shownTarget(target ?? '')), Math.max(8, width - widthOf(method) - 1));
	const lead = ' '.repeat(widthOf(method) + 1);
	const lines = address.map(
		(part, index): Line => [
			segment(index === 0 ? `${oneLine(method)} ` : lead, 'text.strong'),
			segment(part),
		],
	);
	const last = lines.at(-1);
	const version = `  HTTP/${httpVersion ?? '?'}`;
	if (last !== undefined && widthOf(address.at(-1) ?? '') + widthOf(lead) + version.length <= width) {
		lines[lines.length - 1] = [...last, segment(version, 'text.muted')];
	}
	return lines;
}

/** Names of headers and fields take at most this much of the line. */
const widestName = 32;

/** Names and values, secrets hidden. */
export function headerLines(
	{headers}: Pick<CapturedRequest, 'headers'>,
	width: number,
	marks: Marks,
): Line[] {
	return table(
		headers.map(([name, value]) => ({
			name,
			value: hideSecrets(shownHeader(name, value)),
			role: maskedRole(isSecretName(name)),
		})),
		width,
		marks,
	);
}

function maskedRole(secret: boolean): Role {
	return secret ? 'masked' : 'text';
}

/** Names and values, the values in one column; long ones go on below themselves. */
function table(
	rows: readonly {name: string; value: string; role: Role}[],
	width: number,
	marks: Marks,
): Line[] {
	const most = Math.min(widestName, Math.floor(width / 3));
	const names = Math.min(
		most,
		rows.reduce((widest, {name}) => Math.max(widest, shownWidth(oneLine(name), most)), 0),
	);
	return rows.flatMap(({name, value, role}) =>
		wrapAnywhere(oneLine(value), Math.max(8, width - names - 2)).map(
			(part, index): Line => [
				segment(`${fit(index === 0 ? oneLine(name) : '', names, 'left', marks.cut)}  `, 'json.key'),
				segment(part, role),
			],
		),
	);
}

/** A body laid out for reading; bytes where `method` says that it was not HTTP. */
export function bodyLines(
	request: Pick<CapturedRequest, 'method' | 'body'>,
	body: BodyView,
	width: number,
	marks: Marks,
): Line[] {
	if (request.method === null) return bytes(request, width);
	switch (body.kind) {
		case 'empty':
			return [];
		case 'json':
			if (body.problem !== null) {
				return [
					...texts(body.text, body.problem, width, marks),
					[],
					[segment('As understood', 'text.strong')],
					...json(JSON.stringify(body.value), width),
				];
			}
			return body.text.length > longestJson ? texts(body.text, null, width, marks) : json(body.text, width);
		case 'form':
			return body.fields.flatMap(field => fieldLines(field, width, marks));
		case 'text':
			return texts(body.text, body.problem, width, marks);
		case 'binary':
			return bytes(request, width);
	}
}

function json(text: string, width: number): Line[] {
	const {lines, complete} = jsonLines(text, width, mostLines);
	return complete ? lines : [...lines, ...theRest(`The first ${count(mostLines)} lines.`)];
}

function bytes({body}: Pick<CapturedRequest, 'body'>, width: number): Line[] {
	const lines = hexLines(body.subarray(0, mostBytes), width);
	return body.length <= mostBytes
		? lines
		: [...lines, ...theRest(`The first ${byteSize(mostBytes)} of ${byteSize(body.length)}.`)];
}

function theRest(text: string): Line[] {
	return [[], [segment(text, 'text.muted')]];
}

function fieldLines(
	{name, value, json: held, fileName, contentType, size}: FormField,
	width: number,
	marks: Marks,
): Line[] {
	const secret = isSecretName(name);
	if (!secret && held !== undefined && value !== null) {
		const head: Line = [
			segment(cut(oneLine(name), width - 8, marks.cut), 'json.key'),
			segment('  JSON', 'text.muted'),
		];
		return [head, ...json(isJson(value) ? value : JSON.stringify(held), width - 2).map(indent)];
	}
	const about = [fileName, contentType, value === null ? byteSize(size) : undefined].filter(
		part => part !== undefined,
	);
	const shown = secret ? hiddenSecret : (value ?? '');
	const text = about.length === 0 ? shown : `${shown}${shown === '' ? '' : '  '}(${about.join(', ')})`;
	return table([{name, value: text.slice(0, mostBytes), role: maskedRole(secret)}], width, marks);
}

function indent(line: Line): Line {
	return [segment('  '), ...line];
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** The text line by line, numbered where one of them is pointed at. */
function texts(text: string, problem: JsonProblem | null, width: number, marks: Marks): Line[] {
	const kept = text.length > mostBytes ? text.slice(0, mostBytes) : text;
	const sent = kept.split(/\r?\n/).slice(0, mostLines);
	const lines = sent.flatMap((line, index) => {
		const rows = wrapAnywhere(shownText(line), Math.max(8, width - numberWidth));
		const wrong = problem?.line === index + 1;
		return [
			...rows.map(
				(part, row): Line => [
					segment(wrong && row === 0 ? marks.error : ' ', 'bad'),
					segment(row === 0 ? `${String(index + 1).padStart(5)}  ` : ' '.repeat(7), 'text.muted'),
					segment(part),
				],
			),
			...(wrong && problem !== null ? pointed(line, problem, width) : []),
		];
	});
	const shownChars = sent.join('\n').length;
	if (kept.length === text.length && shownChars >= kept.replaceAll('\r\n', '\n').length) return lines;
	return [...lines, ...theRest(`The first ${byteSize(shownChars)} of ${byteSize(Buffer.byteLength(text))}.`)];
}

/** Never more than `most`, which is all that is asked of a name of any length. */
function shownWidth(name: string, most: number): number {
	return fitsIn(name, most) ? widthOf(name) : most;
}

const numberWidth = 8;
/** A place further right than this is not on any screen. */
const furthestCaret = 400;

function shownText(line: string): string {
	return oneLine(hideSecrets(line).replaceAll('\t', '    '));
}

/** A caret under the place and what is wrong there. A place that is wrapped or hidden gets the reason alone. */
function pointed(line: string, {column, message}: JsonProblem, width: number): Line[] {
	const before = [...line.slice(0, 2 * furthestCaret)].slice(0, column - 1).join('');
	const at = widthOf(oneLine(before.replaceAll('\t', '    ')));
	const room = Math.max(8, width - numberWidth);
	const unchanged = column <= furthestCaret && hideSecrets(line) === line;
	const indent = ' '.repeat(numberWidth);
	if (!unchanged || at >= room)
		return wrapWords(message, room).map(part => [segment(`${indent}${part}`, 'bad')]);
	const caret = `${indent}${' '.repeat(at)}^`;
	if (at + 2 + widthOf(message) <= room) return [[segment(`${caret} ${message}`, 'bad')]];
	return [
		[segment(caret, 'bad')],
		...wrapWords(message, room).map((part): Line => [segment(`${indent}${part}`, 'bad')]),
	];
}
