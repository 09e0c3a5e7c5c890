/** What has no place of its own in a request that was taken apart: path, trailers, and bodies that could not be read. */

import {isUtf8} from 'node:buffer';
import {decodePercent, headerOf, type Pair} from '../core/capture.ts';
import type {Json} from '../core/json.ts';
import type {BodyView, FormField} from '../core/message.ts';
import {isSecretName} from '../core/secrets.ts';
import type {WireRequest} from '../formats/step.ts';
import {partsOf} from '../inspect/multipart.ts';
import type {Hidden} from './hidden.ts';
import type {Learnt} from './learnt.ts';
import {Literals} from './literals.ts';
import {withoutNames, withoutParameterNames} from './member-names.ts';
import type {Place} from './open-request.ts';
import {withBody} from './opened.ts';
import {unpack} from './packing.ts';
import {segmentKind} from './path-segments.ts';
import {type Known, type PersonalKind, personalKind} from './personal.ts';
import {maskedText} from './stand-ins.ts';

/** The request without what is personal there, too. */
export function withoutRest(request: WireRequest, learnt: Learnt, hidden: Hidden): WireRequest {
	const {trailers} = request;
	const target = withoutPath(request.target, learnt.known, hidden);
	const rest: WireRequest = {
		...request,
		target,
		...(trailers !== undefined && {trailers: trailers.map(pair => withoutTrailer(pair, hidden))}),
	};
	return withoutMemberNames(withoutBody(rest, learnt, hidden), hidden);
}

/** What members and parameters are called may be somebody's number. */
function withoutMemberNames(request: WireRequest, hidden: Hidden): WireRequest {
	if (!hidden.hidesPeople) return request;
	const mark = request.target.indexOf('?') + 1;
	const query = mark === 0 ? '' : request.target.slice(mark);
	const target = request.target.slice(0, request.target.length - query.length);
	const named = {...request, target: target + withoutParameterNames(query, 'query', hidden)};
	const unpacked = unpack(request.body, headerOf(request.headers, 'content-encoding'));
	if (unpacked === null || request.body.length === 0) return named;
	const {plain, pack} = unpacked;
	const encoding = isUtf8(plain) ? 'utf8' : 'latin1';
	const text = Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString(encoding);
	const without = withoutNames(text, 'body', hidden);
	return without === text ? named : withBody(named, pack(Buffer.from(without, encoding)));
}

/** Segments of the path in which somebody is named, and those that let in. */
function withoutPath(target: string, known: Known, hidden: Hidden): string {
	const mark = target.indexOf('?');
	const path = mark < 0 ? target : target.slice(0, mark);
	const segments = path.split('/').map((segment, index) => {
		const text = decodePercent(segment);
		const hiddenText = isHostOf(path, index) ? text : withoutSegment(text, known, hidden);
		return hiddenText === text ? segment : encodeURIComponent(hiddenText);
	});
	return segments.join('/') + (mark < 0 ? '' : target.slice(mark));
}

function withoutSegment(text: string, known: Known, hidden: Hidden): string {
	const place: Place = {path: 'path', text, kind: 'text'};
	const kind = segmentKind(text, known.ids);
	return kind === null ? hidden.inText(text, 'path') : hidden.standIn(kind, place, known);
}

/** Scheme and host of a target that names them: `https:`, nothing, and the host. */
function isHostOf(path: string, index: number): boolean {
	return index < 3 && /^https?:\/\//i.test(path);
}

/** What the path tells, as places to learn from. */
export function pathPlaces(target: string, {ids}: Known): {kind: PersonalKind; place: Place}[] {
	const [path = ''] = target.split('?', 1);
	return path.split('/').flatMap((segment, index) => {
		const text = decodePercent(segment);
		const kind = isHostOf(path, index) ? null : segmentKind(text, ids);
		return kind === null ? [] : [{kind, place: {path: 'path', text, kind: 'text'}}];
	});
}

function withoutTrailer([name, value]: Pair, hidden: Hidden): Pair {
	if (!isSecretName(name)) {
		const without = hidden.inText(value, `trailer.${name}`);
		const isAscii = !hidden.hidesPeople || /^[\0-\x7f]*$/.test(without);
		return [name, isAscii ? without : maskedText(without).replace(/[^\0-\x7f]/g, '?')];
	}
	hidden.note('secret', `trailer.${name}`);
	return [name, 'X'.repeat(8)];
}

