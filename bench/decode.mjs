/**
 * How long a payload takes at worst: `npm run bench:decode`, or `npm run bench:decode -- 1000000` for that many. The
 * payloads are those of test/providers/mutation.test.ts, and what it fails for is counted here as well; but a test
 * must not fail for a slow moment of the machine, so times are judged here alone.
 */

import {fileURLToPath} from 'node:url';
import fc from 'fast-check';
import {rolldown} from 'rolldown';

const payloads = Number(process.argv[2] ?? 200_000);
const seed = Number(process.env.BENCH_SEED ?? 20261120);
/** One payload in so many is far too large. */
const oversizeEvery = 200;
/** Above it the time is taken again, and the least counts: a garbage collection is not the payload's fault. */
const repeatAboveMs = 5;
const repeats = 5;
const limitMs = 20;

/** The sources as plain JavaScript: Node 20 runs no TypeScript, and a test runner's loader would be timed, too. */
async function load() {
	const bundle = await rolldown({
		input: {
			inspect: fileURLToPath(new URL('../src/inspect/inspect.ts', import.meta.url)),
			registry: fileURLToPath(new URL('../src/providers/registry.ts', import.meta.url)),
			mutants: fileURLToPath(new URL('../test/support/mutants.ts', import.meta.url)),
		},
		platform: 'node',
		external: ['fast-check'],
		resolve: {mainFields: ['module', 'main']},
	});
	// As deep below the root as test/support, from where the fixtures are found.
	const dir = fileURLToPath(new URL('../.cache/decode/', import.meta.url));
	await bundle.write({dir, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js'});
	await bundle.close();
	const modules = ['inspect', 'registry', 'mutants'].map(name => import(`${dir}${name}.js`));
	return Object.assign({}, ...(await Promise.all(modules)));
}

const {inspect, noPins, providerOf, ...generator} = await load();
const {mutate, oversize, oversizeSteps, byteSteps, plans, subjects, tellRequest} = generator;

/** Half of them broken as well: what cannot be parsed is repaired, which takes longest. */
const oversized = fc.tuple(oversizeSteps, fc.oneof(fc.constant([]), byteSteps));

/** As long as what is still repaired; each of these once took a repairer from 60 ms to 3 s. */
const longest = 48_000;
const filled = (before, unit, after = '') => before + unit.repeat(longest / unit.length) + after;
const stubborn = {
	'members in a text, broken near its end': filled('"', '\\"k\\":\\"v\\",', ',\\,"d\\":\\"1\\"}"'),
	'texts that never end': filled('{', '"k":"v,'),
	'nothing but quotes': filled('[', '"'),
	'nothing but single quotes': filled('[', "'"),
	'names without values': filled('[', '"a":'),
	patterns: filled('[', '/a '),
	comments: filled('[', '/*'),
	'line breaks in a text': filled('{"a":"', '\n', '}'),
	'commas in a text': filled('["', 'a, '),
};

/** Payloads without end, a thousand plans at a time, the stubborn ones first. */
function* generate() {
	const [subject] = subjects;
	for (const [change, text] of Object.entries(stubborn)) {
		const body = Buffer.from(text);
		yield {subject, change, request: {...subject.fixture.request, body, bodySize: body.length}};
	}
	for (let chunk = 0; ; chunk++) {
		const params = {seed: seed + chunk, numRuns: 1000};
		const changes = fc.sample(plans, params);
		const large = fc.sample(oversized, {...params, numRuns: 1000 / oversizeEvery});
		for (const [index, plan] of changes.entries()) {
			const subject = subjects[(chunk * changes.length + index) % subjects.length];
			if (index % oversizeEvery === 0) {
				const change = large[index / oversizeEvery];
				yield {subject, change, request: oversize(subject, ...change)};
			} else {
				yield {subject, change: plan, request: mutate(subject, plan)};
			}
		}
	}
}

function timed(request, options) {
	const began = performance.now();
	const {inspection} = inspect(request, options);
	return {ms: performance.now() - began, inspection};
}

const times = [];
const seen = {own: 0, generic: 0, wrong: 0, exceptions: 0};
const examples = [];
let slowest = {ms: 0};

/** Detection and decoding; `options` pins the payload to its provider, so that it is decoded in any case. */
function measure(payload, options) {
	const {subject, change, request} = payload;
	const what = () => `${subject.fixture.id} ${JSON.stringify(change)}\n${tellRequest(request)}`;
	let first;
	try {
		first = timed(request, options);
	} catch (error) {
		seen.exceptions++;
		if (examples.length < 5) examples.push(`threw ${error}: ${what()}`);
		return;
	}
	let {ms} = first;
	if (ms > repeatAboveMs) {
		for (let left = repeats; left > 0; left--) ms = Math.min(ms, timed(request, options).ms);
	}
	times.push(ms);
	if (ms > slowest.ms) slowest = {ms, payload: what(), size: request.body.length};
	const {provider, findings} = first.inspection;
	const failure = findings.find(({code}) => code === 'call-hook/provider-failed');
	if (failure !== undefined) {
		seen.exceptions++;
		if (examples.length < 5) examples.push(`${failure.message}: ${what()}`);
	}
	if (options !== noPins) return;
	if (provider.id === subject.fixture.folder) seen.own++;
	else if (provider.id === 'generic') seen.generic++;
	else {
		seen.wrong++;
		if (examples.length < 5) examples.push(`taken for ${provider.id}: ${what()}`);
	}
}

let done = 0;
for (const payload of generate()) {
	if (done++ === payloads) break;
	measure(payload, noPins);
	measure(payload, {...noPins, pin: providerOf(payload.subject.fixture.folder)});
}

times.sort((a, b) => a - b);
const quantile = share => `${(times[Math.floor(share * (times.length - 1))] * 1000).toFixed(1)} µs`;

console.log(`Node ${process.versions.node}, seed ${seed}\n`);
console.log(`payloads          ${payloads}, each as detected and pinned`);
console.log(`recognised        ${seen.own} as their provider, ${seen.generic} as generic`);
console.log(`exceptions        ${seen.exceptions}`);
console.log(`wrong providers   ${seen.wrong}`);
console.log(`p50, p99, p99.9   ${[0.5, 0.99, 0.999].map(quantile).join(', ')}`);
console.log(
	`slowest           ${slowest.ms.toFixed(2)} ms, least of ${repeats + 1} (target ≤ ${limitMs} ms)`,
);
console.log(`\nThe slowest, ${slowest.size} bytes: ${slowest.payload}`);
for (const example of examples) console.log(`\n${example}`);
if (slowest.ms > limitMs || seen.exceptions > 0 || seen.wrong > 0) process.exitCode = 1;
