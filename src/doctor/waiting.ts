/** Why the first delivery of a provider may not have come: a list of questions, from the nearest to the farthest. Pure. */

import {isForwarded} from '../core/address.ts';
import {type CapturedRequest, headerOf} from '../core/capture.ts';
import {sourceOf} from '../core/contract.ts';
import {lengthOfTime} from '../core/duration.ts';
import {isNearByName, isPrivateAddress} from '../core/private-address.ts';
import type {Provider} from '../core/provider.ts';
import {excerpt, listed} from '../core/text.ts';
import {plural} from '../view/format.ts';
import {type Check, check} from './check.ts';
import type {RunningListener} from './listener.ts';

/** A delivery that came while the provider's was waited for. */
export interface Seen {
	id: number;
	method: string | null;
	path: string;
	/** Who sent it, as far as it is known; `generic` when it is not. */
	provider: {id: string; name: string};
	/** Why it was not let in: `auth`, `path`; null when it was. */
	refused: string | null;
	/** Why it did not arrive whole; null when it did. */
	fault: string | null;
}

export interface WaitFacts {
	provider: Provider;
	waitedMs: number;
	/** The listener that is there now; null when it has ended. */
	listener: RunningListener | null;
	/** What came, of anybody, while it was waited. */
	seen: readonly Seen[];
	/** When the provider's last delivery before that came, in ms since the epoch; null when none ever did. */
	lastAt: number | null;
	now: number;
}

/** A delivery that came while its provider's was waited for. */
export interface Arrived {
	id: number;
	/** `cdr answered` */
	what: string;
	/** `14:03:12` */
	at: string;
	request: Pick<CapturedRequest, 'headers' | 'remoteAddress'>;
}

export const waitingGroup = 'First delivery';

/** What is recognised has come from the provider only if it came from elsewhere: a developer may have sent it by hand. */
export function arrivedCheck(provider: Provider, {id, what, at, request}: Arrived): Check {
	const told = `#${id} ${what}, ${at}`;
	const near = nearSender(request);
	if (near === null) {
		return check(waitingGroup, 'waiting/first', 'Here it is', {
			state: 'ok',
			says: `${told}: call-hook show ${id} tells all of it`,
		});
	}
	return check(waitingGroup, 'waiting/first', 'Recognised', {
		state: 'warning',
		says: `${told}: it came from ${near}; ${provider.name} itself has not reached the address yet`,
		remedy: `Set the public address at ${provider.name}, make a call, and run this again.`,
	});
}

/** Its sender's address where it is this computer or its network, and nothing in between handed it on; else null. */
function nearSender({headers, remoteAddress}: Arrived['request']): string | null {
	if (remoteAddress === null || !isPrivateAddress(remoteAddress) || isForwarded(headers)) return null;
	// A tunnel may hand on what came to its public name without another word.
	const host = headerOf(headers, 'host')?.replace(/:\d+$/, '') ?? '';
	return host === '' || isNearByName(host) === true ? remoteAddress.replace(/^::ffff:/i, '') : null;
}

const group = 'Why nothing came';

/** Each question with its answer, in the order to go through them; those that are answered well are told as well. */
export function whyNothingCame(facts: WaitFacts): Check[] {
	return [
		listenerStep(facts),
		addressStep(facts),
		...refusedSteps(facts),
		...brokenSteps(facts),
		...othersSteps(facts),
		...schemeSteps(facts),
		methodStep(facts),
		switchStep(facts),
		...remarkSteps(facts),
		earlierStep(facts),
	];
}

function step(...[id, title, said]: [string, string, Parameters<typeof check>[3]]): Check {
	return check(group, `waiting/${id}`, title, said);
}

function listenerStep({listener}: WaitFacts): Check {
	return listener === null
		? step('listener', 'Listener', {
				state: 'problem',
				says: 'no listener runs on this store any more',
				remedy: 'Start call-hook listen again, and leave it running.',
			})
		: step('listener', 'Listener', {
				state: 'ok',
				says: `one runs at ${listener.url}, process ${listener.pid}`,
			});
}

function addressStep({listener, provider}: WaitFacts): Check {
	const publicUrl = listener?.publicUrl ?? null;
	return publicUrl === null
		? step('address', 'Address', {
				state: 'problem',
				says: `there is no public address that works: ${provider.name} cannot reach this computer`,
				remedy:
					'Start listen with --tunnel, or press T in it, and set the address it prints at the provider.',
			})
		: step('address', 'Address', {
				state: 'ok',
				says: `${publicUrl} works: the listener proves it by requests of its own`,
				remedy: `Compare it, to the last letter, with what is set at ${provider.name}: ${provider.setup.where}.`,
			});
}

