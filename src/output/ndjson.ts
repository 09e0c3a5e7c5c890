/**
 * The lines programs read: version 1 of a contract. Members are added, never changed or removed; the schema is
 * schema/ndjson.schema.json.
 */

import {isUtf8} from 'node:buffer';
import {addressSeen} from '../core/address.ts';
import type {Call} from '../core/call.ts';
import {headerOf, isTruncated, splitTarget} from '../core/capture.ts';
import type {Answer, Delivery, Inspection, SignatureCheck} from '../core/delivery.ts';
import type {Provider} from '../core/provider.ts';
import type {TargetStatus} from '../core/target.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import type {Check, Diagnosis} from '../doctor/check.ts';
import type {SetupStep} from '../doctor/setup.ts';
import type {ReportFigures} from '../replay/report.ts';
import {compared, tightestDeadline} from '../session/compared.ts';
import type {ObservedProvider} from '../session/observed.ts';
import type {Notice, Summary} from '../session/session.ts';
import type {ListedFixture} from './fixtures.ts';
import type {Saved} from './saved.ts';

const v = 1;

/** Printed once requests can be received. */
export function readyLine(ready: {
	url: string;
	publicUrl: string | null;
	store: string;
	pid: number;
}): string {
	return line({type: 'ready', v, ...ready});
}

/** Each change of state, address, reason or round trip of the public address. */
export function tunnelLine({state, url, because, roundTripMs, since}: TunnelStatus): string {
	const at = new Date(since).toISOString();
	return line({type: 'tunnel', v, at, state, url, because, roundTripMs: microseconds(roundTripMs)});
}

/** Each change of state of a target. */
export function targetLine({state, url, because, connectMs, since}: TargetStatus): string {
	const at = new Date(since).toISOString();
	return line({type: 'target', v, at, state, url, because, connectMs: microseconds(connectMs)});
}

export function deliveryLine(delivery: Delivery): string {
	const {id, request, replay, refusal, inspection, repeat, answer, verdict} = delivery;
	const {path, query} = request.target === null ? {path: null, query: []} : splitTarget(request.target);
	return line({
		type: 'delivery',
		v,
		id,
		receivedAt: new Date(request.receivedAt).toISOString(),
		replayOf: replay?.of ?? null,
		replay:
			replay === null ? null : {from: replay.from, edited: replay.isEdited, resigned: replay.isResigned},
		refusal: refusal === null ? null : {code: refusal.code, message: refusal.message},
		url: addressSeen(request),
		httpVersion: request.httpVersion,
		method: request.method,
		target: request.target,
		path,
		query,
		headers: request.headers,
		...(request.trailers === undefined ? {} : {trailers: request.trailers}),
		remoteAddress: request.remoteAddress,
		body: {
			size: request.bodySize,
			truncated: isTruncated(request),
			contentType: headerOf(request.headers, 'content-type'),
			...bodyContent(request.body),
		},
		fault: request.fault,
		provider: inspection.provider,
		event: inspection.event,
		callKey: inspection.callKey,
		signature: signatureMembers(inspection.signature),
		findings: inspection.findings,
		repeat: repeat === null ? null : {...repeat, gapMs: microseconds(repeat.gapMs)},
		answer: answerMembers(answer),
		verdict: {state: verdict.state, because: verdict.because, source: verdict.source},
	});
}

/** Without what only commands to paste are made of. */
function signatureMembers({state, because, hint}: SignatureCheck) {
	return {state, because, hint};
}

/** What is not there has no member: of an answer of call-hook's own only its status is kept. */
function answerMembers({status, by, durationMs, sent, forwarding, rule, fault, isCut}: Answer) {
	return {
		status,
		by,
		durationMs: microseconds(durationMs),
		...(sent !== undefined && {
			headers: sent.headers,
			...(sent.trailers !== undefined && {trailers: sent.trailers}),
			body: {
				size: sent.bodySize,
				truncated: sent.bodySize > sent.body.length,
				...bodyContent(sent.body),
			},
		}),
		...(forwarding !== undefined && {
			forwarding: {
				url: forwarding.url,
				failure: forwarding.failure,
				connectMs: microseconds(forwarding.connectMs),
				firstByteMs: microseconds(forwarding.firstByteMs),
				totalMs: microseconds(forwarding.totalMs),
			},
		}),
		...(rule !== undefined && {rule}),
		...(fault !== undefined && {fault}),
		...(isCut === true && {cut: true}),
	};
}

/** In ms, to the microsecond. */
function microseconds(ms: number): number;
function microseconds(ms: number | null): number | null;
function microseconds(ms: number | null): number | null {
	return ms === null ? null : Math.round(ms * 1000) / 1000;
}

/** `text` when the bytes are UTF-8, so that they come back from it unchanged; else `base64`. */
function bodyContent(body: Uint8Array): {text: string} | {base64: string} {
	const buffer = Buffer.from(body.buffer, body.byteOffset, body.length);
	return isUtf8(buffer) ? {text: buffer.toString('utf8')} : {base64: buffer.toString('base64')};
}

export function callLine(call: Call, deliveries: readonly number[]): string {
	return line({
		type: 'call',
		v,
		key: call.key,
		provider: call.provider,
		callId: call.callId,
		phase: call.phase,
		outcome: call.outcome,
		direction: call.direction,
		from: call.from,
		to: call.to,
		counterparty: call.counterparty,
		startedAt: call.startedAt,
		answeredAt: call.answeredAt,
		endedAt: call.endedAt,
		durationSeconds: call.durationSeconds,
		talkSeconds: call.talkSeconds,
		deliveries,
		retries: call.retries,
		duplicates: call.duplicates,
		findings: call.findings,
		verdict: {state: call.verdict},
	});
}

