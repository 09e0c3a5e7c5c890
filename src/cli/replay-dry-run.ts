/** `replay --dry-run`: prints what would be sent when, and sends nothing. */

import {type ExitCode, exitCode} from '../core/errors.ts';
import {targetAt} from '../forward/path.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import type {Told} from '../inspect/inspect.ts';
import {
	type PlannedSending,
	planHeading,
	plannedLine,
	plannedRow,
	planTitle,
	type Unplanned,
	unplannedTexts,
} from '../output/replay-plan.ts';
import {Inspections} from '../replay/delivery.ts';
import type {PreparedStep} from '../replay/sending.ts';
import {eventText} from '../view/format.ts';
import {type Line, segment} from '../view/segment.ts';
import {paintLine} from '../view/theme.ts';
import {wrapWords} from '../view/wrap.ts';
import {looksFor} from './colour.ts';
import {note} from './note.ts';
import type {GlobalOptions} from './options.ts';
import type {Part} from './replay-parts.ts';
import {fileWidth, printed, terminalWidth} from './stdout.ts';

export interface DryRunOptions extends Unplanned {
	address: TargetAddress;
	told: Told;
}

export async function dryRun(
	parts: readonly Part[],
	{address, told, ...unplanned}: DryRunOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	const {theme, marks} = looksFor(global, process.env);
	const width = terminalWidth();
	const format = {width, marks, isRepeated: unplanned.times > 1};
	const painted = (line: Line) => `${paintLine(line, theme)}\n`;
	const inspections = new Inspections(told);
	for (const [index, part] of parts.entries()) {
		if (!global.json) {
			if (parts.length > 1) {
				const title = planTitle(part.title, part.steps.length, format);
				await printed(`${index === 0 ? '' : '\n'}${painted(title)}`);
			}
			await printed(painted(planHeading(format)));
		}
		for (let repetition = 0; repetition < unplanned.times; repetition++) {
			for (const planned of plannedSendings(part, repetition, address, inspections)) {
				await printed(global.json ? plannedLine(planned) : painted(plannedRow(planned, format)));
			}
		}
	}
	const texts = unplannedTexts(unplanned);
	if (!global.json && texts.length > 0) {
		const rows = texts.flatMap(text => wrapWords(text, width ?? fileWidth));
		await printed(`\n${rows.map(row => painted([segment(row, 'text.muted')])).join('')}`);
	} else if (!global.quiet) for (const text of texts) note(text);
	return exitCode.done;
}

/** In the order they would be sent; those that would not be are last. */
export function plannedSendings(
	{title, passOf, requestsOf, steps}: Part,
	repetition: number,
	address: TargetAddress,
	inspections: Inspections,
): PlannedSending[] {
	const {sendings, dropped} = passOf(repetition);
	const requests = requestsOf(repetition, Date.now());
	const planned = (
		step: number,
		copy: number,
		atMs: number | null,
		because: readonly string[],
	): PlannedSending => {
		const {method = '', target = '', body = new Uint8Array()} = requests[step] ?? {};
		return {
			scenario: title,
			...namesOf(steps[step], inspections),
			repetition,
			step,
			copy,
			atMs,
			method,
			target: targetAt(address, target),
			bytes: body.length,
			because,
		};
	};
	return [
		...sendings.map(({step, copy, atMs, because}) => planned(step, copy, atMs, because)),
		...dropped.map(step => planned(step, 0, null, ['dropped'])),
	];
}

/** Those of the original: what is made anew in it changes none of them. */
function namesOf(
	prepared: PreparedStep | undefined,
	inspections: Inspections,
): Pick<PlannedSending, 'delivery' | 'from' | 'name' | 'kind' | 'says'> {
	if (prepared === undefined) return {delivery: null, from: null, name: null, kind: null, says: ''};
	const {step, from, pin} = prepared;
	const {event} = inspections.of(step, pin).inspection;
	return {
		delivery: step.deliveryId,
		from: step.deliveryId === null ? from : null,
		name: step.name,
		kind: event?.kind ?? null,
		says: event === null ? (step.name ?? '') : eventText(event),
	};
}
