/** The marks of the screens: one column each, none with an emoji form, each with an ASCII twin. */

export interface Marks {
	selected: string;
	/** The selected row of a list that does not have the focus. */
	selectedAway: string;
	live: string;
	beginning: string;
	accepted: string;
	rejected: string;
	unknown: string;
	none: string;
	cut: string;
	error: string;
	warning: string;
	info: string;
	arrow: string;
	calledIn: string;
	rule: string;
	ruleFocus: string;
	divider: string;
	hidden: string;
	times: string;
	/** The keys for up and down, as the status bar names them. */
	upDown: string;
}

export const unicodeMarks: Marks = {
	selected: '▌',
	selectedAway: '▏',
	live: '●',
	beginning: '○',
	accepted: '✓',
	rejected: '✗',
	unknown: '?',
	none: '-',
	cut: '…',
	error: '▲',
	warning: '△',
	info: 'i',
	arrow: '→',
	calledIn: '←',
	rule: '─',
	ruleFocus: '━',
	divider: '│',
	hidden: '•',
	times: '×',
	upDown: '↑↓',
};

export const asciiMarks: Marks = {
	selected: '>',
	selectedAway: ':',
	live: '*',
	beginning: 'o',
	accepted: '+',
	rejected: 'x',
	unknown: '?',
	none: '-',
	cut: '~',
	error: 'E',
	warning: 'W',
	info: 'i',
	arrow: '>',
	calledIn: '<',
	rule: '-',
	ruleFocus: '=',
	divider: '|',
	hidden: '*',
	times: 'x',
	upDown: 'j k',
};

/** Unicode where the locale is UTF-8 (on Windows always), else ASCII. */
export function marksFor(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): Marks {
	if (platform === 'win32') return unicodeMarks;
	const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
	// macOS leaves the locale unset in some terminals; all of them are UTF-8.
	if (locale === '' && platform === 'darwin') return unicodeMarks;
	return /utf-?8/i.test(locale) ? unicodeMarks : asciiMarks;
}
