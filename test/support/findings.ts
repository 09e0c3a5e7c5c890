/**
 * The requests in `test/findings/`: `<topic>/<what>.http` is the least that triggers the code `<topic>/<what>`, in
 * its last step. Beside what any `.http` file has, these lines may stand above a request line:
 *
 *     # @pin <provider>
 *     # @received <ISO 8601 time>          2026-11-20T00:00:00Z unless told; a later step's is that of the one before
 *     # @after <30s>                       since the step before
 *     # @answer <status> <target|rule|call-hook> <ms>
 *     # @answer-header <name: value>       as often as needed
 *     # @answer-body <text>
 *     # @secret <provider> <secret>
 *     # @public <url>                      the public address that led here
 *     # @country <code>, # @zone <zone>    as configured for every provider
 *     # @fault <code> <message>            of a request that did not come whole
 */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import type {CallState} from '../../src/core/call.ts';
import type {CapturedRequest, FaultCode, Pair} from '../../src/core/capture.ts';
import type {DecodeContexts} from '../../src/core/context.ts';
import type {Answer, AnsweredBy, Delivery, Finding} from '../../src/core/delivery.ts';
import type {FindingCode} from '../../src/core/findings.ts';
import {endMissing} from '../../src/core/life.ts';
import type {Secrets} from '../../src/core/signature.ts';
import type {Step} from '../../src/core/step.ts';
import {parseHttpFile} from '../../src/formats/http-file.ts';
import {inspectAs} from '../../src/inspect/inspect.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';
import {readBack} from '../../src/session/archive.ts';
import {callOf, contributionOf, fold} from '../../src/session/fold.ts';
import {Histories, withHistory} from '../../src/session/history.ts';
import {captured} from './fixtures.ts';

export interface FindingStep {
	request: CapturedRequest;
	/** The provider it is pinned to. */
	pin: string | null;
	contexts: DecodeContexts;
	secrets: Secrets;
	answer: Answer;
}

const root = new URL('../findings/', import.meta.url);

/** The codes that have a fixture, sorted. */
export function codesWithFixture(): string[] {
	return readdirSync(root, {recursive: true, encoding: 'utf8'})
		.map(path => path.replaceAll('\\', '/'))
		.filter(path => path.endsWith('.http'))
		.map(path => path.slice(0, -'.http'.length))
		.sort();
}

