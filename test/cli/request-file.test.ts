import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readRequest} from '../../src/cli/request-file.ts';
import {temporaryFolder} from '../store/temporary.ts';

function written(content: string | Uint8Array): string {
	const file = join(temporaryFolder(), 'request');
	writeFileSync(file, content);
	return file;
}

describe('a request from a file', () => {
	it('is the first of a .http file', async () => {
		const text = '# @name a\nPUT /a?b=c HTTP/1.1\nHost: h.example.test\n\n{}\n### \nGET /b HTTP/1.1\n\n';
		const {request, isBare} = await readRequest(written(text));
		expect(isBare).toBe(false);
		expect(request).toMatchObject({
			method: 'PUT',
			target: '/a?b=c',
			headers: [['Host', 'h.example.test']],
			body: Buffer.from('{}'),
			bodySize: 2,
			fault: null,
		});
	});

	it('has any other file as its body, byte for byte', async () => {
		const bytes = Buffer.from([0xff, 0, 0x0a]);
		const {request, isBare} = await readRequest(written(bytes));
		expect(isBare).toBe(true);
		expect(request).toMatchObject({method: 'POST', target: '/', headers: [], body: bytes, bodySize: 3});
	});

	it('one that cannot be read is told with its name', async () => {
		await expect(readRequest('/nowhere/at/all')).rejects.toMatchObject({
			message: expect.stringContaining('/nowhere/at/all could not be read'),
			exitCode: 2,
		});
		const file = written('GET / HTTP/1.1\nno header\n\n');
		await expect(readRequest(file)).rejects.toMatchObject({
			message: `${file} is no .http file: not a header: no header`,
			exitCode: 2,
		});
	});
});
