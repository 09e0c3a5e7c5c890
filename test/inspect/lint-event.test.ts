import {describe, expect, it} from 'vitest';
import {bareContext} from '../../src/core/context.ts';
import {Decoding} from '../../src/core/decoding.ts';
import type {Finding} from '../../src/core/delivery.ts';
import {lintEvent} from '../../src/inspect/lint-event.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {post, postForm} from '../providers/requests.ts';

/** Arrives on 20 November 2026 at 0:00 UTC. */
function found(fill: (decoding: Decoding) => void, request = post({})): Finding[] {
	const decoding = new Decoding('cdr', 'ended', bareContext('test'));
	fill(decoding);
	const findings: Finding[] = [];
	lintEvent(findings, request, readMessage(request), decoding.done());
	return findings;
}

describe('time/clock-skew', () => {
	it.each([
		['2026-11-20T00:00:05.000Z', null],
		['2026-11-19T23:59:59.999Z', null],
		['2026-11-20T00:00:05.001Z', '5 s'],
		['2026-11-20T00:01:59.000Z', '119 s'],
		['2026-11-20T00:30:00.000Z', '30 min'],
		['2026-11-20T05:30:00.000Z', '6 h'],
	])('%s is later than the arrival by %s', (time, by) => {
		const findings = found(decoding => decoding.derive('answeredAt', time, 'body.time'));
		if (by === null) expect(findings).toEqual([]);
		else {
			expect(findings).toMatchObject([
				{
					code: 'time/clock-skew',
					where: 'body.time',
					message: `${time} is ${by} later than the arrival of the request.`,
				},
			]);
		}
	});

	it('goes by the latest of its times, and names the place of it', () => {
		const findings = found(decoding => {
			decoding.derive('startedAt', '2026-11-20T00:00:01.000Z', 'body.start');
			decoding.derive('endedAt', '2026-11-20T00:00:20.000Z', 'body.time + body.answeredsec');
			decoding.derive('answeredAt', '2026-11-20T00:00:10.000Z', 'body.time');
		});
		expect(findings).toMatchObject([{where: 'body.time', message: expect.stringContaining('20 s later')}]);
	});

	it('of a time in an assumed zone doubts the zone first', () => {
		const [finding] = found(decoding => {
			const body = decoding.read({at: '2026-11-20 09:00:00'}, 'body');
			decoding.set('startedAt', body.localTime('at', '', {zone: 'UTC', because: ''}));
		});
		expect(finding?.hint).toContain('zone');
	});
});

describe('an end before the start', () => {
	const times = (startedAt: string, endedAt: string, seconds: number | null) =>
		found(decoding => {
			decoding.derive('startedAt', startedAt, 'body.start');
			decoding.derive('endedAt', endedAt, 'body.end');
			decoding.derive('durationSeconds', seconds, 'body.duration');
		});

	it('is told where no duration was stated, too', () => {
		expect(times('2026-11-19T10:00:00.000Z', '2026-11-19T09:59:00.000Z', null)).toMatchObject([
			{
				code: 'duration/longer-than-call',
				where: 'body.end',
				message: 'The end, 2026-11-19T09:59:00.000Z, is before the start, 2026-11-19T10:00:00.000Z.',
			},
		]);
	});

	it('is told once where one was', () => {
		expect(times('2026-11-19T10:00:00.000Z', '2026-11-19T09:59:00.000Z', 5)).toMatchObject([
			{code: 'duration/longer-than-call', where: 'body.duration'},
		]);
	});

	it('by a second is rounding', () => {
		expect(times('2026-11-19T10:00:01.000Z', '2026-11-19T10:00:00.000Z', null)).toEqual([]);
	});
});

describe('duration/text', () => {
	const read = (decoding: Decoding) => {
		const body = decoding.read({a: '5', b: '6', c: 7}, 'body');
		for (const key of ['a', 'b', 'c']) body.seconds(key);
	};

	it('is told of JSON, all places in one', () => {
		expect(found(read)).toMatchObject([
			{
				code: 'duration/text',
				where: 'body.a',
				message: 'body.a and body.b are lengths of time sent as text.',
			},
		]);
	});

	it('of more than can be told the rest is counted', () => {
		const [finding] = found(decoding => {
			const names = [...'abcdefghij'];
			const body = decoding.read(Object.fromEntries(names.map(name => [name, '5'])), 'body');
			for (const name of names) body.seconds(name);
		});
		expect(finding?.message).toContain('body.h and 2 more are lengths');
	});

	it('is not told of a form, where all is text', () => {
		expect(found(read, postForm({a: '5'}))).toEqual([]);
	});
});

describe('recordings', () => {
	const codes = (url: string | null, file: string | null = null) =>
		found(decoding => decoding.derive('recording', {url, file}, 'body.r')).map(({code}) => code);

	it.each([
		['https://example.test/a.mp3', []],
		['https://example.test/a.b/c.OGG?x=1#y', []],
		['ftp://example.test/a', []],
		['http://example.test/a.mp3', ['recording/http']],
		['HTTP://example.test/a', ['recording/http', 'recording/no-extension']],
		['https://example.test/a', ['recording/no-extension']],
		['https://example.test/a.mp3/', ['recording/no-extension']],
		['https://example.test/', ['recording/no-extension']],
		['https://example.test', ['recording/no-extension']],
		['https://example.test/a?file=b.mp3', ['recording/no-extension']],
		['https://example.test/.mp3', ['recording/no-extension']],
		['a.mp3', ['recording/file-only']],
	])('%s: %j', (url, expected) => {
		expect(codes(url)).toEqual(expected);
	});

	it('a file beside its link is no finding, a file alone is', () => {
		expect(codes('https://example.test/a.mp3', 'a.mp3')).toEqual([]);
		expect(codes(null, 'a.mp3')).toEqual(['recording/file-only']);
	});
});