export function noticeLine({at, severity, message, hint}: Notice): string {
	return line({type: 'notice', v, at: new Date(at).toISOString(), severity, message, hint});
}

/** The last line of `listen`. */
export function summaryLine(summary: Summary, now: number): string {
	return line({
		type: 'summary',
		v,
		startedAt: new Date(summary.startedAt).toISOString(),
		durationMs: now - summary.startedAt,
		deliveries: summary.deliveries,
		newCalls: summary.newCalls,
		verdicts: summary.verdicts,
		errors: summary.errors,
		notStored: summary.lost,
		refused: summary.refused,
		targetFailures: summary.targetFailures,
		providers: summary.providers.map(observedMembers),
	});
}

/** The last line of `replay`. */
export function replayedLine(figures: ReportFigures): string {
	const {
		startedAt,
		durationMs,
		sent,
		retries,
		resent,
		failed,
		failures,
		statuses,
		verdicts,
		latencyMs,
		slowest,
	} = figures;
	return line({
		type: 'replayed',
		v,
		startedAt: startedAt === null ? null : new Date(startedAt).toISOString(),
		durationMs: microseconds(durationMs),
		sent,
		retries,
		resent,
		failed,
		failures: Object.fromEntries(failures),
		statuses: Object.fromEntries(statuses),
		verdicts,
		latencyMs: latencyMs === null ? null : inMicroseconds({...latencyMs}),
		slowest:
			slowest === null
				? null
				: {
						id: slowest.delivery.id,
						...slowest.place,
						attempt: slowest.attempt,
						ms: microseconds(slowest.ms),
					},
	});
}

/** What a whole store shows of each provider: `calls --summary`. */
export function observedLine(providers: readonly ObservedProvider[]): string {
	return line({
		type: 'observed',
		v,
		providers: providers.map(seen => ({
			...observedMembers(seen),
			name: seen.name,
			kinds: seen.kinds,
			compared: compared(seen),
		})),
	});
}

function observedMembers(seen: ObservedProvider) {
	const {latencyMs, retryGapMs} = seen;
	return {
		id: seen.id,
		deliveries: seen.deliveries,
		statuses: statusesOf(seen),
		verdicts: seen.verdicts,
		latencyMs: latencyMs === null ? null : inMicroseconds(latencyMs),
		deadlineMs: tightestDeadline(seen)?.deadlineMs ?? null,
		retries: {
			count: seen.retries.reduce((sum, {count}) => sum + count, 0),
			gapMs: retryGapMs === null ? null : inMicroseconds(retryGapMs),
		},
		duplicates: seen.duplicates,
		outOfOrder: seen.outOfOrder,
		kindsNeverSeen: seen.kindsNeverSeen,
	};
}

/** How many answers had each, whatever rule holds for them. */
function statusesOf({statuses}: ObservedProvider): Record<string, number> {
	const all: Record<string, number> = {};
	for (const rule of statuses) {
		for (const [status, count] of rule.statuses) all[status] = (all[status] ?? 0) + count;
	}
	return all;
}

/** All members rounded to the microsecond. */
function inMicroseconds<T extends Record<string, number>>(figures: T): Record<keyof T, number>;
function inMicroseconds(figures: Record<string, number>): Record<string, number> {
	return Object.fromEntries(Object.entries(figures).map(([name, ms]) => [name, microseconds(ms)]));
}

/** What `detect` says of one request. */
export function detectionLine(inspection: Inspection): string {
	return line({type: 'detection', v, ...inspection, signature: signatureMembers(inspection.signature)});
}

export function providerLine(provider: Provider): string {
	return line({
		type: 'provider',
		v,
		id: provider.id,
		name: provider.name,
		docs: provider.docs,
		setup: provider.setup,
		kinds: provider.kinds.map(kind => ({
			id: kind.id,
			says: kind.says,
			pinOnly: kind.pinOnly ?? false,
			contract: provider.contract(kind.id),
		})),
		correlation: provider.correlation,
	});
}

/** One of `doctor`'s checks. */
export function checkLine({id, group, title, state, says, remedy, source}: Check): string {
	return line({type: 'check', v, id, group, title, state, says, remedy, source});
}

/** One step of a provider's set-up, from 1. */
export function setupStepLine(provider: string, number: number, {title, says}: SetupStep): string {
	return line({type: 'setup', v, provider, step: number, title, says});
}

/** The last line of `doctor`. */
export function diagnosisLine({problems, warnings, ok, unknown, skipped, unsent}: Diagnosis): string {
	return line({type: 'diagnosis', v, problems, warnings, ok, unknown, skipped, unsent});
}

/** One of `fixtures`; with its text where it is shown. */
export function fixtureLine({id, provider, steps, shows}: ListedFixture, text?: string): string {
	return line({type: 'fixture', v, id, provider, steps, shows, ...(text !== undefined && {text})});
}

/** What `fixtures save` has written. */
export function savedLine({file, requests, changes, leftOut}: Saved): string {
	return line({
		type: 'saved',
		v,
		file,
		requests,
		changes: changes.map(({what, where, times}) => ({what, where, times})),
		leftOut: leftOut.map(({id, because}) => ({id, because})),
	});
}

function line(value: object): string {
	return `${JSON.stringify(value)}\n`;
}
