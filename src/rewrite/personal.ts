/** What a value tells of a person, by where it stands, what it is called and what it looks like. */

import {isPlaceholder} from '../core/placeholder.ts';
import type {Personal} from '../core/provider.ts';
import {isSecretName} from '../core/secrets.ts';
import type {Inspected} from '../core/step.ts';
import {holdsText} from './hidden-text.ts';
import type {Place} from './open-request.ts';
import {digitsOf, looksLikeNumber} from './phone-numbers.ts';
import {leafOf, namesOf, wordsOf} from './place-name.ts';
import type {HiddenKind} from './stand-ins.ts';
import {isBirthName, isTimeName, writtenDate, writtenDateTime, writtenEpoch} from './written-time.ts';

export type PersonalKind = HiddenKind | 'number';

/** What is known of a request, and tells what its values are. */
export interface Known {
	inspected: Inspected;
	/** Places of the secrets the provider puts into requests of this kind. */
	ownSecrets: readonly string[];
	/** Secrets that were given for providers. */
	secrets: readonly string[];
	/** Ids of the call and the event: they look like numbers. */
	ids: ReadonlySet<string>;
	/** What the decoder calls a value that has no place of its own in the event. */
	labels: ReadonlyMap<string, string>;
	/** Places of objects that have a part of a postal address. */
	addresses: ReadonlySet<string>;
}

export function knownOf(inspected: Inspected, places: readonly Place[], secrets: readonly string[]): Known {
	const {
		provider,
		marks,
		inspection: {event},
	} = inspected;
	const {callId, legId, conversationId} = event ?? {};
	return {
		inspected,
		ownSecrets: provider.kinds.find(({id}) => id === event?.kind)?.ownSecrets ?? [],
		secrets,
		ids: new Set([callId, legId, conversationId, marks.id].filter(id => typeof id === 'string')),
		labels: new Map((event?.fields ?? []).map(({from, label}) => [from, label])),
		addresses: new Set(
			places
				.filter(({path}) => wordsOf(leafOf(path)).some(word => addressWords.has(word)))
				.map(({path}) => parentOf(path)),
		),
	};
}

function parentOf(path: string): string {
	return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}

/** null for a value that is not personal, as far as it is a whole; there may be something personal inside. */
export function personalKind(place: Place, known: Known): PersonalKind | null {
	const {path, text, kind} = place;
	if (kind === 'null' || kind === 'boolean' || text.trim() === '' || isPlaceholder(text)) return null;
	const names = namesOf(path);
	if (isSecret(place, names, known)) return isPlaceholder(text.replace(/^Bearer\s+/i, '')) ? null : 'secret';
	const leaf = names.at(-1) ?? '';
	// A body that is text: nobody knows where in it somebody is named.
	if (path === 'body') return kind === 'text' ? 'words' : null;
	if (path.startsWith('header.')) return ofHeader(place, names, known);
	if (kind === 'text' && !known.ids.has(text) && holdsText(text)) return 'words';
	const byTheirNames = isDeclaredImpersonal(names, known) ? null : byName(place, names, known);
	return (
		ofEvent(place, known) ??
		suited(place, leaf, declaredFor(names, known)) ??
		suited(place, leaf, byTheirNames) ??
		byLook(place, leaf, known)
	);
}

/** Headers of a sender's own may have anything; what standards name has no persons but those it is made for. */
function ofHeader(place: Place, names: readonly string[], known: Known): PersonalKind | null {
	const name = names.join('.');
	if (addressHeaders.test(name)) return 'ip';
	if (!/^x-/i.test(name)) return null;
	return suited(place, name, byName(place, [name], known)) ?? byLook(place, name, known);
}

/** Where proxies write whom they hand on. */
const addressHeaders =
	/^(?:x-forwarded-for|forwarded|x-real-ip|cf-connecting-ip(?:v6)?|true-client-ip|x-client-ip|x-cluster-client-ip)$/i;

