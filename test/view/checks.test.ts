import {describe, expect, it, test} from 'vitest';
import type {Advice} from '../../src/core/contract.ts';
import type {Delivery, Repeat, SignatureCheck} from '../../src/core/delivery.ts';
import {finding} from '../../src/core/findings.ts';
import {adviceOn} from '../../src/inspect/advice.ts';
import {checksLines, checksMark} from '../../src/view/checks.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {fixtureDelivery, hostile, steering} from '../output/samples.ts';
import {deliveryFrom, posted} from '../session/receiving.ts';
import {allFixtures} from '../support/fixtures.ts';

function told(delivery: Delivery, width = 78, more: {advice?: Advice; isWaiting?: boolean} = {}): string[] {
	const facts = {delivery, advice: adviceOn(delivery), isWaiting: false, ...more};
	const lines = checksLines(facts, width, unicodeMarks);
	for (const line of lines) expect(lineWidth(line), plain(line)).toBeLessThanOrEqual(width);
	return lines.map(line => plain(line).trimEnd());
}

/** The lines of one part, from its name on. */
function partOf(lines: readonly string[], name: string): string[] {
	const start = lines.findIndex(line => line.startsWith(name));
	const end = lines.indexOf('', start);
	return lines.slice(start, end < 0 ? undefined : end);
}

const forwarding = {
	url: 'http://127.0.0.1:3000/hooks',
	failure: null,
	connectMs: 0.3,
	firstByteMs: 7,
	totalMs: 8,
};
const report = fixtureDelivery('mobtexting/obd', {
	id: 4,
	answer: {status: 201, by: 'target', durationMs: 8, forwarding},
});

function withRepeat(repeat: Repeat | null): Delivery {
	return {...report, repeat};
}

const retry: Repeat = {
	kind: 'retry',
	by: 'bytes',
	of: 12,
	attempt: 1,
	atMost: null,
	gapMs: 30_100,
	because: 'retry 1 of 3, +30.1 s, because the first answer was 500',
};

describe('the checks', () => {
	test('look as designed at 120 columns', () => {
		expect(told(report, 118)).toEqual([
			'Verdict      ✗ rejected     MOBtexting counts only 200 and 202; 201 means undelivered',
			'             Do             Answer 200 or 202 from http://127.0.0.1:3000/hooks.',
			'             Not known      how long it waits and whether it sends again (obd)',
			'             Source         portal.mobtexting.com/docs/v2/reach/webhook (checked 2026-11-20)',
			'',
			...partOf(told(report, 118), 'Findings'),
			'',
			'Signature    - unsigned     sent without the optional bearer secret',
			'             Do             Set a secret in the webhook at MOBtexting: it is sent as Authorization: Bearer.',
			'',
			'Repeats      first          no earlier delivery is like it',
			'',
			'Provider     MOBtexting     98 % sure, by what was sent',
			'             Because        source in body is OBD, with bridge and start_at',
			'             Runner-up      none',
			'             Wrong?         --provider <id> or --route /ack/receive=<id> says otherwise',
		]);
	});

	test('look as designed at 80 columns', () => {
		expect(told(report)).toEqual([
			'Verdict    ✗ rejected   MOBtexting counts only 200 and 202; 201 means',
			'           undelivered',
			'           Do: Answer 200 or 202 from http://127.0.0.1:3000/hooks.',
			'           Not known: how long it waits and whether it sends again (obd)',
			'           Source: portal.mobtexting.com/docs/v2/reach/webhook (checked',
			'           2026-11-20)',
			'',
			...partOf(told(report), 'Findings'),
			'',
			'Signature  - unsigned   sent without the optional bearer secret',
			'           Do: Set a secret in the webhook at MOBtexting: it is sent as',
			'           Authorization: Bearer.',
			'',
			'Repeats    first   no earlier delivery is like it',
			'',
			'Provider   MOBtexting   98 % sure, by what was sent',
			'           Because: source in body is OBD, with bridge and start_at',
			'           Runner-up: none',
			'           Wrong? --provider <id> or --route /ack/receive=<id> says otherwise',
		]);
	});

	test('are the same five in the same order for every delivery', () => {
		for (const {id} of allFixtures()) {
			for (const width of [118, 78, 38]) {
				const names = told(fixtureDelivery(id), width)
					.filter(line => /^\S/.test(line))
					.map(line => line.split(' ')[0]);
				expect(names).toEqual(['Verdict', 'Findings', 'Signature', 'Repeats', 'Provider']);
			}
		}
	});

	test('need no Unicode', () => {
		const facts = {delivery: withRepeat(retry), advice: adviceOn(report), isWaiting: false};
		// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
		expect(checksLines(facts, 118, asciiMarks).map(plain).join('')).toMatch(/^[\u0000-\u007f]*$/);
	});

	test.each([118, 78, 51, 38])('let nothing hostile through, and fit into %d columns', width => {
		const evil: Delivery = {
			...report,
			inspection: {
				...report.inspection,
				provider: {
					...report.inspection.provider,
					name: hostile,
					because: [hostile.repeat(9)],
					runnerUp: {id: hostile, confidence: 0.5},
				},
				signature: {state: 'invalid', because: hostile, hint: hostile},
				findings: [{code: hostile, severity: 'error', message: hostile, hint: hostile, where: hostile}],
			},
			request: {...report.request, target: `/${hostile}?a=b`},
			repeat: {...retry, because: hostile},
			verdict: {state: 'rejected', because: hostile, source: hostile},
		};
		for (const line of told(evil, width, {advice: {todo: hostile, open: [hostile]}}))
			expect(line).not.toMatch(steering);
	});
});

