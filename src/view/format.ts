/** How values are shown: one form for each kind of value, the same in every view. */

import type {Call} from '../core/call.ts';
import {isLive} from '../core/call.ts';
import type {CapturedRequest} from '../core/capture.ts';
import {duration} from '../core/duration.ts';
import type {CallEvent, Direction, Party} from '../core/event.ts';
import {isOverdue} from '../core/life.ts';
import {shownTarget} from '../core/secrets.ts';
import {listed, oneLine} from '../core/text.ts';
import type {Marks} from './marks.ts';
import {cutStart} from './width.ts';

/** `09:35:22`, or with milliseconds `09:35:22.104`, in local time. */
export function timeOfDay(ms: number, precision: 'minutes' | 'seconds' | 'milliseconds' = 'seconds'): string {
	const date = new Date(ms);
	const two = (value: number) => String(value).padStart(2, '0');
	const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
	if (precision === 'minutes') return minutes;
	const seconds = `${minutes}:${two(date.getSeconds())}`;
	return precision === 'seconds' ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `09:35:22` for today, `19 Nov` for another day: eight columns at the most. */
export function arrivalTime(ms: number, now: number): string {
	const date = new Date(ms);
	if (date.toDateString() === new Date(now).toDateString()) return timeOfDay(ms);
	return `${date.getDate()} ${months[date.getMonth()]}`;
}

/** Seconds as a clock: `0:09`, `1:42`, `1:02:07`, or where there is little room `1h02m`. */
export function clock(seconds: number, room: 'full' | 'short' = 'full'): string {
	const whole = Math.max(0, Math.floor(seconds));
	const hours = Math.floor(whole / 3600);
	const minutes = Math.floor((whole % 3600) / 60);
	const two = (value: number) => String(value).padStart(2, '0');
	if (hours === 0) return `${minutes}:${two(whole % 60)}`;
	return room === 'short' ? `${hours}h${two(minutes)}m` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** How long something took, in a column of seven: `0.7 ms`, `41 ms`, `12.41 s`, `2 m 05`. */
export function took(ms: number): string {
	if (ms < 99_995) return duration(ms);
	const seconds = Math.round(ms / 1000);
	return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')}`;
}

/** How long something goes on: `48 s`, after a minute and a half `2 min`, `3 h`: a figure that grows old changes rarely. */
export function ageText(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	if (seconds < 90) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

/**
 * How long an answer is waited for, of what is allowed: `3/10 s`, `12/30 s`, `3 s` where nothing limits it. Seven
 * columns at the most.
 */
export function waitText(ms: number, allowedMs: number | null): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const text = allowedMs === null ? '' : `${seconds}/${Math.max(1, Math.round(allowedMs / 1000))} s`;
	return text === '' || text.length > 7 ? (seconds < 1000 ? `${seconds} s` : took(ms)) : text;
}

/** A sentence as a part of another one: without its full stop. */
export function clause(sentence: string): string {
	return oneLine(sentence).replace(/\.+$/, '');
}

/** `285 bytes`, `2,545 bytes`, `412 kB`, `1.2 MB`, `20.5 GB` */
export function byteSize(bytes: number): string {
	if (bytes === 1) return '1 byte';
	if (bytes < 10_000) return `${count(bytes)} bytes`;
	if (bytes < 999_500) return `${count(Math.round(bytes / 1000))} kB`;
	if (bytes < 999_950_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
	return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** `1,204` */
export function count(value: number): string {
	return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `12 calls`, `1 call` */
export function plural(value: number, singular: string, many = `${singular}s`): string {
	return `${count(value)} ${value === 1 ? singular : many}`;
}

/** A share of 1, never rounded up: `98 %`. */
export function percent(share: number): string {
	return `${Math.floor(share * 100)} %`;
}

export function directionWord(direction: Direction | null): 'in' | 'out' | '-' {
	if (direction === null) return '-';
	return direction === 'inbound' ? 'in' : 'out';
}

/** A party in at most `width` columns, `-` when it is not stated. */
export function partyText(party: Party | null, width: number, marks: Pick<Marks, 'cut' | 'none'>): string {
	if (party === null) return marks.none;
	return cutStart(oneLine(party.e164 ?? party.raw), width, marks.cut);
}

/** Both sides of a call; `?` stands for the arrow when the provider does not say who called whom. */
export interface Sides {
	left: Party | null;
	arrow: 'arrow' | 'unknown';
	right: Party | null;
}

/** null when no side is stated at all. */
export function sidesOf(call: Pick<CallEvent, 'from' | 'to' | 'counterparty'>): Sides | null {
	if (call.counterparty !== null) return {left: call.counterparty, arrow: 'unknown', right: null};
	if (call.from === null && call.to === null) return null;
	return {left: call.from, arrow: 'arrow', right: call.to};
}

/** Method and target for eyes: `POST /hooks?token=••••••••`; `not HTTP` for what has neither. */
export function requestText({method, target}: Pick<CapturedRequest, 'method' | 'target'>): string {
	if (method === null) return 'not HTTP';
	return oneLine(`${method} ${shownTarget(target ?? '')}`);
}

/**
 * What tells a delivery from others, whatever it is: what it says in the provider's own words (`cdr answered`,
 * `in-call 1`, `post-call`), else what broke it, else its request.
 */
export function deliveryText({
	event,
	request,
}: {
	event: Pick<CallEvent, 'kind' | 'providerStatus'> | null;
	request: Pick<CapturedRequest, 'method' | 'target' | 'fault'>;
}): string {
	if (event === null) return request.fault?.code ?? requestText(request);
	return eventText(event);
}

/** What an event says, in its provider's own words: `cdr answered`, `in-call 1`, `post-call`. */
export function eventText({kind, providerStatus}: Pick<CallEvent, 'kind' | 'providerStatus'>): string {
	return oneLine(providerStatus === null ? kind : `${kind} ${providerStatus}`);
}

/** The state of a call in words: `○ ringing 0:09` while it goes on, else how it ended. */
export function stateOf(
	call: Call,
	now: number,
	marks: Marks,
): {mark: string; word: string; clock: string | null} {
	if (!isLive(call)) return {mark: '', word: call.outcome ?? call.phase, clock: null};
	if (isOverdue(call, now)) return {mark: '', word: 'no end seen', clock: null};
	const talking = call.phase === 'answered';
	return {
		mark: talking ? marks.live : marks.beginning,
		word: talking ? 'talking' : call.phase,
		clock: clock((now - call.phaseSince) / 1000, 'short'),
	};
}

/** Deliveries by their numbers: `#1, #2 and 17 more`. */
export function numbersOf(ids: readonly number[]): string {
	const named = ids.slice(0, mostNumbers).map(id => `#${id}`);
	const rest = ids.length - named.length;
	return listed(rest === 0 ? named : [...named, `${count(rest)} more`]);
}

/** Of more nobody reads the numbers. */
const mostNumbers = 8;
