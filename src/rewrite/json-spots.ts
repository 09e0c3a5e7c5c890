/** The values of JSON and where they stand, also of JSON that is nearly JSON and of JSON in a text of it. */

import {type Node, parseTree} from 'jsonc-parser';
import {readJson} from '../core/json.ts';
import {isEscapedJson, withJsonPieces} from '../core/lenient-json.ts';
import {colonOf, lastMember} from './json-member.ts';
import {jsonTextLayer, type Layer, unescapedLayer} from './layer.ts';
import type {Owner, Part, Spot} from './spot.ts';

/** Values beyond this many are not taken apart: a provider's payload has hundreds. */
export const maxSpots = 20_000;

/** JSON in a text in JSON in a text …: more is nobody's need. */
const maxWithin = 3;

/** A tree of JSON, and the text it was made of. */
interface Tree {
	layer: Layer;
	root: Node;
	/** Where a place of the tree is in the layer. */
	at(offset: number): number;
	/** Read leniently: its words may be none of JSON's. */
	isBroken: boolean;
}

/** Adds what stands in the JSON of a layer. */
export function addJsonSpots(layer: Layer, part: Part, path: string, into: Spot[], within = 0): void {
	const tree = treeOf(layer);
	if (tree !== null) new JsonWalk(tree, part, into, within).visit(tree.root, path, null, 0);
}

function treeOf(layer: Layer): Tree | null {
	const {text} = layer;
	if (readJson(text, 'strictly').problem === null) {
		const root = parseTree(text);
		return root === undefined ? null : {layer, root, at: offset => offset, isBroken: false};
	}
	if (isEscapedJson(text)) return treeOf(unescapedLayer(layer));
	return brokenTreeOf(layer);
}

/** The tree of what the lenient reader makes of the text: each of its pieces is known by its place. */
function brokenTreeOf(layer: Layer): Tree | null {
	const places: number[] = [];
	let read = 0;
	const copyTo = (end: number) => {
		while (read < end) places.push(read++);
	};
	const readable = withJsonPieces(layer.text, (at, length, writtenLength) => {
		copyTo(at);
		for (let i = 0; i < writtenLength; i++) places.push(at);
		read = at + length;
	});
	copyTo(layer.text.length + 1);
	const root = parseTree(readable, [], {allowTrailingComma: true, allowEmptyContent: true});
	if (root === undefined) return null;
	return {layer, root, at: offset => places[offset] ?? layer.text.length, isBroken: true};
}

class JsonWalk {
	readonly #tree: Tree;
	readonly #part: Part;
	readonly #into: Spot[];
	readonly #within: number;

	constructor(tree: Tree, part: Part, into: Spot[], within: number) {
		this.#tree = tree;
		this.#part = part;
		this.#into = into;
		this.#within = within;
	}

