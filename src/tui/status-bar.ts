/** The last line: what the keys do here, or for a moment what just happened. */

import {oneLine} from '../core/text.ts';
import {fitLine, lineWidth, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {withoutScheme} from '../view/network.ts';
import {type Line, type Role, segment} from '../view/segment.ts';
import {fitsIn} from '../view/width.ts';
import {type BarFacts, bindingsOn, type Command, type Screen} from './keys.ts';
import type {Toast} from './state.ts';

/** The keys of a screen, as many as fit, `? all keys` always last. `idle` are commands that could do nothing now. */
export function keyBar(
	screen: Screen,
	now: BarFacts,
	idle: ReadonlySet<Command>,
	width: number,
	marks: Marks,
): Line {
	const entries = bindingsOn(screen)
		.flatMap(({command, bar}) => (bar === undefined || idle.has(command) ? [] : [bar]))
		.sort((a, b) => a.order - b.order)
		.map(({keys, label}) => entry(keys, typeof label === 'string' ? label : label(now), marks));
	const last = entries.pop();
	const line = [segment(' ')];
	let room = width - 2 - (last === undefined ? 0 : lineWidth(last));
	for (const shown of entries) {
		room -= lineWidth(shown) + 2;
		if (room < 0) break;
		line.push(...shown, segment('  '));
	}
	return fitLine(last === undefined ? line : [...line, ...last], width, marks.cut);
}

function entry(keys: string, label: string, marks: Marks): Line {
	return [segment(keys === '↑↓' ? marks.upDown : keys, 'accent'), segment(` ${label}`, 'text.muted')];
}

/**
 * The question before the public address is given up, in the place of the keys; in the longest form that fits.
 * `users`: how many providers would lose it.
 */
export function quitQuestion(address: string | null, users: number, width: number, marks: Marks): Line {
	const use = users === 1 ? '1 provider uses it' : `${users} providers use it`;
	const short = ['Quit? The public address is given up.', 'Quit? The address goes.'];
	const texts =
		address === null ? [`Quit? The public address is given up, and ${use}.`] : named(oneLine(address), use);
	texts.push(...short);
	const gap = width < 60 ? '  ' : '   ';
	const keys: Line = [segment(gap), ...entry('y', 'quit', marks), segment(gap), ...entry('n', 'stay', marks)];
	const room = width - 2 - lineWidth(keys);
	const text = texts.find(each => fitsIn(each, room)) ?? texts.at(-1) ?? '';
	return fitLine([segment(' '), segment(text, 'text.strong'), ...keys], width, marks.cut);
}

function named(url: string, use: string): string[] {
	return [
		`Quit? ${url} is given up, and ${use}.`,
		`Quit? ${withoutScheme(url)} is given up, and ${use}.`,
		`Quit? The address ${withoutScheme(url)} is given up.`,
	];
}

/** A toast takes the place of the keys. */
export function toastBar({severity, message}: Toast, width: number, marks: Marks): Line {
	const looks: Record<Toast['severity'], {mark: string; role: Role}> = {
		error: {mark: marks.rejected, role: 'bad'},
		warning: {mark: marks.warning, role: 'warn'},
		info: {mark: marks.none, role: 'info'},
		good: {mark: marks.live, role: 'good'},
	};
	const {mark, role} = looks[severity];
	const text: Line = [segment(` ${mark} `, role), segment(oneLine(message))];
	const keys: Line = [...entry('?', 'all keys', marks), segment(' ')];
	// What went wrong needs the whole line more than it needs company.
	return lineWidth(text) + 2 + lineWidth(keys) <= width
		? spread(text, keys, width, marks.cut)
		: fitLine(text, width, marks.cut);
}
