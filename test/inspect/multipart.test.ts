import {describe, expect, it} from 'vitest';
import {parseMultipart, partsOf} from '../../src/inspect/multipart.ts';

const type = 'multipart/form-data; boundary=b0';
const parse = (body: string | Buffer, contentType = type) =>
	parseMultipart(typeof body === 'string' ? Buffer.from(body) : body, contentType);
const part = (head: string, body: string) => `--b0\r\n${head}\r\n\r\n${body}\r\n`;
const named = (name: string, body: string) => part(`Content-Disposition: form-data; name="${name}"`, body);
const end = '--b0--\r\n';

describe('parts', () => {
	it('keep order, repeats and empty values', () => {
		expect(parse(named('b', '1') + named('a', '') + named('b', '2') + end)).toEqual([
			{name: 'b', value: '1', size: 1},
			{name: 'a', value: '', size: 0},
			{name: 'b', value: '2', size: 1},
		]);
	});

	it('an uploaded file has a name, a type and a size, and no text', () => {
		const file = part(
			'Content-Disposition: form-data; name="rec"; filename="a \\"b\\".wav"\r\ncontent-type: audio/wav ',
			'RIFF',
		);
		expect(parse(file + end)).toEqual([
			{name: 'rec', value: null, size: 4, fileName: 'a "b".wav', contentType: 'audio/wav'},
		]);
	});

	it('bytes that are no text have a size only', () => {
		const body = Buffer.concat([
			Buffer.from('--b0\r\nContent-Disposition: form-data; name=raw\r\n\r\n'),
			Buffer.from([0xff, 0x00, 0xfe]),
			Buffer.from(`\r\n${end}`),
		]);
		expect(parse(body)).toEqual([{name: 'raw', value: null, size: 3}]);
	});

	it('line breaks and dashes of a value stay', () => {
		expect(parse(named('a', '\r\n--b\r\n\r\nx\r\n') + end)).toEqual([
			{name: 'a', value: '\r\n--b\r\n\r\nx\r\n', size: 12},
		]);
	});

	it('filename is not taken for name', () => {
		expect(parse(part('Content-Disposition: form-data; filename="f"; name="n"', '') + end)).toMatchObject([
			{name: 'n', fileName: 'f'},
		]);
	});

	it('what has no name, or no head, is passed over', () => {
		expect(
			parse(`${part('Content-Disposition: form-data', 'x')}--b0\r\nno head\r\n${named('a', '1')}${end}`),
		).toEqual([{name: 'a', value: '1', size: 1}]);
	});
});

describe('boundaries', () => {
	it('may be quoted, and hold marks of regular expressions', () => {
		const body = '--a.b(c)?+\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n--a.b(c)?+--';
		expect(parse(body, 'multipart/form-data; charset=x; Boundary="a.b(c)?+"')).toEqual([
			{name: 'n', value: '1', size: 1},
		]);
	});

	it('there may be text before the first and after the last', () => {
		expect(parse(`preamble\r\n${named('a', '1')}${end}${named('b', '2')}`)).toEqual([
			{name: 'a', value: '1', size: 1},
		]);
	});

	it('without one, or with one that never comes, there are no parts to tell', () => {
		expect(parse(named('a', '1'), 'multipart/form-data')).toBeNull();
		expect(parse(named('a', '1'), 'multipart/form-data; boundary=')).toBeNull();
		expect(parse('nothing of the kind')).toBeNull();
	});
});

describe('a body cut off in the middle', () => {
	it('gives what came', () => {
		expect(parse(`${named('a', '1')}--b0\r\nContent-Disposition: form-data; name="b"\r\n\r\nhal`)).toEqual([
			{name: 'a', value: '1', size: 1},
			{name: 'b', value: 'hal', size: 3},
		]);
	});

	it('anywhere, throws nothing', () => {
		const whole = named('a', '1') + part('Content-Disposition: form-data; name="f"; filename="x"', 'y') + end;
		for (let length = 0; length <= whole.length; length++) {
			const fields = parse(whole.slice(0, length));
			expect(fields === null || fields.length <= 2).toBe(true);
		}
		expect(parse(whole)).toHaveLength(2);
	});
});

it('ten thousand parts are not all taken apart', () => {
	expect(parse(named('a', '1').repeat(10_000) + end)).toHaveLength(1000);
});

it('parts are told with their places, in bytes', () => {
	const body = `é\r\n${named('a', 'ü')}${part('X: y', 'no name')}${named('b', '')}${end}`;
	const bytes = Buffer.from(body);
	const parts = partsOf(bytes, type) ?? [];
	expect(parts.map(({field}) => field.name)).toEqual(['a', 'b']);
	expect(parts.map(({from, to}) => bytes.subarray(from, to).toString())).toEqual(['ü', '']);
	expect(parts.map(({start}) => bytes.subarray(start, start + 4).toString())).toEqual(['--b0', '--b0']);
});
