import {headerOf} from '../core/capture.ts';
import type {Answer, Finding} from '../core/delivery.ts';
import {finding} from '../core/findings.ts';
import type {Provider} from '../core/provider.ts';
import {shownTarget} from '../core/secrets.ts';

const nothing: readonly Finding[] = [];

/** What is worth telling about the answer of a target. */
export function lintAnswer({status, by, sent}: Answer, {name}: Provider): readonly Finding[] {
	if (by !== 'target' || status === null || status < 300 || status > 399 || status === 304) return nothing;
	const location = sent === undefined ? null : headerOf(sent.headers, 'location');
	const where = location === null ? '' : ` to ${shownTarget(location)}`;
	return [
		finding('answer/redirect', {
			message: `The target answered ${status}, a redirect${where}. call-hook follows none, and passed it on to ${name}.`,
			where: location === null ? null : 'answer.header.Location',
		}),
	];
}
