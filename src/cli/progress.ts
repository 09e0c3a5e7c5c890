/** A line at the bottom of the terminal that says how far something is, and goes when it is over. */

import {type ProgressView, progressLine, Rate} from '../output/progress.ts';
import type {Progress} from '../replay/run.ts';
import {paintLine} from '../view/theme.ts';
import type {Looks} from './colour.ts';
import {fileWidth, widthOf} from './stdout.ts';

/** It is painted again at most this often, in ms. */
const everyMs = 100;

export interface ProgressShown {
	/** Called before anything else is printed: the line is gone until its next time. */
	clear(): void;
	/** For good. */
	end(): void;
}

const nothing: ProgressShown = {clear() {}, end() {}};

interface ProgressOptions {
	looks: Looks;
	/** `-q` */
	quiet: boolean;
	environment: NodeJS.ProcessEnv;
	stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;
}

/** On a terminal only: what goes to a file would be a line each time. */
export function showProgress(
	farNow: () => Progress,
	{looks: {theme, marks}, quiet, environment, stream}: ProgressOptions,
): ProgressShown {
	if (quiet || widthOf(stream) === null || environment['TERM'] === 'dumb') return nothing;
	const began = Date.now();
	const rate = new Rate();
	let isShown = false;
	const clear = () => {
		if (isShown) stream.write('\r\u001b[K');
		isShown = false;
	};
	const paint = () => {
		const now = Date.now();
		const progress = farNow();
		const view: ProgressView = {
			progress,
			rate: rate.at(now, progress.sent),
			elapsedMs: now - began,
			now,
		};
		// In the last column some terminals wrap.
		const line = progressLine(view, marks, Math.max(1, (widthOf(stream) ?? fileWidth) - 1));
		stream.write(`\r${paintLine(line, theme)}\u001b[K`);
		isShown = true;
	};
	const timer = setInterval(paint, everyMs);
	return {
		clear,
		end() {
			clearInterval(timer);
			clear();
		},
	};
}
