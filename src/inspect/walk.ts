/** One walk over all that was sent: what several findings look for is looked for once. */

import {type Json, readJson} from '../core/json.ts';
import type {Message} from '../core/message.ts';
import {
	isBareVariable,
	isLostValue,
	isPercentVariable,
	isPlaceholder,
	variablesIn,
	withoutVariables,
} from '../core/placeholder.ts';
import {isSecretName} from '../core/secrets.ts';

/** Something that stands where a value should. */
export interface Unreplaced {
	/** `{{status}}`, or what is sent for no value: `undefined`. */
	text: string;
	isLost: boolean;
	/** Whether a person may have written it: their words come as they are. */
	mayBeWords: boolean;
	where: string;
}

/** What the walk met, in the order it was sent; of very much only the first. */
export interface Seen {
	unreplaced: Unreplaced[];
	/** Places of texts in JSON that hold a JSON object or list. */
	jsonTexts: string[];
	/** Places of members and parameters that hold a secret. */
	secrets: string[];
}

/** The walk under way: what was met so far, and how much more is looked at. */
interface Walk extends Seen {
	/** Values that may still be looked at. */
	left: number;
	/** Texts that may still be read as JSON. */
	jsonLeft: number;
	/** Whether there may be `{{` in a text of the JSON that is walked. */
	hasTemplates: boolean;
}

/** Values beyond this many are not looked at: a provider's payload has a hundredth of it. */
const maxValues = 20_000;
/** Of each sort so many are kept: they are told in a sentence. */
const maxKept = 100;
/** Texts that look like JSON are read, so many of them and up to this length: reading is what costs here. */
const maxJsonTexts = 20;
const maxJsonTextLength = 64_000;

export function walk({body, query, rawQuery, header}: Message): Seen {
	const seen: Walk = {
		unreplaced: [],
		jsonTexts: [],
		secrets: [],
		left: maxValues,
		jsonLeft: maxJsonTexts,
		hasTemplates: false,
	};
	if (rawQuery !== '') for (const [name, value] of query) lookAtField(name, value, 'query', false, seen);
	switch (body.kind) {
		case 'json':
			// Read leniently, `[object Object]` is a list.
			if (body.problem !== null) keepLostBody(body.text, seen);
			seen.hasTemplates = body.text.includes('{{');
			lookInto(body.value, 'body', seen);
			break;
		case 'form':
			for (const {name, value, json} of body.fields) {
				lookAtField(name, value ?? '', 'body', json !== undefined, seen);
				// Its templates were found in the field's text.
				if (json !== undefined) lookInto(json, `body.${name}`, seen);
			}
			break;
		case 'text':
			keepVariables(body.text, 'body', seen);
			keepLostBody(body.text, seen);
			break;
		default:
	}
	const authorization = header('authorization');
	if (authorization?.startsWith('Bearer %') && isPercentVariable(authorization.slice('Bearer '.length))) {
		keep(authorization.slice('Bearer '.length), false, 'header.Authorization', seen);
	}
	return seen;
}

function keepLostBody(text: string, seen: Walk): void {
	const value = text.trim();
	if (isLostValue(value)) keepLost(value, 'body', seen);
}

/** A parameter or form field: there a value may be `{status}`, too. */
function lookAtField(name: string, value: string, at: string, isJson: boolean, seen: Walk): void {
	if (value === '' || --seen.left < 0) return;
	if (value.includes('{')) {
		if (isBareVariable(value)) keep(value, false, `${at}.${name}`, seen);
		if (isJson) keepVariables(value, `${at}.${name}`, seen);
		else keepVariablesOfValue(value, `${at}.${name}`, seen);
	} else if (isPercentVariable(value)) keep(value, false, `${at}.${name}`, seen);
	else if (isLostValue(value)) keepLost(value, `${at}.${name}`, seen);
	if (isSecret(name) && !isPlaceholder(value)) keepPlace(`${at}.${name}`, seen.secrets);
}

