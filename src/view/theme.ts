/** What each meaning looks like. Components name a role; only this file knows a colour. */

import type {ChalkInstance} from 'chalk';
import type {Line, Role} from './segment.ts';

export interface Theme {
	name: 'dark' | 'light' | '16' | 'none';
	paint(text: string, role: Role): string;
	/** The selected row of the list that has the focus, already painted. */
	select(text: string): string;
	/** The selected row while the focus is elsewhere. */
	selectAway(text: string): string;
}

/** By role: dark and light in hex (24-bit and 256 colours), 16 by the names of the terminal's own palette. */
const looks: Record<Role, {dark: string; light: string; dark16: string; light16: string}> = {
	text: same(''),
	'text.muted': {dark: '#9aa7b8', light: '#59636e', dark16: 'dim', light16: 'dim'},
	'text.strong': same('bold'),
	rule: {dark: '#6d7c8d', light: '#7f8893', dark16: 'dim', light16: 'dim'},
	accent: {dark: '#79b8ff', light: '#0757c2', dark16: 'cyan', light16: 'blue'},
	live: {dark: '#8fcfe8', light: '#1f6f94', dark16: 'cyan', light16: 'cyan'},
	good: {dark: '#8ae6b4', light: '#04755b', dark16: 'green', light16: 'green'},
	warn: {dark: '#e3c83c', light: '#7d5f08', dark16: 'yellow', light16: 'yellow'},
	bad: {dark: '#f08468', light: '#7c150f', dark16: 'red', light16: 'red'},
	info: {dark: '#a9b4c2', light: '#57606a', dark16: '', light16: ''},
	retry: {dark: '#d98af8', light: '#6327a1', dark16: 'magenta', light16: 'magenta'},
	number: same(''),
	masked: {dark: '#9aa7b8', light: '#59636e', dark16: 'dim', light16: 'dim'},
	'banner.warn': {
		dark: '#e3c83c bold',
		light: '#7d5f08 bold',
		dark16: 'yellow bold',
		light16: 'yellow bold',
	},
	'banner.bad': {dark: '#f08468 bold', light: '#7c150f bold', dark16: 'red bold', light16: 'red bold'},
	'json.key': {dark: '#8fc7ff', light: '#0550ae', dark16: 'cyan', light16: 'blue'},
	'json.string': same(''),
	'json.number': {dark: '#d0a9f5', light: '#6327a1', dark16: 'magenta', light16: 'magenta'},
};

const selection = {dark: '#26374d', light: '#dbe9fb', darkAway: '#2a2d33', lightAway: '#eceff2'};

function same(look: string) {
	return {dark: look, light: look, dark16: look, light16: look};
}

export type Background = 'dark' | 'light' | null;

/** The background by COLORFGBG, as many terminals set it (`15;0`: the last number is the background's colour). */
export function backgroundOf(environment: NodeJS.ProcessEnv): Background {
	const colour = /;(\d+)$/.exec(environment['COLORFGBG'] ?? '')?.[1];
	if (colour === undefined) return null;
	return colour === '7' || Number(colour) > 8 ? 'light' : 'dark';
}

/** The theme for a chalk whose level is set. Without colours everything is plain text. */
export function themeFor(chalk: ChalkInstance, background: Background): Theme {
	if (chalk.level === 0) return plainTheme;
	// Hex colours are chosen for a background: where it is not known, the terminal's own palette adapts.
	const hex = chalk.level > 1 && background !== null;
	const column = hex ? background : background === 'light' ? 'light16' : 'dark16';
	const painters = Object.fromEntries(
		Object.entries(looks).map(([role, look]) => [role, painter(chalk, look[column])]),
	) as Record<Role, (text: string) => string>;
	const paintBackground = (dark: string, light: string) => {
		const colour = chalk.bgHex(background === 'light' ? light : dark);
		return (text: string) => colour(text);
	};
	return {
		name: hex ? background : '16',
		paint: (text, role) => painters[role](text),
		select: hex ? paintBackground(selection.dark, selection.light) : text => chalk.bold(text),
		selectAway: hex ? paintBackground(selection.darkAway, selection.lightAway) : text => text,
	};
}

export const plainTheme: Theme = {
	name: 'none',
	paint: text => text,
	select: text => text,
	selectAway: text => text,
};

/** A look is a colour, an attribute, or several of those: `#e3c83c bold`. */
function painter(chalk: ChalkInstance, look: string): (text: string) => string {
	const painters = look.split(' ').map(part => painterOf(chalk, part));
	return text => painters.reduce((painted, paint) => paint(painted), text);
}

function painterOf(chalk: ChalkInstance, look: string): (text: string) => string {
	if (look === '') return text => text;
	if (look.startsWith('#')) return text => chalk.hex(look)(text);
	const named: Record<string, (text: string) => string> = {
		bold: text => chalk.bold(text),
		dim: text => chalk.dim(text),
		cyan: text => chalk.cyan(text),
		blue: text => chalk.blue(text),
		green: text => chalk.green(text),
		yellow: text => chalk.yellow(text),
		red: text => chalk.red(text),
		magenta: text => chalk.magenta(text),
	};
	return named[look] ?? (text => text);
}

/** A line as text for a terminal. */
export function paintLine(line: Line, theme: Theme): string {
	return line.map(({text, role}) => theme.paint(text, role)).join('');
}
