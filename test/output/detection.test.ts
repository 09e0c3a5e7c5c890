import {describe, expect, it} from 'vitest';
import type {Inspection} from '../../src/core/delivery.ts';
import {inspect} from '../../src/inspect/inspect.ts';
import {detectionText} from '../../src/output/detection.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {posted} from '../session/receiving.ts';
import {fixtureDelivery, hostile, steering} from './samples.ts';

const text = (inspection: Inspection) => detectionText(inspection, 100, unicodeMarks).map(plain);

describe('detectionText', () => {
	it('says who, how sure, why, and what it is about', () => {
		const lines = text(fixtureDelivery('telecmi/outgoing-answered').inspection);
		expect(lines.slice(0, 4)).toEqual([
			'TeleCMI  99 % sure',
			'  Because   body has cmiuuid',
			'  Kind      cdr, ended, answered',
			'  Call      telecmi:760df326-7f03-4b5d-b573-278dec867f13',
		]);
		expect(lines).toContain('i number/json-number  body.to');
	});

	it('says when it is nobody’s, and whose it might be', () => {
		expect(text(inspect(posted('{"run":{"id":"inbound-call:x"}}')).inspection).slice(0, 3)).toEqual([
			'Not recognised',
			'  Because   not sure enough of Callr: run.id names a Callr branch',
			'  Next      callr, 40 % sure',
		]);
	});

	it('lets no hostile text through', () => {
		const body = JSON.stringify({type: 'cdr', cmiuuid: hostile, status: hostile, direction: 'inbound'});
		for (const line of text(inspect(posted(body)).inspection)) expect(line).not.toMatch(steering);
	});
});