function isSecret({path, text}: Place, names: readonly string[], {ownSecrets, secrets, ids}: Known): boolean {
	return (
		names.some(isSecretName) ||
		(isKeyName(wordsOf(names.at(-1) ?? '')) && !ids.has(text)) ||
		ownSecrets.includes(path) ||
		// A short one is found where nobody means it.
		secrets.some(secret => text === secret || (secret.length >= 6 && text.includes(secret)))
	);
}

/** What lets in for a while: the id of a session, unless it is that of the call, and what is typed once. */
function isKeyName(words: readonly string[]): boolean {
	const last = words.at(-1) ?? '';
	const before = words.at(-2) ?? '';
	if (last === 'id' || last === 'key') return /^(?:session|sess)$/.test(before);
	if (last === 'code') return /^(?:otp|verification|security|access|auth|pass)$/.test(before);
	return /^(?:(?:php|j|asp)?sess(?:ion)?id|sessionkey|otp|pin|cvv|cvc|passcode|mpin|tpin)$/.test(last);
}

const sides = ['from', 'to', 'counterparty'] as const;

/** By what the decoder took the value for. */
function ofEvent({path, text}: Place, {inspected}: Known): PersonalKind | null {
	const {event, sources} = inspected.inspection;
	if (event === null) return null;
	if (sides.some(side => sources[side] === path && event[side]?.raw.trim() === text.trim())) {
		return looksLikeNumber(text) ? 'number' : partyKind(text);
	}
	const {agent, recording, transcript, digits} = event;
	if (agent?.number === text) return looksLikeNumber(text) ? 'number' : partyKind(text);
	if (agent?.name === text) return 'name';
	const plain = text.replaceAll('\\/', '/');
	if (recording?.url === plain) return 'recording';
	if (recording?.file === text) return 'file';
	if (transcript?.url === plain) return 'transcript';
	if (transcript?.text === text) return 'words';
	if (sources.digits === path && digits === text && text.length >= fewestKeys) return 'keys';
	return null;
}

/** As many may be a PIN or the number of a card; fewer are a choice from a menu. */
const fewestKeys = 4;

/** A side of a call that has no number: a name, a SIP address, or a word that says that nobody is told. */
function partyKind(text: string): PersonalKind | null {
	if (text.includes('@')) return 'e-mail';
	return nobody.test(text.trim()) || digitsOf(text) === text ? null : 'name';
}

const nobody =
	/^(?:unknown|anonymous|private|restricted|unavailable|withheld|blocked|hidden|none|null|undefined|n\/?a|-+|\d{1,4})$/i;

/** By what the provider declares: the nearest name around the value that has something declared. */
function declaredFor(names: readonly string[], {inspected}: Known): Personal | null {
	const {personal} = inspected.provider;
	if (personal === undefined) return null;
	for (const name of names.toReversed()) {
		if (Object.hasOwn(personal, name)) return personal[name] ?? null;
	}
	return null;
}

function isDeclaredImpersonal(names: readonly string[], {inspected}: Known): boolean {
	const {personal} = inspected.provider;
	return (
		personal !== undefined && names.some(name => Object.hasOwn(personal, name) && personal[name] === null)
	);
}

/** What a value is that should be personal: a link, a time and an e-mail address have another look than their names say. */
function suited({path, text, kind}: Place, leaf: string, personal: Personal | null): PersonalKind | null {
	if (personal === null) return null;
	if (personal === 'number') {
		return areNumbers(text) && !isTime(text, leaf) && writtenDate(text) === null ? 'number' : null;
	}
	if (isLink(text)) return isMediaName(leaf) ? linkKind(path) : 'link';
	if (isMail(text)) return 'e-mail';
	if (isTime(text, leaf) && !isBirthName(leaf)) return null;
	if (kind === 'number') return personal === 'address' || personal === 'about' ? personal : null;
	return /[\p{L}\p{N}]/u.test(text) ? personal : null;
}

/** One phone number, or a list of them. */
function areNumbers(text: string): boolean {
	return looksLikeNumber(text) || (text.length <= longestList && text.split(listMark).every(looksLikeNumber));
}

const longestList = 1000;

/** Between the numbers of a list. */
export const listMark = /[,;|]/;

