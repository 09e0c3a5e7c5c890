import {describe, expect, it} from 'vitest';
import type {Delivery, Repeat, Severity} from '../../src/core/delivery.ts';
import {finding} from '../../src/core/findings.ts';
import type {TargetStatus} from '../../src/core/target.ts';
import type {TunnelStatus} from '../../src/core/tunnel.ts';
import {deliveryLine, stateLine, targetLine, tunnelLine} from '../../src/output/lines.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {deliveryFrom, posted, record} from '../session/receiving.ts';
import {allFixtures} from '../support/fixtures.ts';
import {fixtureDelivery, hostile, morning, steering, withEvent} from './samples.ts';

const deadlineOf = () => null;
const wide = (delivery: Delivery) =>
	plain(deliveryLine(delivery, {width: 120, marks: unicodeMarks, deadlineOf}));
const narrow = (delivery: Delivery) =>
	plain(deliveryLine(delivery, {width: 80, marks: unicodeMarks, deadlineOf}));
const pipe = (delivery: Delivery, marks = unicodeMarks) =>
	plain(deliveryLine(delivery, {width: null, marks, deadlineOf}));

const rejected: Delivery = {
	...withEvent(
		fixtureDelivery('mobtexting/obd', {id: 4, answer: {status: 201, by: 'target', durationMs: 8.4}}),
		{
			from: {raw: '918000000002', e164: '+918000000002'},
			to: {raw: '918000000003', e164: '+918000000003'},
			providerStatus: null,
		},
	),
	verdict: {state: 'rejected', because: 'only 200 and 202 count', source: null},
};
const answered = fixtureDelivery('telecmi/outgoing-answered', {
	id: 18,
	answer: {status: 200, by: 'target', durationMs: 4},
});
const cllr = withEvent(fixtureDelivery('cllr/post-call-minimal', {id: 6}), {
	counterparty: {raw: '+15005550006', e164: '+15005550006'},
});

describe('a pipe', () => {
	it('is laid out as drawn: time, id, provider, direction, event, from → to, status, took, verdict, notes', () => {
		// The lines of the drawings with their columns; what comes after the verdict is our data's.
		expect(pipe(rejected)).toMatch(
			/^09:31:40\.530 {4}#4 {2}mobtexting {2}out {2}obd {13}\+918000000002 → \+918000000003 {2}201 {5}8 ms {2}rejected {2}only 200 and 202 count/,
		);
		expect(pipe(answered)).toBe(
			'09:31:40.530   #18  telecmi     out  cdr answered    -             → 9100000000     200     4 ms  unknown   note number/json-number, number/country-unknown, field/inconsistent, recording/file-only',
		);
		expect(pipe(cllr)).toContain('  -    post-call       +15005550006  ? -              200  ');
	});

	it('columns stand below each other, whatever comes', () => {
		for (const {id} of allFixtures()) {
			const line = pipe(fixtureDelivery(id));
			expect(line.slice(0, 12)).toBe('09:31:40.530');
			expect(line.slice(12, 18)).toBe('    #1');
			// Unless the event's name is longer than its column, the status stands in column 84.
			if (line.slice(51, 53) === '  ') expect(line.slice(82, 89)).toMatch(/^ {2}\d{3} {2}$/);
			expect(line.slice(30, 32)).toBe('  ');
			expect(line.slice(35, 37)).toBe('  ');
		}
	});

	it('cuts nothing, and tells every note in words', () => {
		const long = withEvent(answered, {
			providerStatus: 'x'.repeat(300),
			to: {raw: '9'.repeat(50), e164: null},
		});
		expect(pipe(long)).toContain('x'.repeat(300));
		expect(pipe(long)).toContain('9'.repeat(50));
		const broken = deliveryFrom(posted(`${record('c', {from: 9_100_000_000}).slice(0, -1)},}`));
		expect(pipe(broken)).toMatch(/error body\/invalid-json; note number\/json-number, /);
	});

	it('has -> where the locale is not UTF-8', () => {
		expect(pipe(answered, asciiMarks)).toContain('  -             -> 9100000000  ');
		expect(pipe(answered, asciiMarks)).toMatch(/^[ -~]*$/);
	});

	it('says - and nobody for what nobody answered', () => {
		const nobody = deliveryFrom(posted('{}'), {answer: {status: null, by: 'nobody', durationMs: 3}});
		expect(pipe(nobody)).toMatch(/ {2}- {11,}.* {2}- {7,}3 ms {2}- {9}nobody answered$/);
	});

	it('a delivery that could not be stored has no number', () => {
		expect(pipe({...answered, id: null})).toMatch(/^09:31:40\.530 {5}- {2}telecmi/);
	});
});

