import {describe, expect, it} from 'vitest';
import {segmentKind} from '../../src/rewrite/path-segments.ts';

describe('a segment of a path', () => {
	it.each([
		['919876500013', 'number'],
		['+919876500013', 'number'],
		['SECPATHq15', 'secret'],
		['a1b2c3d4e5f6', 'secret'],
		['3f9a-8b2c-11aa', 'secret'],
		['0b9e7f0e-51b0-4f0e-9f0b-0f0e51b04f0e', 'secret'],
		['12345678901234567890', 'secret'],
	])('%s is %s', (segment, kind) => {
		expect(segmentKind(segment, new Set())).toBe(kind);
	});

	it.each([
		...[
			'',
			'cb',
			'v2',
			'2024-11-20',
			'1234567',
			'handleIncomingCall2',
			'webhook-2024',
			'telecmi-outgoing-answered',
		],
		...['CALLSTATUS2', 'index.php', 'secret-1', 'XXXXXXXX', 'api.v1.calls'],
	])('%s is nothing', segment => {
		expect(segmentKind(segment, new Set())).toBeNull();
	});

	it('is nothing as an id of the call', () => {
		expect(segmentKind('919876500013', new Set(['919876500013']))).toBeNull();
	});
});
