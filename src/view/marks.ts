/** The marks of the screens: one column each, none with an emoji form, each with an ASCII twin. */

export interface Marks {
	selected: string;
	/** The selected row of a list that does not have the focus. */
	selectedAway: string;
	live: string;
	beginning: string;
	degraded: string;
	accepted: string;
	rejected: string;
	unknown: string;
	none: string;
	cut: string;
	/** In place of a verdict or a status that is not known yet. */
	waiting: string;
	banner: string;
	error: string;
	warning: string;
	info: string;
	/** Sent again by the provider after a failure; the same again without one. */
	retry: string;
	duplicate: string;
	arrow: string;
	calledIn: string;
	rule: string;
	ruleFocus: string;
	divider: string;
	/** A length of time as a bar: within what is allowed, over it, and the line between the two. */
	bar: string;
	barOver: string;
	deadline: string;
	/** Where the deadline's line ends, with its name at the left. */
	corner: string;
	/** A bar shorter than a column. */
	sliver: string;
	hidden: string;
	/** In front of how far something is that goes on. */
	progress: string;
	times: string;
	/** The keys for up and down, as the status bar names them. */
	upDown: string;
}

export const unicodeMarks: Marks = {
	selected: '▌',
	selectedAway: '▏',
	live: '●',
	beginning: '○',
	degraded: '◐',
	accepted: '✓',
	rejected: '✗',
	unknown: '?',
	none: '-',
	cut: '…',
	waiting: '…',
	banner: '!',
	error: '▲',
	warning: '△',
	info: 'i',
	retry: '↻',
	duplicate: '=',
	arrow: '→',
	calledIn: '←',
	rule: '─',
	ruleFocus: '━',
	divider: '│',
	bar: '█',
	barOver: '▓',
	deadline: '┃',
	corner: '┘',
	sliver: '▏',
	hidden: '•',
	progress: '»',
	times: '×',
	upDown: '↑↓',
};

export const asciiMarks: Marks = {
	selected: '>',
	selectedAway: ':',
	live: '*',
	beginning: 'o',
	degraded: '%',
	accepted: '+',
	rejected: 'x',
	unknown: '?',
	none: '-',
	cut: '~',
	waiting: '.',
	banner: '!',
	error: 'E',
	warning: 'W',
	info: 'i',
	retry: 'r',
	duplicate: '=',
	arrow: '>',
	calledIn: '<',
	rule: '-',
	ruleFocus: '=',
	divider: '|',
	bar: '#',
	barOver: '@',
	deadline: '!',
	corner: "'",
	sliver: ':',
	hidden: '*',
	progress: '>',
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