describe('a terminal of 120 columns', () => {
	it('is laid out as drawn, with one short note', () => {
		expect(wide(rejected)).toBe(
			'09:31:40   #4 mobtexting out obd            +918000000002 → +918000000003 201    8 ms rejected only 200 and 202 count',
		);
		expect(wide(answered)).toBe(
			'09:31:40  #18 telecmi    out cdr answered   -             → 9100000000    200    4 ms unknown  note number/json-number',
		);
	});
});

describe('the one note', () => {
	const note = (change: Partial<Delivery>) => wide({...cllr, ...change}).slice(95);
	const found = (...codes: string[]) => ({
		inspection: {
			...cllr.inspection,
			findings: codes.map(code => ({...finding('order/late', {message: '', where: null}), code})),
		},
	});
	const severe = (severity: Severity, ...codes: string[]) => {
		const {inspection} = found(...codes);
		return {inspection: {...inspection, findings: inspection.findings.map(each => ({...each, severity}))}};
	};

	it('has the short reason of a rejection, without the name of the provider', () => {
		const short = {was: '204', rule: 'only 200 and 202 count'};
		const because = 'MOBtexting counts only 200 and 202; 204 means undelivered';
		expect(note({verdict: {state: 'rejected', because, source: null, short}})).toBe('only 200 and 202 count');
	});

	it('has a code whole as long as it fits, rather than how many others there are', () => {
		expect(note(severe('error', 'signature/invalid'))).toBe('error signature/invalid');
		expect(note(severe('error', 'signature/invalid', 'a/b'))).toBe('error signature/invalid');
		expect(note(severe('error', 'a/b', 'c/d', 'c/d'))).toBe('error a/b +1');
		expect(note(severe('warning', 'myoperator/retired-v1', 'a/b'))).toBe('warning retired-v1 +1');
	});

	it('counts no note beside an error', () => {
		const [error] = severe('error', 'a/b').inspection.findings;
		const notes = severe('info', 'c/d', 'e/f', 'e/f').inspection.findings;
		if (error === undefined) throw new Error('there is one');
		expect(note({inspection: {...cllr.inspection, findings: [...notes, error]}})).toBe('error a/b');
		expect(note({inspection: {...cllr.inspection, findings: notes}})).toBe('note c/d +1');
	});
});

describe('a terminal of 80 columns', () => {
	it('leaves out took, notes and who the call is of anyhow', () => {
		expect(narrow(rejected)).toBe(
			'09:31:40   #4 mobtexting obd                        →+918000000003 201 rejected',
		);
		expect(narrow(answered)).toBe(
			'09:31:40  #18 telecmi    cdr answered               →9100000000    200 unknown',
		);
	});

	it('has both sides from 92 columns on', () => {
		const line = plain(deliveryLine(rejected, {width: 92, marks: unicodeMarks, deadlineOf}));
		expect(line).toContain(' +918000000002 → +918000000003 201 rejected');
	});

	it('says what the status does not, where the verdict says nothing', () => {
		const end = (change: Partial<Delivery>) => narrow({...answered, ...change}).slice(67);
		const cut = {...answered.answer, isCut: true} as const;
		expect(end({answer: cut})).toBe('200 cut off');
		expect(end({answer: {status: null, by: 'nobody', durationMs: 3}})).toBe('-   no answer');
		const refusal = {code: 'auth', message: 'It came without credentials.'} as const;
		expect(end({refusal, answer: {status: 401, by: 'call-hook', durationMs: 0.5}})).toBe('401 refused');
		expect(narrow({...rejected, answer: {...rejected.answer, isCut: true}})).toMatch(/ 201 rejected$/);
	});
});

