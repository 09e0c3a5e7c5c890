/** Changes a user asks for: `--set body.to=1`, `--add query.k=v`, `--remove header.X-Token`. */

import type {Pair} from '../core/capture.ts';
import {isToken} from '../core/http-token.ts';
import type {WireRequest} from '../formats/step.ts';
import {isJson} from './json-spots.ts';
import {nearPaths} from './near.ts';
import {edited, headerValue, type Opened, open, withBody} from './opened.ts';
import type {Edit, Owner, Spot, Stretch} from './spot.ts';

export interface Change {
	kind: 'set' | 'add' | 'remove';
	/** Begins with `body.`, `body[`, `query.` or `header.`; `body` alone is all of it. */
	path: string;
	/** As written; '' for `remove`. In JSON, `set` keeps the kind of the value it replaces where the text allows it. */
	value: string;
	/** Written with `:=`: in JSON the value is put in as it is, of its own kind. */
	isJson: boolean;
	/** As the user wrote it, for messages: `--set to=1` */
	written: string;
}

/** Reads what stands behind `--set`, `--add` or `--remove`; a text says what is wrong with it. */
export function parseChange(kind: Change['kind'], text: string): Change | {problem: string} {
	const written = `--${kind} ${text}`;
	if (kind === 'remove') {
		if (text.trim() === '') return {problem: 'it names nothing'};
		return {kind, path: fullPath(text), value: '', isJson: false, written};
	}
	const sign = text.indexOf('=');
	if (sign < 0) return {problem: `${text} has no = and no value`};
	const asJson = text.charAt(sign - 1) === ':';
	const name = text.slice(0, asJson ? sign - 1 : sign);
	const value = text.slice(sign + 1);
	if (name.trim() === '') return {problem: 'there is no name in front of the ='};
	const path = fullPath(name);
	if (asJson && !isJson(value)) return {problem: `what stands behind ${name}:= is not JSON`};
	if (kind === 'add' && path === 'body') return {problem: 'the body is there already: --set replaces it'};
	if (path.startsWith(headerPrefix)) {
		const header = path.slice(headerPrefix.length);
		if (!isToken(header)) return {problem: `${header} is no name of a header`};
		if (hasControls(value)) return {problem: 'a header is one line: it holds no control characters'};
	}
	return {kind, path, value, isJson: asJson, written};
}

const headerPrefix = 'header.';

