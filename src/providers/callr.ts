/**
 * Callr: what the customer's own scenario pushes with fetch@v2 (no fixed schema: the documented bodies are known),
 * rows pushed to a Microsoft Excel table, and the platform's webhooks, which are signed.
 */

import type {Pair} from '../core/capture.ts';
import type {DecodeContext} from '../core/context.ts';
import {type Contract, contractOf, type Documented, fact} from '../core/contract.ts';
import {asText, type Decoded, Decoding, type ObjectReader} from '../core/decoding.ts';
import type {SignatureCheck} from '../core/delivery.ts';
import {dialStatuses} from '../core/dial-status.ts';
import {type Direction, directionWords, type Outcome, type Phase, unansweredOutcome} from '../core/event.ts';
import {algorithmOfText, type HashAlgorithm, hmac} from '../core/hmac.ts';
import {asObject, type Json, type JsonObject} from '../core/json.ts';
import type {LifeCycle} from '../core/life.ts';
import {lookup} from '../core/lookup.ts';
import type {BodyView, Message} from '../core/message.ts';
import {
	nameParameters,
	parametersOf,
	proposeNames,
	readNamed,
	reportLostPluses,
	shapeOf,
} from '../core/named.ts';
import {defineProvider, type Evidence, unmarked} from '../core/provider.ts';
import {q850Causes} from '../core/q850.ts';
import {noProofs, rawBody, type SignatureScheme} from '../core/signature.ts';

const pushPage = 'docs.callr.com, Push Data to Your Platform';
const excelPage = 'learn.microsoft.com/graph/api/table-post-rows';
const referencePage = 'docs.callr.com/docs/callr-actions-reference';
const webhooksPage = 'docs.callr.com/webhooks';
const featurePage = 'www.callr.com/en/features/webhook';

/**
 * The page says SHA-256 unless set otherwise, and its own example has the length of SHA-512: which one it is is a
 * setting of each webhook.
 */
const algorithms: readonly HashAlgorithm[] = ['sha256', 'sha512', 'sha1', 'md5'];

const signature: SignatureScheme = {
	documented: [
		fact(
			'webhooks of the platform with a secret: X-CALLR-HmacSignature, the base64 HMAC of the raw body, SHA-256 unless set otherwise',
			webhooksPage,
		),
	],
	proofs(message) {
		const sent = message.header('x-callr-hmacsignature');
		if (sent === null) return noProofs;
		return [
			{
				kind: 'hash',
				header: 'X-CALLR-HmacSignature',
				sent,
				encoding: 'base64',
				algorithms,
				over: rawBody,
			},
		];
	},
	absent(message, isExpected) {
		if (!isPlatform(message)) return neverSigned;
		return isExpected ? signatureMissing : signatureNotUsed;
	},
	sign({message, body}, secret) {
		if (!isPlatform(message)) return [];
		const before = message.header('x-callr-hmacsignature') ?? '';
		// As the webhook is set up: by what it sent before.
		const algorithm = algorithmOfText(before, 'base64', algorithms) ?? 'sha256';
		return [['X-CALLR-HmacSignature', hmac(algorithm, secret, body).toString('base64')]];
	},
};

const neverSigned: SignatureCheck = {
	state: 'unsigned',
	because: 'fetch@v2 requests carry no signature',
	hint: 'Let the scenario send a header of yours, and ask for it with --require-header.',
};

const signatureNotUsed: SignatureCheck = {
	state: 'unsigned',
	because: 'the webhook was set up without a secret',
	hint: 'Give the webhook an hmac_secret at Callr to have it signed.',
};

const signatureMissing: SignatureCheck = {
	state: 'missing',
	because: 'a secret was given, but the request has no X-CALLR-HmacSignature',
};

/** Kinds that are webhooks of the platform, not pushed by a scenario. */
const platformKinds: readonly (string | null)[] = ['call', 'media', 'webhook'];

/** What a scenario pushes. */
const pushed = {
	accepts: [fact([{from: 200, to: 200}], pushPage)],
	transport: [fact('https only', pushPage)],
	remarks: [
		fact('always answer 200, and work afterwards', pushPage),
		fact("the answer's status, headers and body can be kept in a variable of the scenario", pushPage),
	],
	unknown: '',
} satisfies Partial<Contract>;