function lookInto(value: Json, at: string, seen: Walk): void {
	if (typeof value === 'string') {
		if (isWorthALook(value, seen)) lookAtText(value, at, seen);
	} else if (Array.isArray(value)) lookIntoList(value, at, seen);
	else if (value !== null && typeof value === 'object') {
		for (const name in value) {
			if (--seen.left < 0) return;
			const member = value[name] ?? null;
			if (typeof member === 'string') {
				if (member === '') continue;
				// A place is put together only for what is worth it.
				if (isWorthALook(member, seen)) lookAtText(member, `${at}.${name}`, seen);
			} else if (typeof member !== 'number') {
				if (typeof member === 'object' && member !== null) lookInto(member, `${at}.${name}`, seen);
				continue;
			}
			if (isSecret(name) && !isPlaceholder(String(member))) keepPlace(`${at}.${name}`, seen.secrets);
		}
	}
}

function lookIntoList(list: readonly Json[], at: string, seen: Walk): void {
	for (const [index, entry] of list.entries()) {
		if (--seen.left < 0) return;
		if (typeof entry === 'string' || typeof entry === 'object') lookInto(entry, `${at}[${index}]`, seen);
	}
}

/** Whether a text in JSON may be worth a look; as good as all are told by their first character. */
function isWorthALook(text: string, {hasTemplates}: Walk): boolean {
	switch (text.charCodeAt(0)) {
		case 0x25: // %
		case 0x4e: // N
		case 0x5b: // [
		case 0x75: // u
		case 0x7b: // {
			return true;
		default:
			return hasTemplates || text.charCodeAt(0) <= 0x20;
	}
}

function lookAtText(text: string, place: string, seen: Walk): void {
	if (isPercentVariable(text)) keep(text, false, place, seen);
	else if (isLostValue(text)) keepLost(text, place, seen);
	else if (isBareVariable(text)) keep(text, false, place, seen);
	else if (isJsonText(text, seen)) {
		keepPlace(place, seen.jsonTexts);
		// Its blanks are no words.
		keepVariables(text, place, seen);
		return;
	}
	if (seen.hasTemplates) keepVariablesOfValue(text, place, seen);
}

/** Whether a text that may begin so is a JSON object or list. */
function isJsonText(text: string, seen: Walk): boolean {
	if (text.length > maxJsonTextLength) return false;
	const trimmed = text.trim();
	const first = trimmed.charCodeAt(0);
	const last = trimmed.charCodeAt(trimmed.length - 1);
	if (first === 0x7b /* { */ ? last !== 0x7d /* } */ : first !== 0x5b /* [ */ || last !== 0x5d /* ] */)
		return false;
	if (--seen.jsonLeft < 0) return false;
	const {value} = readJson(trimmed, 'strictly');
	return typeof value === 'object' && value !== null;
}

function keepVariables(text: string, where: string, seen: Walk): void {
	for (const variable of variablesIn(text)) keep(variable, false, where, seen);
}

/** The same of one value among others, which may be what a person wrote. */
function keepVariablesOfValue(text: string, where: string, seen: Walk): void {
	const variables = variablesIn(text);
	if (variables.length === 0) return;
	const mayBeWords = isLongText(withoutVariables(text).trim());
	for (const variable of variables) keep(variable, false, where, seen, mayBeWords);
}

/** What is left of a hook's own value without its variables is seldom longer, or has no blanks. */
const longestRest = 40;

function isLongText(text: string): boolean {
	return text.length > longestRest && text.includes(' ');
}

function keepLost(text: string, where: string, seen: Seen): void {
	keep(text, true, where, seen, spokenNames.has(where.slice(where.lastIndexOf('.') + 1)));
}

/** Members that hold what somebody said or wrote; "undefined" is a word. */
const spokenNames = new Set(['summary', 'text', 'transcript', 'transcription']);

function keep(text: string, isLost: boolean, where: string, {unreplaced}: Seen, mayBeWords = false): void {
	if (unreplaced.length < maxKept) unreplaced.push({text, isLost, mayBeWords, where});
}

function keepPlace(place: string, places: string[]): void {
	if (places.length < maxKept) places.push(place);
}

/** Names met so far: a provider sends the same ones for ever. */
const known = new Map<string, boolean>();
const maxKnown = 2000;
/** No name of a parameter is longer. */
const longestName = 100;

function isSecret(name: string): boolean {
	const found = known.get(name);
	if (found !== undefined) return found;
	if (name.length > longestName) return false;
	// Strangers choose them: what is remembered is limited.
	if (known.size >= maxKnown) known.clear();
	const is = isSecretName(name);
	known.set(name, is);
	return is;
}