function refusedSteps({seen}: WaitFacts): Check[] {
	const refused = seen.filter(delivery => delivery.refused !== null);
	const [first] = refused;
	if (first === undefined) return [];
	return [
		step('refused', 'Refused', {
			state: 'problem',
			says: `${plural(refused.length, 'request')} came and ${refused.length === 1 ? 'was' : 'were'} not let in (${first.refused}), the first to ${excerpt(first.path)}`,
			remedy: `Look at call-hook show ${first.id}: the path, header or credentials set at the provider are others than listen asks for.`,
		}),
	];
}

function brokenSteps({seen}: WaitFacts): Check[] {
	const broken = seen.filter(({fault}) => fault !== null);
	const [first] = broken;
	if (first === undefined) return [];
	return [
		step('broken', 'Not whole', {
			state: 'problem',
			says: `${plural(broken.length, 'request')} came that ${broken.length === 1 ? 'was' : 'were'} not whole (${first.fault})`,
			remedy: `Look at call-hook show ${first.id}: https sent to a plain port looks like this, too.`,
		}),
	];
}

function othersSteps({seen, provider}: WaitFacts): Check[] {
	const whole = seen.filter(({refused, fault}) => refused === null && fault === null);
	const [first] = whole;
	if (first === undefined) {
		return [
			step('others', 'Requests', {
				state: 'unknown',
				says: 'no request of anybody reached the listener meanwhile',
			}),
		];
	}
	const names = listed([...new Set(whole.map(delivery => delivery.provider.name))]);
	return [
		step('others', 'Requests', {
			state: 'warning',
			says: `${plural(whole.length, 'request')} came, and ${whole.length === 1 ? 'was' : 'were'} taken for ${names}: first #${first.id}, ${first.method} ${excerpt(first.path)}`,
			remedy: `If it was ${provider.name}'s, say so with listen --route ${routeOf(first.path)}=${provider.id}; call-hook show ${first.id} tells why it was not taken for it.`,
		}),
	];
}

function routeOf(path: string): string {
	return path.startsWith('/') && path.length <= 40 ? path : '/path';
}

function schemeSteps({provider, listener}: WaitFacts): Check[] {
	const [rule] = provider.kinds.flatMap(({id}) => provider.contract(id).transport);
	const url = listener?.publicUrl ?? null;
	if (rule === undefined || url === null) return [];
	const isWrong = rule.value === 'https only' && url.startsWith('http:');
	return [
		step('scheme', 'Scheme', {
			state: isWrong ? 'problem' : 'ok',
			says: `an address may be ${rule.value}; yours is ${url.startsWith('http:') ? 'http' : 'https'}`,
			remedy: isWrong ? 'Use a tunnel that gives an https address.' : null,
			source: sourceOf(rule),
		}),
	];
}

function methodStep({provider}: WaitFacts): Check {
	const facts = provider.kinds.flatMap(({id}) => provider.contract(id).methods);
	const methods = [...new Set(facts.flatMap(({value}) => value))];
	const [first] = facts;
	if (first === undefined) {
		return step('method', 'Method', {
			state: 'unknown',
			says: `how ${provider.name} sends is not documented; the listener takes any method`,
		});
	}
	return step('method', 'Method', {
		state: 'ok',
		says: `${provider.name} sends by ${listed(methods, 'or')}; the listener takes any method`,
		source: sourceOf(first),
	});
}

function switchStep({provider}: WaitFacts): Check {
	const [rule] = provider.setup.switchOn ?? [];
	return step('switch', 'Switched on', {
		state: 'unknown',
		says: rule === undefined ? 'whether the event is switched on only the provider knows' : rule.value,
		remedy: `Check at ${provider.name} that the event you wait for is switched on and saved, then make a call.`,
		source: rule === undefined ? null : sourceOf(rule),
	});
}

/** What a document may say besides the rules that keeps deliveries away, and what to call it. */
const reasons: readonly (readonly [RegExp, string])[] = [
	[/retired/, 'Retired'],
	[/deprecated/, 'Deprecated'],
	[/not self-signed/, 'Certificate'],
	[/come from/, 'Sender'],
];

function remarkSteps({provider}: WaitFacts): Check[] {
	const remarks = provider.kinds.flatMap(({id}) => provider.contract(id).remarks);
	const told = new Map(remarks.map(fact => [fact.value, fact]));
	const titled = [...told.values()].flatMap(fact => {
		const [, title] = reasons.find(([pattern]) => pattern.test(fact.value)) ?? [];
		return title === undefined ? [] : [{fact, title}];
	});
	return titled.map(({fact, title}, index) =>
		step(`remark-${index + 1}`, title, {
			state: 'unknown',
			says: fact.value,
			source: sourceOf(fact),
		}),
	);
}

function earlierStep({provider, lastAt, now, waitedMs}: WaitFacts): Check {
	return step('earlier', 'Before', {
		state: 'unknown',
		says:
			lastAt === null
				? `no delivery of ${provider.name} ever came to this store; call-hook waited ${lengthOfTime(waitedMs)}`
				: `the last delivery of ${provider.name} came ${lengthOfTime(now - lastAt)} ago; call-hook waited ${lengthOfTime(waitedMs)}`,
	});
}
