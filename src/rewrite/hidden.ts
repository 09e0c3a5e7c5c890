/** What a disguise knows by now: what stands for what, and what was disguised where. */

import {decodePercent} from '../core/capture.ts';
import {isPrivateAddress} from '../core/private-address.ts';
import {isSecretName, secretValues} from '../core/secrets.ts';
import type {Disguised, DisguiseStyle} from './disguised.ts';
import {Literals} from './literals.ts';
import type {Place} from './open-request.ts';
import {type Known, listMark, type PersonalKind, personalKind} from './personal.ts';
import {digitsOf, PhoneNumbers} from './phone-numbers.ts';
import {leafOf, namesOf, wordsOf} from './place-name.ts';
import {type HiddenKind, type Role, StandIns, withoutScheme} from './stand-ins.ts';
import {isTimeName, writtenEpoch} from './written-time.ts';

const whats: Readonly<Record<PersonalKind, string>> = {
	secret: 'a secret',
	number: 'a number',
	name: 'a name',
	'e-mail': 'an e-mail address',
	address: 'a postal address',
	about: 'something about a person',
	words: 'words of a person',
	recording: 'a recording link',
	transcript: 'a transcript link',
	link: 'a link',
	file: "a recording's file name",
	ip: 'an IP address',
	keys: 'keys pressed',
};

/** Texts of a kind are looked for inside others from this length on: shorter ones are found where nobody is meant. */
const shortestFound: Partial<Record<HiddenKind, number>> = {
	secret: 6,
	name: 4,
	about: 4,
	address: 6,
	words: 12,
	recording: 8,
	transcript: 8,
	file: 8,
	ip: 7,
};

export class Hidden {
	readonly #numbers: PhoneNumbers;
	readonly #standIns: StandIns;
	readonly #literals = new Literals<HiddenKind>();
	readonly #done = new Map<string, Disguised>();
	/** Of the request whose texts are looked at: what parameters of links are called is judged by it. */
	#about: Known | null = null;
	/** Whether people are hidden, and not only secrets. */
	readonly hidesPeople: boolean;

	constructor(style: DisguiseStyle) {
		this.hidesPeople = style !== 'secrets';
		this.#numbers = new PhoneNumbers(style === 'mask' ? 'mask' : 'pseudonym');
		this.#standIns = new StandIns(style);
	}