function isTime(text: string, leaf: string): boolean {
	return (
		writtenDateTime(text) !== null || (isTimeName(leaf) && (writtenEpoch(text) ?? writtenDate(text)) !== null)
	);
}

function isLink(text: string): boolean {
	return /^\s*[a-z][a-z\d+.-]*:(?:\\?\/){2}\S+\s*$/i.test(text);
}

function isMail(text: string): boolean {
	return /^\s*[^\s@]+@[^\s@]+\s*$/.test(text);
}

const phoneWords = new Set([
	...['phone', 'phones', 'mobile', 'msisdn', 'tel', 'telephone', 'cell', 'cellphone', 'whatsapp', 'fax'],
	...['number', 'numbers', 'num', 'caller', 'callee', 'clid', 'cli', 'callerid', 'to', 'from', 'did', 'ani'],
	...['dnis', 'rdnis', 'bridge', 'recipient', 'receiver', 'destination', 'called', 'contact', 'customer'],
	...['value', 'phonenumber', 'mobilenumber', 'who', 'users', 'agent', 'agents'],
]);

/** Names of things: `scenario_name`, and `name` in `scenario`. */
const things =
	/^(?:scenario|app|application|ivr|event|host|domain|campaign|flow|department|team|queue|group|service|product|voice|file|tag|plan|type|field|key|status|list|template|project|branch|line|skill|provider|disposition|variable|label|menu|node|step|action|tool|model|column|table|trunk|server|device)s?$/;

const nameWords = new Set([
	...['name', 'names', 'firstname', 'lastname', 'fullname', 'fname', 'lname', 'surname', 'nickname'],
	...['username', 'callername', 'agentname', 'customername', 'displayname', 'middlename'],
]);

const addressWords = new Set([
	...['address', 'addr', 'street', 'city', 'town', 'zip', 'zipcode', 'postcode', 'postalcode', 'pincode'],
	...['postal', 'landmark', 'locality', 'district', 'suburb', 'latitude', 'longitude', 'lat', 'lng'],
	...['lon', 'location', 'coordinates', 'area', 'village'],
]);

/** Beside a part of an address they are one, too; alone they may be anything. */
const placeWords = new Set(['state', 'country', 'region', 'province']);

const aboutWords = new Set([
	...['age', 'gender', 'sex', 'dob', 'birthday', 'birthdate', 'birth', 'occupation', 'profession', 'company'],
	...['employer', 'nationality', 'religion', 'ssn', 'aadhaar', 'passport', 'income', 'salary', 'email'],
	...['mail'],
]);

const spokenWords = new Set([
	...['transcript', 'transcripts', 'transcription', 'transcriptions', 'summary', 'comment', 'comments'],
	...['note', 'notes', 'remark', 'remarks', 'feedback', 'utterance', 'utterances', 'text', 'speech', 'sms'],
	...['message', 'messages', 'msg', 'description', 'content', 'subject', 'body', 'txt', 'caption'],
]);

/** In these all is words, whatever a member is called. */
const spokenAround = /^(?:transcript|transcription|utterance|comment|note|remark|summary)(?:s|ies)?$/i;

const mediaWords =
	/^(?:recordings?|record|rec|audio|voicemail|voice|media|transcripts?|transcription|recording(?:url|uri|link|file))$/;

function isMediaName(leaf: string): boolean {
	return wordsOf(leaf).some(word => mediaWords.test(word));
}

function linkKind(path: string): PersonalKind {
	return /transcript/i.test(path) ? 'transcript' : 'recording';
}

/** Ends of names whose values tell things apart, or count them. */
const idWords =
	/^(?:uu|ui|gu|s|m|call|app|flow|user|event|message|session|account|order|request|conversation)?id$|^(?:ids|hash|key|ref|seq|code|count|total|size|bytes|sec|secs|seconds|duration|version|index|try|call|amount)$/;

