/**
 * Callr: what the customer's own scenario pushes with fetch@v2 (no fixed schema: the documented bodies are known),
 * rows pushed to a Microsoft Excel table, and the platform's webhooks, which are signed.
 */

import type {DecodeContext} from '../core/context.ts';
import {Decoding, type ObjectReader} from '../core/decoding.ts';
import type {Outcome, Phase} from '../core/event.ts';
import {asObject, type JsonObject} from '../core/json.ts';
import {lookup} from '../core/lookup.ts';
import type {Message} from '../core/message.ts';
import {type Contract, defineProvider, type Evidence, fact} from '../core/provider.ts';

const pushPage = 'docs.callr.com, Push Data to Your Platform';
const excelPage = 'learn.microsoft.com/graph/api/table-post-rows';

export const callr = defineProvider({
	id: 'callr',
	name: 'Callr',
	docs: [
		{title: 'Pre-defined variables', url: 'https://docs.callr.com/docs/callr-actions-pre-defined-variables'},
		{title: 'Call detail records', url: 'https://docs.callr.com/docs/call-detail-records-cdr'},
		{title: 'Webhooks', url: 'https://docs.callr.com/webhooks'},
	],
	setup: {
		where: 'url of the fetch action in a Callr Actions scenario',
		note: 'HTTPS only; the url may carry a path',
	},
	kinds: [
		{id: 'cdr', says: 'fetch@v2 with the call detail record, from the hangup branch.'},
		{id: 'dtmf', says: 'fetch@v2 with the call detail record and the keys a gather action collected.'},
		{id: 'recording', says: 'fetch@v2 with run, call, scenario, recording link and transcription.'},
		{id: 'excel-row', says: 'fetch@v2 that adds a row to a Microsoft Excel table through Microsoft Graph.'},
		{id: 'profile', says: "fetch@v2 that asks for a profile by the caller's number.", pinOnly: true},
		{id: 'other', says: 'A webhook of the platform: SMS, account, calls (of those only the id is read).'},
	],
	recognisedBy: [],
	correlation: 'by the callid of the call detail record, else by call.id',

	detect(message) {
		const evidence: Evidence[] = [];
		if (message.header('x-callr-hmacsignature') !== null) {
			evidence.push({says: 'header X-CALLR-HmacSignature', weight: 0.99});
		}
		if (message.header('x-callr-eventid') !== null) {
			evidence.push({says: 'header X-CALLR-EventId', weight: 0.99});
		}
		const {object} = message;
		if (object === null) return evidence;
		const record = recordOf(object);
		if (record !== null) {
			const named = marksIn(record.cdr);
			if (named.length > 0) {
				evidence.push({says: `${record.at} has callid and ${named.join(', ')}`, weight: 0.9});
			}
		}
		const run = asObject(object['run']);
		const scenario = asObject(object['scenario']);
		if (isRunId(run?.['id'])) {
			evidence.push({
				says: 'run.id names a Callr branch',
				weight: scenario?.['sid'] === undefined ? 0.4 : 0.9,
			});
		}
		if (isExcelPush(message)) {
			evidence.push({
				says: 'path ends in workbook/tables/…/rows/add and body has rows of values',
				weight: 0.7,
			});
		}
		return evidence;
	},

	decode(message, context) {
		const {object} = message;
		if (object === null) return null;
		if (message.header('x-callr-hmacsignature') !== null || message.header('x-callr-eventid') !== null) {
			return decodePlatform(object, context);
		}
		if (isExcelPush(message)) return decodeExcel(object, context);
		if ('cdr' in object || 'call' in object || 'run' in object) return decodeFetch(object, context);
		return 'caller' in object ? decodeProfile(object, context) : null;
	},

	contract(kind): Contract {
		if (kind === 'excel-row') {
			return {
				accepts: fact([{from: 200, to: 201}], excelPage),
				deadlineMs: null,
				retries: null,
				unknown: '',
			};
		}
		if (kind === 'other') {
			return {
				accepts: null,
				deadlineMs: null,
				retries: fact(
					'sent again with growing pauses; how often is not documented',
					'www.callr.com/en/features/webhook',
				),
				unknown: 'Callr documents no accepted status for its webhooks',
			};
		}
		return {accepts: fact([{from: 200, to: 200}], pushPage), deadlineMs: null, retries: null, unknown: ''};
	},

	signature(message) {
		if (message.header('x-callr-hmacsignature') !== null) {
			return {
				state: 'unchecked',
				because: 'X-CALLR-HmacSignature was sent, but no secret was given to check it with',
			};
		}
		const isPlatform = message.header('x-callr-eventid') !== null;
		return {
			state: 'unsigned',
			because: isPlatform
				? 'the webhook was set up without a secret'
				: 'fetch@v2 requests carry no signature',
		};
	},
});

