import {describe, expect, test} from 'vitest';
import type {Delivery, Finding} from '../../src/core/delivery.ts';
import {finding} from '../../src/core/findings.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {decodedLines} from '../../src/view/decoded.ts';
import {lineWidth} from '../../src/view/line.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {callrReport, cllrReport, request, type Sent, telecmiReport} from '../tui/samples.ts';

function delivery(sent: Sent): Delivery {
	const captured = request(sent);
	return {
		id: 7,
		request: captured,
		replay: null,
		repeat: null,
		refusal: null,
		inspection: inspect(captured, noPins).inspection,
		answer: {status: 200, by: 'call-hook', durationMs: 0.6},
		verdict: {state: 'accepted', because: 'any 2xx counts', source: 'https://example.test/docs'},
	};
}

function decoded(from: Delivery, width = 98): string[] {
	const lines = decodedLines(
		{delivery: from, isWaiting: false, todo: null, checks: '4 Checks'},
		width,
		unicodeMarks,
	);
	for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
	return lines.map(line => plain(line).trimEnd());
}

/** The cells of the row with that label. */
function cells(lines: readonly string[], label: string): string[] {
	return (lines.find(line => line.startsWith(`${label} `)) ?? '').split(/ {2,}/);
}

const memberOrder = [
	...['Field', 'Call', 'Kind', 'Phase', 'Outcome', 'Status', 'Direction', 'From', 'To', 'Other side'],
	...['Started', 'Answered', 'Ended', 'Duration', 'Talked', 'Waited', 'Hangup', 'Agent', 'Recording'],
	...['Transcript', 'Analysis', 'Digits', 'Leg', 'Conversation'],
];

describe('decoded fields', () => {
	test('have the same order for every provider', () => {
		const labels = [callrReport, cllrReport, telecmiReport('760df326')].map(body => {
			const lines = decoded(delivery({body}));
			const start = lines.findIndex(line => line.startsWith('Field'));
			return lines
				.slice(start, lines.indexOf('', start))
				.map(line => line.slice(0, 18).trim())
				.filter(label => label !== '');
		});
		for (const of of labels) {
			expect(of.length).toBeGreaterThan(5);
			expect(of.at(-1)).toBe('Not stated');
			const places = of.slice(0, -1).map(label => memberOrder.indexOf(label));
			expect(places).not.toContain(-1);
			expect(places).toEqual([...places].sort((a, b) => a - b));
		}
	});

	test('that are not stated are named in one place, in few rows', () => {
		const lines = decoded(delivery({body: cllrReport}));
		const at = lines.findIndex(line => line.startsWith('Not stated '));
		expect(lines.slice(at, lines.indexOf('', at)).join(' ').replace(/\s+/g, ' ')).toMatch(
			/^Not stated [a-z ,]*\bduration, .*\bconversation$/,
		);
		expect(lines.some(line => line.startsWith('Duration '))).toBe(false);
		expect(lines.indexOf('', at) - at).toBeLessThan(4);
		expect(lines.join('\n')).not.toContain(' not stated');
	});

	test('say where in the payload they stood', () => {
		const lines = decoded(delivery({body: callrReport}));
		expect(cells(lines, 'From')).toEqual(['From', '+33199005678', 'body.cdr.callerNumber']);
		expect(cells(lines, 'Talked')).toEqual(['Talked', '0:04', 'body.cdr.durationAnswered']);
		expect(cells(lines, 'Phase').at(-1)).toBe('worked out');
	});

	test('stand below the verdict and the number of findings, which are told in Checks', () => {
		const text = decoded(delivery({body: telecmiReport('760df326')})).join('\n');
		expect(text).toMatch(
			/^Verdict {4}✓ accepted {3}any 2xx counts\nFindings {3}i 3 {3}see 4 Checks\n\nField /,
		);
		expect(text).toMatch(/\nAnswer {5}200 by call-hook in 0\.6 ms$/);
		for (const elsewhere of ['number/json-number', 'Do:', 'Provider', 'Signature', 'example.test/docs'])
			expect(text).not.toContain(elsewhere);
	});

	test('have what to do below the verdict, where it is not told elsewhere', () => {
		const facts = {delivery: delivery({body: callrReport}), isWaiting: false, checks: '4 Checks'};
		const lines = decodedLines({...facts, todo: 'Answer 200.'}, 98, unicodeMarks).map(plain);
		expect(lines[1]).toBe('Do         Answer 200.');
	});

	test('tell the number of findings by the mark of the worst, and none by nothing', () => {
		const {inspection, ...rest} = delivery({body: cllrReport});
		const found = (...findings: Finding[]) =>
			decoded({...rest, inspection: {...inspection, findings}}).find(line => line.startsWith('Findings'));
		const note = finding('duration/text', {message: 'x', where: null});
		const warning = finding('recording/http', {message: 'x', where: null});
		expect(found(note, warning, note)).toBe('Findings   △ 3   see 4 Checks');
		expect(found()).toBeUndefined();
	});

	test('are not invented for what is no call', () => {
		const text = decoded(delivery({body: '{"hello":1}'})).join('\n');
		expect(text).toMatch(/^Verdict.*\n\nNothing is decoded/);
	});

	test('hide secrets and control characters, and fit into any width', () => {
		const plainDelivery = delivery({body: telecmiReport('760df326')});
		const event = plainDelivery.inspection.event;
		if (event === null) throw new Error('a report has an event');
		const evil = '\u001b]0;x\u0007\u202E\u200B\u0000';
		const hostile: Delivery = {
			...plainDelivery,
			inspection: {
				...plainDelivery.inspection,
				event: {
					...event,
					kind: evil,
					callId: `${'山'.repeat(200)}${evil}`,
					analysis: {[evil]: evil, score: 3},
					transcript: {url: null, text: 'word '.repeat(2000)},
					fields: [
						{label: evil, value: evil, from: evil},
						{label: 'crm', value: '{"accessToken":"t0p","id":1}', from: 'body.crm'},
						{label: 'Key', value: 't0p', from: 'body.crm.apiKey'},
					],
				},
				findings: [{code: evil, severity: 'error', message: evil, hint: evil, where: evil}],
			},
			verdict: {state: 'rejected', because: evil, source: evil},
		};
		for (const width of [38, 51, 78, 98, 118, 158]) {
			const text = decoded(hostile, width).join('\n');
			expect(text).not.toContain('t0p');
			// biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
			expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u200b]/);
		}
	});
});

describe('while the answer is waited for', () => {
	test('neither it nor the verdict is told as if it were known', () => {
		const waiting = {
			...delivery({body: callrReport}),
			answer: {status: null, by: 'nobody', durationMs: 0},
		} as const;
		const facts = {delivery: waiting, isWaiting: true, todo: null, checks: '4 Checks'};
		const lines = decodedLines(facts, 98, unicodeMarks).map(plain);
		expect(lines[0]).toMatch(/^Verdict {4}… waiting {3}/);
		expect(lines).toContain('Answer     none yet');
		expect(lines.join('\n')).not.toContain('sender left');
	});

	test('a refusal is told with the answer', () => {
		const refusal = {code: 'auth', message: 'No credentials were sent.'} as const;
		const lines = decoded({...delivery({body: callrReport}), refusal});
		expect(lines).toContain('Not let in No credentials were sent.');
	});
});
