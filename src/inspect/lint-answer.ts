import {headerOf} from '../core/capture.ts';
import {type Contract, hasStatus, isRedirect, nearlyUsed} from '../core/contract.ts';
import type {Answer, Finding} from '../core/delivery.ts';
import {inSeconds} from '../core/duration.ts';
import {finding} from '../core/findings.ts';
import type {Message} from '../core/message.ts';
import type {Provider} from '../core/provider.ts';
import {shownTarget} from '../core/secrets.ts';
import {readAnswerBody} from './answer-body.ts';

const nothing: readonly Finding[] = [];

/**
 * What is worth telling about the answer to a delivery of a kind. `message` is asked for only where the provider reads
 * the body.
 */
export function lintAnswer(
	answer: Answer,
	provider: Provider,
	kind: string | null,
	message: () => Message,
): readonly Finding[] {
	const {status} = answer;
	if (status === null) return nothing;
	const contract = provider.contract(kind);
	const redirect = answer.by === 'target' && isRedirect(status) ? redirectBy(answer, status, provider) : null;
	const late = nearlyLate(answer, contract, provider);
	const body = withoutBody(answer, status, contract, provider, message);
	if (redirect === null && late === null && body === null) return nothing;
	return [redirect, late, body].filter(found => found !== null);
}

function redirectBy({sent}: Answer, status: number, {name}: Provider): Finding {
	const location = sent === undefined ? null : headerOf(sent.headers, 'location');
	const where = location === null ? '' : ` to ${shownTarget(location)}`;
	return finding('answer/redirect', {
		message: `The target answered ${status}, a redirect${where}. call-hook follows none, and passed it on to ${name}.`,
		where: location === null ? null : 'answer.header.Location',
	});
}

function nearlyLate({durationMs, by}: Answer, {deadlineMs}: Contract, {name}: Provider): Finding | null {
	const deadline = deadlineMs[0]?.value;
	// What came too late is told by the verdict.
	if (deadline === undefined || durationMs < deadline * nearlyUsed || durationMs > deadline) return null;
	const who = by === 'target' ? 'Your handler' : 'The answer';
	const share = Math.floor((durationMs / deadline) * 100);
	return finding('answer/near-deadline', {
		message: `${who} took ${share} % of the ${inSeconds(deadline)} that ${name} waits.`,
		where: null,
	});
}

function withoutBody(
	{sent, isCut}: Answer,
	status: number,
	{answerBody, accepts}: Contract,
	{name}: Provider,
	message: () => Message,
): Finding | null {
	const rule = answerBody[0]?.value;
	// A body that is required, and an answer that does not count in any case, are told by the verdict.
	if (rule === undefined || rule.required || sent === undefined || isCut === true) return null;
	if (accepts.some(({value}) => !hasStatus(value, status))) return null;
	if (readAnswerBody(rule, sent, message()).found !== false) return null;
	return finding('answer/body-missing', {
		message: `In the answer ${name} reads ${rule.says}; its body does not have it.`,
		where: 'answer.body',
	});
}