/** By the words a member's name is made of, and what the decoder calls it. */
function byName(place: Place, names: readonly string[], {labels, addresses}: Known): Personal | null {
	const {path, text} = place;
	const words = wordsOf(names.at(-1) ?? '');
	const label = wordsOf(labels.get(path) ?? '');
	const last = words.at(-1) ?? '';
	if (isName(words, names)) return 'name';
	if (last === 'code' && /^(?:postal|post|zip|pin)$/.test(words.at(-2) ?? '')) return 'address';
	const isId = idWords.test(last) && words.join(' ') !== 'caller id';
	if (isId) return null;
	if (!addressWords.has(last) && areNumbers(text) && [...words, ...label].some(word => phoneWords.has(word)))
		return 'number';
	if (isPerson(last, text)) return 'name';
	if (words.some(word => aboutWords.has(word))) return 'about';
	if (!/^(?:ip|mac|remote|server)$/.test(words.at(-2) ?? '') && words.some(word => addressWords.has(word)))
		return 'address';
	const isOfSide = words.slice(0, -1).every(word => phoneWords.has(word));
	if (placeWords.has(last) && isOfSide && addresses.has(parentOf(path))) return 'address';
	return isSpoken(words, names) ? 'words' : null;
}

function isSpoken(words: readonly string[], names: readonly string[]): boolean {
	const last = words.at(-1) ?? '';
	if (spokenWords.has(last)) return true;
	if (last === 'result' && words.includes('speech')) return true;
	if (/^(?:role|type|status|state|language|lang|provider|speaker|url|uri)$/.test(last)) return false;
	return names.slice(0, -1).some(name => wordsOf(name).some(word => spokenAround.test(word)));
}

function isName(words: readonly string[], names: readonly string[]): boolean {
	const last = words.at(-1) ?? '';
	if (!nameWords.has(last)) return false;
	const before = words.at(-2) ?? names.at(-2)?.toLowerCase() ?? '';
	return !things.test(before);
}

/** Members that name who it is, without the word: a side that is no number, an agent with a blank in the name. */
function isPerson(last: string, text: string): boolean {
	if (!/^\p{L}[\p{L}\p{M}'’.-]*(?:,?\s+[(\p{L}\p{M}&'’.)-]+)*$/u.test(text) || nobody.test(text))
		return false;
	if (
		/^(?:caller|callee|clid|cli|agent|operator|contact|customer|lead|patient|author|person|client|guest|employee|owner|manager|receptionist|attendant|assignee|member|buyer|student|doctor)$/.test(
			last,
		)
	)
		return true;
	return /^(?:user|users|agents|to|from|who|speaker)$/.test(last) && /\s/.test(text);
}

/** By what it looks like, whatever it is called. */
function byLook({path, text}: Place, leaf: string, {ids, labels}: Known): PersonalKind | null {
	const trimmed = text.trim();
	const isMedia = isMediaName(leaf);
	if (isLink(text) && (isMedia || mediaFile.test(trimmed.split(/[?#]/, 1)[0] ?? ''))) return linkKind(path);
	if (isMedia && mediaFile.test(trimmed) && !/\s/.test(trimmed)) return 'file';
	if (/^[^\s/\\:]+$/.test(trimmed) && mediaFile.test(trimmed)) return 'file';
	if (/^(?:\+|00\d{8})/.test(trimmed) && areNumbers(text)) return 'number';
	const words = wordsOf(leaf);
	const isKeys = words.some(word => keyWords.test(word)) && /^[\d*#]+$/.test(trimmed);
	if (isKeys && trimmed.length >= fewestKeys) return 'keys';
	if (words.includes('ip') || words.includes('ipaddress')) return isAddress(trimmed) ? 'ip' : null;
	// Ten digits and more that nothing says to be an id or a time are a number rather than anything else.
	if (!/^\d{10,15}$/.test(trimmed) || ids.has(trimmed) || isTime(text, leaf)) return null;
	const named = [words, wordsOf(labels.get(path) ?? '')];
	return named.some(all => idWords.test(all.at(-1) ?? '')) ? null : 'number';
}

const keyWords = /^(?:digits|dtmf|pin|otp|cvv)$/;

const mediaFile = /\.(?:mp3|wav|ogg|oga|opus|m4a|aac|flac|webm|gsm|amr)$/i;

function isAddress(text: string): boolean {
	return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) || /^[\da-f:]+:[\da-f:.]*$/i.test(text);
}
