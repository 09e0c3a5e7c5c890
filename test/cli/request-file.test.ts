import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {inspectFile} from '../../src/cli/request-file.ts';
import {noPins} from '../../src/inspect/inspect.ts';
import {generic} from '../../src/providers/generic.ts';
import {telecmi} from '../../src/providers/telecmi.ts';
import {temporaryFolder} from '../store/temporary.ts';

function written(content: string | Uint8Array): string {
	const file = join(temporaryFolder(), 'request');
	writeFileSync(file, content);
	return file;
}

describe('a request from a file', () => {
	const routed = {...noPins, routes: [{path: '/', provider: telecmi}]};

	it('is the first of a .http file', async () => {
		const text = '# @name a\nPUT /a?b=c HTTP/1.1\nHost: h.example.test\n\n{}\n### \nGET /b HTTP/1.1\n\n';
		const {request, inspected} = await inspectFile(written(text), routed);
		expect(inspected.provider).toBe(telecmi);
		expect(request).toMatchObject({
			method: 'PUT',
			target: '/a?b=c',
			headers: [['Host', 'h.example.test']],
			body: Buffer.from('{}'),
			bodySize: 2,
			fault: null,
		});
	});

	it('has any other file as its body, byte for byte, and came to no path', async () => {
		const bytes = Buffer.from([0xff, 0, 0x0a]);
		const {request, inspected} = await inspectFile(written(bytes), routed);
		expect(inspected.provider).toBe(generic);
		expect(request).toMatchObject({method: 'POST', target: '/', headers: [], body: bytes, bodySize: 3});
	});

	it('one that cannot be read is told with its name', async () => {
		await expect(inspectFile('/nowhere/at/all', noPins)).rejects.toMatchObject({
			message: expect.stringContaining('/nowhere/at/all could not be read'),
			exitCode: 2,
		});
		const file = written('GET / HTTP/1.1\nno header\n\n');
		await expect(inspectFile(file, noPins)).rejects.toMatchObject({
			message: `${file} is no .http file: line 2: not a header: no header`,
			exitCode: 2,
		});
	});
});
