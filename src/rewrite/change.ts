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
	/** Begins with `body.`, `body[`, `query.` or `header.`; `body` alone is all of it. `query.a[1]` is the second `a`. */
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
		const written = path.slice(headerPrefix.length);
		const header = kind === 'set' ? written.replace(/\[\d+\]$/, '') : written;
		if (!isToken(header)) return {problem: `${header} is no name of a header`};
		if (hasControls(value)) return {problem: 'a header is one line: it holds no control characters'};
	}
	return {kind, path, value, isJson: asJson, written};
}

const headerPrefix = 'header.';

function fullPath(path: string): string {
	return /^(?:body$|body[.[]|query\.|header\.)/.test(path) ? path : `body.${path}`;
}

/** Whether a path is that of a header, whose name is given in small letters. */
export function isHeader(path: string, name: string): boolean {
	return path.toLowerCase() === headerPrefix + name;
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

/** What a change was made to. */
export interface Made {
	change: Change;
	/** The paths of the places, each as often as it stands there; what is below them was changed with them. */
	paths: readonly string[];
}

/** A request with changes, or with those of them that match something in it. */
export interface Changed {
	request: WireRequest;
	made: readonly Made[];
	unmatched: readonly Unmatched[];
}

/** Makes the changes one after the other; the length of the body follows, unless it is what a change says. */
export function applyChanges(request: WireRequest, changes: readonly Change[]): Changed {
	const unmatched: Unmatched[] = [];
	const made: Made[] = [];
	let changed = request;
	for (const change of lengthLast(changes)) {
		const opened = open(changed);
		const outcome = applied(opened, change);
		if ('because' in outcome) unmatched.push({change, ...outcome});
		else {
			changed = outcome.request;
			made.push({change, paths: outcome.paths});
		}
	}
	return {request: changed, made, unmatched};
}

function lengthLast(changes: readonly Change[]): Change[] {
	const isLength = ({path}: Change) => isHeader(path, 'content-length');
	return [...changes.filter(change => !isLength(change)), ...changes.filter(isLength)];
}

type Applied = {request: WireRequest; paths: readonly string[]} | Omit<Unmatched, 'change'>;

function applied(opened: Opened, change: Change): Applied {
	if (change.path === 'body') return wholeBody(opened, change);
	if (change.kind === 'add') return added(opened, change);
	const found = spotsAt(opened, change.path);
	if (found.length === 0) return missing(opened, change);
	const paths = found.map(({path}) => path);
	if (change.kind === 'remove') return {request: removed(opened, found), paths};
	const edits = found.map((spot): Edit => {
		const raw = change.isJson ? spot.encodeJson(change.value) : containerOr(spot, change.value);
		return {part: spot.part, start: spot.start, end: spot.end, raw};
	});
	return {request: edited(opened, edits), paths};
}

/** In place of an object or a list stands what is JSON as such, and all else as a text. */
function containerOr(spot: Spot, value: string): string {
	const holds = spot.kind === 'object' || spot.kind === 'list';
	return holds && isJson(value) ? spot.encodeJson(value) : spot.encode(value);
}

function missing(opened: Opened, {kind, path}: Change): Omit<Unmatched, 'change'> {
	const near = nearPaths(path, opened.spots);
	const isPair = path.startsWith('query.') || path.startsWith(headerPrefix);
	const canBeAdded = kind === 'set' && isPair && near.length === 0;
	return {because: `there is no ${path}${canBeAdded ? ': --add adds it' : ''}`, near};
}

function wholeBody({request, body}: Opened, {kind, value}: Change): Applied {
	if (kind === 'remove' && request.body.length === 0) return {because: 'there is no body', near: []};
	const bytes = Buffer.from(value);
	const packed = bytes.length === 0 || body === null ? bytes : body.pack(bytes);
	return {request: withBody(request, packed), paths: ['body']};
}

/** What has the path; `a[1]` is the second of those that have the path `a` where nothing has the whole of it. */
function spotsAt(opened: Opened, path: string): Spot[] {
	const all = spotsNamed(opened, path);
	const nth = all.length > 0 ? null : /^(.+)\[(\d+)\]$/.exec(path);
	if (nth === null) return all;
	const [, name = '', index = ''] = nth;
	const same = spotsNamed(opened, name);
	const one = same.length > 1 ? same[Number(index)] : undefined;
	return one === undefined ? [] : [one];
}

/** The outer one of those that are in each other: a text with JSON, and that JSON. */
function spotsNamed({spots}: Opened, path: string): Spot[] {
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
		if (isHeader(path, 'host') && spotsAt(opened, path).length > 0) return isThere(path);
		const header: Pair = [path.slice(headerPrefix.length), headerValue(value)];
		return {request: {...request, headers: [...request.headers, header]}, paths: [path]};
	}
	const parent = parentOf(opened, path);
	if (parent === null) return noParent(opened, path);
	if (!parent.repeats) {
		const [there] = spotsAt(opened, path);
		if (there?.kind === 'list') {
			return {because: `${path} is there already: ${path}[] adds to it, --set replaces it`, near: []};
		}
		if (there !== undefined) return isThere(path);
	}
	const edit = parent.owner.add(parent.name, value, asJson);
	if (edit === null) {
		const next = path.replace(/\[\d*\]$/, '[]');
		return {because: `${parent.name} is not the next of the list: ${next} is`, near: []};
	}
	const at = path.endsWith('[]') ? `${path.slice(0, -2)}[${parent.owner.members.length}]` : path;
	return {request: edited(opened, [edit]), paths: [at]};
}

function isThere(path: string): Omit<Unmatched, 'change'> {
	return {because: `${path} is there already: --set replaces it`, near: []};
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
	if (groups.some(({path: at, kind}) => at === holder && kind === 'list')) {
		return {because: `${holder} is a list: ${holder}[] adds to it`, near: []};
	}
	return {because: `there is nothing at ${holder} it could be added to`, near: nearPaths(holder, groups)};
}
