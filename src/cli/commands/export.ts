/** `call-hook export`: deliveries to take away, without secrets and personal data unless they are asked for. */

import {basename, extname} from 'node:path';
import {originSeen, usualAuthority} from '../../core/address.ts';
import {headerOf} from '../../core/capture.ts';
import {CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import {printable} from '../../core/text.ts';
import {version} from '../../core/version.ts';
import type {RequestStep} from '../../formats/step.ts';
import {curlCommand, curlHost} from '../../formats/write-curl.ts';
import {harBegin, harEnd, harEntry} from '../../formats/write-har.ts';
import {httpParts, type WrittenHttpPart} from '../../formats/write-http.ts';
import type {Told} from '../../inspect/inspect.ts';
import {maskedText} from '../../output/masked.ts';
import {deliveryLine} from '../../output/ndjson.ts';
import {leftOutText} from '../../output/saved.ts';
import {providers} from '../../providers/registry.ts';
import {type Disguise, type DisguiseStyle, disguise} from '../../rewrite/disguise.ts';
import type {StoreReader} from '../../store/store.ts';
import {numbersOf, plural} from '../../view/format.ts';
import {type CapturedFixture, fixtureOfCall, fixtureOfDelivery} from '../captured-fixture.ts';
import {type Capture, captures, olderVersion, requestStepOf} from '../captures.ts';
import {refuseBlank} from '../list-filter.ts';
import {maskedAnswer, maskedDelivery, maskedStep} from '../masked.ts';
import {note} from '../note.ts';
import type {GlobalOptions} from '../options.ts';
import {newFile, type Output, toStdout} from '../out-file.ts';
import type {ExportFormat} from '../parse.ts';
import {stopper} from '../stop.ts';
import {usage} from '../usage.ts';
import {withCalls} from './reading.ts';

export interface ExportOptions {
	as?: ExportFormat;
	out?: string;
	force?: boolean;
}

export function runExport(
	words: readonly string[],
	options: ExportOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	refuseBlank(words);
	const fixture = words.find(word => providers.some(({id}) => word.startsWith(`${id}/`)));
	if (fixture !== undefined) {
		throw usage(
			`${fixture} is a fixture's name: what is exported is in the store.`,
			`call-hook fixtures show ${fixture} prints it; as text in a filter it is '"${fixture}"'.`,
		);
	}
	const reading = {...global, showsSignatures: false} as const;
	return withCalls(reading, nothingThere, async (store, told) => {
		const found = () => captures(words, store, told);
		const format = options.as ?? (global.json ? 'ndjson' : usualFormat(found()));
		const {out, force = false} = options;
		const output = out === undefined ? toStdout : await newFile(out, {force});
		try {
			const made = new Export({found, store, told, format, options, global, output});
			return await untilStopped(out, output, global, async () => {
				const count = await made.write();
				if (count === 0) throw nothingMatches(made.notes);
				await output.done();
				if (!global.quiet) note(made.says(count).trimEnd());
			});
		} finally {
			await output.giveUp();
		}
	});
}

/** A file that is not whole goes when the command is stopped: it would be left, under a name nobody knows. */
async function untilStopped(
	out: string | undefined,
	{attach}: Output,
	{quiet}: GlobalOptions,
	work: () => Promise<void>,
): Promise<ExitCode> {
	// What went to a pipe cannot be taken back, and one that nobody reads would hold up the end.
	if (out === undefined || attach === null) {
		await work();
		return exitCode.done;
	}
	const stop = stopper(exitCode.interrupted);
	try {
		const stopped = await Promise.race([work(), stop.stopped]);
		if (stopped === undefined) return exitCode.done;
		if (!quiet) note(`Stopped: ${printable(out)} was not written.`);
		return stopped.exitCode;
	} finally {
		stop.dispose();
	}
}

/** One to paste, or several to keep. */
function usualFormat(found: Iterable<Capture>): ExportFormat {
	let count = 0;
	for (const _ of found) if (++count > 1) return 'http';
	return 'curl';
}

interface Given {
	/** From the first one again each time: they are too many to be held. */
	found: () => Iterable<Capture>;
	store: StoreReader;
	told: Told;
	format: ExportFormat;
	options: ExportOptions;
	global: GlobalOptions;
	output: Output;
}

class Export {
	readonly #given: Given;
	/** Lines for the user: what is not in it, and why; what is other than it was. */
	readonly notes: string[] = [];
	/** null: everything is shown. */
	readonly #disguise: Disguise | null;

	constructor(given: Given) {
		this.#given = given;
		const {format, global, told, found} = given;
		const style: DisguiseStyle = format === 'fixture' ? 'pseudonym' : 'mask';
		this.#disguise = global.reveal ? null : disguise(style, told, stepsOf(found()));
	}

	/** How many were written. */
	write(): Promise<number> {
		const {format} = this.#given;
		if (format === 'ndjson') return this.#lines();
		if (format === 'har') return this.#har();
		if (format === 'curl') return this.#curl();
		return format === 'fixture' ? this.#fixture() : this.#http();
	}

	/** What was done, for stderr. */
	says(count: number): string {
		const {options, format} = this.#given;
		const lines = [...this.notes];
		const style = format === 'fixture' ? 'replaced' : 'masked';
		if (this.#disguise !== null) lines.push(maskedText(this.#disguise.done, style));
		if (options.out !== undefined)
			lines.push(`${plural(count, 'request')} written to ${printable(options.out)}.`);
		return lines.map(line => `${line}\n`).join('');
	}

	/** Those that can be sent again, as they are handed on. */
	*#steps(): Generator<{delivery: Capture; step: RequestStep}> {
		let before: Capture | null = null;
		for (const delivery of this.#given.found()) {
			const step = requestStepOf(delivery, before);
			if ('problem' in step) {
				this.#leaveOut(delivery, step.problem);
				continue;
			}
			before = delivery;
			yield {delivery, step: this.#masked(step, delivery)};
		}
	}

	#leaveOut({id}: {id: number}, problem: string): void {
		this.notes.push(`Left out: #${id}, ${printable(problem)}.`);
	}

	#masked(step: RequestStep, {request}: Capture): RequestStep {
		return this.#disguise === null ? step : maskedStep(step, request, this.#disguise);
	}

	async #lines(): Promise<number> {
		const {found, told, output} = this.#given;
		let count = 0;
		for (const delivery of found()) {
			const line = this.#line(delivery, told);
			if (line === null) continue;
			await output.write(line);
			count++;
		}
		return count;
	}

	/** A line can tell what is no whole request as well. */
	#line(delivery: Capture, told: Told): string | null {
		if (this.#disguise === null) return deliveryLine(delivery);
		const {body, method, target} = delivery.request;
		if (method === null || target === null) {
			this.#leaveOut(
				delivery,
				'it is not HTTP, so that nothing in it can be masked: --reveal has it as it came',
			);
			return null;
		}
		const {request} = delivery;
		const step = requestStepOf(
			{...delivery, request: {...request, bodySize: body.length, fault: null}},
			null,
		);
		if ('problem' in step) return null;
		return deliveryLine(maskedDelivery(delivery, this.#masked(step, delivery), this.#disguise, told));
	}

	async #har(): Promise<number> {
		const {output} = this.#given;
		let count = 0;
		for (const {delivery, step} of this.#steps()) {
			const {request, answer} = delivery;
			const entry = harEntry(
				{
					step,
					receivedAt: request.receivedAt,
					bodyMs: request.bodyMs,
					httpVersion: request.httpVersion,
					...(request.publicUrl !== undefined && {publicUrl: request.publicUrl}),
					answer: this.#disguise === null ? answer : maskedAnswer(answer, {request, step}, this.#disguise),
				},
				count === 0,
			);
			await output.write(count === 0 ? harBegin(version) + entry : entry);
			count++;
		}
		if (count > 0) await output.write(harEnd);
		return count;
	}

	async #curl(): Promise<number> {
		const listening = authorityOf(this.#given.store);
		const old: number[] = [];
		let count = 0;
		for (const {delivery, step} of this.#steps()) {
			this.notes.push(...lostByCurl(delivery, step, listening));
			const command = curlCommand(step, schemeOf(step), listening);
			await this.#given.output.write(`${count === 0 ? '' : '\n'}${command}`);
			if (olderVersion(delivery.request) !== null) old.push(delivery.id);
			count++;
		}
		if (old.length > 0) {
			this.notes.push(`Left out: the older HTTP that ${numbersOf(old)} came by, curl sends HTTP/1.1.`);
		}
		if (count > 1) {
			this.notes.push(
				'Left out: the time between them, the commands run one after the other; --as http and call-hook replay have it.',
			);
		}
		return count;
	}

	#http(): Promise<number> {
		return this.#writeHttp(this.#requests());
	}

	*#requests(): Generator<RequestStep> {
		for (const {step} of this.#steps()) yield step;
	}

	async #fixture(): Promise<number> {
		const all = [...this.#given.found()];
		const fixture = this.#captured(all);
		this.notes.push(...leftOutText(fixture.leftOut).map(line => printable(line)));
		if (fixture.hostsChanged > 0) this.notes.push(`Host is where call-hook listens, ${usualAuthority}.`);
		const byId = new Map<number | null, Capture>(all.map(delivery => [delivery.id, delivery]));
		const steps = fixture.steps.map(step => {
			const delivery = byId.get(step.deliveryId);
			return delivery === undefined ? step : this.#masked(step, delivery);
		});
		return await this.#writeHttp(steps);
	}

	#captured(all: readonly Capture[]): CapturedFixture {
		const [first, ...more] = all;
		if (first === undefined) return {name: '', steps: [], hostsChanged: 0, leftOut: []};
		if (more.length === 0) return fixtureOfDelivery(first);
		const keys = new Set(all.map(({inspection}) => inspection.callKey));
		if (keys.size === 1 && !keys.has(null)) return fixtureOfCall(all);
		throw new CallHookError(
			`A fixture is one request or one call: these are ${plural(all.length, 'delivery', 'deliveries')} of more.`,
			{
				hint: 'Name one delivery or one call, or write them with --as http.',
				exitCode: exitCode.usage,
			},
		);
	}

	async #writeHttp(all: Iterable<RequestStep>): Promise<number> {
		const steps = this.#withoutSurprise(all);
		const {options, output} = this.#given;
		const {out} = options;
		const {attach} = output;
		const parts = httpParts(steps, out === undefined ? '' : `${basename(out, extname(out))}-`);
		if (attach === null) return await this.#writeText([...parts]);
		let count = 0;
		for (const {text, attachment} of parts) {
			if (attachment !== null) await attach(attachment.name, attachment.body);
			await output.write(text);
			count++;
		}
		return count;
	}

	/** Notes what clients would send in another way than call-hook does. */
	*#withoutSurprise(steps: Iterable<RequestStep>): Generator<RequestStep> {
		let filled = 0;
		for (const step of steps) {
			if (hasVariable(step)) filled++;
			yield step;
		}
		if (filled === 0) return;
		const hold = filled === 1 ? 'One request holds' : `${filled} requests hold`;
		this.notes.push(`${hold} {{…}}: REST clients fill in a variable there, call-hook sends it as it is.`);
	}

	/** Where nothing can be attached that has to be known before the first request is written. */
	async #writeText(parts: readonly WrittenHttpPart[]): Promise<number> {
		const attachments = parts.filter(({attachment}) => attachment !== null).length;
		if (attachments > 0) throw needsFile(attachments);
		for (const {text} of parts) await this.#given.output.write(text);
		return parts.length;
	}
}