describe('the verdict', () => {
	it('is not told as if it were known while the answer is waited for', () => {
		const delivery: Delivery = {...report, answer: {status: null, by: 'nobody', durationMs: 0}};
		expect(partOf(told(delivery, 118, {isWaiting: true}), 'Verdict')).toEqual([
			'Verdict      … waiting      it is given once the answer is known',
			'             Not known      how long it waits and whether it sends again (obd)',
		]);
	});

	it('has no row for what there is nothing to say of', () => {
		const delivery = fixtureDelivery('cllr/post-call', {answer: {status: 200, by: 'target', durationMs: 1}});
		expect(partOf(told(delivery), 'Verdict')).toHaveLength(3);
		expect(partOf(told(delivery), 'Verdict').join('\n')).not.toMatch(/Do:|Not known/);
	});

	it('says which rules are open where none is documented', () => {
		const [first, second] = partOf(told(deliveryFrom(posted('{"hello":1}')), 118), 'Verdict');
		expect(first).toContain('? unknown      no provider was recognised');
		expect(second).toBe(
			'             Not known      which statuses count, how long it waits and whether it sends again',
		);
	});
});

describe('findings', () => {
	it('stand below each other behind their name, the worst first', () => {
		const lines = partOf(told(report), 'Findings');
		expect(lines[0]).toBe('Findings   △ duration/longer-than-call  body.duration');
		expect(lines.filter(line => /^ {11}\S/.test(line))).toEqual([
			'           i duration/text  body.duration',
			'           i number/json-number  body.from',
			'           i number/country-unknown  body.from',
			'           i recording/no-extension  body.recording_url',
			'           i time/no-zone  body.start_at',
		]);
	});

	it('are none in a word', () => {
		const clean = {...report, inspection: {...report.inspection, findings: []}};
		expect(partOf(told(clean, 118), 'Findings')).toEqual(['Findings     none']);
	});
});

describe('the signature', () => {
	const signed = (signature: SignatureCheck, width = 118) =>
		partOf(told({...report, inspection: {...report.inspection, signature}}, width), 'Signature');

	it.each([
		['valid', '✓ valid'],
		['invalid', '✗ invalid'],
		['missing', '△ missing'],
		['unchecked', '? unchecked'],
		['unsigned', '- unsigned'],
	] as const)('that is %s has a mark and a word', (state, head) => {
		expect(signed({state, because: 'so it is'})[0]).toBe(`Signature    ${head.padEnd(15)}so it is`);
	});

	it('says what to do where there is something', () => {
		const check: SignatureCheck = {state: 'unchecked', because: 'so it is', hint: 'Give the secret.'};
		expect(signed(check)[1]).toBe('             Do             Give the secret.');
		expect(signed(check, 78)[1]).toBe('           Do: Give the secret.');
		expect(signed({state: 'valid', because: 'so it is'})).toHaveLength(1);
	});

	it.each([
		[undefined, 'call-hook verify 4'],
		[['callr=env:NAME'], 'call-hook verify 4 --secret callr=env:NAME'],
		[
			['callr=env:OLD', "callr=file:my $key's"],
			"call-hook verify 4 --secret callr=env:OLD --secret 'callr=file:my $key'\\''s'",
		],
	])('that does not match has a command to paste, %j', (typed, command) => {
		const check: SignatureCheck = {state: 'invalid', because: 'so it is', hint: 'Verify it.'};
		const [, todo] = signed(typed === undefined ? check : {...check, typed});
		expect(todo).toBe(`             Do             ${command}`);
	});

	it('of what was not stored has the hint, as no command can name it', () => {
		const signature: SignatureCheck = {state: 'invalid', because: 'so it is', hint: 'Verify it.'};
		const inspection = {...report.inspection, signature};
		expect(told({...report, id: null, inspection}, 118)).toContain('             Do             Verify it.');
	});

	it('does not repeat what a finding beside it says', () => {
		const missing = finding('signature/missing', {message: 'So it is.', where: null});
		const signature: SignatureCheck = {state: 'missing', because: 'so it is', hint: missing.hint};
		const inspection = {...report.inspection, signature, findings: [missing]};
		const lines = told({...report, inspection}, 118);
		expect(partOf(lines, 'Signature')).toHaveLength(1);
		expect(lines.filter(line => line.includes(missing.hint))).toHaveLength(1);
	});
});

