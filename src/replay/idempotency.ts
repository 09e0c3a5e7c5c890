/** Whether a handler answers an event that comes twice as it did at first: providers send again what they are not sure of. */

import type {Delivery} from '../core/delivery.ts';
import {isObject} from '../core/json.ts';
import {excerpt} from '../core/text.ts';

/** What differs between two answers to one event. */
export interface Difference {
	/** `status`, `body`, or a place in JSON: `body.jobs[0].id` */
	path: string;
	/** As JSON, cut where it is long; null where there was nothing. */
	first: string | null;
	second: string | null;
}

/** Of two answers that differ throughout, so many places are told. */
const mostDifferences = 20;

/**
 * How two answers differ in status and body. JSON is compared by its values, whatever the order of members; headers are
 * not, as every answer has its own date.
 */
export function differencesOf(first: Delivery, second: Delivery): Difference[] {
	const found: Difference[] = [];
	const statuses = [first, second].map(({answer}) => statusText(answer.status));
	if (statuses[0] !== statuses[1]) {
		found.push({path: 'status', first: statuses[0] ?? null, second: statuses[1] ?? null});
	}
	const [before, after] = [bodyOf(first), bodyOf(second)];
	if (before.equals(after)) {
		// Of long ones only the beginning was kept.
		const sizes = [first, second].map(({answer}) => answer.sent?.bodySize ?? 0);
		if (sizes[0] === sizes[1]) return found;
		const [was, is] = sizes.map(size => `${size} bytes`);
		found.push({path: 'body', first: was ?? null, second: is ?? null});
		return found;
	}
	const [one, other] = [jsonIn(before), jsonIn(after)];
	if (one === undefined || other === undefined) {
		found.push({path: 'body', first: textOf(before), second: textOf(after)});
	} else compare(one.value, other.value, 'body', 0, found);
	return found.slice(0, mostDifferences);
}

function statusText(status: number | null): string {
	return status === null ? 'no answer' : String(status);
}

function bodyOf({answer}: Delivery): Buffer {
	const body = answer.sent?.body ?? new Uint8Array();
	return Buffer.from(body.buffer, body.byteOffset, body.length);
}

function jsonIn(bytes: Buffer): {value: unknown} | undefined {
	try {
		return {value: JSON.parse(bytes.toString('utf8'))};
	} catch {
		return undefined;
	}
}

function textOf(bytes: Buffer): string {
	return bytes.length === 0 ? 'nothing' : excerpt(JSON.stringify(bytes.toString('utf8')));
}

function compare(one: unknown, other: unknown, path: string, depth: number, found: Difference[]): void {
	if (found.length >= mostDifferences || Object.is(one, other)) return;
	const parts = depth < deepest ? partsOf(one, other) : null;
	if (parts === null) {
		found.push({path, first: valueText(one), second: valueText(other)});
		return;
	}
	for (const {step, before, after} of parts) compare(before, after, path + step, depth + 1, found);
}

/** Below this, values that are not the very same are told as one. */
const deepest = 100;

interface Part {
	/** `[0]`, `.id` */
	step: string;
	before: unknown;
	after: unknown;
}

/** What two values are made of, side by side; null when they are not of one kind. */
function partsOf(one: unknown, other: unknown): Part[] | null {
	if (Array.isArray(one) && Array.isArray(other)) {
		return Array.from({length: Math.max(one.length, other.length)}, (_, index) => ({
			step: `[${index}]`,
			before: one[index],
			after: other[index],
		}));
	}
	if (!isObject(one) || !isObject(other)) return null;
	return [...new Set([...Object.keys(one), ...Object.keys(other)])].map(name => ({
		step: `.${name}`,
		before: own(one, name),
		after: own(other, name),
	}));
}

function own(object: Record<string, unknown>, name: string): unknown {
	return Object.hasOwn(object, name) ? object[name] : undefined;
}

function valueText(value: unknown): string | null {
	if (value === undefined) return null;
	try {
		return excerpt(JSON.stringify(value));
	} catch {
		return 'nested too deep to be told';
	}
}

/** `body.id: first "a", then "b"` */
export function differenceText({path, first, second}: Difference): string {
	return `${path}: first ${first ?? 'not there'}, then ${second ?? 'not there'}`;
}
