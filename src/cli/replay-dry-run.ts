/** `replay --dry-run`: prints what would be sent when, and sends nothing. */

import {type ExitCode, exitCode} from '../core/errors.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import {type PlannedSending, planHeading, plannedLine, plannedRow} from '../output/replay-plan.ts';
import {targetAt} from '../replay/resign.ts';
import {paintLine} from '../view/theme.ts';
import {looksFor} from './colour.ts';
import type {GlobalOptions} from './options.ts';
import type {Part} from './replay-parts.ts';
import {printed, terminalWidth} from './stdout.ts';

export async function dryRun(
	parts: readonly Part[],
	times: number,
	address: TargetAddress,
	global: GlobalOptions,
): Promise<ExitCode> {
	const {theme, marks} = looksFor(global, process.env);
	const width = terminalWidth();
	if (!global.json) await printed(`${paintLine(planHeading(width, marks), theme)}\n`);
	for (const part of parts) {
		for (let repetition = 0; repetition < times; repetition++) {
			for (const planned of plannedSendings(part, repetition, address)) {
				const line = global.json
					? plannedLine(planned)
					: `${paintLine(plannedRow(planned, width, marks), theme)}\n`;
				await printed(line);
			}
		}
	}
	return exitCode.done;
}

/** In the order they would be sent; those that would not be are last. */
export function plannedSendings(
	{title, passOf, requestsOf, steps}: Part,
	repetition: number,
	address: TargetAddress,
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
		const deliveryId = steps[step]?.step.deliveryId ?? null;
		return {
			scenario: title,
			delivery: deliveryId,
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
