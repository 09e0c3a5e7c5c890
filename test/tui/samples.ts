/** Requests as providers send them, with numbers from ranges nobody owns, and a session that received some. */

import type {CapturedRequest, Fault} from '../../src/core/capture.ts';
import type {TargetStatus} from '../../src/core/target.ts';
import type {TunnelStatus} from '../../src/core/tunnel.ts';
import {adviceOn} from '../../src/inspect/advice.ts';
import {noPins} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {providers} from '../../src/providers/registry.ts';
import type {Exchange} from '../../src/server/exchange.ts';
import {type LiveView, liveView} from '../../src/session/live-view.ts';
import type {NetworkState} from '../../src/session/network.ts';
import {Session} from '../../src/session/session.ts';
import {openStore, type Store} from '../../src/store/store.ts';
import {type RunningTui, runTui, type TuiOptions} from '../../src/tui/run.tsx';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plainTheme} from '../../src/view/theme.ts';
import {type TestTerminal, testTerminal} from '../support/terminal.ts';

/** 09:31:02 of a day in local time, so that the screens look the same everywhere. */
export const morning = new Date(2026, 10, 20, 9, 31, 2).getTime();

/** What a sender may put into any text. */
export const hostile = [
	'山田花子山田花子山田花子山田花子',
	'שלוםשלוםשלוםשלום',
	`e${'\u0301'.repeat(20)}e\u0301`,
	'\u001b]0;owned\u0007\u001b[2J',
	'\u202E123\u200B456\u0000789',
	'👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
	'a\tb\nc\r',
];

/** Nothing around the listener: neither a public address nor a target. */
export const alone: NetworkState = {
	tunnel: null,
	publicUrl: null,
	change: null,
	targets: [],
	answeredInstead: [],
};

export const publicUrl = 'https://brave-lynx-42.loca.lt';

/** Live since the morning, unless said otherwise. */
export function tunnelOf(change: Partial<TunnelStatus> = {}): TunnelStatus {
	const {state = 'live'} = change;
	const roundTripMs = state === 'live' ? 84 : null;
	const url = state === 'starting' || state === 'dead' ? null : publicUrl;
	return {state, url, because: null, roundTripMs, since: morning, ...change};
}

/** Up since the morning, unless said otherwise. */
export function targetOf(change: Partial<TargetStatus> = {}): TargetStatus {
	const {state = 'up'} = change;
	const because = state === 'down' ? 'Nothing listens on 127.0.0.1:3000.' : null;
	const connectMs = state === 'up' ? 3 : null;
	return {url: 'http://127.0.0.1:3000', state, because, connectMs, since: morning, ...change};
}

/** With a tunnel that is live and a target that is up, unless said otherwise. */
export function around(change: Partial<NetworkState> = {}): NetworkState {
	const {tunnel = tunnelOf()} = change;
	const works = tunnel?.state === 'live' || tunnel?.state === 'degraded';
	return {
		...alone,
		tunnel,
		publicUrl: works ? (tunnel?.url ?? null) : null,
		targets: [targetOf()],
		...change,
	};
}

export interface Sent {
	fault?: Fault;
	body?: string | Uint8Array;
	contentType?: string;
	target?: string;
	headers?: [string, string][];
	at?: number;
	method?: string | null;
}

export function request({
	body = '',
	contentType,
	target = '/hooks',
	headers = [],
	at,
	method = 'POST',
	fault,
}: Sent): CapturedRequest {
	const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
	return {
		receivedAt: at ?? morning,
		headersMs: 0.2,
		bodyMs: 0.5,
		httpVersion: method === null ? null : '1.1',
		method,
		target: method === null ? null : target,
		headers: [['Content-Type', contentType ?? 'application/json'], ...headers],
		remoteAddress: '127.0.0.1',
		body: bytes,
		bodySize: bytes.length,
		fault: fault ?? null,
	};
}

/** The report of a call that is over. */
export function telecmiReport(id: string, more: Record<string, unknown> = {}): string {
	return JSON.stringify({
		type: 'cdr',
		cmiuuid: id,
		direction: 'outbound',
		status: 'answered',
		to: 9_100_000_000,
		user: '103_1111113',
		time: 1_570_114_018_000,
		answeredsec: 13,
		appid: 1_111_113,
		...more,
	});
}

/** An event of a call that goes on. */
export function telecmiLive(
	id: string,
	status: 'waiting' | 'started' | 'hangup',
	more: Record<string, unknown> = {},
): string {
	return JSON.stringify({
		type: 'event',
		direction: 'inbound',
		conversation_uuid: id,
		cmiuuid: id,
		from: '9100000000',
		to: '4461000000',
		app_id: 1_111_113,
		time: 1_571_122_005_000,
		status,
		...more,
	});
}

