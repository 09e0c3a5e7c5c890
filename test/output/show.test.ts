import {describe, expect, it} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {finding} from '../../src/core/findings.ts';
import {hiddenSecret} from '../../src/core/secrets.ts';
import {adviceOn} from '../../src/inspect/advice.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {callText, deliveryText} from '../../src/output/show.ts';
import {asciiMarks, type Marks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {deliveryFrom, posted, record} from '../session/receiving.ts';
import {allFixtures} from '../support/fixtures.ts';
import {callFrom, fixtureDelivery, hostile, morning, steering, withEvent} from './samples.ts';

const widths = [40, 80, 120];
const answered = fixtureDelivery('telecmi/outgoing-answered', {id: 18});

const readBody = (captured: Delivery['request']) => readMessage(captured).body;

function delivery(
	of: Delivery,
	width = 80,
	marks: Marks = unicodeMarks,
	columns: number | null = width,
): string[] {
	const reading = {deadlineMs: null, advice: adviceOn(of), readBody};
	return deliveryText(of, reading, {width, columns, marks, now: morning}).map(plain);
}

function call(
	deliveries: readonly Delivery[],
	width = 80,
	marks: Marks = unicodeMarks,
	columns: number | null = width,
): string[] {
	const [first = answered] = deliveries;
	const of = {...callFrom(first), deliveries: deliveries.length};
	return callText(of, deliveries, {width, columns, marks, now: morning}, () => null).map(plain);
}

/** What a sender may put everywhere it can. */
const evil = deliveryFrom(
	posted(
		record(`id${hostile}`, {from: hostile, to: hostile, user: hostile, status: hostile, [hostile]: hostile}),
		{
			receivedAt: morning,
			target: `/${hostile}?${hostile}=${hostile}`,
			headers: [
				['Content-Type', 'application/json'],
				[`X-${hostile}`, hostile],
			],
		},
	),
);

describe('a delivery', () => {
	it('begins with its number, provider, time of arrival and call', () => {
		expect(delivery(answered, 120)[0]).toBe(
			'#18  TeleCMI  2026-11-20 09:31:40.530  telecmi:760df326-7f03-4b5d-b573-278dec867f13',
		);
		expect(delivery({...answered, id: null})[0]).toMatch(/^#- {2}TeleCMI/);
	});

	it('shortens its call, which is told again below, before what it repeats', () => {
		const replay = {of: 3, from: null, isEdited: false, isResigned: false};
		expect(delivery({...answered, replay})[0]).toBe(
			'#18  TeleCMI  2026-11-20 09:31:40.530  telecmi:760df326-7f03-4b5d…  replay of #3',
		);
		expect(delivery({...answered, replay}, 60)[0]).toBe(
			'#18  TeleCMI  2026-11-20 09:31:40.530  replay of #3',
		);
		expect(delivery({...answered, replay}, 80, unicodeMarks, null)[0]).toMatch(/dec867f13 {2}replay of #3$/);
	});

	it('says in its first line what it repeats', () => {
		const replay = {of: null, from: 'telecmi/outgoing-answered', isEdited: false, isResigned: false};
		expect(delivery({...answered, replay})[0]).toMatch(/ {2}replay of telecmi\/outgoing-answered$/);
	});

	it('has no call behind its time when it belongs to none', () => {
		const generic = deliveryFrom(posted('{"hello":1}', {receivedAt: morning}));
		expect(delivery(generic)[0]).toMatch(/09:31:40\.530$/);
	});

	it('says the verdict first, then what it says, then the checks, then the request', () => {
		const lines = delivery(answered);
		expect(lines[1]).toBe('');
		expect(lines[2]).toMatch(/^Verdict {4}\? unknown {3}/);
		const order = [
			lines.findIndex(line => line.startsWith('Verdict ')),
			lines.findIndex(line => line.startsWith('Field ')),
			lines.findIndex(line => line.startsWith('─ Checks ─')),
			lines.findIndex(line => /^Findings {3}i [a-z]+\//.test(line)),
			lines.findIndex(line => line.startsWith('Signature ')),
			lines.findIndex(line => line.startsWith('Repeats ')),
			lines.findIndex(line => line.startsWith('Provider ')),
			lines.findIndex(line => line.startsWith('─ Request ─')),
			lines.findIndex(line => line.startsWith('POST ')),
			lines.findIndex(line => line.includes('"cmiuuid"')),
		];
		expect(order).not.toContain(-1);
		expect(order).toEqual([...order].sort((a, b) => a - b));
		expect(lines).toContain('Findings   i 4   see Checks below');
	});

	it.each([
		['rejected', '✗', 'x'],
		['accepted', '✓', '+'],
		['unknown', '?', '?'],
	] as const)('tells that its answer was %s by a mark and a word', (state, mark, ascii) => {
		const of: Delivery = {...answered, verdict: {state, because: 'so it is written', source: null}};
		expect(delivery(of)[2]).toBe(`Verdict    ${mark} ${state}   so it is written`);
		expect(delivery(of, 80, asciiMarks)[2]).toBe(`Verdict    ${ascii} ${state}   so it is written`);
	});

	it('has a heading above the request that is as wide as the screen', () => {
		for (const width of widths) {
			const heading = delivery(answered, width).find(line => line.includes(' Request '));
			expect(heading).toBe(`─ Request ${'─'.repeat(width - 10)}`);
			expect(delivery(answered, width, asciiMarks)).toContain(`- Request ${'-'.repeat(width - 10)}`);
		}
	});

	it('ends with the answer', () => {
		const lines = delivery(answered);
		const at = lines.indexOf(`─ Answer ${'─'.repeat(71)}`);
		expect(at).toBeGreaterThan(lines.findIndex(line => line.startsWith('─ Request ─')));
		expect(lines.slice(at + 1)).toContain('Answered by  call-hook, as TeleCMI expects   200 OK in 1 ms');
	});

	it('says what to do right below the verdict, and neither again in the answer', () => {
		const failure = {code: 'refused', message: 'Nothing listens there.', hint: 'Start your server.'} as const;
		const url = 'http://127.0.0.1:3000/';
		const forwarding = {url, failure, connectMs: null, firstByteMs: null, totalMs: 4};
		const of: Delivery = {...answered, answer: {status: 502, by: 'call-hook', durationMs: 4, forwarding}};
		const lines = delivery(of);
		const isDo = (line: string) => /^Do\b/.test(line);
		const verdictAt = lines.findIndex(line => line.startsWith('Verdict '));
		expect(lines.findIndex(isDo)).toBeLessThan(lines.findIndex(line => line.startsWith('Findings ')));
		expect(lines.findIndex(isDo)).toBeGreaterThan(verdictAt);
		expect(lines.find(isDo)).toBe('Do         Start your server.');
		const answer = lines.slice(lines.findIndex(line => line.startsWith('─ Answer ─')));
		expect(answer).toContain('Failed       Nothing listens there.');
		expect(answer.filter(line => isDo(line) || line.startsWith('Verdict '))).toEqual([]);
	});

	it('hides secrets wherever they stand', () => {
		const secret = 's3cr3t-v4lue';
		const of = deliveryFrom(
			posted(record('1', {token: secret, nested: {api_key: secret}}), {
				receivedAt: morning,
				target: `/hooks?token=${secret}&a=b`,
				headers: [
					['Content-Type', 'application/json'],
					['Authorization', `Bearer ${secret}`],
					['Cookie', secret],
				],
			}),
		);
		for (const width of [...widths, 300]) {
			const text = delivery(of, width).join('\n');
			expect(text.replace(/\s/g, '')).not.toContain(secret);
			expect(text).toContain(hiddenSecret);
		}
		expect(delivery(of, 300).join('\n')).toContain(`Bearer ${hiddenSecret}`);
	});

	it('lets no hostile text through', () => {
		for (const width of widths) {
			for (const line of delivery(evil, width)) expect(line).not.toMatch(steering);
			for (const line of delivery(evil, width, asciiMarks)) expect(line).not.toMatch(steering);
		}
	});

	it.each(widths)('has no line wider than %d columns', width => {
		const others = [evil, deliveryFrom(posted('\u0000\u0001 not JSON', {receivedAt: morning}))];
		for (const of of [...allFixtures().map(({id}) => fixtureDelivery(id)), ...others])
			for (const line of delivery(of, width))
				expect(widthOf(line), `${width}: ${line}`).toBeLessThanOrEqual(width);
	});
});

describe('a call', () => {
	const deliveries = [
		fixtureDelivery('telecmi/outgoing-answered', {id: 17}),
		fixtureDelivery('telecmi/outgoing-answered', {
			id: 18,
			answer: {status: 503, by: 'target', durationMs: 12},
		}),
	];

	it('begins with its key, whole, and how many deliveries it has', () => {
		const key = 'telecmi:760df326-7f03-4b5d-b573-278dec867f13';
		expect(call(deliveries, 120)[0]).toBe(`${key}  2 deliveries`);
		expect(call(deliveries.slice(0, 1), 120)[0]).toBe(`${key}  1 delivery`);
	});

	it('is told in one line below its heading', () => {
		const lines = call(deliveries, 120);
		// Its key stands above, whole.
		expect(lines[2]).toMatch(/^Time +Provider +Dir +From → to +State +Talk +Dlv +Verdict$/);
		expect(lines[3]).toMatch(/^09:31:40 +telecmi +out +- +→ 9100000000 +answered +0:13 +2 +unknown$/);
	});

	it('has its deliveries below, a line each, in the order given', () => {
		const lines = call(deliveries, 120);
		expect(lines[4]).toBe('');
		expect(lines[5]).toMatch(/^09:31:40 +#17 telecmi +out cdr answered +.* 200 /);
		expect(lines[6]).toMatch(/^09:31:40 +#18 telecmi +out cdr answered +.* 503 /);
		expect(lines[7]).toBe('');
		expect(lines.slice(8)).toEqual(['  call-hook show <number> tells one of them whole.']);
	});

	it('says below them what is out of order, and that its end is missing', () => {
		const [first, second] = deliveries;
		if (first === undefined || second === undefined) throw new Error('there are two');
		const found = [
			finding('order/late', {message: 'The ringing (#18) arrived late.', where: null}),
			finding('number/masked', {message: 'Of that delivery alone.', where: 'body.to'}),
		];
		const late = {...second, inspection: {...second.inspection, findings: found}};
		const lines = call([first, late], 120);
		expect(lines.slice(8, -1)).toEqual([
			'Findings of this call',
			'i order/late  #18',
			'  The ringing (#18) arrived late.',
			expect.stringMatching(/^ {2}Do: \S/),
			'',
		]);
		const open = {
			...callFrom(first),
			phase: 'ringing' as const,
			phaseSince: morning - 3_600_000,
			owesEnd: true,
		};
		const shown = callText(
			open,
			[first],
			{width: 80, columns: 80, marks: unicodeMarks, now: morning},
			() => null,
		).map(plain);
		const at = shown.indexOf('Findings of this call');
		expect(shown[at + 1]).toBe('△ call/end-missing');
		expect(
			shown
				.slice(at + 2, -2)
				.join('')
				.replace(/ +/g, ' '),
		).toContain("is unusual by call-hook's own measure");
		for (const line of shown) expect(widthOf(line)).toBeLessThanOrEqual(80);
	});

	it('is plain and whole in a pipe', () => {
		const long = withEvent(answered, {providerStatus: 'x'.repeat(300)});
		const lines = call([long], 120, unicodeMarks, null);
		expect(lines[5]).toMatch(/^09:31:40\.530 +#18 +telecmi .* cdr x{300} /);
		expect(lines[5]).toContain('note number/json-number, number/country-unknown, field/inconsistent');
	});

	it('needs no Unicode', () => {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
		expect(call(deliveries, 120, asciiMarks).join('')).toMatch(/^[\u0000-\u007f]*$/);
	});

	it('lets no hostile text through', () => {
		for (const width of widths) for (const line of call([evil], width)) expect(line).not.toMatch(steering);
	});

	it.each(widths)('has between its headline and its last line none wider than %d columns', width => {
		for (const line of call([...deliveries, evil], width).slice(1, -1))
			expect(widthOf(line), line).toBeLessThanOrEqual(width);
	});

	it('has a last line that fits from 60 columns on', () => {
		for (const width of [60, 80, 120])
			expect(widthOf(call(deliveries, width).at(-1) ?? '')).toBeLessThanOrEqual(width);
	});
});
