/** Captured deliveries as a fixture: one request, or a whole call with the time between its requests. */

import {usualAuthority} from '../core/address.ts';
import type {Call, CallState} from '../core/call.ts';
import type {Pair} from '../core/capture.ts';
import type {Delivery} from '../core/delivery.ts';
import type {RequestStep} from '../formats/step.ts';
import {providerOf} from '../providers/registry.ts';
import {callOf, contributionOf, fold} from '../session/fold.ts';
import {type Capture, requestStepOf} from './captures.ts';

/** What is made of captured deliveries. */
export interface CapturedFixture {
	/** `cdr-answered`, `scenario-missed`: for a file name. */
	name: string;
	steps: RequestStep[];
	/** How many Host headers were another's. */
	hostsChanged: number;
	/** Deliveries that are no part of it, and why, as the end of a sentence. */
	leftOut: {id: number; because: string}[];
}

/** One delivery, whatever it is: also a retry or a replay. */
export function fixtureOfDelivery(delivery: Capture): CapturedFixture {
	const {event, provider} = delivery.inspection;
	const name =
		event === null
			? `delivery-${delivery.id}`
			: [event.kind, event.outcome ?? event.phase].filter(part => part !== 'other').join('-');
	const kind = providerOf(provider.id)?.kinds.find(({id}) => id === event?.kind);
	const shows = kind?.says ?? 'A request as it was captured.';
	return gathered([delivery], () => name, {name, shows});
}

/** A whole call: each of its events once, in the order they came. */
export function fixtureOfCall(deliveries: readonly Capture[]): CapturedFixture {
	const call = callFrom(deliveries);
	const known = [call?.direction, call?.outcome ?? call?.phase].filter(part => part != null);
	const name = ['scenario', ...known.slice(-1)].join('-');
	const shows = known.length === 0 ? 'A whole call.' : `A whole call: ${known.join(', ')}.`;
	const fixture = gathered(
		deliveries.filter(delivery => reasonToLeaveOut(delivery) === null),
		nameOfEvent,
		{name, shows},
	);
	const others = deliveries.flatMap(delivery => {
		const because = reasonToLeaveOut(delivery);
		return because === null ? [] : [{id: delivery.id, because}];
	});
	return {...fixture, leftOut: [...others, ...fixture.leftOut].sort((a, b) => a.id - b.id)};
}

function reasonToLeaveOut({replay, refusal, repeat}: Delivery): string | null {
	if (replay !== null) return 'it is a replay';
	if (refusal !== null) return 'it was not let in';
	return repeat === null ? null : `it is a ${repeat.kind}`;
}

function callFrom(deliveries: readonly Capture[]): Call | null {
	let state: CallState | null = null;
	for (const delivery of deliveries) {
		const part = contributionOf(delivery);
		if (part !== null) state = fold(state, part);
	}
	return state === null ? null : callOf(state);
}

function nameOfEvent({id, inspection: {event}}: Capture): string {
	return event === null ? `delivery-${id}` : `${event.kind}-${event.phase}`;
}

function gathered(
	deliveries: readonly Capture[],
	nameOf: (delivery: Capture) => string,
	about: {name: string; shows: string},
): CapturedFixture {
	const fixture: CapturedFixture = {name: about.name, steps: [], hostsChanged: 0, leftOut: []};
	const taken = new Set<string>();
	let before: Capture | null = null;
	for (const delivery of deliveries) {
		const step = requestStepOf(delivery, before);
		if ('problem' in step) {
			fixture.leftOut.push({id: delivery.id, because: step.problem});
			continue;
		}
		// REST clients send it there, and not to where it was captured.
		const others = step.headers.filter(header => isHost(header) && header[1] !== usualAuthority);
		fixture.hostsChanged += others.length;
		fixture.steps.push({
			...step,
			name: freeName(nameOf(delivery), taken),
			shows: before === null ? about.shows : null,
			source: `captured ${new Date(delivery.request.receivedAt).toISOString().slice(0, 10)}`,
			headers: step.headers.map(header => (isHost(header) ? [header[0], usualAuthority] : header)),
		});
		before = delivery;
	}
	return fixture;
}

function isHost([name]: Pair): boolean {
	return name.toLowerCase() === 'host';
}

/** `live-started`, `live-started-2` */
function freeName(name: string, taken: Set<string>): string {
	let free = name;
	for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
	taken.add(free);
	return free;
}
