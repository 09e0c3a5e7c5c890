/** The last line: what the keys do here, or for a moment what just happened. */

import {oneLine} from '../core/text.ts';
import {fitLine, lineWidth, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, type Role, segment} from '../view/segment.ts';
import {bindingsOn, type Command, type Screen} from './keys.ts';
import type {ListName} from './list-window.ts';
import type {Toast} from './state.ts';

/** The keys of a screen, as many as fit, `? all keys` always last. `idle` are commands that could do nothing now. */
export function keyBar(
	screen: Screen,
	list: ListName,
	idle: ReadonlySet<Command>,
	width: number,
	marks: Marks,
): Line {
	const entries = bindingsOn(screen)
		.flatMap(({command, bar}) => (bar === undefined || idle.has(command) ? [] : [bar]))
		.sort((a, b) => a.order - b.order)
		.map(({keys, label}) => entry(keys, typeof label === 'string' ? label : label[list], marks));
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

/** A toast takes the place of the keys. */
export function toastBar({severity, message}: Toast, width: number, marks: Marks): Line {
	const looks: Record<Toast['severity'], {mark: string; role: Role}> = {
		error: {mark: marks.rejected, role: 'bad'},
		warning: {mark: marks.warning, role: 'warn'},
		info: {mark: marks.none, role: 'info'},
	};
	const {mark, role} = looks[severity];
	const text: Line = [segment(` ${mark} `, role), segment(oneLine(message))];
	const keys: Line = [...entry('?', 'all keys', marks), segment(' ')];
	// What went wrong needs the whole line more than it needs company.
	return lineWidth(text) + 2 + lineWidth(keys) <= width
		? spread(text, keys, width, marks.cut)
		: fitLine(text, width, marks.cut);
}
