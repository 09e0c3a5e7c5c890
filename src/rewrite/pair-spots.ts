/** The pairs of a query or a form and where they stand, and JSON in their values. */

import {parsePairs} from '../core/capture.ts';
import {readJson} from '../core/json.ts';
import {bareJson, mayHoldJson} from '../inspect/form.ts';
import {addJsonSpots, escapedJson, isJson, isValue, maxSpots} from './json-spots.ts';
import {type Layer, stretchOf} from './layer.ts';
import {percentEncoder, percentLayer} from './percent.ts';
import type {Owner, Part, Spot} from './spot.ts';

/** How the pairs of a text are read, and what is not the same in a query and a form. */
export interface PairRules {
	part: Part;
	/** `query` or `body` */
	path: string;
	/** Pairs beyond these are not read. */
	limit: number;
	/** JSON that nobody encoded is one value, whatever `&` it has. */
	bareJson: boolean;
	/** The first value that is broken JSON is read leniently, as inspection does it. */
	lenient: boolean;
	/** How a blank is written where none stands yet. */
	plus: boolean;
	/** What is in front of the first pair where there is none yet: `?`. */
	opening: string;
}

/** What a bare JSON value must not have, as whoever reads the form by its rules takes it for something else. */
const formMarks = /[%&+]/g;

/** A pair in its text. */
interface RawPair {
	start: number;
	/** Of the value; behind the name where there is no `=`. */
	from: number;
	end: number;
	isBare: boolean;
}

/** Adds the pairs of a layer. */
export function addPairSpots(layer: Layer, rules: PairRules, into: Spot[]): Owner {
	const {text} = layer;
	const pairs = rawPairs(text, rules);
	const plus = rules.plus ? !text.includes('%20') : text.includes('+');
	const encode = percentEncoder({plus, like: ''});
	const {part, opening} = rules;
	const owner: Owner = {
		members: pairs.map(({start, end}) => ({start: layer.at(start), end: layer.at(end)})),
		// Those that are not read stay.
		inside: {
			start: layer.at(0),
			end: layer.at(pairs.length < rules.limit ? text.length : (pairs.at(-1)?.end ?? 0)),
		},
		add: (name, value) => ({
			part,
			start: layer.at(text.length),
			end: layer.at(text.length),
			raw: layer.encode(
				`${text === '' ? opening : text.endsWith('&') ? '' : '&'}${encode(name)}=${encode(value)}`,
			),
		}),
	};
	const context: PairContext = {rules, plus, owner, lenient: rules.lenient, into};
	for (const [index, pair] of pairs.entries()) {
		if (into.length > maxSpots) break;
		addPair(layer, pair, index, context);
	}
	return owner;
}

interface PairContext {
	rules: PairRules;
	plus: boolean;
	owner: Owner;
	/** Whether broken JSON is read, were it the next. */
	lenient: boolean;
	into: Spot[];
}

function addPair(layer: Layer, pair: RawPair, index: number, context: PairContext): void {
	const {rules, plus, owner, into} = context;
	const {start, from, end, isBare} = pair;
	const [[name, value] = ['', '']] = parsePairs(layer.text.slice(start, end));
	const raw = layer.text.slice(from, end);
	const hasSign = layer.text.charAt(from - 1) === '=' && from > start;
	const encode = percentEncoder({plus, like: isBare ? '' : raw});
	const write = (text: string) => {
		if (isBare && isJson(text)) return layer.encode(escapedJson(text, formMarks));
		return layer.encode(hasSign || text === '' ? encode(text) : `=${encode(text)}`);
	};
	const path = `${rules.path}.${layer.read(name)}`;
	const spot: Spot = {
		part: rules.part,
		path,
		kind: 'text',
		text: layer.read(isBare ? raw : value),
		start: layer.at(from),
		end: layer.at(end),
		encode: write,
		encodeJson: write,
		owner,
		index,
	};
	into.push(spot);
	const inner = isBare ? stretchOf(layer, from, end, formMarks) : jsonLayer(layer, pair, context);
	if (inner === null) return;
	const before = into.length;
	addJsonSpots(inner, rules.part, path, into);
	if (into.slice(before).some(isValue)) spot.kind = 'open';
}

/** The value of a pair when it is JSON, encoded once or twice. */
function jsonLayer(layer: Layer, {from, end}: RawPair, context: PairContext): Layer | null {
	if (!/^\s*(?:[[{]|%|\+)/.test(layer.text.slice(from, from + 10))) return null;
	const once = percentLayer(layer, from, end, context.plus ? 'plus is written' : 'plus is read');
	if (once === null) return null;
	const value = /^%7B/i.test(once.text) ? percentLayer(once, 0, once.text.length, 'encoded') : once;
	if (value === null || !mayHoldJson(value.text)) return null;
	const {value: json, problem} = readJson(value.text, context.lenient ? 'leniently' : 'strictly');
	if (json === undefined) return null;
	if (problem !== null) context.lenient = false;
	return value;
}

function rawPairs(text: string, {bareJson: mayBeBare, limit}: PairRules): RawPair[] {
	const bare = mayBeBare ? bareJson(text) : null;
	if (bare === null) return cut(text, 0, text.length, limit);
	const start = bare.before.length + (text.charAt(bare.before.length) === '&' ? 1 : 0);
	const from = start + bare.name.length + 1;
	return [
		...cut(text, 0, bare.before.length, limit),
		{start, from, end: from + bare.json.length, isBare: true},
		...cut(text, text.length - bare.after.length, text.length, limit),
	];
}

function cut(text: string, from: number, to: number, limit: number): RawPair[] {
	const pairs: RawPair[] = [];
	for (let start = from; start < to && pairs.length < limit; ) {
		const mark = text.indexOf('&', start);
		const end = mark < 0 || mark > to ? to : mark;
		if (end > start) {
			const sign = text.slice(start, end).indexOf('=');
			pairs.push({start, from: sign < 0 ? end : start + sign + 1, end, isBare: false});
		}
		start = end + 1;
	}
	return pairs;
}