describe('repeats', () => {
	const repeats = (delivery: Delivery) => partOf(told(delivery, 118), 'Repeats');

	it.each<[string, Repeat, string]>([
		['a retry', retry, 'Repeats      ↻#12           retry 1 of 3, +30.1 s, because the first answer was 500'],
		[
			'a duplicate',
			{...retry, kind: 'duplicate', of: 17, attempt: null, because: 'the same body as #17, +3.0 s'},
			'Repeats      =#17           the same body as #17, +3.0 s',
		],
		[
			'a retry of what never came here',
			{...retry, by: 'counter', of: null, gapMs: null, because: 'retry 2, as try says'},
			'Repeats      ↻ retry        retry 2, as try says',
		],
	])('of %s are told with the reason', (_, repeat, line) => {
		expect(repeats(withRepeat(repeat))).toEqual([line]);
	});

	it('are not denied where nobody looked for them', () => {
		const refusal = {code: 'auth', message: 'No credentials.'} as const;
		expect(repeats({...report, refusal})[0]).toContain('? unknown      not looked for: it was not let in');
		expect(repeats(deliveryFrom(posted('{}')))[0]).toContain('not looked for: who sent it is not known');
		expect(repeats({...report, replay: {of: 3, from: null, isEdited: false, isResigned: false}})).toEqual([
			'Repeats      »#3            #3, sent by you',
		]);
	});
});

describe('the provider', () => {
	const provider = (delivery: Delivery, width = 118) => partOf(told(delivery, width), 'Provider');

	it('has each reason on a row, or all in one where there is little room', () => {
		const delivery = fixtureDelivery('myoperator/after-call');
		expect(provider(delivery).slice(1, 3)).toEqual([
			'             Because        form field myoperator',
			'                            log has _ai _ci _cr _cl _ld _pm',
		]);
		expect(provider(delivery, 78)[1]).toBe(
			'           Because: form field myoperator; log has _ai _ci _cr _cl _ld _pm',
		);
	});

	it('names the runner-up, and how sure that is', () => {
		const recognised = {...report.inspection.provider, runnerUp: {id: 'cllr', confidence: 0.209}};
		const inspection = {...report.inspection, provider: recognised};
		expect(provider({...report, inspection})).toContain('             Runner-up      cllr, 20 % sure');
	});

	it('with a name longer than its column is still named whole', () => {
		const named = {...report.inspection.provider, name: 'Somebody with a long name'};
		const [line] = provider({...report, inspection: {...report.inspection, provider: named}});
		expect(line).toBe('Provider     Somebody with a long name   98 % sure, by what was sent');
	});

	it('that was pinned was not detected, and has no runner-up', () => {
		const pin = {id: 'telecmi', because: 'pinned by --provider'};
		expect(provider(fixtureDelivery('telecmi/outgoing-answered', {pin}))).toEqual([
			'Provider     TeleCMI        as you said',
			'             Because        pinned by --provider',
			'             Wrong?         --provider <id> or --route /webhook/cdr=<id> says otherwise',
		]);
	});

	it('that is not known can be named', () => {
		const unknown = (target: string | null) => provider(deliveryFrom(posted('{"hello":1}', {target}))).at(-1);
		expect(unknown('/hooks?token=abc')).toBe(
			'             Do             If you know who sent it, say so: --provider <id> or --route /hooks=<id>',
		);
		for (const target of [null, `/${'x'.repeat(100)}`, 'http://app.example.test/a'])
			expect(unknown(target)).toContain('--route /path=<id>');
	});
});

describe('the mark of the tab', () => {
	const note = finding('duration/text', {message: 'x', where: null});
	const warning = finding('recording/http', {message: 'x', where: null});
	const error = finding('body/invalid-json', {message: 'x', where: null});
	const valid = {state: 'valid', because: ''} as const;
	const invalid = {state: 'invalid', because: ''} as const;

	it.each([
		['nothing', [], 'accepted', valid, undefined],
		['a note', [note], 'accepted', valid, {text: 'i', role: 'info'}],
		['a warning', [note, warning], 'unknown', valid, {text: '△', role: 'warn'}],
		['an error', [warning, error], 'rejected', invalid, {text: '▲', role: 'bad'}],
		['a rejection', [warning], 'rejected', valid, {text: '✗', role: 'bad'}],
		['a signature that does not match', [], 'accepted', invalid, {text: '✗', role: 'bad'}],
	] as const)('for %s', (_, findings, state, signature, mark) => {
		const inspection = {...report.inspection, findings: [...findings], signature};
		const delivery: Delivery = {...report, inspection, verdict: {state, because: '', source: null}};
		expect(checksMark(delivery, unicodeMarks) ?? undefined).toEqual(mark);
	});
});