export const callrReport = `{
  "cdr": {"callee":"+33199001234","callerName":"山田 花子","callerNumber":"+33199005678","callerRestricted":false,"callid":242359184129,"billingDebit":0.10,"direction":"inbound","durationAnswered":4,"durationBilled":60,"durationTotal":5,"started":"2026-11-20T08:34:02.093Z","answered":"2026-11-20T08:34:03.373Z","ended":"2026-11-20T08:34:06.873Z","hangupCause":16,"hangupSource":"callee"}
}
`;

export const cllrReport = JSON.stringify({
	callId: '693bff62619c51fac21acf50',
	recordingUri: 'https://storage.example.com/recordings/r.ogg',
	callerDetails: {name: 'Sam Example', phoneNumber: '+15005550006', language: 'English'},
	callAnalysis: {summary: 'Asked for a demo.', mood: 'Positive', score: 85},
});

export const mobtextingBroken = `{
"bridge": 91806828XXXX,
"from": 91891952XXXX,
"to": 91886713XXXX,
"source": "OBD",
"mid": "1234-1333-XXXXX",
"flow_id": 123,
"start_at": "2021-04-09 16:27:39",
"end_at": "2021-04-09 16:27:55",
"duration": "23",
"status": "ANSWER",
"recording_url": "https://youraudiofilelocation/",
}`;

export const myoperatorInCall = `myoperator=${encodeURIComponent(
	JSON.stringify({
		id: '5f25296c4122c135',
		uid: 'n2.1596270949.2175190',
		company_id: '5cd40f6554442586',
		clid_raw: '919000000001',
		clid: '9000000001',
		rdnis: 'unknown',
		call_state: '1',
		event: '2',
		status: null,
		users: ['919000000002'],
		created: '2020-08-01 08:35:56',
	}),
)}`;

export interface Receiver {
	store: Store;
	session: Session;
	view: LiveView;
	/** Resolves once all of them are stored and answered. */
	receive(...sent: Sent[]): Promise<void>;
}

/** A session with a store in memory. */
export async function receiver(url = 'http://127.0.0.1:8888'): Promise<Receiver> {
	const store = await openStore(':memory:');
	const session = new Session({store, inspect: noPins});
	const view = liveView(session, url);
	return {
		store,
		session,
		view,
		receive(...sent) {
			for (const each of sent) session.receive(exchange(request(each)));
			return session.idle();
		},
	};
}

function exchange(captured: CapturedRequest): Exchange {
	return {
		request: captured,
		gone: false,
		respond() {},
		begin: () => ({write: () => true, onDrain: listener => listener(), end() {}, cut() {}}),
		drop() {},
		onEnd: listener => listener(true),
	};
}

/** A morning's calls of every provider, two of them going on. */
export async function receiveMorning(to: Receiver, from = morning): Promise<void> {
	const form = 'application/x-www-form-urlencoded';
	const sent: Sent[] = [
		{
			body: telecmiReport('5f0fc753', {
				direction: 'inbound',
				status: 'missed',
				from: 9_110_000_000,
				to: undefined,
				answeredsec: undefined,
			}),
		},
		{body: callrReport, target: '/call-logs'},
		{body: myoperatorInCall, contentType: form, target: '/webhook.php?caller_number=%2B919000000001'},
		{body: cllrReport},
		{body: mobtextingBroken, target: '/ack/receive?token=abc123'},
		{body: telecmiReport('760df326')},
		{body: telecmiReport('760df326')},
		{body: telecmiLive('7bf5fbab', 'waiting')},
		{body: telecmiLive('8cf5fbab', 'started')},
	];
	await to.receive(...sent.map((each, index) => ({...each, at: from + index * 61_000})));
}

export interface TuiRun {
	terminal: TestTerminal;
	tui: RunningTui;
	receiver: Receiver;
}

export async function runOn(
	columns: number,
	rows: number,
	options: Partial<TuiOptions> & {receiver?: Receiver} = {},
): Promise<TuiRun> {
	const {receiver: given, ...rest} = options;
	const received = given ?? (await receiver());
	const terminal = testTerminal(columns, rows);
	const tui = runTui({
		view: received.view,
		version: '0.1.0',
		theme: plainTheme,
		marks: unicodeMarks,
		readBody: captured => readMessage(captured).body,
		adviceOn,
		providers,
		stdin: terminal.stdin,
		stdout: terminal.stdout,
		now: () => morning + 9 * 61_000,
		...rest,
	});
	return {terminal, tui, receiver: received};
}