/** Members of a call detail record that no other provider's has. */
const recordMarks = ['billingDestinationLabel', 'hangupSource', 'durationAnswered', 'billingPaymentType'];

/** Until 2025-09-01, and with an older `compat` since, records were written in snake_case. */
function snakeCase(name: string): string {
	return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function marksIn(cdr: JsonObject): string[] {
	return recordMarks.flatMap(mark => [mark, snakeCase(mark)].filter(name => name in cdr));
}

function recordOf(object: JsonObject): {cdr: JsonObject; at: string} | null {
	const direct = asObject(object['cdr']);
	if (direct !== null && 'callid' in direct) return {cdr: direct, at: 'cdr'};
	const nested = asObject(asObject(object['call'])?.['cdr']);
	return nested !== null && 'callid' in nested ? {cdr: nested, at: 'call.cdr'} : null;
}

function isRunId(id: unknown): boolean {
	return typeof id === 'string' && /^(inbound-call|inbound-sms|api)[:-]/.test(id);
}

function isExcelPush({path, object}: Message): boolean {
	return /\/workbook\/tables\/[^/]+\/rows(\/add)?$/.test(path) && Array.isArray(object?.['values']);
}

function decodeFetch(object: JsonObject, context: DecodeContext) {
	const hasRecording = 'recordingURL' in object || 'transcription' in object;
	const hasDigits = 'dtmf' in object;
	const kind = hasRecording ? 'recording' : hasDigits ? 'dtmf' : 'cdr';
	const record = recordOf(object)?.cdr ?? {};
	const ended = record['ended'];
	const phase: Phase = hasRecording ? 'recording' : hasDigits && !ended ? 'input' : 'ended';
	const decoding = new Decoding(kind, phase, context);
	const isOld = recordMarks.some(mark => snakeCase(mark) in record);
	const body = decoding.read(object, 'body', isOld ? {spell: snakeCase} : {});

	const call = body.object('call');
	const nested = call.object('cdr');
	const direct = body.object('cdr');
	const cdr = direct.has('callid') ? direct : nested;
	decoding.set('callId', cdr.text('callid') ?? call.text('id'));
	call.text('id');
	readRecord(decoding, cdr);
	// The call's own numbers are the same ones, and there when the record is not.
	const from = call.party('fromNumber');
	const to = call.party('toNumber');
	if (decoding.event.from === null) decoding.set('from', from);
	if (decoding.event.to === null) decoding.set('to', to);

	const url = body.text('recordingURL');
	if (url !== null) decoding.derive('recording', {url: url.value, file: null}, url.from);
	readTranscription(decoding, body);
	const digits = body.text('dtmf');
	decoding.set('digits', digits);

	const scenario = body.object('scenario');
	const run = body.object('run');
	cdr.rest(recordLabels);
	scenario.rest({name: 'Scenario', sid: 'Scenario id'});
	run.rest({id: 'Run', type: 'Branch'});
	call.rest();
	body.rest();
	return decoding.done();
}

function readRecord(decoding: Decoding, cdr: ObjectReader): void {
	const direction = cdr.text('direction');
	if (direction?.value === 'inbound' || direction?.value === 'outbound') {
		decoding.derive('direction', direction.value, direction.from);
	}
	decoding.set('from', cdr.party('callerNumber'));
	decoding.set('to', cdr.party('callee'));
	decoding.set('startedAt', cdr.zonedTime('started'));
	decoding.set('answeredAt', cdr.zonedTime('answered'));
	decoding.set('endedAt', cdr.zonedTime('ended'));
	decoding.set('durationSeconds', cdr.seconds('durationTotal'));
	decoding.set('talkSeconds', cdr.seconds('durationAnswered'));
	const by = cdr.text('hangupSource');
	const cause = cdr.text('hangupCause');
	if (by !== null || cause !== null) {
		decoding.derive(
			'hangup',
			{by: by?.value ?? null, cause: cause?.value ?? null},
			(cause ?? by)?.from ?? cdr.at('hangupCause'),
		);
	}
	readOutcome(decoding, cdr, cause?.value ?? null);
}

const recordLabels: Readonly<Record<string, string>> = {
	callerName: "Caller's name",
	callerRestricted: 'Number withheld',
	billingDestinationLabel: 'Destination billed',
	billingDebit: 'Billed (cents)',
	billingCredit: 'Credited (cents)',
	billingPaymentType: 'Payment',
	durationBilled: 'Billed seconds',
	hangupTech: 'Hang-up detail',
};

/** Hang-up causes of Q.850 that say how an unanswered call ended. */
const unansweredCauses: Readonly<Record<string, Outcome>> = {'17': 'busy', '21': 'rejected'};

/** The record's `status` where it is sent (its full list is not documented), else what its times say. */
function readOutcome(decoding: Decoding, cdr: ObjectReader, cause: string | null): void {
	const {event} = decoding;
	const unanswered: Outcome = event.direction === 'outbound' ? 'no-answer' : 'missed';
	const status = cdr.text('status');
	decoding.set('providerStatus', status);
	if (status !== null) {
		const known: Readonly<Record<string, Outcome>> = {
			answered: 'answered',
			missed: unanswered,
			'no-answer': unanswered,
			canceled: 'canceled',
			failed: 'failed',
		};
		decoding.derive('outcome', lookup(known, status.value) ?? null, status.from);
	} else if (event.answeredAt !== null) {
		decoding.derive('outcome', 'answered', cdr.at('answered'));
	} else if (event.endedAt !== null && cause !== null) {
		decoding.derive('outcome', lookup(unansweredCauses, cause) ?? null, cdr.at('hangupCause'));
	}
}

function readTranscription(decoding: Decoding, body: ObjectReader): void {
	const text = body.text('transcription');
	if (text !== null) decoding.derive('transcript', {url: null, text: text.value}, text.from);
	// What the object holds is not documented; its text is taken where it has one.
	const inner = body.object('transcription');
	const innerText = inner.text('text');
	if (innerText !== null) decoding.derive('transcript', {url: null, text: innerText.value}, innerText.from);
	inner.rest();
}

/** The columns of the documented example, in its order. */
const excelColumns = [
	'Call',
	'Dialled call',
	'Scenario',
	'From',
	'To',
	'Dialled number',
	'Started',
	'Answered seconds',
] as const;

function decodeExcel(object: JsonObject, context: DecodeContext) {
	const decoding = new Decoding('excel-row', 'other', context);
	const rows = object['values'];
	const row = Array.isArray(rows) ? rows[0] : undefined;
	const cells = Array.isArray(row) ? row : [];
	const at = (index: number) => `body.values[0][${index}]`;
	if (cells.length !== excelColumns.length) {
		decoding.find({
			code: 'callr/excel-columns',
			severity: 'warning',
			message: `The row has ${cells.length} values; the documented example has ${excelColumns.length}.`,
			hint: 'Send exactly as many values as the Excel table has columns.',
			where: 'body.values[0]',
		});
		decoding.read(object, 'body').rest();
		return decoding.done();
	}
	const row8 = decoding.read(
		Object.fromEntries(cells.map((cell, index) => [String(index), cell])),
		'body.values[0]',
	);
	const [call, , , from, to, , started, talk] = cells.map((_, index) => row8.text(String(index)));
	if (call) decoding.derive('callId', call.value, at(0));
	const fromParty = from && row8.party('3');
	if (fromParty) decoding.derive('from', fromParty.value, at(3));
	const toParty = to && row8.party('4');
	if (toParty) decoding.derive('to', toParty.value, at(4));
	const startedAt = started && row8.zonedTime('6');
	if (startedAt) decoding.derive('startedAt', startedAt.value, at(6));
	const talkSeconds = talk && row8.seconds('7');
	if (talkSeconds) decoding.derive('talkSeconds', talkSeconds.value, at(7));
	for (const index of [1, 2, 5]) {
		const cell = cells[index];
		// 0 and an empty text are what the example writes when nothing was dialled.
		if (cell === undefined || cell === '' || cell === 0 || cell === null) continue;
		decoding.note(excelColumns[index] ?? String(index), {value: String(cell), from: at(index)});
	}
	return decoding.done();
}

function decodeProfile(object: JsonObject, context: DecodeContext) {
	const decoding = new Decoding('profile', 'other', context);
	const body = decoding.read(object, 'body');
	decoding.set('from', body.party('caller'));
	body.rest();
	return decoding.done();
}

/** The signed webhooks. Which members each type has is documented in part: what is not known stays a field. */
function decodePlatform(object: JsonObject, context: DecodeContext) {
	const decoding = new Decoding('other', 'other', context);
	const body = decoding.read(object, 'body');
	decoding.set('providerStatus', body.text('type'));
	const data = body.object('data');
	decoding.set('callId', data.text('callid'));
	decoding.set('from', data.party('from'));
	decoding.set('to', data.party('to'));
	data.rest();
	body.rest();
	return decoding.done();
}
