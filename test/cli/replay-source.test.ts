import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {pinOfStep, scenariosOf} from '../../src/cli/replay-source.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import type {DeliveryRecord, Store} from '../../src/store/store.ts';
import {recordOf, requestOf, storeAt, temporaryFolder} from '../store/temporary.ts';

const start = Date.UTC(2026, 10, 20, 9);

/** A TeleCMI record that came `seconds` after the first. */
function cdr(callId: string, seconds: number, change: Partial<DeliveryRecord> = {}): DeliveryRecord {
	const text = JSON.stringify({
		type: 'cdr',
		cmiuuid: callId,
		direction: 'outbound',
		status: 'answered',
		answeredsec: 1,
	});
	return recordOf({request: requestOf({text, receivedAt: start + seconds * 1000}), ...change});
}

async function filled(records: readonly DeliveryRecord[]): Promise<Store> {
	const store = await storeAt();
	store.write(writer => writer.insertDeliveries(records));
	new CallFolder(store, nothingTold).foldAll();
	return store;
}

function find(words: readonly string[], store: Store | null = null, stdin = '') {
	return scenariosOf(words, {
		store: () => Promise.resolve(store),
		told: nothingTold,
		stdin: () => Promise.resolve(Buffer.from(stdin)),
	});
}

async function refused(words: readonly string[], store: Store | null = null): Promise<CallHookError> {
	const error = await find(words, store).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(CallHookError);
	return error as CallHookError;
}

const replay = {of: 1, from: null, isEdited: false, isResigned: false};

it('an empty word is not all there is', async () => {
	const store = await filled([cdr('a', 0)]);
	for (const words of [[''], ['1', ' ']]) expect((await refused(words, store)).exitCode).toBe(2);
});

it('what came by an older version of HTTP is told', async () => {
	const old = recordOf({request: requestOf({text: 'x', httpVersion: '1.0'})});
	const [scenario] = await find(['1'], await filled([old]));
	expect(scenario?.notes).toEqual(['By an older HTTP came #1; it is sent by HTTP/1.1.']);
});

it('a range is deliveries by number: those of one call together', async () => {
	const store = await filled([cdr('a', 0), cdr('a', 1), cdr('b', 2), cdr('c', 3)]);
	expect((await find(['1-3'], store)).map(({title}) => title)).toEqual(['#1 #2', '#3']);
	expect((await refused(['1-9'], store)).message).toContain('There is no delivery #9');
});

describe('without a store', () => {
	it('a fixture', async () => {
		const [scenario] = await find(['telecmi/outgoing-answered']);
		expect(scenario).toMatchObject({
			title: 'telecmi/outgoing-answered',
			from: 'telecmi/outgoing-answered',
			notes: [],
		});
		expect(scenario?.steps).toHaveLength(1);
	});

	it('several, in their order', async () => {
		const found = await find(['cllr/post-call', 'telecmi/outgoing-answered', 'cllr/post-call']);
		expect(found.map(({title}) => title)).toEqual([
			'cllr/post-call',
			'telecmi/outgoing-answered',
			'cllr/post-call',
		]);
	});

	it('a file, whatever its name, and standard input', async () => {
		const folder = temporaryFolder();
		const file = join(folder, 'call');
		writeFileSync(file, '# @after 3s\nPOST /a HTTP/1.1\nHost: x\n\n{"a":1}\n###\nGET /b HTTP/1.1\n\n');
		const [scenario] = await find([file]);
		expect(scenario?.steps.map(({method, target}) => [method, target])).toEqual([
			['POST', '/a'],
			['GET', '/b'],
		]);
		const [body] = await find(['-'], null, '{"type":"cdr"}');
		expect(body).toMatchObject({from: 'standard input', steps: [{method: 'POST'}]});
		expect(Buffer.from(body?.steps[0]?.body ?? []).toString()).toBe('{"type":"cdr"}');
	});

	it('a curl command line reads files of this folder alone, and says so', async () => {
		const [scenario] = await find(['curl -d @package.json http://localhost:1/hooks']);
		expect(scenario?.notes).toEqual([expect.stringMatching(/^Read [\d,]+ bytes from package\.json\.$/)]);
		await expect(find(['curl -d @/etc/passwd http://localhost:1/hooks'])).rejects.toMatchObject({
			message: expect.stringContaining('/etc/passwd, which it names: it is not in'),
			exitCode: 2,
		});
	});

	it('a broken file is not sent as a body, and a body of unknown kind is told', async () => {
		const folder = temporaryFolder();
		for (const [name, text] of [
			['e.har', '{"log":{}}'],
			['e.ndjson', 'x'],
			['e.http', '###'],
			['g.http', 'GARBAGE'],
			['empty', ''],
		] as const) {
			const file = join(folder, name);
			writeFileSync(file, text);
			await expect(find([file])).rejects.toMatchObject({
				message: expect.stringContaining(`${file} cannot be read: `),
				exitCode: 2,
			});
		}
		await expect(find(['-'])).rejects.toMatchObject({message: 'standard input cannot be read: it is empty'});
		const file = join(folder, 'r.json');
		writeFileSync(file, '{"a":');
		const [scenario] = await find([file]);
		expect(scenario?.notes).toEqual([`${file}: taken for a body: it is no valid JSON.`]);
	});

	it('tells what of a file cannot be sent', async () => {
		const entry = (url: string) => ({request: {method: 'POST', url, headers: []}});
		const log = {entries: [entry('http://a.example.test/hooks'), entry('wss://a.example.test/live')]};
		const [scenario] = await find(['-'], null, JSON.stringify({log}));
		expect(scenario?.steps.map(({target}) => target)).toEqual(['/hooks']);
		expect(scenario?.notes).toEqual([
			'standard input, entry 2: not an http address: wss://a.example.test/live: not sent.',
		]);
	});

	it('a curl command line', async () => {
		const [scenario] = await find(['curl -d \'{"a":1}\' http://localhost:1/hooks']);
		expect(scenario).toMatchObject({from: 'curl', steps: [{method: 'POST', target: '/hooks'}]});
	});

	it.each([
		['telecmi', 2, /telecmi\/outgoing-answered/],
		['telecmi/outgoing-answerd', 2, /Did you mean telecmi\/outgoing-answered\?/],
		['nowhere.http', 2, /\.http/],
		['./nowhere', 2, /standard input/],
		['0', 2, /deliveries/],
		['-3', 2, /deliveries/],
		['12', 1, /listen/],
		['outgoing-answered', 1, /Did you mean telecmi\/outgoing-answered\?/],
	])('%s is told what it may be', async (word, exitCode, hint) => {
		expect(await refused([word])).toMatchObject({exitCode, hint: expect.stringMatching(hint)});
	});
});

