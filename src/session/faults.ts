/** Faults on purpose (`--fault`): what they are, and which request gets one. */

import {drawFrom} from '../core/random.ts';
import type {InjectedFault} from './answers.ts';

export interface FaultSpec {
	fault: InjectedFault;
	/** Of how many requests it strikes: 0 for none, 1 for all. */
	rate: number;
}

export type ParsedFault =
	| {spec: FaultSpec; problem?: never}
	| {spec?: never; problem: {message: string; hint: string}};

/** In ms: an hour. */
const longestDelay = 3_600_000;

/** `status=500,rate=0.3`, `hang`, `reset`, `close`, `delay=12000`. */
export function parseFault(text: string): ParsedFault {
	const [first = '', ...rest] = text.split(',').map(part => part.trim());
	const action = actionOf(first);
	if (action.problem !== undefined) return {problem: action.problem};
	let rate: number | null = null;
	for (const part of rest) {
		const written = /^rate=(.*)$/i.exec(part)?.[1];
		if (written === undefined) {
			return wrong(
				`"${part}" is nothing a fault can have.`,
				'Only rate=… may follow: one --fault for each fault.',
			);
		}
		if (rate !== null) return wrong('It has two rates.', 'Keep one of them.');
		rate = rateOf(written);
		if (rate === null) {
			return wrong(
				`"${written}" is no rate.`,
				'It is a number above 0 and up to 1, like rate=0.3 for 3 of 10 requests.',
			);
		}
	}
	return {spec: {fault: {name: first.toLowerCase(), action: action.action}, rate: rate ?? 1}};
}

type Action = InjectedFault['action'];

function actionOf(text: string): {action: Action; problem?: never} | {action?: never; problem: Problem} {
	const [kind = '', value] = text.toLowerCase().split('=', 2);
	switch (kind) {
		case 'hang':
		case 'reset':
		case 'close':
			return value === undefined
				? {action: {kind}}
				: wrong(`${kind} takes no value.`, `Write it like ${kind}.`);
		case 'status': {
			const status = wholeNumber(value, 200, 599);
			return status === null
				? wrong(`"${text}" has no status from 200 to 599.`, 'Write it like status=500.')
				: {action: {kind, status}};
		}
		case 'delay': {
			const ms = wholeNumber(value, 1, longestDelay);
			return ms === null
				? wrong(`"${text}" has no number of ms from 1 to ${longestDelay}.`, 'Write it like delay=12000.')
				: {action: {kind, ms}};
		}
		default:
			return wrong(
				text === '' ? 'It names no fault.' : `There is no fault "${kind}".`,
				'Faults are status=<code>, hang, reset, close and delay=<ms>.',
			);
	}
}

type Problem = NonNullable<ParsedFault['problem']>;

function wrong(message: string, hint: string): {problem: Problem} {
	return {problem: {message, hint}};
}

function wholeNumber(text: string | undefined, least: number, most: number): number | null {
	const number = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN;
	return number >= least && number <= most ? number : null;
}

function rateOf(text: string): number | null {
	const rate = /^(?:\d{1,3}(?:\.\d{1,9})?|\.\d{1,9})$/.test(text) ? Number(text) : Number.NaN;
	return rate > 0 && rate <= 1 ? rate : null;
}

/**
 * Says of each request in turn which fault strikes: the first whose draw does. Each fault has draws of its own, one for
 * every request, so that one more fault leaves those before it as they were.
 */
export function faultsFrom(specs: readonly FaultSpec[], seed: number): () => InjectedFault | null {
	const drawn = specs.map(({fault, rate}, stream) => ({fault, rate, draw: drawFrom(seed, stream)}));
	return () => {
		const strikes = drawn.map(({rate, draw}) => draw() < rate);
		return drawn[strikes.indexOf(true)]?.fault ?? null;
	};
}
