import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {attachedIn, inspectFile, requestsIn} from '../../src/cli/request-file.ts';
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
		const {request, inspected} = await inspectFile(written(text), routed, {quiet: true});
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
			message: `${file} cannot be read: line 2: not a header: no header`,
			exitCode: 2,
		});
	});

	it('may be in any format, with the files it names beside it', async () => {
		const folder = temporaryFolder();
		const file = join(folder, 'a.http');
		writeFileSync(join(folder, 'b.bin'), Buffer.from([0, 1]));
		writeFileSync(file, 'POST / HTTP/1.1\n\n< ./b.bin\n');
		const {format, steps} = await requestsIn(file);
		expect([format, steps[0]?.body]).toEqual(['http', Buffer.from([0, 1])]);
		const curl = await inspectFile(written("curl h.example.test/x -H 'X: 1'"), noPins);
		expect(curl.request).toMatchObject({
			method: 'GET',
			target: '/x',
			headers: [
				['Host', 'h.example.test'],
				['X', '1'],
			],
		});
	});

	it.each([
		['< ./not-there.bin', /not-there\.bin, which it names: ENOENT/],
		['< /dev/zero', /\/dev\/zero, which it names: it is not in /],
	])('a body that cannot be read is told: %s', async (body, message) => {
		const file = written(`POST / HTTP/1.1\n\n${body}\n`);
		await expect(requestsIn(file)).rejects.toMatchObject({
			message: expect.stringMatching(message),
			exitCode: 2,
		});
	});
});

describe('a file that another one names', () => {
	it('is read in the same folder, and nowhere else', () => {
		const top = temporaryFolder();
		const folder = join(top, 'in');
		mkdirSync(join(folder, 'deep'), {recursive: true});
		writeFileSync(join(folder, 'deep', 'a.bin'), 'abc');
		writeFileSync(join(top, 'out.bin'), 'not for all');
		symlinkSync(join(top, 'out.bin'), join(folder, 'link.bin'));
		const told: [string, number][] = [];
		const attached = attachedIn(folder, (path, size) => told.push([path, size]));
		expect(attached('./deep/a.bin')).toEqual(Buffer.from('abc'));
		expect(attached(join(folder, 'deep/a.bin'))).toEqual(Buffer.from('abc'));
		expect(told).toEqual([
			['./deep/a.bin', 3],
			[join(folder, 'deep/a.bin'), 3],
		]);
		for (const path of ['../out.bin', join(top, 'out.bin'), 'link.bin', '/etc/passwd'])
			expect(() => attached(path)).toThrow(/nothing outside is read/);
		expect(() => attached('deep')).toThrow('it is no file');
		expect(() => attached('none')).toThrow('none, which it names');
	});

	it('of a curl file and of a .http file is refused alike', async () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'a.curl'), 'curl h.example.test -d @/etc/passwd');
		writeFileSync(join(folder, 'a.http'), 'POST / HTTP/1.1\n\n< /etc/passwd\n');
		for (const name of ['a.curl', 'a.http'])
			await expect(requestsIn(join(folder, name))).rejects.toMatchObject({
				message: expect.stringContaining('/etc/passwd, which it names: it is not in'),
			});
	});
});
