/** Why a request is taken for a provider's, in sentences. */

import type {Inspection} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import {findingLines} from '../view/findings.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';

/** `width`: columns of the terminal, or of a line in a file. */
export function detectionText(
	{provider, event, callKey, findings}: Inspection,
	width: number,
	marks: Marks,
): Line[] {
	const lines: Line[] = [];
	const add = (label: string, text: string) =>
		lines.push([segment(`  ${label.padEnd(10)}`, 'text.muted'), segment(oneLine(text))]);
	if (provider.confidence === 0) lines.push([segment('Not recognised', 'text.strong')]);
	else
		lines.push([
			segment(provider.name, 'text.strong'),
			segment(`  ${percent(provider.confidence)}`, 'text.muted'),
		]);
	for (const because of provider.because) add('Because', because);
	if (provider.runnerUp !== null)
		add('Next', `${provider.runnerUp.id}, ${percent(provider.runnerUp.confidence)}`);
	if (event !== null)
		add('Kind', `${event.kind}, ${event.phase}${event.outcome === null ? '' : `, ${event.outcome}`}`);
	if (callKey !== null) add('Call', callKey);
	return [...lines, ...findingLines(findings, width, marks)];
}

function percent(confidence: number): string {
	return `${Math.round(confidence * 100)} % sure`;
}