function withoutBody(request: WireRequest, learnt: Learnt, hidden: Hidden): WireRequest {
	const {open, known} = learnt;
	const view = known.inspected.message.body;
	if (request.body.length === 0) return request;
	const places = open.places.filter(({path}) => /^body(?:[.[]|$)/.test(path));
	const isWhole = places.length > 0 || !mayTell(view);
	const isMultipart = view.kind === 'form' && view.encoding === 'multipart';
	// There may be people in what is not read, or in a file, and then nothing of it stays.
	if (!hidden.hidesPeople && (isMultipart || !isWhole)) return request;
	if (!isWhole) return withoutAnyBody(request, hidden);
	if (isMultipart) return withoutFiles(request, view.fields, hidden);
	const left = leftOf(view, places);
	return left === null ? request : withoutLeft(request, left, learnt, hidden);
}

/** Whether somebody may be named in a body that was not taken apart. */
function mayTell(view: BodyView): boolean {
	switch (view.kind) {
		case 'empty':
			return false;
		case 'json':
			return view.problem !== null || leavesOf(view.value, 'body').length > 0;
		case 'form':
			return view.fields.some(({size}) => size > 0);
		default:
			return true;
	}
}

/** Nothing of it is left but its length and, of a text, its marks. */
function withoutAnyBody(request: WireRequest, hidden: Hidden): WireRequest {
	const {body, headers} = request;
	hidden.note('words', 'body');
	const unpacked = unpack(body, headerOf(headers, 'content-encoding'));
	if (unpacked === null) return {...request, body: new Uint8Array(body.length)};
	const {plain, pack} = unpacked;
	const text = Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString();
	const masked =
		isUtf8(plain) && !plain.includes(0) ? Buffer.from(maskedText(text)) : new Uint8Array(plain.length);
	return withBody(request, pack(masked));
}

/** Files of a multipart body: voices, as a rule. Their bytes and their names go. */
function withoutFiles(request: WireRequest, fields: readonly FormField[], hidden: Hidden): WireRequest {
	if (fields.every(({value}) => value !== null)) return request;
	const {headers} = request;
	const unpacked = unpack(request.body, headerOf(headers, 'content-encoding'));
	if (unpacked === null) return request;
	const {plain, pack} = unpacked;
	const raw = Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('latin1');
	let without = '';
	let copied = 0;
	for (const {field, start, from, to} of partsOf(plain, headerOf(headers, 'content-type') ?? '') ?? []) {
		if (field.value !== null) continue;
		hidden.note('file', `body.${field.name}`);
		const head = raw
			.slice(start, from)
			.replace(/(;\s*filename\*?\s*=\s*)("(?:[^"\\]|\\.)*"|[^\s;]+)/gi, '$1"file"');
		without += raw.slice(copied, start) + head + 'x'.repeat(to - from);
		copied = to;
	}
	return withBody(request, pack(Buffer.from(without + raw.slice(copied), 'latin1')));
}

/** What a lenient reader finds in broken JSON, and no place has; null where nothing is broken, or is a file. */
function leftOf(view: BodyView, places: readonly Place[]): Place[] | null {
	const broken: Place[] = [];
	if (view.kind === 'json' && view.problem !== null) broken.push(...leavesOf(view.value, 'body'));
	else if (view.kind === 'form') {
		for (const {name, json, problem} of view.fields) {
			if (json !== undefined && problem !== undefined) broken.push(...leavesOf(json, `body.${name}`));
		}
		if (broken.length === 0 && view.problem === null) return null;
	} else return null;
	const found = new Set(places.map(({path, text}) => `${path}\n${text}`));
	return broken.filter(({path, text}) => !found.has(`${path}\n${text}`));
}

/** Values of JSON as places; of very many the first. */
function leavesOf(value: Json, path: string, into: Place[] = []): Place[] {
	if (into.length > maxLeaves) return into;
	if (typeof value === 'string') into.push({path, text: value, kind: 'text'});
	else if (typeof value === 'number') into.push({path, text: String(value), kind: 'number'});
	else if (Array.isArray(value))
		for (const [index, entry] of value.entries()) leavesOf(entry, `${path}[${index}]`, into);
	else if (typeof value === 'object' && value !== null) {
		for (const [name, member] of Object.entries(value)) leavesOf(member, `${path}.${name}`, into);
	}
	return into;
}

const maxLeaves = 20_000;

/** In broken JSON it is looked for as it stands, wherever that is. */
function withoutLeft(
	request: WireRequest,
	left: readonly Place[],
	{known}: Learnt,
	hidden: Hidden,
): WireRequest {
	const unpacked = unpack(request.body, headerOf(request.headers, 'content-encoding'));
	if (unpacked === null) return request;
	const literals = new Literals<null>();
	for (const place of left) {
		const kind = personalKind(place, known);
		if (kind === null) continue;
		hidden.learn(kind, place, known);
		literals.add(place.text.trim(), hidden.standIn(kind, place, known).trim(), null);
	}
	const {plain, pack} = unpacked;
	const encoding = isUtf8(plain) ? 'utf8' : 'latin1';
	const text = Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString(encoding);
	const without = hidden.inRest(
		literals.replaced(text, () => undefined),
		'body',
	);
	return without === text ? request : withBody(request, pack(Buffer.from(without, encoding)));
}
