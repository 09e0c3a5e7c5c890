import {mkdirSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {largestAnswer, readAnswerFile} from '../../src/session/answer-file.ts';
import {temporaryFolder} from '../store/temporary.ts';

function written(name: string, content: string | Uint8Array = ''): string {
	const path = join(temporaryFolder(), name);
	writeFileSync(path, content);
	return path;
}

describe('readAnswerFile', () => {
	it.each([
		['a.json', 'application/json', '{}'],
		['a.XML', 'application/xml', '{}'],
		['a.txt', 'text/plain; charset=utf-8', '{}'],
		['a.html', 'text/html; charset=utf-8', '{}'],
		['a.mp3', 'application/octet-stream', null],
		['json', 'application/octet-stream', null],
	])('%s is %s', (name, contentType, text) => {
		const {file} = readAnswerFile(written(name, '{}'));
		expect(file).toMatchObject({contentType, text});
		expect(Buffer.from(file?.bytes ?? []).toString()).toBe('{}');
	});

	it('bytes that are no UTF-8 are no text, whatever the name says', () => {
		expect(readAnswerFile(written('a.txt', Uint8Array.of(0xff, 0xfe))).file).toMatchObject({text: null});
	});

	it('a file of the greatest size is read, a larger one not', () => {
		const path = written('a.bin');
		truncateSync(path, largestAnswer);
		expect(readAnswerFile(path).file?.bytes.length).toBe(largestAnswer);
		truncateSync(path, largestAnswer + 1);
		expect(readAnswerFile(path).problem?.message).toBe(`${path} has 10.0 MB; an answer has at most 10 MB.`);
	});

	it('what is not there or no file is told by its path', () => {
		const folder = join(temporaryFolder(), 'x.json');
		expect(readAnswerFile(folder).problem?.message).toBe(`There is no file ${folder}.`);
		mkdirSync(folder);
		expect(readAnswerFile(folder).problem?.message).toBe(`${folder} is a folder.`);
		expect(readAnswerFile('a\0b').problem?.message).toContain('could not be read');
	});
});