/** For a body of the customer's own the page names methods without an end to the list. */
const customContract = contractOf({
	...pushed,
	remarks: [
		fact('the scenario chooses the method: GET, POST, PUT, DELETE and others', pushPage),
		...pushed.remarks,
	],
});

const fetchContract = contractOf({...pushed, methods: [fact(['POST'], pushPage)]});

const profileContract = contractOf({
	...pushed,
	methods: [fact(['POST'], pushPage)],
	answerBody: [
		fact(
			{
				says: 'the profile the scenario asked for, as JSON',
				required: false,
				isIn: body => body.kind === 'json' && body.problem === null,
			},
			pushPage,
		),
	],
});

const excelContract = contractOf({
	methods: [fact(['POST'], excelPage)],
	accepts: [
		fact(
			[
				{from: 200, to: 200},
				{from: 201, to: 201},
			],
			excelPage,
		),
	],
	transport: pushed.transport,
	answerBody: [
		fact(
			{says: 'the row that was added, as {"index": …, "values": …}', required: false, isIn: hasRow},
			excelPage,
		),
	],
	remarks: [fact('…/rows/add answers 200, …/rows 201', excelPage)],
	unknown: '',
});

function hasRow(body: BodyView): boolean {
	const row = body.kind === 'json' ? asObject(body.value) : null;
	return row !== null && 'index' in row && 'values' in row;
}

const platformContract = contractOf({
	methods: [fact(['POST'], featurePage)],
	retries: [
		fact(
			{
				says: 'sent again with exponentially growing pauses; how often is not told',
				atMost: null,
				pausesMs: [],
			},
			featurePage,
		),
	],
	remarks: [fact('the member try counts the attempts, from 0', webhooksPage)],
	unknown: 'Callr documents no accepted status for its webhooks',
	unknownSource: webhooksPage,
});

const platformHeaders: Documented<Pair> = [
	fact(['User-Agent', 'CALLR/API 0.9942'], webhooksPage),
	fact(['Accept', '*/*'], webhooksPage),
	fact(['Content-Type', 'application/json'], webhooksPage),
];

const eachByItself = fact('each type of event is a webhook of its own', webhooksPage);

const platformLife: LifeCycle = {
	phases: ['started', 'ended'],
	mayMiss: [{phase: 'started', because: eachByItself}],
};