const odd: Delivery[] = [
	withEvent(answered, {providerStatus: '漢字かな交じり文', from: {raw: '山田花子山田花子', e164: null}}),
	withEvent(answered, {
		providerStatus: hostile,
		from: {raw: hostile, e164: null},
		to: {raw: 'x'.repeat(10_000), e164: null},
	}),
	{...answered, id: 123_456_789, answer: {status: 200, by: 'target', durationMs: 1e8}},
	{...rejected, verdict: {state: 'rejected', because: hostile.repeat(20), source: null}},
	deliveryFrom(posted('x', {method: null, target: null, fault: {code: 'malformed', message: hostile}})),
];

describe('no line is wider than its terminal', () => {
	it.each([200, 120, 100, 99, 80, 60, 40, 20, 10, 1])('%d columns', width => {
		for (const marks of [unicodeMarks, asciiMarks]) {
			for (const delivery of [
				rejected,
				answered,
				cllr,
				...odd,
				...allFixtures().map(({id}) => fixtureDelivery(id)),
			]) {
				const line = plain(deliveryLine(delivery, {width, marks, deadlineOf}));
				expect(widthOf(line), line).toBeLessThanOrEqual(width);
			}
		}
	});
});

describe('hostile text', () => {
	it('cannot break out of its line, nor steer the terminal', () => {
		for (const delivery of odd) {
			for (const width of [null, 120, 80, 40]) {
				expect(plain(deliveryLine(delivery, {width, marks: unicodeMarks, deadlineOf}))).not.toMatch(steering);
			}
		}
	});

	it('stands there as visible marks', () => {
		expect(pipe(odd[1] ?? answered)).toContain('␛]0;pwned␇');
	});
});

describe('roles', () => {
	it('a rejected answer is bad, an accepted one good, and both in words as well', () => {
		const roleOf = (delivery: Delivery, word: string) =>
			deliveryLine(delivery, {width: 120, marks: unicodeMarks, deadlineOf}).find(
				({text}) => text.trim() === word,
			)?.role;
		expect(roleOf(rejected, 'rejected')).toBe('bad');
		expect(roleOf(cllr, 'accepted')).toBe('good');
		expect(roleOf(answered, 'unknown')).toBe('info');
	});

	it.each([120, 80, null])('an error nobody judges needs eyes (width %s)', width => {
		const failed: Delivery = {...answered, answer: {...answered.answer, status: 500}};
		const line = deliveryLine(failed, {width, marks: unicodeMarks, deadlineOf});
		expect(line.find(({text}) => text.trim() === '500')?.role).toBe('warn');
	});

	it.each([120, null])('the time taken warns from half of the deadline on (width %s)', width => {
		const roleAfter = (durationMs: number, deadlineMs: number | null) => {
			const delivery = {...cllr, answer: {...cllr.answer, durationMs}};
			const line = deliveryLine(delivery, {width, marks: unicodeMarks, deadlineOf: () => deadlineMs});
			return line.find(({text}) => / s$/.test(text))?.role;
		};
		expect([4999, 5000, 8000, 12_410].map(ms => roleAfter(ms, 10_000))).toEqual([
			'text.muted',
			'warn',
			'bad',
			'bad',
		]);
		expect(roleAfter(12_410, null)).toBe('text.muted');
	});
});

