import {describe, expect, test} from 'vitest';
import {readMessage} from '../../src/inspect/message.ts';
import {jsonLines} from '../../src/view/json-lines.ts';
import {lineWidth} from '../../src/view/line.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {payloadLines} from '../../src/view/payload.ts';
import {plain} from '../../src/view/segment.ts';
import {callrReport, mobtextingBroken, myoperatorInCall, request, type Sent} from '../tui/samples.ts';

function payload(sent: Sent, width = 78): string[] {
	const captured = request(sent);
	const lines = payloadLines(captured, readMessage(captured).body, width, unicodeMarks);
	for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
	return lines.map(line => plain(line).trimEnd());
}

const form = 'application/x-www-form-urlencoded';

describe('JSON', () => {
	const laidOut = (json: string, width = 60) => jsonLines(json, width, 1000).lines.map(plain);

	test('keeps digits as they were sent', () => {
		expect(laidOut('{"a":0.10,"b":12345678901234567890,"c":1e5}')).toEqual([
			'{',
			'  "a": 0.10,',
			'  "b": 12345678901234567890,',
			'  "c": 1e5',
			'}',
		]);
	});

	test('says the same as its text', () => {
		const json = '{"a":[1,{"b":[]},"x, y: {z}"],"c":{},"d":"\\u5c71\\"","e":[[null,true]]}';
		expect(JSON.parse(laidOut(json).join('\n'))).toEqual(JSON.parse(json));
	});

	test('hides secrets, whole objects too', () => {
		const text = laidOut(
			'{"integrations":{"crm":{"accessToken":"abc","x":1}},"secret":{"deep":[1]},"to":"1"}',
		).join('\n');
		expect(text).not.toMatch(/abc|deep/);
		expect(text.match(/••••••••/g)).toHaveLength(2);
		expect(text).toContain('"to": "1"');
	});

	test('goes on below where a value is too long', () => {
		for (let width = 20; width < 60; width++) {
			const lines = jsonLines(`{"a long name of a member":"${'山x'.repeat(60)}"}`, width, 1000).lines;
			for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
			expect(lines.map(plain).join('').replace(/\s/g, '')).toContain('山x'.repeat(60));
		}
	});

	test('ends where enough was shown', () => {
		const {lines, complete} = jsonLines(`[${'1,'.repeat(5000)}1]`, 60, 100);
		expect(lines).toHaveLength(100);
		expect(complete).toBe(false);
	});

	test('a string of a megabyte exhausts nothing', () => {
		expect(jsonLines(`"${'\\n'.repeat(500_000)}"`, 80, 10).lines).toHaveLength(10);
	});
});

describe('the payload', () => {
	test('begins with what it is', () => {
		const size = new TextEncoder().encode(callrReport).length;
		expect(payload({body: callrReport})[0]).toBe(`JSON, ${size} bytes, valid`);
		expect(payload({body: myoperatorInCall, contentType: form})[0]).toMatch(
			/^form, \d+ bytes, 1 field; it holds JSON, shown decoded$/,
		);
		expect(payload({method: 'GET'})[0]).toBe('no body');
		expect(payload({body: 'hello', contentType: 'text/plain'})[0]).toBe('text, 5 bytes');
		expect(payload({body: new Uint8Array([0xff, 0xfe, 0]), contentType: 'audio/mpeg'})[0]).toMatch(
			/^binary, 3 bytes: /,
		);
	});

	test('shows wide letters and numbers of JSON as sent', () => {
		const text = payload({body: callrReport}).join('\n');
		expect(text).toContain('"callerName": "山田 花子",');
		expect(text).toContain('"billingDebit": 0.10,');
	});

	test('hides secrets in target, headers and body', () => {
		const text = payload({
			body: 'id=1&token=t0psecret',
			contentType: form,
			target: '/hook?token=t0psecret&id=1',
			headers: [['Authorization', 'Bearer t0psecret']],
		}).join('\n');
		expect(text).not.toContain('t0psecret');
		expect(text).toContain('Authorization  Bearer ••••••••');
		expect(text).toContain('/hook?token=••••••••&id=1');
	});

	test('points at the place that breaks JSON', () => {
		const lines = payload({body: mobtextingBroken});
		expect(lines[0]).toMatch(/^JSON, \d+ bytes, not valid; read leniently$/);
		const wrong = lines.findIndex(line => line.startsWith('▲'));
		expect(lines[wrong]).toBe('▲    2  "bridge": 91806828XXXX,');
		expect(lines[wrong + 1]).toMatch(/^ {26}\^$/);
		expect(lines[wrong + 2]).toMatch(/^ {8}a number goes on with letters/);
		expect(payload({body: mobtextingBroken}, 118)[wrong + 1]).toMatch(
			/^ {26}\^ a number goes on with letters/,
		);
		expect(lines).toContain('As understood');
		expect(lines).toContain('  "status": "ANSWER",');
	});

	test('shows JSON held by a form field', () => {
		expect(payload({body: myoperatorInCall, contentType: form})).toContain(
			'    "company_id": "5cd40f6554442586",',
		);
	});

	test('dumps bytes', () => {
		const lines = payload({
			body: new Uint8Array([0, 1, 2, 0x41, 0xff, ...new Uint8Array(20)]),
			contentType: 'x/y',
		});
		expect(lines).toContain('000000  00 01 02 41 ff 00 00 00  00 00 00 00 00 00 00 00  ...A............');
		expect(lines).toContain('000010  00 00 00 00 00 00 00 00  00                       .........');
	});

	test('says where it ends when there is more', () => {
		const lines = payload({body: new Uint8Array(100_000).fill(0xfe), contentType: 'x/y'});
		expect(lines.at(-1)).toBe('The first 66 kB of 100 kB.');
		expect(lines.length).toBeLessThan(4200);
	});

	test('of what was not HTTP shows the bytes', () => {
		const lines = payload({body: '\u0016\u0003\u0001', method: null});
		expect(lines[0]).toBe('not HTTP, 3 bytes: what arrived, as bytes');
		expect(lines.some(line => line.startsWith('000000  16 03 01'))).toBe(true);
	});

	test('keeps hostile text inside, at any width', () => {
		const evil = '\u001b]0;x\u0007\u001b[2J\u202Eevil\u200B\u0000';
		for (const width of [38, 51, 78, 118]) {
			for (const contentType of ['application/json', form, 'text/plain', 'multipart/form-data; boundary=b']) {
				for (const body of [
					JSON.stringify({[evil]: evil}),
					`a=${encodeURIComponent(evil)}&${evil}=1`,
					evil,
				]) {
					const text = payload({body, contentType, headers: [[evil, evil]], target: `/${evil}`}, width).join(
						'\n',
					);
					// biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
					expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u200b]/);
				}
			}
		}
	});
});
