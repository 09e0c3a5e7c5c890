/** What is said where nothing else fits. */

import {plural} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {wrapWords} from '../view/wrap.ts';
import type {Totals} from './address-line.ts';
import {type Size, smallest} from './layout.ts';

/** A question where nothing else fits. */
export function smallQuestion({columns, rows}: Size): Line[] {
	const text = 'Quit? The public address is given up. y quits, n stays.';
	const lines = wrapWords(text, Math.max(1, columns - 2));
	const blank = Math.min(2, Math.max(0, rows - lines.length));
	return [...Array.from({length: blank}, (): Line => []), ...lines.map(line => [segment(` ${line}`)])];
}

export function tooSmall({columns, rows}: Size, totals: Totals, marks: Marks): Line[] {
	const size = (of: Size) => `${of.columns}${marks.times}${of.rows}`;
	const needs = `call-hook needs ${size(smallest)}, this is ${size({columns, rows})}.`;
	const held = `${plural(totals.calls, 'call')}, ${plural(totals.deliveries, 'delivery', 'deliveries')}`;
	const trouble = [
		...(totals.rejected > 0 ? [`${marks.rejected} ${totals.rejected} rejected`] : []),
		...(totals.errors > 0 ? [`${marks.error} ${plural(totals.errors, 'error')}`] : []),
	];
	const paragraphs =
		rows >= smallest.rows
			? [
					needs,
					'',
					held,
					...(trouble.length > 0 ? [trouble.join('  ')] : []),
					'',
					'Receiving goes on. q quits.',
				]
			: [`${needs} Receiving goes on: ${[held, ...trouble].join(', ')}. q quits.`];
	const lines = paragraphs.flatMap(text => wrapWords(text, Math.max(1, columns - 2)));
	const blank = Math.min(2, Math.max(0, rows - lines.length));
	return [...Array.from({length: blank}, (): Line => []), ...lines.map(text => [segment(` ${text}`)])];
}
