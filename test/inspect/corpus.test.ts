/**
 * Hostile and broken payloads, with every provider pinned: findings, never an exception, never many, and never for
 * long. Processor time is taken, so that a busy machine is no reason to fail; the least of a few runs counts.
 */

import fc from 'fast-check';
import {describe, expect, it, test} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {type InspectOptions, inspect, noPins} from '../../src/inspect/inspect.ts';
import {providers} from '../../src/providers/registry.ts';
import {get, post} from '../providers/requests.ts';
import {captured} from '../support/fixtures.ts';
import {hostileRequests} from '../support/hostile.ts';
import {mutate, oversize, oversizeSteps, plans, subjects, tellRequest} from '../support/mutants.ts';

const seed = 20261120;
/** Only reached by what hangs. */
const timeout = 300_000;
const longestMs = 50;
const mostFindings = 50;
const runs = 6;

const pins: readonly InspectOptions[] = [noPins, ...providers.map(pin => ({...noPins, pin}))];

function expectSound(request: CapturedRequest): void {
	for (const options of pins) {
		const {findings} = inspect(request, options).inspection;
		const failed = findings.find(({code}) => code === 'call-hook/provider-failed');
		if (failed !== undefined) blame(failed.message, request);
		if (findings.length > mostFindings) blame(`${findings.length} findings`, request);
		const wordy = findings.find(({message}) => message.length > 5000);
		if (wordy !== undefined) blame(`${wordy.code} is as long as a page`, request);
	}
}

function expectQuick(request: CapturedRequest): void {
	for (const options of pins) {
		let least = Number.POSITIVE_INFINITY;
		for (let run = 0; run < runs && least > longestMs; run++) {
			const before = process.cpuUsage();
			inspect(request, options);
			const {user, system} = process.cpuUsage(before);
			least = Math.min(least, (user + system) / 1000);
		}
		if (least > longestMs) blame(`${Math.round(least)} ms as ${options.pin?.id ?? 'detected'}`, request);
	}
}

function blame(what: string, request: CapturedRequest): never {
	throw new Error(`${what}\n\n${tellRequest(request).slice(0, 2000)}`);
}

const kilobytes = (text: string, count: number) => text.repeat(Math.ceil((count * 1000) / text.length));
const list = (text: string, count: number) => `[${kilobytes(`${text},`, count)}1]`;
const typed = (type: string, body: string) =>
	captured({method: 'POST', target: '/', headers: [['Content-Type', type]], body});

/** Each made for one of the things that are looked for. */
const large: Readonly<Record<string, CapturedRequest>> = {
	'texts that begin as JSON does': post(list('"{\\"a\\":1"', 500)),
	'texts that are JSON': post(list('"{\\"a\\":[1,2]}"', 500)),
	'one text that is JSON': post(JSON.stringify({a: list('1', 60)})),
	'a text of brackets': post(JSON.stringify({a: `[${kilobytes('[', 60)}]`})),
	variables: post(list('"{{status}}"', 500)),
	'variables in one text': post(JSON.stringify({a: kilobytes('{{status}} ', 500)})),
	'variables that never end': post(JSON.stringify({a: kilobytes('{{ ', 500)})),
	'names nobody has': post(Object.fromEntries(Array.from({length: 20_000}, (_, i) => [`name-${i}`, 'x']))),
	secrets: post(list('{"token":"x"}', 500)),
	'names as long as a page': post(
		Object.fromEntries(Array.from({length: 100}, (_, i) => [`${i}${kilobytes('api', 5)}`, 'x'])),
	),
	'a percent text': post({a: `%${kilobytes('a', 500)}%`}),
	'a number as long as a page': post({cmiuuid: '1', from: kilobytes('9', 500), to: kilobytes('9X', 500)}),
	'a time as long as a page': post({
		cdr: {callid: 1, started: `2026-11-20 04:27${kilobytes(' ', 500)}PM`, hangupSource: 'x'},
	}),
	'a recording as long as a page': post({callId: '1', recordingUri: `https://${kilobytes('a.', 500)}`}),
	'a value as long as a page': post({
		type: 'cdr',
		cmiuuid: '1',
		status: kilobytes('x', 500),
		leg: kilobytes('y', 500),
	}),
	'members nobody documents': post({
		type: 'cdr',
		cmiuuid: '1',
		...Object.fromEntries(Array.from({length: 20_000}, (_, i) => [`${i}`, i])),
	}),
	'legs with wrong times': post({
		_ai: '1',
		_ci: '2',
		_cr: '3',
		_ld: Array.from({length: 2000}, () => ({
			_did: 5_000_000_000,
			_st: 1_795_000_000_000,
			_dr: -1,
			_ac: 'received',
		})),
	}),
	'parameters that are secret': get(`/?${kilobytes('token=x&', 60)}`),
	'parameters that lost their +': get(`/?${kilobytes('to=+919000000001&', 60)}`),
	'parameters that were not replaced': get(`/?${kilobytes('a={status}&', 60)}`),
	'a form of variables': typed('application/x-www-form-urlencoded', kilobytes('a={{status}}&', 500)),
	'a form of JSON': typed('application/x-www-form-urlencoded', kilobytes('a={"token":"x"}&', 100)),
	'a text of variables': typed('text/plain', kilobytes('{{status}} ', 500)),
};

describe('payloads made for the findings', () => {
	it.each(Object.entries(large))('%s', {timeout}, (_, request) => {
		expectSound(request);
		expectQuick(request);
	});
});

test('payloads made to steer a terminal', () => {
	for (const {target = '/', method = 'POST', headers = [], body = ''} of hostileRequests()) {
		const request = captured({method, target, headers: [...headers], body});
		expectSound(request);
		expectQuick(request);
	}
});

test('fixtures made worse in every way', {timeout}, () => {
	for (const subject of subjects) {
		fc.assert(
			fc.property(plans, plan => {
				const request = mutate(subject, plan);
				expectSound(request);
				expectQuick(request);
			}),
			{seed, numRuns: 40},
		);
	}
});

test('fixtures with something far too large in them', {timeout}, () => {
	for (const subject of subjects) {
		fc.assert(
			fc.property(oversizeSteps, step => expectSound(oversize(subject, step))),
			{seed, numRuns: 2},
		);
	}
});

test('a payload that is ten times as large takes about ten times as long, and no more', () => {
	const took = (request: CapturedRequest) => {
		let least = Number.POSITIVE_INFINITY;
		for (let run = 0; run < runs; run++) {
			const before = process.cpuUsage();
			inspect(request);
			const {user, system} = process.cpuUsage(before);
			least = Math.min(least, user + system);
		}
		return least;
	};
	const of = (count: number) => post(JSON.stringify({a: kilobytes('{{ [{ %a "u', count)}));
	// A generous factor: what grows with the square would take a hundred times as long.
	expect(took(of(5000))).toBeLessThan(40 * Math.max(took(of(500)), 1000));
});
