import {type ExitCode, exitCode} from '../../core/errors.ts';
import {providerLine} from '../../output/ndjson.ts';
import {providerList, providerText} from '../../output/providers.ts';
import {providers} from '../../providers/registry.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {type GlobalOptions, requireProvider} from '../options.ts';
import {fileWidth, printed, terminalWidth} from '../stdout.ts';

export async function runProviders(id: string | null, global: GlobalOptions): Promise<ExitCode> {
	const {theme} = looksFor(global, process.env);
	const chosen = id === null ? providers : [requireProvider(id)];
	if (global.json) {
		await printed(chosen.map(providerLine).join(''));
		return exitCode.done;
	}
	const width = terminalWidth() ?? fileWidth;
	const lines =
		id === null ? providerList(providers, width) : chosen.flatMap(provider => providerText(provider, width));
	await printed(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
	return exitCode.done;
}
