/** A label at the left, and a text beside it that goes on below itself. */

import type {Line, Segment} from './segment.ts';
import {segment} from './segment.ts';
import {fit} from './width.ts';
import {wrapWords} from './wrap.ts';

/** `head` is what stands out in front of the text. Each line is at most `width` columns wide. */
export function labelled(label: string, head: Line, text: string, width: number, labelWidth: number): Line[] {
	const lead = head.map(part => part.text).join('');
	const room = Math.max(8, width - labelWidth);
	const rows = wrapWords(lead === '' ? text : text === '' ? lead : `${lead}   ${text}`, room);
	return rows.map((part, index) => {
		const line: Segment[] = [segment(fit(index === 0 ? label : '', labelWidth), 'json.key')];
		if (index === 0 && lead !== '' && part.startsWith(lead)) {
			return [...line, ...head, segment(part.slice(lead.length))];
		}
		return [...line, segment(part)];
	});
}
