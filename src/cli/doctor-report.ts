/** Prints what the doctor finds as soon as it is found, and counts it. */

import {type Check, type Diagnosis, diagnose, isInSpotlight} from '../doctor/check.ts';
import type {SetupStep} from '../doctor/setup.ts';
import {checkLines, type DoctorFormat, diagnosisLine, headingLines, setupLines} from '../output/doctor.ts';
import * as ndjson from '../output/ndjson.ts';
import type {Line} from '../view/segment.ts';
import {paintLine} from '../view/theme.ts';
import {looksFor} from './colour.ts';
import type {GlobalOptions} from './options.ts';
import {fileWidth, printed, terminalWidth} from './stdout.ts';

export class DoctorReport {
	readonly #json: boolean;
	readonly #spotlight: boolean;
	readonly #format: DoctorFormat;
	readonly #paint: (line: Line) => string;
	readonly #checks: Check[] = [];
	/** The last one that was printed. */
	#last: Check | null = null;
	#hasPrinted = false;

	constructor(global: GlobalOptions, spotlight: boolean) {
		const {theme, marks} = looksFor(global, process.env);
		this.#json = global.json ?? false;
		this.#spotlight = spotlight;
		this.#format = {width: terminalWidth() ?? fileWidth, marks};
		this.#paint = line => paintLine(line, theme);
	}

	async check(found: Check): Promise<void> {
		this.#checks.push(found);
		if (this.#spotlight && !isInSpotlight(found)) return;
		if (this.#json) return printed(ndjson.checkLine(found));
		const before = this.#last?.group === found.group ? this.#last : null;
		const heading = before === null ? headingLines(found.group, !this.#hasPrinted) : [];
		this.#last = found;
		await this.#print([...heading, ...checkLines(found, this.#format, before)]);
	}

	async setup({id, name}: {id: string; name: string}, steps: readonly SetupStep[]): Promise<void> {
		// They are no problems.
		if (this.#spotlight) return;
		if (this.#json) {
			return printed(steps.map((step, index) => ndjson.setupStepLine(id, index + 1, step)).join(''));
		}
		await this.#print(setupLines(name, steps, this.#format));
	}

	/** What all of it comes to. */
	async end(): Promise<Diagnosis> {
		const diagnosis = diagnose(this.#checks);
		if (this.#json) await printed(ndjson.diagnosisLine(diagnosis));
		else if (this.#checks.length > 0) {
			await this.#print([...(this.#hasPrinted ? [[]] : []), diagnosisLine(diagnosis)]);
		}
		return diagnosis;
	}

	#print(lines: readonly Line[]): Promise<void> {
		this.#hasPrinted = true;
		return printed(lines.map(line => `${this.#paint(line)}\n`).join(''));
	}
}