it('a very narrow line has the status rather than the parties', () => {
	const tight = (width: number) => plain(deliveryLine(answered, {width, marks: unicodeMarks, deadlineOf}));
	expect(tight(40)).toMatch(/^09:31:40 {2}#18 tele cdr answer… 200 unk/);
	expect(tight(60)).toMatch(/^09:31:40 {2}#18 telecmi {4}cdr answered {10}200 unknown$/);
});

describe('what the user sent again', () => {
	const replay = {of: 10, from: null, isEdited: true, isResigned: false};
	const sent: Delivery = {...answered, replay};

	it('is marked, and says what it repeats before findings', () => {
		expect(wide(sent)).toMatch(/ » cdr answered .* unknown {2}replay of #10, edited$/);
		expect(pipe(sent)).toMatch(/ unknown {3}replay of #10, edited; note number\/json-number, /);
	});

	it('is cut as what it repeats is, and says there is more where there is no note', () => {
		const at = (width: number, delivery: Delivery, marks = unicodeMarks) =>
			plain(deliveryLine(delivery, {width, marks, deadlineOf}));
		expect(narrow(sent)).toContain(' »#10 cdr answered, edited  →9100000000    200 unknown');
		expect(at(60, {...sent, replay: {...replay, isEdited: false}})).toContain(' »#10 cdr answered     200 ');
		expect(at(60, sent, asciiMarks)).toContain(' >#10 cdr answered, e~ 200 unknown');
		expect(at(110, sent)).toMatch(/ unknown {2}»#10, edited$/);
		for (const width of [60, 72, 80, 92]) {
			expect(at(width, sent).indexOf(' 200 ')).toBe(at(width, answered).indexOf(' 200 '));
		}
	});
});

describe('what repeats another', () => {
	const retry: Repeat = {
		kind: 'retry',
		by: 'bytes',
		of: 12,
		attempt: 1,
		atMost: 3,
		gapMs: 30_100,
		because: 'retry 1 of 3, +30.1 s, because the first answer was 500',
	};
	const again: Delivery = {...answered, repeat: retry};
	const same: Delivery = {...answered, repeat: {...retry, kind: 'duplicate', of: 17, gapMs: 3000}};

	it('says so before findings', () => {
		expect(wide(again)).toMatch(/ unknown {2}retry 1 of 3, after #12$/);
		expect(wide(same)).toMatch(/ unknown {2}duplicate of #17$/);
		expect(pipe(again)).toMatch(/ unknown {3}retry 1 of 3, after #12, \+30\.1 s; note number\/json-number, /);
		expect(pipe(same)).toMatch(/ unknown {3}duplicate of #17, \+3\.0 s; note number\/json-number, /);
		expect(pipe({...again, repeat: {...retry, of: null, gapMs: null}})).toContain('   retry 1 of 3; note');
	});

	it('says first why it was rejected', () => {
		expect(wide({...rejected, repeat: retry})).toMatch(/ rejected only 200 and 202 count$/);
		expect(pipe({...rejected, repeat: retry})).toContain(
			'only 200 and 202 count; retry 1 of 3, after #12, +30.1 s',
		);
	});

	it('is told once in a pipe, not by a code as well', () => {
		const told = finding('delivery/retry', {message: '', where: null});
		const {inspection} = again;
		const both = {...again, inspection: {...inspection, findings: [told, ...inspection.findings]}};
		expect(pipe(both)).not.toContain('delivery/retry');
		expect(pipe(both)).toBe(pipe(again));
	});

	it('has a colour of its own', () => {
		const line = deliveryLine(again, {width: 120, marks: unicodeMarks, deadlineOf});
		expect(line.at(-1)).toEqual({text: 'retry 1 of 3, after #12', role: 'retry'});
	});

	it('is in words for a pipe, whatever the locale', () => {
		expect(pipe(again, asciiMarks)).toMatch(/^[ -~]*$/);
	});
});

describe('what went wrong on the way', () => {
	const failure = {
		code: 'refused',
		message: 'Nothing listens on 127.0.0.1:3000.',
		hint: 'Start it.',
	} as const;
	const forwarding = {url: 'http://127.0.0.1:3000/', failure, connectMs: null, firstByteMs: null, totalMs: 1};
	const unjudged: Delivery = {...answered, verdict: {state: 'unknown', because: '', source: null}};
	const instead: Delivery = {
		...unjudged,
		answer: {status: 502, by: 'call-hook', durationMs: 1, forwarding},
	};

	it('is told before findings, behind a rejection', () => {
		expect(wide(instead)).toMatch(/ 502 {4}1 ms unknown {2}target refused$/);
		expect(pipe(instead)).toMatch(
			/ unknown {3}target refused: Nothing listens on 127\.0\.0\.1:3000; note number\/json-number, /,
		);
		const counted: Delivery = {
			...instead,
			verdict: {state: 'rejected', because: '502 does not count', source: null},
		};
		expect(wide(counted)).toMatch(/ rejected 502 does not count$/);
		expect(pipe(counted)).toContain(' rejected  502 does not count; target refused: Nothing listens');
	});

	it('names the fault that was injected, also when nobody was answered', () => {
		const fault: Delivery = {
			...unjudged,
			answer: {status: 500, by: 'rule', durationMs: 1, fault: 'status=500'},
		};
		expect(wide(fault)).toMatch(/ fault status=500$/);
		const hang: Delivery = {...unjudged, answer: {status: null, by: 'nobody', durationMs: 9, fault: 'hang'}};
		expect(wide(hang)).toMatch(/ fault hang$/);
		expect(pipe(hang)).toContain('nobody answered; fault hang');
		const cut: Delivery = {...unjudged, answer: {status: 200, by: 'rule', durationMs: 1, isCut: true}};
		expect(wide(cut)).toMatch(/ answer cut off$/);
	});

	it('says why a delivery was not let in', () => {
		const refused: Delivery = {
			...unjudged,
			refusal: {code: 'auth', message: 'No credentials were sent.'},
			answer: {status: 401, by: 'call-hook', durationMs: 1},
		};
		expect(wide(refused)).toMatch(/ 401 {4}1 ms unknown {2}not let in, auth$/);
		expect(pipe(refused)).toMatch(/ {2}not let in: No credentials were sent; note number\/json-number, /);
	});
});

describe('the public address and the targets', () => {
	const since = morning;
	const url = 'https://brave-lynx-42.loca.lt';
	const tunnel = (change: Partial<TunnelStatus>) =>
		plain(tunnelLine({state: 'live', url, because: null, roundTripMs: null, since, ...change}, unicodeMarks));
	const target = (change: Partial<TargetStatus>) =>
		plain(
			targetLine(
				{url: 'http://127.0.0.1:3000', state: 'up', because: null, connectMs: null, since, ...change},
				unicodeMarks,
			),
		);

	it('are told in words', () => {
		expect(tunnel({roundTripMs: 84})).toBe(
			'09:31:40  tunnel      live 84 ms   https://brave-lynx-42.loca.lt',
		);
		expect(tunnel({state: 'starting', url: null})).toBe(
			'09:31:40  tunnel      starting     asking for an address',
		);
		expect(tunnel({state: 'assigned'})).toBe(
			'09:31:40  tunnel      assigned     https://brave-lynx-42.loca.lt   not proved yet',
		);
		expect(tunnel({state: 'degraded', because: 'The last probe got 502.'})).toBe(
			'09:31:40  tunnel      degraded     https://brave-lynx-42.loca.lt   The last probe got 502',
		);
		expect(tunnel({state: 'dead', url: null, because: 'localtunnel closed it.'})).toBe(
			'09:31:40  tunnel      dead         localtunnel closed it; asking for a new address',
		);
		const isFinal = true;
		expect(tunnel({state: 'dead', url: null, because: 'ngrok is not installed.', isFinal})).toBe(
			'09:31:40  tunnel      dead         ngrok is not installed',
		);
		expect(target({connectMs: 3})).toBe('09:31:40  target      up 3 ms      http://127.0.0.1:3000');
		expect(target({state: 'down', because: 'Nothing listens there.'})).toBe(
			'09:31:40  target      down         http://127.0.0.1:3000   Nothing listens there',
		);
		expect(target({state: 'unknown'})).toBe('09:31:40  target      not tried    http://127.0.0.1:3000');
	});

	it('tell what is to be given to a provider, and let no control characters through', () => {
		const status = {state: 'live', url, because: hostile, roundTripMs: 84, since} as const;
		const line = plain(tunnelLine(status, unicodeMarks, `${url}/s3cret-path`));
		expect(line).toContain(` ${url}/s3cret-path   `);
		expect(line).not.toMatch(steering);
		expect(target({url: `http://${hostile}`, because: hostile})).not.toMatch(steering);
	});
});

it('stateLine: what happens to call-hook itself', () => {
	expect(plain(stateLine(morning, 'listening', 'http://127.0.0.1:8888', 'good'))).toBe(
		'09:31:40  listening   http://127.0.0.1:8888',
	);
});

it('stateLine lets no control characters of a path or an error through', () => {
	expect(plain(stateLine(morning, 'error', `The store /tmp/${hostile} is locked`))).not.toMatch(steering);
});