/** What a body of the customer's own may hold, by the names of the record and of the documented bodies. */
const mappable: Readonly<Record<string, string>> = {
	callid: "the call's id",
	callerNumber: "the caller's number",
	callee: 'the number called',
	direction: 'the direction (inbound, outbound)',
	status: 'the status of the call',
	started: 'the start',
	answered: 'the answer',
	ended: 'the end',
	durationTotal: 'the seconds of the whole call',
	durationAnswered: 'the seconds of talk',
	hangupCause: 'the hang-up cause (Q.850)',
	hangupSource: 'who hung up',
	recordingURL: 'the link to the recording',
	transcription: 'the transcription',
	dtmf: 'the keys pressed',
};

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
		switchOn: [
			fact('a scenario sends what its own fetch@v2 actions say, such as one in the branch hangup', pushPage),
			fact('the branch hangup runs for inbound calls only', referencePage),
			eachByItself,
		],
	},
	kinds: [
		{id: 'cdr', says: 'fetch@v2 with the call detail record, from the hangup branch.'},
		{id: 'dtmf', says: 'fetch@v2 with the call detail record and the keys a gather action collected.'},
		{id: 'recording', says: 'fetch@v2 with run, call, scenario, recording link and transcription.'},
		{id: 'excel-row', says: 'fetch@v2 that adds a row to a Microsoft Excel table through Microsoft Graph.'},
		{
			id: 'profile',
			says: "fetch@v2 that asks for a profile by the caller's number.",
			pinOnly: true,
			recurs: true,
		},
		{
			id: 'custom',
			says: 'fetch@v2 with a body of the customer, read by a field mapping.',
			pinOnly: true,
			recurs: true,
		},
		{id: 'call', says: 'A webhook of the platform: a call began or ended (call.*, v2.call.*).'},
		{id: 'media', says: 'A webhook of the platform: a recording is there (media.recording.*).'},
		{id: 'webhook', says: 'A webhook of the platform about something else: SMS, account, jobs.'},
		{id: 'other', says: 'fetch@v2 without a record: inbound SMS and other branches.'},
	],
	correlation: 'by the callid of the call detail record, else by call.id',
	recognisedBy: [
		'a call detail record in cdr or call.cdr: callid with billingDestinationLabel, hangupSource or durationAnswered',
		'run.id of a Callr branch (inbound-call:…) together with scenario.sid',
		'rows of values sent to …/workbook/tables/<table>/rows/add',
		'the header X-CALLR-HmacSignature or X-CALLR-EventId, or the envelope of the webhooks (hook_hash, try)',
	],
	mappable,
	/** Names of scenarios and apps. */
	personal: {scenario: null, scenario_name: null, app_name: null},

	detect(message) {
		const evidence: Evidence[] = [];
		if (message.header('x-callr-hmacsignature') !== null) {
			evidence.push({says: 'header X-CALLR-HmacSignature', why: 'only Callr sends it', weight: 0.99});
		}
		if (message.header('x-callr-eventid') !== null) {
			evidence.push({says: 'header X-CALLR-EventId', why: 'only Callr sends it', weight: 0.99});
		}
		const {object} = message;
		if (object === null) return evidence;
		const record = recordOf(object);
		if (record !== null) {
			const named = marksIn(record.cdr);
			evidence.push(
				named.length > 0
					? {
							says: `${record.at} has callid and ${named.join(', ')}`,
							why: "these are members of Callr's call detail record",
							weight: 0.9,
						}
					: {
							says: `${record.at} has callid`,
							why: `${recordMarks.slice(0, 3).join(', ')} beside it would settle it`,
							weight: 0.3,
						},
			);
		}
		const run = asObject(object['run']);
		const scenario = asObject(object['scenario']);
		if (isRunId(run?.['id'])) {
			evidence.push({
				says: 'run.id names a Callr branch',
				why:
					scenario?.['sid'] === undefined
						? 'a scenario.sid beside it would settle it'
						: 'with scenario.sid they are variables of Callr Actions',
				weight: scenario?.['sid'] === undefined ? 0.4 : 0.9,
			});
		}
		if (isExcelPush(message)) {
			evidence.push({
				says: 'path ends in workbook/tables/…/rows/add and body has rows of values',
				why: 'so Callr pushes calls to Microsoft Excel',
				weight: 0.7,
			});
		}
		evidence.push(...envelopeEvidence(object));
		return evidence;
	},

	decode(message, context) {
		const {object, objectAt} = message;
		if (object !== null) {
			if (isPlatform(message)) return decodePlatform(object, objectAt, context);
			if (isExcelPush(message)) return decodeExcel(object, objectAt, context);
			// A name the customer has given a meaning of their own does not tell the documented bodies.
			const has = (name: string) => name in object && !(name in context.names);
			if (has('cdr') || has('call') || has('run')) return decodeFetch(object, objectAt, context);
			if (has('caller')) return decodeProfile(object, objectAt, context);
		}
		return decodeCustom(message, context);
	},

	contract(kind) {
		if (kind === 'excel-row') return excelContract;
		if (platformKinds.includes(kind)) return platformContract;
		return kind === 'profile' ? profileContract : kind === 'custom' ? customContract : fetchContract;
	},

	/** Of the platform's webhooks, as the published example has them; what a scenario pushes is the customer's own. */
	sentWith: kind => (kind !== null && platformKinds.includes(kind) ? platformHeaders : []),

	/** The header's id differs from the body's in the published example: the body's comes first. */
	eventOf(message) {
		const {object} = message;
		if (object === null || !isPlatform(message)) return unmarked;
		const id = object['event_id'] ?? message.header('x-callr-eventid');
		const attempt = object['try'];
		return {
			id: typeof id === 'string' && id !== '' ? id : null,
			attempt: typeof attempt === 'number' && Number.isSafeInteger(attempt) && attempt >= 0 ? attempt : null,
		};
	},

	life: kind => (kind === 'call' ? platformLife : null),

	signature,
	secretEnv: 'CALLR_WEBHOOK_SECRET',

	/** Microsoft Graph answers with the row it added; a scenario may read it. */
	defaultAnswer(message) {
		if (!isExcelPush(message)) return null;
		return {
			handshake: false,
			status: message.path.endsWith('/add') ? 200 : 201,
			headers: [['Content-Type', 'application/json']],
			body: Buffer.from(JSON.stringify({index: 0, values: message.object?.['values']})),
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

function isRunId(id: Json | undefined): boolean {
	return typeof id === 'string' && /^(inbound-call|inbound-sms|api)[:-]/.test(id);
}

function isExcelPush({path, object}: Message): boolean {
	return /\/workbook\/tables\/[^/]+\/rows(\/add)?$/.test(path) && Array.isArray(object?.['values']);
}

/** Of fetch@v2: what a scenario may push, by what is in it. */
function decodeFetch(object: JsonObject, at: string, context: DecodeContext): Decoded {
	const hasRecording = 'recordingURL' in object || 'transcription' in object;
	const hasDigits = 'dtmf' in object;
	const found = recordOf(object);
	const record = found?.cdr ?? null;
	const kind = hasRecording ? 'recording' : hasDigits ? 'dtmf' : record === null ? 'other' : 'cdr';
	const reached = phaseOf(record);
	const isInput = hasDigits && (record === null || !isOver(record));
	const phase: Phase = hasRecording ? 'recording' : isInput ? 'input' : reached;
	const decoding = new Decoding(kind, phase, context);
	const body = decoding.read(object, at);

	const call = body.object('call', snakeCase);
	// Of two records one is read; the other stays unread, so that it is shown as it is.
	const isNested = found === null ? asObject(object['cdr']) === null : found.at === 'call.cdr';
	const cdr = isNested ? call.object('cdr') : body.object('cdr', snakeCase);
	decoding.set('callId', cdr.text('callid') ?? call.text('id'));
	readRecord(decoding, cdr);
	checkRecord(cdr);
	const {event} = decoding;
	if (event.from === null) decoding.set('from', call.party('fromNumber'));
	if (event.to === null) decoding.set('to', call.party('toNumber'));
	// The call's own members are those of its record, as a rule: only what differs is worth showing.
	for (const [name, same] of [
		['id', event.callId],
		['fromNumber', event.from?.raw],
		['toNumber', event.to?.raw],
	] as const) {
		if (asText(call.peek(name)) === same) call.skip(name);
	}
	readExtras(decoding, body);

	const scenario = body.object('scenario');
	const run = body.object('run');
	cdr.rest(recordLabels);
	scenario.rest({name: 'Scenario', sid: 'Scenario id'});
	run.rest({id: 'Run', type: 'Branch'});
	call.rest();
	body.rest();
	return decoding.done();
}

/** How far the call was when the record was pushed; a record of the hangup branch is whole. */
function phaseOf(record: JsonObject | null): Phase {
	if (record === null) return 'other';
	if (isOver(record) || !('started' in record)) return 'ended';
	return record['answered'] ? 'answered' : 'started';
}

/** Members that a record gets when the call ends. */
const endMarks = ['ended', 'hangupSource', 'hangupCause'];

function isOver(record: JsonObject): boolean {
	return endMarks.some(mark => Boolean(record[mark]) || Boolean(record[snakeCase(mark)]));
}

function readRecord(decoding: Decoding, cdr: ObjectReader): void {
	decoding.set('direction', cdr.known('direction', directionWords));
	decoding.set('from', cdr.party('callerNumber'));
	decoding.set('to', cdr.party('callee'));
	decoding.set('startedAt', cdr.localTime('started', 'Started (no zone)', null));
	decoding.set('answeredAt', cdr.localTime('answered', 'Answered (no zone)', null));
	decoding.set('endedAt', cdr.localTime('ended', 'Ended (no zone)', null));
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
	cdr.noteMeaning('Hang-up cause', 'hangupCause', q850Causes);
	readOutcome(decoding, cdr, cause?.value ?? null);
}

const hangupSources = {caller: true, callee: true, system: true};

/** The values that are documented as a whole; those of `status` are not. */
function checkRecord(cdr: ObjectReader): void {
	cdr.checkListed('direction', directionWords);
	cdr.checkListed('hangupSource', hangupSources);
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

/** The record's `status` where it is one we know (the list is not documented), else what times and cause say. */
function readOutcome(decoding: Decoding, cdr: ObjectReader, cause: string | null): void {
	const {event} = decoding;
	const unanswered = unansweredOutcome(event.direction);
	decoding.set('providerStatus', cdr.text('status'));
	// Pushed while the call goes on, a record has no end yet.
	const isOpen = event.startedAt !== null && !endMarks.some(mark => Boolean(cdr.peek(mark)));
	if (isOpen && event.providerStatus === null) return;
	const stated = cdr.known('status', {
		answered: 'answered',
		missed: unanswered,
		'no-answer': unanswered,
		canceled: 'canceled',
		failed: 'failed',
	} as const);
	// Of an unanswered call, by ITU-T Q.850.
	const causes: Readonly<Record<string, Outcome>> = {
		'17': 'busy',
		'18': unanswered,
		'19': unanswered,
		'21': 'rejected',
	};
	if (stated !== null) decoding.set('outcome', stated);
	else if (event.answeredAt !== null) decoding.derive('outcome', 'answered', cdr.at('answered'));
	else if (cause !== null) {
		decoding.derive('outcome', lookup(causes, cause) ?? null, cdr.at('hangupCause'));
	}
}

/** What the documented bodies carry beside the record. */
function readExtras(decoding: Decoding, body: ObjectReader): void {
	const url = body.text('recordingURL');
	if (url !== null) decoding.derive('recording', {url: url.value, file: null}, url.from);
	decoding.set('digits', body.text('dtmf'));
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

/** Rows and values beyond this many are not shown one by one: the documented example adds one row of eight. */
const maxRows = 20;
const maxColumns = 100;

function decodeExcel(object: JsonObject, objectAt: string, context: DecodeContext): Decoded {
	const decoding = new Decoding('excel-row', 'other', context);
	const values = object['values'];
	const rows = (Array.isArray(values) ? values : []).map(row => (Array.isArray(row) ? row : [row]));
	for (const [index, row] of rows.slice(0, maxRows).entries()) {
		const at = (column: number) => `${objectAt}.values[${index}][${column}]`;
		if (row.length !== excelColumns.length) {
			decoding.find('fields/columns', {
				message: `The row has ${row.length} values, the documented example ${excelColumns.length}: what they are is not known.`,
				hint: 'See that the Excel table has exactly as many columns; Microsoft Graph refuses the row else.',
				where: `${objectAt}.values[${index}]`,
			});
		} else if (index === 0) readExcelRow(decoding, row, at);
		noteCells(decoding, row, at);
	}
	if (rows.length > maxRows) {
		decoding.note('And more', {value: `${rows.length - maxRows} rows`, from: `${objectAt}.values`});
	}
	const {values: _, ...others} = object;
	decoding.read(others, objectAt).rest();
	return decoding.done();
}

/** Columns that have a place in the event are read there; a second row stays fields, as an event has one of each. */
function readExcelRow(decoding: Decoding, row: readonly Json[], at: (column: number) => string): void {
	const places = new Map(row.map((_, column) => [String(column), at(column)]));
	const cells = decoding.read(Object.fromEntries(row.map((cell, column) => [String(column), cell])), '', {
		places,
	});
	decoding.set('callId', cells.text('0'));
	decoding.set('from', cells.party('3'));
	decoding.set('to', cells.party('4'));
	decoding.set('startedAt', cells.zonedTime('6'));
	decoding.set('talkSeconds', cells.seconds('7'));
}

function noteCells(decoding: Decoding, row: readonly Json[], at: (column: number) => string): void {
	const isLabelled = row.length === excelColumns.length;
	const read = new Set(Object.values(decoding.sources));
	for (const [column, cell] of row.slice(0, maxColumns).entries()) {
		// 0 and an empty text are what the example writes when nothing was dialled.
		if (cell === '' || cell === 0 || cell === null || read.has(at(column))) continue;
		const label = isLabelled ? excelColumns[column] : undefined;
		decoding.note(label ?? `Column ${column + 1}`, {value: asText(cell), from: at(column)});
	}
	const more = row.length - maxColumns;
	if (more > 0) decoding.note('And more', {value: `${more} values`, from: at(maxColumns)});
}

function decodeProfile(object: JsonObject, at: string, context: DecodeContext): Decoded {
	const decoding = new Decoding('profile', 'other', context);
	const body = decoding.read(object, at);
	decoding.set('from', body.party('caller'));
	body.rest();
	return decoding.done();
}

/** A body with names of the customer's: what the field mapping says, and every other member as it is. */
function decodeCustom(message: Message, context: DecodeContext): Decoded | null {
	const parameters = parametersOf(message);
	if (parameters.length === 0) return null;
	const named = nameParameters(parameters, context.names, {}, mappable);
	const ended = named.object['ended'];
	const decoding = new Decoding('custom', ended ? 'ended' : 'other', context);
	const body = readNamed(decoding, named);
	decoding.set('callId', body.text('callid'));
	readRecord(decoding, body);
	readExtras(decoding, body);
	proposeNames(decoding, named, guessName, mappable);
	reportLostPluses(decoding, parameters);
	body.rest();
	return decoding.done();
}

/** What a parameter of the customer's looks like; its name decides where its value could be several. */
function guessName(name: string, value: string): string | null {
	switch (shapeOf(value)) {
		case 'url':
			return /\.(mp3|wav)\b/i.test(value) || /rec|audio/i.test(name) ? 'recordingURL' : null;
		case 'number':
			if (!value.startsWith('+')) return 'callid';
			return /to|callee|called|dest/i.test(name) ? 'callee' : 'callerNumber';
		case 'zoned-time':
			return /end|finish|hang/i.test(name) ? 'ended' : /answer/i.test(name) ? 'answered' : 'started';
		case 'small-number':
			return /dtmf|digit|key|press|choice/i.test(name) ? 'dtmf' : null;
		default:
			return value === 'inbound' || value === 'outbound' ? 'direction' : null;
	}
}

/** The webhooks' types, as documented. */
const platformTypes: readonly string[] = [
	'billing.credit',
	'billing.credit_warning',
	'billing.credit_shutdown',
	'call.inbound_start',
	'call.inbound_hangup',
	'call.outbound_start',
	'call.outbound_hangup',
	'did.assigned',
	'did.unassigned',
	'job.status_update',
	'media.library.status_update',
	'media.recording.new',
	'media.recording.status_update',
	'sms.mo',
	'sms.mt.status_update',
	'v2.call.inbound.started',
	'v2.call.inbound.ended',
	'v2.call.outbound.started',
	'v2.call.outbound.ended',
];

/** Members of the webhooks' envelope. */
const envelope = ['event_id', 'event_at', 'hook_hash', 'try'];

function envelopeEvidence(object: JsonObject): Evidence[] {
	const {type} = object;
	if (typeof type !== 'string' || asObject(object['data']) === null) return [];
	if (!platformTypes.includes(type)) return [];
	const named = envelope.filter(name => name in object);
	// Only Callr's types begin with v2.; `call.…` and `sms.…` are others' words, too.
	const isOwn = type.startsWith('v2.call.') || type.startsWith('media.recording.');
	const weight = 'hook_hash' in object || named.length >= 3 ? 0.9 : isOwn ? 0.7 : 0.4;
	const beside = named.length === 0 ? '' : `, with ${named.join(', ')}`;
	const why = weight > 0.6 ? "that is the envelope of Callr's webhooks" : 'others name events so, too';
	return [{says: `type is ${type}${beside}`, why, weight}];
}

function isPlatform(message: Message): boolean {
	if (message.header('x-callr-hmacsignature') !== null || message.header('x-callr-eventid') !== null) {
		return true;
	}
	const {object} = message;
	if (object === null) return false;
	return typeof object['type'] === 'string' && platformTypes.includes(object['type']) && 'data' in object;
}

/** `call.inbound_start`, `v2.call.outbound.ended`: direction and what happened. */
const callType = /^(?:v2\.)?call\.(inbound|outbound)[._](start|started|hangup|ended)$/;

const envelopeLabels: Readonly<Record<string, string>> = {
	event_id: 'Event',
	event_at: 'Event sent',
	hook_hash: 'Webhook',
	try: 'Attempt (from 0)',
	type: 'Type',
};

/** The platform's webhooks. Which members each type has is documented in part: what is not known stays a field. */
function decodePlatform(object: JsonObject, at: string, context: DecodeContext): Decoded {
	const type = typeof object['type'] === 'string' ? object['type'] : '';
	const call = callType.exec(type);
	const isRecording = type.startsWith('media.recording.');
	const kind = call !== null ? 'call' : isRecording ? 'media' : 'webhook';
	const isEnd = call?.[2] === 'hangup' || call?.[2] === 'ended';
	const phase: Phase = isRecording ? 'recording' : call === null ? 'other' : isEnd ? 'ended' : 'started';
	const decoding = new Decoding(kind, phase, context);
	const body = decoding.read(object, at);
	const data = body.object('data', snakeCase);
	if (call !== null) {
		readCallEvent(decoding, data, {direction: call[1] as Direction, isEnd, typeAt: body.at('type')});
	} else if (isRecording) readRecording(decoding, data);
	else {
		decoding.set('callId', data.text('callid'));
		decoding.set('from', data.party('from'));
		decoding.set('to', data.party('to'));
	}
	if (decoding.event.providerStatus === null) decoding.set('providerStatus', body.text('type'));
	data.rest(isRecording ? recordingLabels : call === null ? {} : {...recordLabels, ...callLabels});
	body.rest(envelopeLabels);
	return decoding.done();
}

const callLabels: Readonly<Record<string, string>> = {
	scenario_hash: 'Scenario id',
	scenario_name: 'Scenario',
};

const recordingLabels: Readonly<Record<string, string>> = {
	did_hash: 'Number id',
	did_local_number: 'Number, local form',
	app_name: 'App',
	app_hash: 'App id',
	cli_name: "Caller's name",
	date: 'Recorded',
	duration: 'Seconds recorded',
	file_size_total: 'File size',
	hash: 'Media',
	status: 'Status of the media',
};

/** v2 carries the record of Actions; the older webhooks have members of their own, of which a few are known. */
function readCallEvent(
	decoding: Decoding,
	data: ObjectReader,
	{direction, isEnd, typeAt}: {direction: Direction; isEnd: boolean; typeAt: string},
): void {
	const inner = data.object('cdr');
	const record = inner.has('callid') ? inner : data;
	decoding.set('callId', record.text('callid'));
	decoding.derive('direction', direction, typeAt);
	readRecord(decoding, record);
	checkRecord(record);
	const caller = data.party('cli_number');
	if (decoding.event.from === null) decoding.set('from', caller);
	const status = data.text('dialstatus');
	if (status !== null) {
		decoding.set('providerStatus', status);
		const known = lookup(dialStatuses, status.value);
		decoding.derive('outcome', outcomeFor(known?.outcome ?? null, direction), status.from);
		if (known !== undefined) decoding.note('Dial status', {value: known.means, from: status.from});
	}
	if (isEnd) decoding.set('endedAt', data.localTime('hangup', 'Hung up (no zone)', null));
	inner.rest(recordLabels);
}

/** A call nobody answered is `missed` when it came in. */
function outcomeFor(outcome: Outcome | null, direction: Direction): Outcome | null {
	return outcome === 'no-answer' ? unansweredOutcome(direction) : outcome;
}

function readRecording(decoding: Decoding, data: ObjectReader): void {
	decoding.set('callId', data.text('callid'));
	decoding.set('from', data.party('cli_number'));
	decoding.set('to', data.party('did_intl_number'));
	const url = data.text('url');
	if (url !== null) decoding.derive('recording', {url: url.value, file: null}, url.from);
}
