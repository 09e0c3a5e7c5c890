/** What stands for secrets and personal data that are no phone numbers: the same for the same. */

import type {DisguiseStyle} from './disguised.ts';

/** What is disguised, and is no phone number. */
export type HiddenKind =
	| 'secret'
	| 'name'
	| 'e-mail'
	| 'address'
	| 'about'
	| 'words'
	| 'recording'
	| 'transcript'
	| 'link'
	| 'file'
	| 'ip'
	| 'keys';

/** Whose it is: names say it. */
export type Role = 'Caller' | 'Agent';

export class StandIns {
	readonly #style: DisguiseStyle;
	/** By kind, what stands for each text. */
	readonly #known = new Map<string, Map<string, string>>();
	readonly #made = new Set<string>();

	constructor(style: DisguiseStyle) {
		this.#style = style;
	}

	/** What stands for a text; it is kept that it does. */
	for(kind: HiddenKind, text: string, role: Role): string {
		let known = this.#known.get(kind);
		if (known === undefined) {
			known = new Map();
			this.#known.set(kind, known);
		}
		let standIn = known.get(text);
		if (standIn === undefined) {
			const count = known.size + 1;
			standIn = this.#style === 'mask' ? masked(kind, text, count) : pseudonym(kind, text, role, count);
			known.set(text, standIn);
			this.#made.add(standIn);
		}
		return standIn;
	}

	/** Whether a text stands for another. */
	made(text: string): boolean {
		return this.#made.has(text);
	}
}

function masked(kind: HiddenKind, text: string, count: number): string {
	switch (kind) {
		case 'secret':
			return schemeOf(text) + 'X'.repeat(8);
		case 'e-mail':
			return 'x@example.test';
		case 'recording':
		case 'transcript':
		case 'link':
			return maskedLink(text);
		case 'file':
			return maskedFile(text);
		case 'ip':
			return documentationAddress(text, count);
		default:
			return maskedText(text);
	}
}

/** Of a text its length, blanks and marks. */
export function maskedText(text: string): string {
	return text
		.replace(/\p{Lu}/gu, 'X')
		.replace(/(?!X)[\p{L}\p{M}]/gu, 'x')
		.replace(/\p{N}/gu, '0');
}

function pseudonym(kind: HiddenKind, text: string, role: Role, count: number): string {
	switch (kind) {
		case 'secret':
			return `${schemeOf(text)}secret-${count}`;
		case 'name':
			return `${role} ${numeral(count)}`;
		case 'e-mail':
			return `${role.toLowerCase()}-${count}@example.test`;
		case 'address':
			return `Place ${numeral(count)}`;
		case 'about':
			return 'not told';
		case 'words':
			return 'What was said here is not told.';
		case 'recording':
		case 'transcript':
		case 'link':
			return neutralLink(text, `${kind}-${count}`);
		case 'file':
			return `recording-${count}${extensionOf(text)}`;
		case 'ip':
			return documentationAddress(text, count);
		case 'keys':
			return '0'.repeat(text.length);
	}
}

const numerals = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

function numeral(count: number): string {
	return numerals[count - 1] ?? String(count);
}

/** `Bearer ` of an authorization, as it says how the secret is given. */
function schemeOf(text: string): string {
	return /^(?:Basic|Bearer|Digest|Application|Token)\s+/i.exec(text)?.[0] ?? '';
}

/** An authorization without its scheme. */
export function withoutScheme(text: string): string {
	return text.slice(schemeOf(text).length);
}

/** A link taken apart; JSON that was escaped twice has a backslash in front of each slash. */
interface Link {
	scheme: string;
	/** Between the slashes, the query left out. */
	segments: string[];
	slash: string;
}

function linkOf(text: string): Link {
	const slash = text.includes('\\/') ? '\\/' : '/';
	const [, scheme = 'https:', rest = ''] =
		/^([a-z][a-z\d+.-]*:)?\/*(.*)$/is.exec(text.replaceAll('\\/', '/')) ?? [];
	const [path = ''] = rest.split(/[?#]/, 1);
	return {scheme, segments: path.split('/').slice(1), slash};
}

/** Its scheme, and its path as far as it has a shape. */
function maskedLink(text: string): string {
	const {scheme, segments, slash} = linkOf(text);
	return [scheme, '', 'example.test', ...segments.map(maskedFile)].join(slash);
}

function maskedFile(name: string): string {
	const extension = extensionOf(name);
	return maskedText(name.slice(0, name.length - extension.length)).replace(/[X0]/g, 'x') + extension;
}

function neutralLink(text: string, name: string): string {
	const {scheme, segments, slash} = linkOf(text);
	const last = segments.at(-1);
	const named = segments.map((segment, index) => (index < segments.length - 1 ? 'files' : segment && name));
	const host = last ? 'media.example.test' : `${name}.example.test`;
	return [scheme, '', host, ...named].join(slash) + (last ? extensionOf(last) : '');
}

/** `.mp3`; '' of a name without one, or with one nobody knows. */
function extensionOf(name: string): string {
	return (
		/\.(?:mp3|wav|ogg|oga|opus|m4a|mp4|aac|flac|webm|gsm|amr|json|txt|vtt|srt|csv|xml|pdf)$/i.exec(
			name,
		)?.[0] ?? ''
	);
}

/** Of the ranges for documentation (RFC 5737, RFC 3849). */
function documentationAddress(text: string, count: number): string {
	return text.includes(':') ? `2001:db8::${count.toString(16)}` : `192.0.2.${((count - 1) % 254) + 1}`;
}
