import {Chalk, type ColorSupportLevel} from 'chalk';
import {describe, expect, it} from 'vitest';
import {type Role, segment} from '../../src/view/segment.ts';
import {type Background, backgroundOf, paintLine, plainTheme, themeFor} from '../../src/view/theme.ts';

const roles: Role[] = [
	'text',
	'text.muted',
	'text.strong',
	'rule',
	'accent',
	'live',
	'good',
	'warn',
	'bad',
	'info',
	'retry',
	'number',
	'masked',
	'banner.warn',
	'banner.bad',
	'json.key',
	'json.string',
	'json.number',
];
const unpainted: Role[] = ['text', 'number', 'json.string'];
const levels: ColorSupportLevel[] = [0, 1, 2, 3];
const backgrounds: Background[] = ['dark', 'light', null];
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this looks for
const escapes = /\u001b\[[\d;]*m/g;

function theme(level: ColorSupportLevel, background: Background) {
	return themeFor(new Chalk({level}), background);
}

describe('themeFor', () => {
	it('without colours everything is plain text', () => {
		for (const background of backgrounds) {
			const none = theme(0, background);
			expect(none).toBe(plainTheme);
			for (const role of roles) expect(none.paint('x', role)).toBe('x');
			expect([none.select('x'), none.selectAway('x')]).toEqual(['x', 'x']);
		}
	});

	it.each([
		[1, 'dark', '16'],
		[1, 'light', '16'],
		[2, 'dark', 'dark'],
		[3, 'light', 'light'],
		[3, null, '16'],
	] as const)('level %d on %s is the theme %s', (level, background, name) => {
		expect(theme(level, background).name).toBe(name);
	});

	it('paints nothing but colours: the text itself stays', () => {
		for (const level of levels) {
			for (const background of backgrounds) {
				const {paint, select, selectAway} = theme(level, background);
				for (const role of roles) expect(paint('te xt', role).replace(escapes, '')).toBe('te xt');
				expect(select('te xt').replace(escapes, '')).toBe('te xt');
				expect(selectAway('te xt').replace(escapes, '')).toBe('te xt');
			}
		}
	});

	it('good, bad, warning and what is muted differ from plain text and from each other', () => {
		for (const level of [1, 2, 3] as const) {
			for (const background of backgrounds) {
				const {paint} = theme(level, background);
				const looks = (
					['text', 'good', 'bad', 'warn', 'accent', 'retry', 'text.muted', 'text.strong'] as const
				).map(role => paint('x', role));
				expect(new Set(looks).size).toBe(looks.length);
			}
		}
	});

	it('ordinary text, numbers and JSON texts keep the terminal’s own colour', () => {
		for (const level of levels)
			for (const role of unpainted) expect(theme(level, 'dark').paint('x', role)).toBe('x');
	});

	it('16 colours only, where the terminal has no more or its background is not known', () => {
		for (const [level, background] of [
			[1, 'dark'],
			[1, null],
			[3, null],
		] as const) {
			for (const role of roles) {
				expect(theme(level, background).paint('x', role)).not.toMatch(/\[[34]8;/);
			}
		}
	});

	it('the selected row stands out wherever there are colours', () => {
		for (const level of [1, 2, 3] as const) {
			for (const background of backgrounds) expect(theme(level, background).select('x')).not.toBe('x');
		}
	});
});

it.each<[NodeJS.ProcessEnv, Background]>([
	[{}, null],
	[{COLORFGBG: '15;0'}, 'dark'],
	[{COLORFGBG: '0;15'}, 'light'],
	[{COLORFGBG: '0;7'}, 'light'],
	[{COLORFGBG: '0;default;15'}, 'light'],
	[{COLORFGBG: '15;8'}, 'dark'],
	[{COLORFGBG: '15;default'}, null],
	[{COLORFGBG: ''}, null],
])('backgroundOf %o is %s', (environment, background) => {
	expect(backgroundOf(environment)).toBe(background);
});

it('paintLine paints each part by its role', () => {
	const shown = theme(1, 'dark');
	expect(paintLine([segment('a '), segment('b', 'bad')], shown)).toBe(`a ${shown.paint('b', 'bad')}`);
	expect(paintLine([], shown)).toBe('');
});
