import {describe, expect, it} from 'vitest';
import {candidatesFor} from '../../src/inspect/detect.ts';
import {type InspectOptions, inspect, noPins} from '../../src/inspect/inspect.ts';
import {type Detected, detectionText, explanationText} from '../../src/output/detection.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {post} from '../providers/requests.ts';
import {readFixture} from '../support/fixtures.ts';
import {hostile, steering} from './samples.ts';

function detected(request: Parameters<typeof inspect>[0], options: InspectOptions = noPins): Detected {
	const {inspection, provider, message} = inspect(request, options);
	return {inspection, provider, candidates: candidatesFor(message, providers, () => {}), asked: providers};
}

const format = (width: number) => ({width, marks: unicodeMarks});
const short = (sent: Detected) => detectionText(sent, format(100)).map(plain);
const long = (sent: Detected, width = 100) => explanationText(sent, format(width)).map(plain);

const telecmi = readFixture('telecmi/outgoing-answered').request;

describe('detectionText', () => {
	it('says who, what, and which call', () => {
		const lines = short(detected(telecmi));
		expect(lines.slice(0, 3)).toEqual([
			'TeleCMI  cdr',
			'  Because     body has cmiuuid',
			'  It says     ended, answered, outbound',
		]);
		expect(lines).toContain('i number/json-number  body.to');
	});

	it('says when it is nobody’s, and whose it might be', () => {
		expect(short(detected(post('{"run":{"id":"inbound-call:x"}}'))).slice(0, 2)).toEqual([
			'Not recognised',
			'  Because     not sure enough of Callr: run.id names a Callr branch',
		]);
	});

	it('lets no hostile text through', () => {
		const body = JSON.stringify({type: 'cdr', cmiuuid: hostile, status: hostile, direction: 'inbound'});
		for (const line of [...short(detected(post(body))), ...long(detected(post(body)))]) {
			expect(line).not.toMatch(steering);
		}
	});
});

describe('explanationText', () => {
	it('gives a reason for each piece of evidence, and says that nobody else has any', () => {
		expect(long(detected(telecmi)).slice(0, 7)).toEqual([
			'TeleCMI  cdr',
			'',
			'  Because     body has cmiuuid: only TeleCMI names the id of a leg so.',
			'  The others  Callr, cllr, MOBtexting and MyOperator find nothing of theirs in it.',
			'',
			'  Kind        cdr. Call detail record, sent after a call or a missed call.',
			'  It says     ended, answered, outbound',
		]);
	});

	it('says of another with less what it has', () => {
		const both = detected(post({cmiuuid: '1', run: {id: 'api:1'}}));
		expect(long(both, 120)).toContain(
			'  But         Callr has less: run.id names a Callr branch (a scenario.sid beside it would settle it).',
		);
	});

	it('says of what is nobody’s what was looked for, and what to do', () => {
		const lines = long(detected(post({callId: 'c1', status: 'completed', from: '+15005550006'})));
		expect(lines[0]).toBe('Not recognised');
		expect(lines[2]).toBe('  Because     nothing in it is known from a provider.');
		for (const {name, recognisedBy} of providers) {
			expect(lines.filter(line => line.startsWith(`  ${name}`))).toHaveLength(1);
			expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(recognisedBy.at(-1) ?? '');
		}
		expect(lines.join(' ')).toContain('--route /path=<id>');
	});

	it('says of what is pinned what detection alone would have said', () => {
		const pinned = {...noPins, pin: providerOf('mobtexting')};
		const composed = readFixture('mobtexting/composed-query').request;
		expect(long(detected(composed, pinned)).slice(0, 4)).toEqual([
			'MOBtexting, as you said  composed',
			'',
			'  Because     pinned by --provider.',
			'  By itself   nothing in it is known from a provider, so that only your word tells.',
		]);
		expect(long(detected(telecmi, pinned))[3]).toMatch(/^ {2}By itself {3}it looks more like TeleCMI: /);
	});

	it.each([60, 80, 120])('keeps to %i columns', width => {
		for (const request of [telecmi, post({a: 1}), readFixture('callr/fetch-cdr').request]) {
			for (const line of long(detected(request), width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
		}
	});
});