/** What is looked at before anything is written: what one request tells to be personal is hidden in all. */
function* stepsOf(found: Iterable<Capture>): Generator<RequestStep> {
	for (const delivery of found) {
		const step = requestStepOf(delivery, null);
		if (!('problem' in step)) yield step;
	}
}

/** Where a listener on the store can be reached; else where one listens that is told nothing else. */
function authorityOf(store: StoreReader): string {
	const [listener] = store.listeners();
	return listener === undefined ? usualAuthority : new URL(listener.url).host;
}

/** What a curl command does otherwise than who sent the request; each a sentence. */
function lostByCurl({id}: Capture, {headers, trailers}: RequestStep, listening: string): string[] {
	const hosts = headers.filter(([name]) => name.toLowerCase() === 'host').length;
	return [
		...(trailers === undefined ? [] : [`Left out: the trailers of #${id}, curl cannot send any.`]),
		...(hosts > 1 ? [`Left out: of the ${hosts} Host headers of #${id} curl sends one.`] : []),
		...(curlHost(headers) === null
			? [`#${id} names no host to send it to: its command has http://${listening} in its place.`]
			: []),
	];
}

/** What REST clients take for a variable: `{{secret}}`. */
function hasVariable({target, headers, body}: RequestStep): boolean {
	return (
		target.includes('{{') ||
		headers.some(([, value]) => value.includes('{{')) ||
		Buffer.from(body.buffer, body.byteOffset, body.length).includes('{{')
	);
}

/** As it was sent to the host it names. */
function schemeOf({headers, target}: RequestStep): 'http' | 'https' {
	const seen = originSeen({headers, target});
	return seen?.scheme === 'https' && seen.host === headerOf(headers, 'host') ? 'https' : 'http';
}

function nothingThere(): never {
	throw nothingMatches([]);
}

function nothingMatches(leftOut: readonly string[]): CallHookError {
	return new CallHookError(['There is nothing to export.', ...leftOut].join('\n'), {
		hint: 'call-hook deliveries lists what is in the store; --as ndjson has what is no whole request, too.',
		exitCode: exitCode.unmatched,
	});
}

function needsFile(attachments: number): CallHookError {
	const bodies = attachments === 1 ? 'A body is' : `${attachments} bodies are`;
	return new CallHookError(`${bodies} nothing a text file can hold.`, {
		hint: 'Give --out <file>: they are written beside it. --as curl, har and ndjson hold any body.',
		exitCode: exitCode.usage,
	});
}
