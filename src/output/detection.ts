/** Who sent a request, and in sentences why call-hook thinks so. */

import type {Inspection} from '../core/delivery.ts';
import type {Candidate, Provider} from '../core/provider.ts';
import {listed, oneLine} from '../core/text.ts';
import {findingLines} from '../view/findings.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

export interface Detected {
	inspection: Inspection;
	/** Who it was taken for. */
	provider: Provider;
	/** What detection alone finds, the strongest first. */
	candidates: readonly Candidate[];
	/** Every provider that was asked. */
	asked: readonly Provider[];
}

export interface DetectionFormat {
	/** Columns of the terminal, or of a line in a file. */
	width: number;
	marks: Marks;
}

/** Who sent it, what it is, and what to think of it. */
export function detectionText({inspection, provider}: Detected, format: DetectionFormat): Line[] {
	return [
		headline(inspection, provider),
		...row('Because', inspection.provider.because.join(', '), format),
		...about(inspection, format),
		...findingLines(inspection.findings, format.width, format.marks),
	];
}

/** The same with the reasons: what speaks for it, what the others say, and what was looked for in vain. */
export function explanationText(detected: Detected, format: DetectionFormat): Line[] {
	const {inspection, provider} = detected;
	const isRecognised = inspection.provider.confidence > 0;
	return [
		headline(inspection, provider),
		[],
		...(inspection.provider.pinned
			? pinnedReasons(detected, format)
			: isRecognised
				? reasons(detected, format)
				: doubts(detected, format)),
		...(inspection.event === null ? [] : [[], ...kindOf(inspection, provider, format)]),
		...about(inspection, format),
		...findingLines(inspection.findings, format.width, format.marks),
	];
}

function headline({provider, event}: Inspection, {name}: Provider): Line {
	if (provider.confidence === 0) return [segment('Not recognised', 'text.strong')];
	return [
		segment(`${name}${provider.pinned ? ', as you said' : ''}`, 'text.strong'),
		segment(event === null ? '' : `  ${event.kind}`, 'text.muted'),
	];
}

function about({event, callKey}: Inspection, format: DetectionFormat): Line[] {
	if (event === null) return [];
	const {phase, outcome, direction} = event;
	const says = [phase === 'other' ? null : phase, outcome, direction].filter(part => part !== null);
	return [
		...(says.length === 0 ? [] : row('It says', says.join(', '), format)),
		...(callKey === null ? [] : row('Call', callKey, format)),
	];
}

function kindOf({event}: Inspection, {kinds}: Provider, format: DetectionFormat): Line[] {
	const kind = kinds.find(({id}) => id === event?.kind);
	return kind === undefined ? [] : row('Kind', `${kind.id}. ${kind.says}`, format);
}

function reasons({provider, candidates, asked}: Detected, format: DetectionFormat): Line[] {
	const own = candidates.find(candidate => candidate.provider === provider);
	const others = candidates.filter(candidate => candidate.provider !== provider);
	const silent = asked.filter(
		other => other !== provider && !others.some(candidate => candidate.provider === other),
	);
	return [
		...evidenceRows('Because', own, format),
		...others.flatMap(other => row('But', `${other.provider.name} has less: ${told(other)}.`, format)),
		...(silent.length === 0
			? []
			: row(
					'The others',
					`${names(silent)} ${silent.length === 1 ? 'finds' : 'find'} nothing of theirs in it.`,
					format,
				)),
	];
}

/** Each piece of evidence on a row of its own. */
function evidenceRows(label: string, candidate: Candidate | undefined, format: DetectionFormat): Line[] {
	return (candidate?.evidence ?? []).flatMap(({says, why}, index) =>
		row(index === 0 ? label : '', `${says}: ${why}.`, format),
	);
}

function pinnedReasons({inspection, candidates, provider}: Detected, format: DetectionFormat): Line[] {
	const [best] = candidates;
	const alone =
		best === undefined
			? 'nothing in it is known from a provider, so that only your word tells'
			: `${best.provider === provider ? 'it looks so, too' : `it looks more like ${best.provider.name}`}: ${told(best)}`;
	return [
		...row('Because', `${inspection.provider.because.join(', ')}.`, format),
		...row('By itself', `${alone}.`, format),
	];
}

function doubts({candidates, asked}: Detected, format: DetectionFormat): Line[] {
	const lines: Line[] = [];
	const close = candidates.flatMap(candidate =>
		row('Close', `${candidate.provider.name}: ${told(candidate)}. That alone is not enough.`, format),
	);
	lines.push(
		...(close.length > 0 ? close : row('Because', 'nothing in it is known from a provider.', format)),
	);
	lines.push([], [segment('  Looked for', 'text.muted')]);
	for (const {name, recognisedBy} of asked) {
		for (const [index, what] of recognisedBy.entries()) {
			lines.push(...row(index === 0 ? name : '', index === 0 ? what : `or ${what}`, format));
		}
	}
	lines.push([]);
	const shapeless = asked.flatMap(({id, kinds}) =>
		kinds.filter(({pinOnly}) => pinOnly).map(kind => `${id} ${kind.id}`),
	);
	lines.push(
		...row(
			'Not seen',
			`what has no shape of its own is recognised only when you say who sends it: ${listed(shapeless)}.`,
			format,
		),
		...row(
			'Do',
			'If you know who sent it, say so: --provider <id> here, --route /path=<id> with listen.',
			format,
		),
	);
	return lines;
}

function told({evidence}: Candidate): string {
	return evidence.map(({says, why}) => `${says} (${why})`).join('; ');
}

function names(providers: readonly Provider[]): string {
	return listed(providers.map(({name}) => name));
}

const labelWidth = 12;

/** A label and a text that goes on below itself. */
function row(label: string, text: string, {width}: DetectionFormat): Line[] {
	return wrapWords(oneLine(text), Math.max(20, width - labelWidth - 2)).map((part, index) => [
		segment(`  ${fit(index === 0 ? label : '', labelWidth)}`, 'text.muted'),
		segment(part),
	]);
}
