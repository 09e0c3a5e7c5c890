/** Findings that hold for any provider's request. */

import type {CapturedRequest} from '../core/capture.ts';
import type {Decoded} from '../core/decoding.ts';
import type {Finding} from '../core/delivery.ts';
import {finding} from '../core/findings.ts';
import type {Message} from '../core/message.ts';
import type {Provider} from '../core/provider.ts';
import {lintBody} from './lint-body.ts';
import {lintEvent} from './lint-event.ts';
import {lintHook} from './lint-hook.ts';
import {walk} from './walk.ts';

/** `decoded` is what the provider made of the request; null when that is nothing. */
export function lint(
	request: CapturedRequest,
	message: Message,
	decoded: Decoded | null,
	provider: Provider,
): Finding[] {
	const findings: Finding[] = [];
	const {fault} = request;
	if (fault !== null) {
		findings.push(finding(`request/${fault.code}`, {message: fault.message, where: null}));
	}
	const seen = walk(message);
	lintBody(findings, request, message, seen);
	if (decoded !== null) lintEvent(findings, request, message, decoded);
	lintHook(findings, request, message, decoded, provider, seen);
	return findings;
}