	visit(node: Node, path: string, owner: Owner | null, index: number): void {
		if (this.#into.length > maxSpots) return;
		const {at, layer} = this.#tree;
		const from = at(node.offset);
		const to = at(node.offset + node.length);
		const written = layer.text.slice(from, to);
		// What the lenient reader put where nothing stands.
		if (written === ':') return;
		const spot: Spot = {
			part: this.#part,
			path,
			kind: 'text',
			text: '',
			start: layer.at(from),
			end: layer.at(to),
			encode: value => layer.encode(jsonScalarOr(value, layer.escapes)),
			encodeJson: json => layer.encode(escapedJson(json, layer.escapes)),
			owner,
			index,
		};
		this.#into.push(spot);
		switch (node.type) {
			case 'object':
			case 'array':
				spot.kind = node.type === 'object' ? 'object' : 'list';
				this.#visitMembers(node, spot, {from, to});
				return;
			case 'string':
				this.#visitText(spot, String(node.value), written, from, to);
				return;
			default:
				spot.kind = node.type === 'number' || node.type === 'boolean' ? node.type : 'null';
				spot.text = written;
				// Of broken JSON it may be a word that is none of JSON's: `undefined`.
				if (this.#tree.isBroken)
					spot.encode = value => layer.encode(value === written ? value : jsonScalarOr(value, layer.escapes));
		}
	}

	#visitText(spot: Spot, text: string, written: string, from: number, to: number): void {
		const {layer} = this.#tree;
		spot.text = layer.read(text);
		spot.encode = value => layer.encode(textLike(written, value, layer.escapes));
		if (this.#within >= maxWithin || !/^\s*[[{]/.test(text)) return;
		if (readJson(text, 'strictly').problem !== null) return;
		const inner = jsonTextLayer(layer, from, to);
		if (inner === null) return;
		const before = this.#into.length;
		addJsonSpots(inner, this.#part, spot.path, this.#into, this.#within + 1);
		if (this.#into.slice(before).some(isValue)) spot.kind = 'open';
	}

	#visitMembers(node: Node, spot: Spot, {from, to}: {from: number; to: number}): void {
		const {layer, at} = this.#tree;
		const children = node.children ?? [];
		const closes = layer.text.charAt(to - 1) === (node.type === 'object' ? '}' : ']');
		const members = children.map(({offset, length}) => ({from: at(offset), to: at(offset + length)}));
		const owner: Owner = {
			members: members.map(member => ({start: layer.at(member.from), end: layer.at(member.to)})),
			inside: {start: layer.at(from + 1), end: layer.at(closes ? to - 1 : to)},
			add: (name, value, asJson) => {
				const isList = node.type === 'array';
				if (isList && name !== '' && name !== String(members.length)) return null;
				const json = asJson ? escapedJson(value, layer.escapes) : jsonText(value, layer.escapes);
				const member = isList ? json : jsonText(name, layer.escapes) + colonOf(layer.text) + json;
				const {at: where, text} = lastMember(layer, {from: from + 1, members}, member);
				return {part: this.#part, start: layer.at(where), end: layer.at(where), raw: layer.encode(text)};
			},
		};
		spot.members = owner;
		for (const [index, child] of children.entries()) {
			if (node.type === 'array') this.visit(child, `${spot.path}[${index}]`, owner, index);
			else {
				const [name, value] = child.children ?? [];
				if (name === undefined || value === undefined) continue;
				this.visit(value, `${spot.path}.${layer.read(String(name.value))}`, owner, index);
			}
		}
	}
}

/** Whether a spot is a single value. */
export function isValue({kind}: Spot): boolean {
	return kind !== 'object' && kind !== 'list' && kind !== 'open';
}

const bareScalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** JSON of a value that may be of any kind: as it stands when it is a scalar of JSON, else as a text. */
function jsonScalarOr(value: string, escapes: RegExp | null): string {
	// A plus is lost where a form is read, and JSON can do without.
	if (bareScalar.test(value)) return escapes === null ? value : value.replace('+', '');
	return value.startsWith('"') && isJson(value) ? escaped(value, escapes) : jsonText(value, escapes);
}

function jsonText(value: string, escapes: RegExp | null): string {
	return escaped(JSON.stringify(value), escapes);
}

/** A text as the one that stands there was written: without quotes, or in single ones, where that is possible. */
function textLike(written: string, value: string, escapes: RegExp | null): string {
	if (!written.startsWith('"')) {
		if (written.startsWith("'")) {
			if (/^[^'\\\n\r]*$/.test(value)) return `'${value}'`;
		} else if (!bareScalar.test(value) && isPiece(value)) return value;
	}
	return jsonText(value, escapes);
}

/** Whether the lenient reader takes the text for one word or template, and for a text. */
function isPiece(value: string): boolean {
	return withJsonPieces(value) === JSON.stringify(value);
}

function escaped(json: string, escapes: RegExp | null): string {
	if (escapes === null) return json;
	return json.replace(escapes, mark => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON of any kind with its texts escaped; of numbers only a plus might be misread, which they can do without. */
export function escapedJson(json: string, escapes: RegExp | null): string {
	if (escapes === null) return json;
	return json.replace(/"(?:[^"\\]|\\[\s\S])*"|\+/g, piece => (piece === '+' ? '' : escaped(piece, escapes)));
}

export function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
