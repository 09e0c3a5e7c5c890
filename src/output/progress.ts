/** How far a replay is, in one line that is painted over and over. */

import {lengthOfTime} from '../core/duration.ts';
import type {Progress} from '../replay/run.ts';
import {count, plural} from '../view/format.ts';
import {clipLine} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {perSecond} from './replay.ts';

export interface ProgressView {
	progress: Progress;
	/** Requests per second of late; null as long as that cannot be told. */
	rate: number | null;
	/** Since the first request, in ms. */
	elapsedMs: number;
	/** In ms since the epoch. */
	now: number;
}

/** Before this nobody can tell how long it takes, in ms. */
const soonestEta = 500;

/** A pause shorter than this is none worth telling, in ms. */
const shortestPause = 1000;

/** `» 1,240 of 100,000 sent, 8,100/s, 12 s left`, in at most `width` columns. */
export function progressLine(view: ProgressView, marks: Marks, width: number): Line {
	const {progress, rate, now} = view;
	const {sent, of, finished, times, nextAt, retry} = progress;
	const pause = nextAt === null ? 0 : nextAt - now;
	const parts = [
		of === null
			? `${count(sent)} sent, ${count(finished)} of ${plural(times, 'repetition')}`
			: `${count(sent)} of ${count(of)} sent`,
		...(rate === null || rate < 1 ? [] : [perSecond(rate)]),
		...(pause >= shortestPause
			? [`${retry === null ? 'next' : `retry ${retry.nth} of ${retry.of}`} in ${lengthOfTime(pause)}`]
			: etaText(view)),
	];
	return clipLine([segment(`${marks.progress} ${parts.join(', ')}`, 'text.muted')], width, marks.cut);
}

function etaText({progress: {sent, of, finished, times}, elapsedMs}: ProgressView): string[] {
	const done = of === null ? finished / times : sent / of;
	if (!(done > 0 && done < 1) || elapsedMs < soonestEta) return [];
	return [`${lengthOfTime((elapsedMs * (1 - done)) / done)} left`];
}

/** How many seconds back the rate is looked at. */
const windowMs = 5000;

/** Requests per second of late. */
export class Rate {
	readonly #samples: {at: number; sent: number}[] = [];

	/** Asked now and then, with what was sent until then; null until some time has gone by. */
	at(now: number, sent: number): number | null {
		const samples = this.#samples;
		samples.push({at: now, sent});
		while (samples.length > 2 && (samples[1]?.at ?? now) <= now - windowMs) samples.shift();
		const [first] = samples;
		if (first === undefined || now - first.at < soonestEta) return null;
		return ((sent - first.sent) * 1000) / (now - first.at);
	}
}
