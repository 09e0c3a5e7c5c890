/** What a replay prints while it goes on and when it is over: lines or not and what came of it, or JSON lines. */

import {deadlineOf} from '../inspect/verdict.ts';
import {
	attemptLine,
	comparedLine,
	differingLine,
	differingLines,
	receivedLine,
	receivedLines,
} from '../output/as-provider.ts';
import {deliveryLine as textLine} from '../output/lines.ts';
import {deliveryLine as jsonLine, replayedLine} from '../output/ndjson.ts';
import {reportLines} from '../output/replay.ts';
import {Report} from '../replay/report.ts';
import type {Run} from '../replay/run.ts';
import type {Differing, SentOutcome, Tally} from '../replay/sending.ts';
import type {Line} from '../view/segment.ts';
import {paintLine} from '../view/theme.ts';
import {type Looks, looksFor} from './colour.ts';
import {note} from './note.ts';
import type {GlobalOptions} from './options.ts';
import {type ProgressShown, showProgress} from './progress.ts';
import {fileWidth, terminalWidth} from './stdout.ts';

/** Of so many requests each gets a line on a terminal; of more there is a line of progress. */
const mostLines = 20;

export interface ReplayOutputOptions {
	/** How many requests there are, about. */
	many: number;
	asProvider: boolean;
}

export class ReplayOutput {
	readonly #global: GlobalOptions;
	readonly #asProvider: boolean;
	readonly #hasLines: boolean;
	readonly #looks: Looks;
	readonly #width = terminalWidth();
	readonly #report = new Report();
	#progress: ProgressShown | null = null;
	/** Something stands above what is said at the end. */
	#hasPrinted = false;

	constructor(global: GlobalOptions, {many, asProvider}: ReplayOutputOptions) {
		this.#global = global;
		this.#asProvider = asProvider;
		this.#hasLines = !global.quiet && (many <= mostLines || this.#width === null);
		this.#looks = looksFor(global, process.env);
	}

	/** Each request is shown. */
	get hasLines(): boolean {
		return this.#hasLines || this.#global.json === true;
	}

	/** One request, as soon as it has its number. */
	sent(outcome: SentOutcome): void {
		this.#report.add(outcome);
		if (this.#global.json) this.#write(jsonLine(outcome.delivery));
		else if (this.#hasLines) this.#print([this.#lineOf(outcome)]);
	}

	#lineOf(outcome: SentOutcome): Line {
		const {marks} = this.#looks;
		return this.#asProvider
			? attemptLine(outcome, this.#width, marks)
			: textLine(outcome.delivery, {width: this.#width, marks, deadlineOf});
	}

	/** Told whatever else is: it is what was asked for. */
	differing(differing: Differing): void {
		if (this.#global.json) this.#write(differingLine(differing));
		else this.#print(differingLines(differing));
	}

	/** Follows a run, on a terminal. */
	progress(run: Run): void {
		this.stop();
		this.#progress = showProgress(() => run.progress(), {
			looks: this.#looks,
			quiet: this.#global.quiet ?? false,
			environment: process.env,
			stream: process.stderr,
		});
	}

	/** What came of all of it. */
	end(tally: Tally): void {
		this.stop();
		const figures = this.#report.told();
		if (this.#global.json) {
			if (this.#asProvider) this.#write(receivedLine(tally));
			this.#write(replayedLine(figures));
			return;
		}
		const width = this.#width ?? fileWidth;
		const {marks} = this.#looks;
		this.#print([
			...(this.#hasPrinted ? [[]] : []),
			...reportLines(figures, width, marks),
			...(tally.compared > 0 ? [[], comparedLine(tally)] : []),
			...(this.#asProvider ? [[], ...receivedLines(tally, width, marks)] : []),
		]);
		if (!this.#asProvider || this.#global.quiet) return;
		for (const open of tally.open) note(open);
		if (tally.undocumented > 0) {
			note('Where nothing is documented, --allow-unknown takes a 2xx in time for received.');
		}
	}

	/** Safe to call twice. */
	stop(): void {
		this.#progress?.end();
		this.#progress = null;
	}

	#print(lines: readonly Line[]): void {
		const {theme} = this.#looks;
		this.#write(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
	}

	#write(text: string): void {
		this.#hasPrinted = true;
		this.#progress?.clear();
		process.stdout.write(text);
	}
}
