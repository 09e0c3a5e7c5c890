/** Questions as rules are asked them. */

import {type InspectOptions, inspect, noPins} from '../../src/inspect/inspect.ts';
import type {Question} from '../../src/session/answers.ts';
import {posted, record} from './receiving.ts';

export function questionOf(
	text: string = record('760df326'),
	change: Parameters<typeof posted>[1] = {},
	options: InspectOptions = noPins,
): Question {
	const request = posted(text, change);
	const {message, inspection} = inspect(request, options);
	return {request, message, inspection};
}