describe('from the store', () => {
	it('deliveries of one call that are named together are one scenario, with the gaps they had', async () => {
		const store = await filled([cdr('a', 0), cdr('b', 1), cdr('a', 30)]);
		const together = await find(['1', '#3'], store);
		expect(together).toHaveLength(1);
		expect(together[0]).toMatchObject({title: '#1 #3', from: null});
		expect(together[0]?.steps.map(({deliveryId, afterMs}) => [deliveryId, afterMs])).toEqual([
			[1, null],
			[3, 30_000],
		]);
		const apart = await find(['1', '2', '3'], store);
		expect(apart.map(({title}) => title)).toEqual(['#1', '#2', '#3']);
	});

	it("a call without its provider's repeats and without replays", async () => {
		const failed = {answer: {status: 500, by: 'call-hook', durationMs: 1}} as const;
		const store = await filled([cdr('a', 0, failed), cdr('a', 30), cdr('a', 60), cdr('a', 90, {replay})]);
		const [scenario] = await find(['telecmi:a'], store);
		expect(scenario?.steps.map(({deliveryId}) => deliveryId)).toEqual([1]);
		expect(scenario?.notes).toHaveLength(1);
		expect(scenario?.notes[0]).toMatch(/^#1 without .*#2.*#3/);
	});

	it('a filter, without replays unless they are asked for', async () => {
		const store = await filled([cdr('a', 0), cdr('b', 1), cdr('a', 2, {replay})]);
		const [scenario] = await find(['provider:telecmi'], store);
		expect(scenario?.steps.map(({deliveryId}) => deliveryId)).toEqual([1, 2]);
		expect(scenario?.notes).toEqual(['Without one replay; is:replay asks for them.']);
		const [replays] = await find(['is:replay'], store);
		expect(replays?.steps.map(({deliveryId}) => deliveryId)).toEqual([3]);
	});

	it.each([
		['is:pinned,replay', [3]],
		['-is:duplicate -is:replay', [1, 2]],
		['provider:telecmi -"is:replay"', [1, 2]],
	])('%s asks for replays only where it says so', async (word, ids) => {
		const store = await filled([cdr('a', 0), cdr('b', 1), cdr('a', 2, {replay})]);
		const [scenario] = await find([word], store);
		expect(scenario?.steps.map(({deliveryId}) => deliveryId)).toEqual(ids);
	});

	it('leaves out what cannot be sent, and says why', async () => {
		const cut = recordOf({request: requestOf({text: '{"type":"cdr","cmiuuid":"a"}', bodySize: 999})});
		const broken = recordOf({
			request: requestOf({method: null, target: null, fault: {code: 'malformed', message: 'No HTTP.'}}),
		});
		const store = await filled([cdr('a', 0), cut, broken]);
		const [scenario] = await find(['-provider:myoperator'], store);
		expect(scenario?.steps).toHaveLength(1);
		expect(scenario?.notes).toEqual([
			'#2 cannot be sent again: only 28 of the 999 bytes of its body were kept.',
			'#3 cannot be sent again: it is not HTTP.',
		]);
		expect(await refused(['2'], store)).toMatchObject({exitCode: 1, message: expect.stringContaining('999')});
	});

	it.each([
		['99', /There is no delivery #99/],
		['telecmi:nobody', /There is no call telecmi:nobody/],
		['provider:cllr', /finds nothing/],
		['nonsense', /no fixture and no file/],
	])('%s is not there', async (word, message) => {
		const store = await filled([cdr('a', 0)]);
		expect(await refused([word], store)).toMatchObject({
			exitCode: 1,
			message: expect.stringMatching(message),
		});
	});
});

describe('pinOfStep', () => {
	it('the user first, then its file or as it was kept', async () => {
		const [scenario] = await find(['callr/fetch-cdr']);
		if (scenario === undefined) expect.fail('not found');
		const [step] = scenario.steps;
		if (step === undefined) expect.fail('no step');
		expect(pinOfStep(scenario, {...step, pin: null}, null)).toBeNull();
		expect(pinOfStep(scenario, {...step, pin: 'callr'}, null)).toEqual({
			id: 'callr',
			because: 'pinned by callr/fetch-cdr',
		});
		expect(pinOfStep(scenario, {...step, pin: 'callr', deliveryId: 7}, null)?.because).toBe('pinned by #7');
		expect(pinOfStep(scenario, {...step, pin: 'callr'}, 'cllr')).toEqual({
			id: 'cllr',
			because: 'pinned by --provider',
		});
	});
});
