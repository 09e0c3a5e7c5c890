/** What an answer's time was spent on, as bars that are to scale, with the provider's deadline where there is one. */

import {took} from './format.ts';
import {fitLine} from './line.ts';
import type {Marks} from './marks.ts';
import {shareRole} from './roles.ts';
import {type Line, type Role, type Segment, segment} from './segment.ts';
import {widthOf} from './width.ts';

/** One part of the time, in ms from the beginning. */
export interface Part {
	name: string;
	from: number;
	to: number;
	/** Behind the bar: `12.40 s`. */
	figure: string;
}

export interface Timing {
	parts: readonly Part[];
	/** How long it took, or takes so far, in ms. */
	totalMs: number;
	/** How long the sender waits, in ms; null where that is not documented. */
	deadlineMs: number | null;
	/** Who stops waiting then. */
	sender: string;
}

/** Columns of the names in front of the bars. */
const nameWidth = 12;
const longestBar = 96;
const shortestBar = 12;

/** The bars with their scale above; none where there is no room to see anything. */
export function timingLines(timing: Timing, width: number, marks: Marks): Line[] {
	const {parts, totalMs, deadlineMs} = timing;
	const figures = Math.max(...parts.map(({figure}) => widthOf(figure))) + 1;
	const room = Math.min(longestBar, width - nameWidth - figures);
	if (room < shortestBar) return [];
	const end = endOf(totalMs, deadlineMs);
	const scale: Scale = {
		room,
		end,
		deadlineMs,
		// Never in front of what is within it.
		mark: deadlineMs === null ? null : Math.min(room - 1, Math.floor((deadlineMs / end) * room)),
	};
	return [
		axis(scale),
		...parts.map(part => bar(part, scale, marks)),
		...(deadlineMs === null ? [] : [deadlineLine(timing, scale, width, marks)]),
	].map(line => fitLine(line, width, marks.cut));
}

interface Scale {
	/** Columns of the bars. */
	room: number;
	/** What the last of them stands for, in ms. */
	end: number;
	deadlineMs: number | null;
	/** The column of the deadline. */
	mark: number | null;
}

/** With a deadline as much as is needed to see it; without one the next of 10 ms, 100 ms, 1 s, 10 s and 100 s. */
function endOf(totalMs: number, deadlineMs: number | null): number {
	if (deadlineMs !== null) return Math.max(deadlineMs, totalMs) * 1.05;
	return [10, 100, 1000, 10_000, 100_000].find(end => totalMs <= end) ?? totalMs * 1.05;
}

/** Figures at round distances, as many as stand apart. */
function axis({room, end}: Scale): Line {
	const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap(step => [step, step * 1000]);
	const rough = end / Math.max(2, Math.floor(room / 9));
	const step = steps.sort((a, b) => a - b).find(each => each >= rough) ?? end;
	let text = '';
	for (let at = 0; at <= end; at += step) {
		const column = Math.floor((at / end) * room);
		const label = end >= 1000 ? `${at / 1000} s` : `${at} ms`;
		if (column < text.length + (text === '' ? 0 : 2) || column + label.length > room + 6) continue;
		text = text.padEnd(column) + label;
	}
	return [segment(' '.repeat(nameWidth)), segment(text, 'text.muted')];
}

function bar({name, from, to, figure}: Part, {room, end, deadlineMs, mark}: Scale, marks: Marks): Line {
	const column = (ms: number) => Math.min(room, Math.max(0, Math.round((ms / end) * room)));
	const first = Math.min(room - 1, column(from));
	const last = column(to);
	const cells: Segment[] = Array.from({length: room}, (_, index): Segment => {
		if (index === mark) return segment(marks.deadline, 'bad');
		if (index < first || index > Math.max(first, last - 1)) return segment(' ');
		const isOver = mark !== null && index > mark;
		const drawn = last <= first ? marks.sliver : isOver ? marks.barOver : marks.bar;
		return segment(drawn, roleAt(((index + 0.5) / room) * end, deadlineMs));
	});
	// The figure stands behind its bar, unless the deadline is in its way.
	const behind = Math.max(first + 1, last);
	const text = ` ${figure}`;
	const overMark = mark !== null && behind <= mark && behind + text.length > mark;
	const at = overMark ? (mark ?? 0) + 1 : behind;
	const shown = [...cells.slice(0, at), ...Array.from(text, letter => segment(letter, 'text.muted'))];
	const rest = cells.slice(shown.length);
	return merged([segment(name.padEnd(nameWidth), 'json.key'), ...shown, ...rest]);
}

function roleAt(ms: number, deadlineMs: number | null): Role {
	if (deadlineMs === null) return 'text';
	const role = shareRole(ms / deadlineMs);
	return role === 'text.muted' ? 'text' : role;
}

function deadlineLine({deadlineMs, sender}: Timing, {mark, room}: Scale, width: number, marks: Marks): Line {
	const at = nameWidth + (mark ?? room);
	const limit = `${took(deadlineMs ?? 0).replace(/\.00 s$/, ' s')} ${marks.rule}`;
	const says = `${sender} stops waiting`;
	const isBeside = at + 2 + widthOf(says) <= width;
	const left = isBeside ? limit : `${says}: ${limit}`;
	return [
		segment(' '.repeat(Math.max(0, at - widthOf(left))) + left + marks.corner, 'text.muted'),
		segment(isBeside ? ` ${says}` : '', 'text.muted'),
	];
}

/** Neighbours of one role as one. */
function merged(segments: readonly Segment[]): Line {
	const line: Segment[] = [];
	for (const {text, role} of segments) {
		const last = line.at(-1);
		if (last?.role === role) last.text += text;
		else line.push({text, role});
	}
	return line;
}
