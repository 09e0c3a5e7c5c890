import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Answer} from '../../src/core/delivery.ts';
import type {FilterSubject} from '../../src/filter/match.ts';
import {matches, valueMatches} from '../../src/filter/match.ts';
import {telecmi} from '../../src/providers/telecmi.ts';
import {filterOf, filterText, subjectOf} from './filters.ts';

const finding = (severity: 'error' | 'warning' | 'info') => ({
	code: 'body/strange',
	severity,
	message: 'A strange body.',
	hint: '',
	where: null,
});

const call = subjectOf();
const answered = (status: number | null): Partial<FilterSubject> => ({
	answer: {status} as Answer,
	verdict: {state: status === null ? null : 'rejected'},
});

it('finding: asks for the code of any of its findings', () => {
	const found = subjectOf({text: '{"type":"cdr","cmiuuid":"a","to":12025550143,"status":"answered"}'});
	const codes = found.inspection.findings.map(({code}) => code);
	expect(codes).toContain('number/json-number');
	expect(matches(filterOf('finding:number/json-number'), found)).toBe(true);
	expect(matches(filterOf('finding:Number/*'), found)).toBe(true);
	expect(matches(filterOf('finding:delivery/*'), found)).toBe(false);
	expect(matches(filterOf('-finding:delivery/retry'), found)).toBe(true);
});

describe('an outbound call of 13 seconds', () => {
	it.each([
		'',
		'provider:telecmi',
		'provider:callr,telecmi',
		'-provider:callr',
		'kind:cdr kind:c*',
		'phase:ended outcome:answered direction:outbound',
		'to:+12025550143 to:+1* to:"+1 (202) 555-0143" number:*0143',
		'-from:*',
		'method:post',
		'path:/webhook/CDR path:/webhook/* path:*CDR',
		'call:760df326-AA call:telecmi:760* key:telecmi:760df326-aa',
		'duration:13 duration:>12 duration:<=13 talk:>=13 talk:<14',
		'has:recording -has:transcript -has:error',
		'-is:pinned -is:refused -is:replay',
		// Known from the request, from its event, from the provider, in any case.
		'760df326 "late call" telecmi /webhook/cdr "blue whales" Content-Type "team=blue%20whales" POST',
		'"content-type: application*json"',
		'"late*mp3"',
		'nonsense,late',
	])('is matched by %s', text => {
		expect(matches(filterOf(text), call)).toBe(true);
	});

	it.each([
		'provider:callr',
		'-provider:telecmi',
		'kind:call',
		'outcome:missed',
		'from:*',
		'to:12025550143',
		'to:*0144',
		'method:get',
		'path:/webhook',
		'path:/webhook/cdr',
		'call:760df326',
		'key:760df326-aa',
		'duration:>13',
		'duration:12',
		'talk:<13',
		'has:error,transcript',
		'is:pinned',
		// There is no answer yet, and nobody knows of other deliveries.
		'status:200',
		'verdict:rejected',
		'is:live,retry,duplicate,marked',
		'has:comment',
		'"late*mp4"',
		'nonsense',
		'provider:telecmi nonsense',
	])('is not matched by %s', text => {
		expect(matches(filterOf(text), call)).toBe(false);
	});
});

describe('what a delivery has is known', () => {
	it.each<[string, string, FilterSubject]>([
		[
			'status:500 status:5xx status:>=500 -status:4xx verdict:rejected',
			'the answer',
			subjectOf(answered(500)),
		],
		['-status:5xx -status:<600 -verdict:rejected', 'that nobody answered', subjectOf(answered(null))],
		['is:refused', 'the refusal', subjectOf({refusal: {code: 'auth', message: ''}})],
		[
			'is:replay',
			'the original',
			subjectOf({replay: {of: 3, from: null, isEdited: false, isResigned: false}}),
		],
		['is:retry -is:duplicate', 'what it repeats', subjectOf({repeat: {kind: 'retry'}})],
		['is:duplicate,marked -is:retry', 'what it repeats', subjectOf({repeat: {kind: 'duplicate'}})],
		['is:pinned', 'the pin', subjectOf({}, {pin: telecmi})],
		[
			'has:error has:info -has:warning body/strange "strange body"',
			'the findings',
			subjectOf({inspection: {...call.inspection, findings: [finding('error'), finding('info')]}}),
		],
		[
			'provider:generic -kind:* -outcome:answered -duration:>0 -has:recording hello path:/webhook/CDR',
			'that there is no event',
			subjectOf({text: 'Hello'}),
		],
		['-path:* -method:*', 'that it is no HTTP', subjectOf({method: null, target: null})],
		[
			'duration:60 talk:13',
			'the duration of the whole call before that of its answered part',
			subjectOf({
				inspection: {
					...call.inspection,
					event: call.inspection.event && {...call.inspection.event, durationSeconds: 60},
				},
			}),
		],
		[
			'number:12025550143 -from:* -to:*',
			'a number whose side is not',
			subjectOf({
				inspection: {
					...call.inspection,
					event: call.inspection.event && {
						...call.inspection.event,
						to: null,
						counterparty: {raw: '1202 555 0143', e164: null},
					},
				},
			}),
		],
	])('%s, by %s', (text, _, subject) => {
		expect(matches(filterOf(text), subject)).toBe(true);
	});

	it('and free text is found in forms, and in bodies nobody has taken apart', () => {
		const form = subjectOf({
			headers: [['Content-Type', 'application/x-www-form-urlencoded']],
			text: 'name=Jane+Doe',
		});
		expect(matches(filterOf('"jane doe"'), form)).toBe(true);
		const {message: _, ...stored} = subjectOf({text: 'Plain TEXT'});
		expect(matches(filterOf('"plain text"'), stored)).toBe(true);
	});
});

describe('matches', () => {
	it('never throws, and a negated term is the opposite', () => {
		const subjects = [call, subjectOf({text: ''}), subjectOf({method: null, target: null})];
		fc.assert(
			fc.property(filterText, fc.constantFrom(...subjects), (text, subject) => {
				for (const term of filterOf(text).terms) {
					const opposite = {...term, negated: !term.negated};
					expect(matches({terms: [opposite]}, subject)).toBe(!matches({terms: [term]}, subject));
				}
			}),
			{seed: 20261120, numRuns: 1000},
		);
	});

	it('compares single values', () => {
		expect(valueMatches({kind: 'amount', sign: '<', amount: 2}, 1)).toBe(true);
		expect(valueMatches({kind: 'class', hundred: 2}, 299)).toBe(true);
		expect(valueMatches({kind: 'class', hundred: 2}, 300)).toBe(false);
	});
});
