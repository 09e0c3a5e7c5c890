import {expect, it} from 'vitest';
import {viewBody} from '../../src/inspect/body.ts';
import {addMultipartSpots} from '../../src/rewrite/multipart-spots.ts';
import type {Spot} from '../../src/rewrite/spot.ts';
import {bodyOf, bodyPlaces, request, written} from './requests.ts';

const type = 'multipart/form-data; boundary="b b"';
const body = Buffer.from(
	[
		'before\r\n--b b\r\nContent-Disposition: form-data; name="é"\r\nX: y\r\n\r\nü\r\n',
		'--b b\r\nContent-Disposition: form-data; name="log"\r\n\r\n{"uid": "ü", "n": 1}\r\n',
		'--b b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n',
		'--b b\r\nno disposition\r\n\r\nx\r\n',
		'--b b\r\nContent-Disposition: form-data; name="end"\r\n\r\n\r\n--b b--\r\n',
	].join(''),
);

it('finds the text parts, and JSON in them', () => {
	expect(bodyPlaces(request(type, body))).toEqual([
		['body.é', 'text', 'ü'],
		['body.log.uid', 'text', 'ü'],
		['body.log.n', 'number', '1'],
		['body.end', 'text', ''],
	]);
});

it('writes one and leaves every other byte', () => {
	const from = request(type, body);
	const text = body.toString();
	expect(bodyOf(written(from, 'body.é', 'x & "y"'))).toBe(text.replace('\r\nü\r\n', '\r\nx & "y"\r\n'));
	expect(bodyOf(written(from, 'body.log.uid', '✓"'))).toBe(text.replace('"ü"', '"✓\\""'));
	expect(bodyOf(written(from, 'body.end', 'z'))).toBe(
		text.replace('\r\n\r\n\r\n--b b--', '\r\n\r\nz\r\n--b b--'),
	);
});

it('keeps bytes that are no text', () => {
	const binary = Buffer.concat([
		body.subarray(0, -9),
		Buffer.from('--b b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'),
		Buffer.from([0, 255, 128]),
		Buffer.from('\r\n--b b--\r\n'),
	]);
	const other = written(request(type, binary), 'body.é', 'z');
	expect(Buffer.from(other.body).subarray(-15)).toEqual(binary.subarray(-15));
	expect(Buffer.from(other.body).includes(Buffer.from([0, 255, 128]))).toBe(true);
});

it('knows its members with their delimiters, and adds none where there is none', () => {
	const raw = body.toString('latin1');
	const view = viewBody(body, type, null);
	const spots: Spot[] = [];
	const owner = addMultipartSpots(raw, type, view.kind === 'form' ? view.fields : [], spots);
	expect(owner?.members.map(({start, end}) => raw.slice(start, end).slice(0, 5))).toEqual(
		Array(4).fill('--b b'),
	);
	expect(owner?.inside.end).toBe(raw.lastIndexOf('--b b--'));
	const edit = owner?.add('a"b\n', 'v', false);
	expect(edit?.raw).toBe('--b b\r\nContent-Disposition: form-data; name="a%22b%0A"\r\n\r\nv\r\n');
	expect(addMultipartSpots('x', type, [], [])).toBeNull();
	expect(addMultipartSpots('--b b--\r\n', type, [], [])?.add('a', 'v', false)).toBeNull();
});
