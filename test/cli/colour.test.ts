import chalk, {type ColorSupportLevel} from 'chalk';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {looksFor} from '../../src/cli/colour.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plainTheme} from '../../src/view/theme.ts';

let level: ColorSupportLevel;
beforeEach(() => {
	level = chalk.level;
	// What chalk makes of a terminal with 24-bit colours.
	chalk.level = 3;
});
afterEach(() => {
	chalk.level = level;
});

describe('colours', () => {
	it.each<[string, {color: boolean}, NodeJS.ProcessEnv, boolean]>([
		['are there where chalk finds them', {color: true}, {}, true],
		['not with --no-color', {color: false}, {}, false],
		['not with --no-color, FORCE_COLOR or not', {color: false}, {FORCE_COLOR: '1'}, false],
		['not with NO_COLOR', {color: true}, {NO_COLOR: '1'}, false],
		['with an empty NO_COLOR, which is none', {color: true}, {NO_COLOR: ''}, true],
		['with FORCE_COLOR, which wins over NO_COLOR', {color: true}, {NO_COLOR: '1', FORCE_COLOR: '1'}, true],
	])('%s', (_, options, environment, coloured) => {
		const {theme} = looksFor(options, environment);
		expect(theme === plainTheme).toBe(!coloured);
		expect(theme.paint('x', 'bad') === 'x').toBe(!coloured);
	});

	it('fit the background, where it is known', () => {
		expect(looksFor({color: true}, {COLORFGBG: '0;15'}).theme.name).toBe('light');
		expect(looksFor({color: true}, {COLORFGBG: '15;0'}).theme.name).toBe('dark');
		expect(looksFor({color: true}, {}).theme.name).toBe('16');
	});

	it('the environment is only read', () => {
		const environment = {NO_COLOR: '1'};
		looksFor({color: false}, environment);
		expect(environment).toEqual({NO_COLOR: '1'});
	});
});

it('marks follow the locale', () => {
	expect(looksFor({color: true}, {LANG: 'en_US.UTF-8'}).marks).toBe(unicodeMarks);
	expect(looksFor({color: true}, {LC_ALL: 'C'}).marks).toBe(
		process.platform === 'win32' ? unicodeMarks : asciiMarks,
	);
});