/** The file of a code as it stands; null where there is none. */
export function findingFile(code: FindingCode): string | null {
	const file = new URL(`${code}.http`, root);
	return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** The steps of a code's fixture. */
export function findingSteps(code: FindingCode): FindingStep[] {
	const text = findingFile(code);
	return text === null ? [] : readSteps(text);
}

/** The deliveries that steps make, in their order, with all that is found about each. */
export function deliveriesOf(steps: readonly FindingStep[]): Delivery[] {
	return readBackOf(steps).map(({delivery}) => delivery);
}

function readBackOf(steps: readonly FindingStep[]): {delivery: Delivery; step: Step | null}[] {
	const histories = new Histories();
	return steps.map(({request, pin, contexts, secrets, answer}, index) => {
		const pinned = pin === null ? null : {id: pin, because: 'pinned by --provider'};
		const stored = {id: index + 1, request, pin: pinned, replay: null, refusal: null, answer};
		const {delivery, remembered} = readBack(stored, {contexts, secrets});
		const history = remembered === null ? null : histories.add(remembered);
		return {delivery: withHistory(delivery, history), step: remembered?.step ?? null};
	});
}

/** What is found about the last delivery of a code's fixture, and a day later about its call. */
export function foundBy(code: FindingCode): Finding[] {
	const deliveries = readBackOf(findingSteps(code));
	const last = deliveries.at(-1)?.delivery;
	if (last === undefined) return [];
	let state: CallState | null = null;
	for (const {delivery, step} of deliveries) {
		const part = contributionOf(delivery, step);
		if (part !== null) state = fold(state, part);
	}
	const overdue = state === null ? null : endMissing(callOf(state), last.request.receivedAt + dayMs);
	return overdue === null ? last.inspection.findings : [...last.inspection.findings, overdue];
}

const dayMs = 86_400_000;

/**
 * The requests of a text written as the files are.
 * @throws {Error} for a line that cannot be read
 */
export function readSteps(text: string): FindingStep[] {
	const told = text
		.split(/^###.*(?:\n|$)/m)
		.filter(part => part.trim() !== '')
		.map(linesAbove);
	let now = Date.UTC(2026, 10, 20);
	return parseHttpFile(Buffer.from(text)).map((step, index) => {
		const lines = told[index] ?? [];
		const one = (name: string) => lines.find(([key]) => key === name)?.[1];
		now = timeOf(one('received'), now) + (step.afterMs ?? 0);
		const publicUrl = one('public');
		return {
			request: withFault(
				{...captured(step), receivedAt: now, ...(publicUrl === undefined ? {} : {publicUrl})},
				one('fault'),
			),
			pin: step.pin,
			contexts: contextsOf(one('zone') ?? null, one('country') ?? null),
			secrets: secretsOf(all(lines, 'secret')),
			answer: answerOf(one('answer'), all(lines, 'answer-header'), one('answer-body')),
		};
	});
}

/** The `# @name value` lines above the request line. */
function linesAbove(part: string): Pair[] {
	const lines: Pair[] = [];
	for (const line of part.split('\n')) {
		if (line.trim() !== '' && !line.startsWith('#')) break;
		const [, name, value] = /^#\s*@([\w-]+)\s+(.*?)\s*$/.exec(line) ?? [];
		if (name !== undefined && value !== undefined) lines.push([name, value]);
	}
	return lines;
}

function all(lines: readonly Pair[], name: string): string[] {
	return lines.filter(([key]) => key === name).map(([, value]) => value);
}

function timeOf(received: string | undefined, now: number): number {
	if (received === undefined) return now;
	const ms = Date.parse(received);
	if (Number.isNaN(ms)) throw new Error(`not a time: @received ${received}`);
	return ms;
}

function withFault(request: CapturedRequest, line: string | undefined): CapturedRequest {
	if (line === undefined) return request;
	const [code, message] = cutAt(line, ' ');
	const fault = {code: code as FaultCode, message};
	// What is no HTTP has no request line either.
	return code === 'malformed'
		? {...request, fault, httpVersion: null, method: null, target: null, headers: []}
		: {...request, fault};
}

function contextsOf(zone: string | null, country: string | null): DecodeContexts {
	return new Map(providers.map(({id}) => [id, {provider: id, names: {}, zone, country}]));
}

function secretsOf(lines: readonly string[]): Secrets {
	const pairs = lines.map(line => cutAt(line, ' '));
	// As if it had been read from where a user keeps it.
	return new Map(pairs.map(([id, value]) => [id, [{from: providerOf(id)?.secretEnv ?? id, value}]]));
}

function answerOf(
	line: string | undefined,
	headerLines: readonly string[],
	body: string | undefined,
): Answer {
	const [status = '200', by = 'call-hook', ms = '1'] = line?.split(/\s+/) ?? [];
	const answer: Answer = {status: Number(status), by: by as AnsweredBy, durationMs: Number(ms)};
	if (by === 'call-hook') return answer;
	const bytes = Buffer.from(body ?? '');
	const headers = headerLines.map(header => cutAt(header, ': '));
	return {...answer, sent: {headers, body: bytes, bodySize: bytes.length}};
}

/** @throws {Error} when the mark is not in it */
function cutAt(text: string, mark: string): [string, string] {
	const at = text.indexOf(mark);
	if (at < 0) throw new Error(`no ${JSON.stringify(mark)} in: ${text}`);
	return [text.slice(0, at), text.slice(at + mark.length)];
}

/** Whether there is something in a delivery at the place a finding names. */
export function hasPlace({request, answer}: Delivery, where: string): boolean {
	const {message} = inspectAs(request, null);
	const {body} = message;
	const [place = '', inField] = where.split(', line ');
	const line = /^line (\d+), column (\d+)$/.exec(inField === undefined ? where : `line ${inField}`);
	const text = Buffer.from(request.body).toString();
	if (line !== null && inField === undefined) {
		const found = text.split('\n')[Number(line[1]) - 1];
		return found !== undefined && Number(line[2]) <= found.length + 1;
	}
	const [top = '', ...names] = place.split(/\.|(?=\[)/);
	const name = place.slice(top.length + 1);
	switch (top) {
		case 'method':
			return message.method !== null;
		case 'query':
			return name === '' ? message.rawQuery !== '' : message.param(name) !== null;
		case 'header':
			return message.header(name.toLowerCase()) !== null;
		case 'answer':
			if (name === 'status') return answer.status !== null;
			if (name === 'body') return answer.sent !== undefined;
			return answer.sent?.headers.some(([key]) => `header.${key}` === name) ?? false;
		case 'body': {
			if (name === '') return text !== '';
			const fields =
				body.kind === 'form' ? body.fields.map(({name, value, json}) => [name, json ?? value]) : [];
			return has(body.kind === 'json' ? body.value : Object.fromEntries(fields), names);
		}
		default:
			return false;
	}
}

/** Whether a value has members of these names, one inside the other; a text that holds JSON is looked into. */
function has(value: unknown, [name, ...rest]: readonly string[]): boolean {
	if (name === undefined) return value !== undefined;
	if (typeof value === 'string' && /^\s*[[{]/.test(value)) return has(JSON.parse(value), [name, ...rest]);
	if (typeof value !== 'object' || value === null) return false;
	const key = name.replace(/^\[(\d+)\]$/, '$1');
	return Object.hasOwn(value, key) && has((value as Record<string, unknown>)[key], rest);
}
