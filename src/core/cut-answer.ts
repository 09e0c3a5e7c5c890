/** Why an answer that had begun was not whole. */

import type {Answer} from './delivery.ts';
import {inSeconds} from './duration.ts';

/** `the answer was not whole within 8 s` when whoever waited gave it up, else that its connection was closed. */
export function whyCut({durationMs, forwarding}: Pick<Answer, 'durationMs' | 'forwarding'>): string {
	const code = forwarding?.failure?.code;
	if (code !== 'timeout' && code !== 'deadline')
		return 'the connection was closed before the answer was whole';
	return `the answer was not whole within ${inSeconds(Math.round(durationMs / 100) * 100)}`;
}