function fullPath(path: string): string {
	return /^(?:body$|body[.[]|query\.|header\.)/.test(path) ? path : `body.${path}`;
}

function hasControls(value: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: what no header holds
	return /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
}

/** A change that found nothing to change. */
export interface Unmatched {
	change: Change;
	/** `there is no body.too` */
	because: string;
	/** Places that are there and look like it, the likeliest first. */
	near: readonly string[];
}

/** A request with changes, or with those of them that match something in it. */
export interface Changed {
	request: WireRequest;
	unmatched: readonly Unmatched[];
}

/** Makes the changes one after the other; the length of the body follows, unless it is what a change says. */
export function applyChanges(request: WireRequest, changes: readonly Change[]): Changed {
	const unmatched: Unmatched[] = [];
	let changed = request;
	for (const change of lengthLast(changes)) {
		const opened = open(changed);
		const outcome = applied(opened, change);
		if ('because' in outcome) unmatched.push({change, ...outcome});
		else changed = outcome.request;
	}
	return {request: changed, unmatched};
}

function lengthLast(changes: readonly Change[]): Change[] {
	const isLength = ({path}: Change) => path.toLowerCase() === 'header.content-length';
	return [...changes.filter(change => !isLength(change)), ...changes.filter(isLength)];
}

type Applied = {request: WireRequest} | Omit<Unmatched, 'change'>;

function applied(opened: Opened, change: Change): Applied {
	if (change.path === 'body') return wholeBody(opened, change);
	if (change.kind === 'add') return added(opened, change);
	const found = spotsAt(opened, change.path);
	if (found.length === 0) return missing(opened, change.path);
	if (change.kind === 'remove') return {request: removed(opened, found)};
	const edits = found.map((spot): Edit => {
		const raw = change.isJson ? spot.encodeJson(change.value) : containerOr(spot, change.value);
		return {part: spot.part, start: spot.start, end: spot.end, raw};
	});
	return {request: edited(opened, edits)};
}

/** In place of an object or a list stands what is JSON as such, and all else as a text. */
function containerOr(spot: Spot, value: string): string {
	const holds = spot.kind === 'object' || spot.kind === 'list';
	return holds && isJson(value) ? spot.encodeJson(value) : spot.encode(value);
}

function missing(opened: Opened, path: string): Omit<Unmatched, 'change'> {
	return {because: `there is no ${path}`, near: nearPaths(path, opened.spots)};
}

function wholeBody({request, body}: Opened, {kind, value}: Change): Applied {
	if (kind === 'remove' && request.body.length === 0) return {because: 'there is no body', near: []};
	const bytes = Buffer.from(value);
	const packed = bytes.length === 0 || body === null ? bytes : body.pack(bytes);
	return {request: withBody(request, packed)};
}

/** What has the path, the outer one of those that are in each other: a text with JSON, and that JSON. */
function spotsAt({spots}: Opened, path: string): Spot[] {
	const found: Spot[] = [];
	for (const spot of spots) {
		if (!hasPath(spot, path)) continue;
		const outer = found.at(-1);
		if (
			outer === undefined ||
			outer.part !== spot.part ||
			spot.start >= outer.end ||
			spot.start < outer.start
		)
			found.push(spot);
	}
	return found;
}

/** Names of headers have no case. */
function hasPath(spot: Spot, path: string): boolean {
	if (spot.path === path) return true;
	return typeof spot.part === 'number' && spot.path.toLowerCase() === path.toLowerCase();
}

function removed(opened: Opened, spots: readonly Spot[]): WireRequest {
	const {request} = opened;
	const headers = new Set(spots.map(({part}) => part));
	const kept = request.headers.filter((_, index) => !headers.has(index));
	const owned = new Map<Owner, Spot[]>();
	for (const spot of spots) {
		if (spot.owner === null) continue;
		const gone = owned.get(spot.owner);
		if (gone === undefined) owned.set(spot.owner, [spot]);
		else gone.push(spot);
	}
	const edits = [...owned].flatMap(([owner, gone]) =>
		withoutMembers(owner, new Set(gone.map(({index}) => index))).map(
			(stretch): Edit => ({part: gone[0]?.part ?? 'body', ...stretch, raw: ''}),
		),
	);
	if (edits.length === 0) return {...request, headers: kept};
	return edited(
		opened,
		edits.sort((a, b) => a.start - b.start),
	);
}

/** What goes with some of the members: the separator in front of each; behind those that are the first. */
function withoutMembers({members, inside}: Owner, gone: ReadonlySet<number>): Stretch[] {
	if (gone.size === members.length) return [inside];
	const stretches: Stretch[] = [];
	let isFirst = true;
	for (const [index, member] of members.entries()) {
		if (!gone.has(index)) isFirst = false;
		else if (isFirst) stretches.push({start: member.start, end: members[index + 1]?.start ?? member.end});
		else stretches.push({start: members[index - 1]?.end ?? member.start, end: member.end});
	}
	return stretches;
}

function added(opened: Opened, {path, value, isJson: asJson}: Change): Applied {
	const {request} = opened;
	if (path.startsWith(headerPrefix)) {
		const header: Pair = [path.slice(headerPrefix.length), headerValue(value)];
		return {request: {...request, headers: [...request.headers, header]}};
	}
	const parent = parentOf(opened, path);
	if (parent === null) return noParent(opened, path);
	if (!parent.repeats && spotsAt(opened, path).length > 0) {
		return {because: `${path} is there already: --set replaces it`, near: []};
	}
	const edit = parent.owner.add(parent.name, value, asJson);
	if (edit === null) return {because: `${parent.name} is not the next of the list`, near: []};
	return {request: edited(opened, [edit])};
}

interface Parent {
	owner: Owner;
	/** Of the new member. */
	name: string;
	/** Whether a name may stand more than once. */
	repeats: boolean;
}

/** What a new member would be one of: an object or list of JSON, else the query or the form. */
function parentOf({spots, query, form}: Opened, path: string): Parent | null {
	const {holder, name, isList} = split(path);
	const groups = spots.filter(({members}) => members !== undefined);
	const group = groups.findLast(({path: at, kind}) => at === holder && (kind === 'list') === isList);
	if (group?.members !== undefined) return {owner: group.members, name, repeats: false};
	const [owner, prefix] = path.startsWith('query.') ? [query, 'query.'] : [form, 'body.'];
	const whole = path.slice(prefix.length);
	if (owner === null || whole === '') return null;
	// A name may have dots in it; more likely the name of what holds JSON was mistyped.
	if (whole.includes('.') && nearPaths(holder, groups).length > 0) return null;
	return {owner, name: whole, repeats: true};
}

/** A path cut into that of an object or list, and the name or index in it. */
function split(path: string): {holder: string; name: string; isList: boolean} {
	const list = /\[(\d*)\]$/.exec(path);
	if (list !== null) return {holder: path.slice(0, list.index), name: list[1] ?? '', isList: true};
	const dot = path.lastIndexOf('.');
	return {holder: path.slice(0, dot), name: path.slice(dot + 1), isList: false};
}

function noParent({spots}: Opened, path: string): Omit<Unmatched, 'change'> {
	const {holder} = split(path);
	const groups = spots.filter(({members}) => members !== undefined);
	return {because: `there is nothing at ${holder} it could be added to`, near: nearPaths(holder, groups)};
}
