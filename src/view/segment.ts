/** A line of the screen as text with meanings: what something is decides here, how it looks decides the theme. */

export type Role =
	| 'text'
	| 'text.muted'
	| 'text.strong'
	| 'rule'
	| 'accent'
	| 'live'
	| 'good'
	| 'warn'
	| 'bad'
	| 'info'
	| 'retry'
	| 'number'
	| 'masked'
	/** A banner that needs its reader; one with deliveries at stake. */
	| 'banner.warn'
	| 'banner.bad'
	| 'json.key'
	| 'json.string'
	| 'json.number';

export interface Segment {
	text: string;
	role: Role;
}

export type Line = readonly Segment[];

export function segment(text: string, role: Role = 'text'): Segment {
	return {text, role};
}

/** The line without its meanings. */
export function plain(line: Line): string {
	return line.map(({text}) => text).join('');
}