	/** By what it is, in the order it was met. */
	get done(): readonly Disguised[] {
		return [...this.#done.values()];
	}

	/** From now on texts are those of this request. */
	readsTextsOf(known: Known): void {
		this.#about = known;
	}

	/** Takes note of a personal value, so that it is found elsewhere, too. */
	learn(kind: PersonalKind, place: Place, known: Known): void {
		const {text} = place;
		if (!this.#hides(kind)) return;
		if (kind === 'number') for (const number of text.split(listMark)) this.#numbers.learn(number);
		else if (kind === 'ip') for (const [address] of text.matchAll(addresses)) this.#addressOf(address);
		else {
			const standIn = this.#standIns.for(kind, text, roleOf(place, known));
			const shortest = shortestFound[kind];
			if (shortest === undefined || text.length < shortest || !isTelling(kind, text)) return;
			this.#literals.add(text, standIn, kind);
			if (kind === 'secret') {
				const bare = withoutScheme(text);
				if (bare !== text && bare.length >= shortest) this.#literals.add(bare, withoutScheme(standIn), kind);
			}
		}
	}

	/** Whether a value nothing says to be a number is one that was met. */
	isKnownNumber({path, text}: Place, {ids}: Known): boolean {
		if (!/^\s*\+?\d{7,15}\s*$/.test(text) || ids.has(text)) return false;
		if (isTimeName(leafOf(path)) && writtenEpoch(text) !== null) return false;
		return this.#numbers.knows(digitsOf(text));
	}

	/** What stands for a value of a request. */
	standIn(kind: PersonalKind, place: Place, known: Known): string {
		const {text, path} = place;
		if (!this.#hides(kind)) return place.kind === 'text' ? this.inText(text, path) : text;
		this.note(kind, path);
		const isNumber = place.kind === 'number';
		if (kind === 'number') {
			return text.replace(/[^,;|]+/g, number => this.#numbers.standIn(number, isNumber));
		}
		if (kind === 'ip') return text.replace(addresses, address => this.#addressOf(address));
		return isNumber ? '0' : this.#standIns.for(kind, text, roleOf(place, known));
	}

	knowsNumber(digits: string): boolean {
		return this.#numbers.knows(digits);
	}

	/** What stands for a number that is no value. */
	number(text: string, where: string): string {
		if (!this.hidesPeople || this.#numbers.made(digitsOf(text))) return text;
		this.note('number', where);
		this.#numbers.learn(text);
		return this.#numbers.standIn(text);
	}

	#hides(kind: PersonalKind): boolean {
		return kind === 'secret' || this.hidesPeople;
	}

	note(kind: PersonalKind, where: string): void {
		const what = whats[kind];
		const done = this.#done.get(what);
		if (done === undefined) this.#done.set(what, {what, where, times: 1});
		else done.times++;
	}

	/** A text without what is known, and what can be told by its look: e-mail addresses, numbers with their country. */
	inText(text: string, where: string): string {
		return this.#without(text, where, () => false);
	}

	/** The same for a text in which much is disguised already. */
	inRest(text: string, where: string): string {
		return this.#without(text, where, digits => this.#numbers.made(digits));
	}

	/** The address a connection came from; one of this computer or of a private network tells of nobody. */
	inAddress(address: string, where: string): string {
		if (!this.hidesPeople || isPrivateAddress(address)) return address;
		this.note('ip', where);
		return this.#addressOf(address);
	}

	#without(text: string, where: string, isDone: (digits: string) => boolean): string {
		const known = this.#literals.replaced(text, kind => this.note(kind, where));
		const plain = this.#withoutSecrets(this.#withoutParameters(known, where), where);
		return this.hidesPeople ? this.#withoutNumbers(this.#withoutMails(plain, where), where, isDone) : plain;
	}

	/** Of links what lets one in: names and passwords; of their parameters what would be personal in a query. */
	#withoutParameters(text: string, where: string): string {
		if (!text.includes('=') && !text.includes('@')) return text;
		return text
			.replace(/(:(?:\\?\/){2})[^\s/@?#]+@/g, (_, slashes: string) => {
				this.note('secret', where);
				return slashes;
			})
			.replace(parameters, (all, lead: string, name: string, value: string) => {
				const decoded = decodePercent(name);
				if (isSecretName(decoded) || /^(?:sig|signature|x-amz-signature)$/i.test(name)) {
					this.note('secret', where);
					return `${lead}${name}=${this.#standIns.for('secret', value, 'Caller')}`;
				}
				const without = this.#parameter(decoded, decodePercent(value.replaceAll('+', ' ')), where);
				return without === null ? all : `${lead}${name}=${encodeURIComponent(without)}`;
			});
	}

	/** What stands for the value of a parameter in a link; null where it stays. */
	#parameter(name: string, text: string, where: string): string | null {
		if (this.#about === null || !this.hidesPeople || text.length > longestParameter) return null;
		if (this.#standIns.made(text)) return null;
		const place: Place = {path: `query.${name.replaceAll('.', '_')}`, text, kind: 'text'};
		const kind = personalKind(place, this.#about);
		if (kind === null) {
			const without = /%|[?&]/.test(text) ? this.inText(text, where) : text;
			return without === text ? null : without;
		}
		if (kind === 'number' && this.#numbers.made(digitsOf(text))) return null;
		this.learn(kind, place, this.#about);
		return this.standIn(kind, {...place, path: where}, this.#about);
	}

	/** What lets others in, and looks like it. */
	#withoutSecrets(text: string, where: string): string {
		if (text.length < shortestSecret) return text;
		return text.replace(secretValues, secret => {
			this.note('secret', where);
			return this.#standIns.for('secret', secret, 'Caller');
		});
	}

	#withoutMails(text: string, where: string): string {
		if (!/@|%40/.test(text)) return text;
		return text.replace(mails, mail => {
			if (isStandInMail.test(mail)) return mail;
			this.note('e-mail', where);
			return this.#standIns.for('e-mail', mail, 'Caller');
		});
	}

	#withoutNumbers(text: string, where: string, isDone: (digits: string) => boolean): string {
		if (!/\d{4}/.test(text)) return text;
		const standIn = (number: string) => {
			this.note('number', where);
			return this.#numbers.standIn(number);
		};
		return text.replace(numbersInText, found => {
			const digits = digitsOf(found.replace(/^%2B/i, ''));
			if (isDone(digits)) return found;
			if (/^(?:\+|%2B)/i.test(found) && digits.length >= 7 && digits.length <= 15) {
				const lead = /^%2B/i.exec(found)?.[0] ?? '';
				this.#numbers.learn(digits);
				return lead + standIn(found.slice(lead.length));
			}
			if (this.#numbers.knows(digits)) return standIn(found);
			return found.replace(/\d{7,15}/g, run =>
				this.#numbers.knows(run) && !isDone(run) ? standIn(run) : run,
			);
		});
	}

	#addressOf(address: string): string {
		const isOwn = /^(?:127\.|::1$|0\.0\.0\.0$)/.test(address);
		return isOwn ? address : this.#standIns.for('ip', address, 'Caller');
	}
}

/** Of a link, or of a text that is nothing else. */
const parameters = /(^|[?&;])([^=&;#\s?/]{1,100})=([^&;#\s"'<>\\]+)/g;

/** Longer ones are no data of a person in a link. */
const longestParameter = 2000;

/** Of those that can be told by their look. */
const shortestSecret = 12;

const isStandInMail = /^(?:x|caller-\d+|agent-\d+)@example\.test$/;

const mails = /[^\s@<>"',;:()[\]{}\\/=&?%]{1,64}(?:@|%40)[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu;

/** Digits with what people put between them; more of them are no number. */
const numbersInText = /(?:\+|%2B)?(?<!\d)\(?\d[\d\s().-]{5,22}\d(?!\d)/gi;

/** In a list of proxies: with four parts, or with colons. */
const addresses =
	/(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|(?=[\da-f:]*:[\da-f]*:)[\da-f:]+(?:\.\d+){0,3})(?![\w.])/gi;

/** A word in small letters is found where nobody is meant. */
function isTelling(kind: HiddenKind, text: string): boolean {
	if (kind === 'address') return /[\s\d]/.test(text);
	return (kind !== 'name' && kind !== 'about') || /\p{Lu}|\s|[^\x20-\x7e]/u.test(text);
}

const agentWords = /^(?:agents?|users?|operators?|staff|employee|advisor|consultant)$/;

function roleOf({path, text}: Place, {inspected}: Known): Role {
	const {event} = inspected.inspection;
	if (event?.agent?.name === text) return 'Agent';
	return namesOf(path).some(name => wordsOf(name).some(word => agentWords.test(word))) ? 'Agent' : 'Caller';
}
