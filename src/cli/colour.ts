/** Colours are decided here, once for the whole program, and never through the environment: children get theirs untouched. */

import chalk from 'chalk';
import {type Marks, marksFor} from '../view/marks.ts';
import {backgroundOf, plainTheme, type Theme, themeFor} from '../view/theme.ts';

export interface Looks {
	theme: Theme;
	marks: Marks;
}

/** How stdout may be written to. chalk has looked at FORCE_COLOR, TERM and the terminal; NO_COLOR it does not know. */
export function looksFor(options: {color: boolean}, environment: NodeJS.ProcessEnv): Looks {
	const forced = environment['FORCE_COLOR'] !== undefined;
	if (!options.color || (environment['NO_COLOR'] && !forced)) chalk.level = 0;
	return {
		theme: chalk.level === 0 ? plainTheme : themeFor(chalk, backgroundOf(environment)),
		marks: marksFor(environment, process.platform),
	};
}
