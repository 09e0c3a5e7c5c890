/** `call-hook detect`: who sent this, and why we think so. */

import {type ExitCode, exitCode} from '../../core/errors.ts';
import {candidatesFor} from '../../inspect/detect.ts';
import {detectionText, explanationText} from '../../output/detection.ts';
import {detectionLine} from '../../output/ndjson.ts';
import {providers} from '../../providers/registry.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import type {GlobalOptions} from '../options.ts';
import {inspectFile} from '../request-file.ts';
import type {SecretOptions} from '../secrets.ts';
import {configFor, inspectOptions} from '../settings.ts';
import {fileWidth, printed, terminalWidth} from '../stdout.ts';
import {secretsToRead} from './reading.ts';

export async function runDetect(
	file: string,
	options: SecretOptions & {provider?: string; explain?: boolean},
	global: GlobalOptions,
): Promise<ExitCode> {
	const config = await configFor(global);
	const known = inspectOptions(options, config, secretsToRead(options, config, global));
	const {inspected} = await inspectFile(file, known, global);
	const {inspection, provider, message} = inspected;
	if (global.json) {
		await printed(detectionLine(inspection));
	} else {
		const {theme, marks} = looksFor(global, process.env);
		const text = options.explain ? explanationText : detectionText;
		// A provider whose detection fails has said so among the findings.
		const candidates = candidatesFor(message, providers, () => {});
		const lines = text(
			{inspection, provider, candidates, asked: providers},
			{width: terminalWidth() ?? fileWidth, marks},
		);
		await printed(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
	}
	return inspection.provider.confidence === 0 ? exitCode.unmatched : exitCode.done;
}
