import {describe, expect, test} from 'vitest';
import {inspect} from '../../src/inspect/inspect.ts';
import {providers} from '../../src/providers/registry.ts';
import {curlLines, startLines} from '../../src/tui/start.ts';
import {lineWidth} from '../../src/view/line.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {request} from './samples.ts';

describe('the curl line', () => {
	test.each([36, 46, 76, 116])('works as it is printed in %i columns', width => {
		const lines = curlLines('http://127.0.0.1:8888', width);
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
		const command = lines.join('\n').replaceAll('\\\n', ' ');
		const body = /-d '([^']*)'/.exec(command)?.[1] ?? '';
		const contentType =
			/-H '?Content-Type: ?([a-z/]+)/.exec(command)?.[1] ?? 'application/x-www-form-urlencoded';
		const {inspection} = inspect(request({body, contentType}));
		expect(inspection).toMatchObject({provider: {id: 'telecmi'}, callKey: 'telecmi:760df326'});
		expect(inspection.event?.outcome).toBe('answered');
	});
});

describe('the first screen', () => {
	const facts = {
		url: 'http://127.0.0.1:8888',
		storePath: '/a/b/store.db',
		version: '0.1.0',
		calls: 0,
		deliveries: 0,
		providers,
	};

	test('names every provider, at any width', () => {
		for (let width = 40; width <= 200; width++) {
			const lines = startLines(facts, width, true, unicodeMarks);
			for (const line of lines) expect(lineWidth(line)).toBe(width);
			const text = lines.map(plain).join('\n');
			for (const {id} of providers) expect(text).toContain(id);
			expect(text).toContain('http://127.0.0.1:8888');
		}
	});

	test('says who can reach the address', () => {
		const text = (url: string) =>
			startLines({...facts, url}, 120, true, unicodeMarks)
				.map(plain)
				.join('\n');
		expect(text(facts.url)).toContain('only programs on this computer can reach it');
		expect(text('http://192.0.2.7:8888')).not.toContain('only programs on this computer');
	});
});
