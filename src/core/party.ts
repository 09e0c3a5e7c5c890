/** Phone numbers and addresses as providers write them. */

import {type CountryCode, isSupportedCountry, parsePhoneNumberFromString} from 'libphonenumber-js/min';
import type {Party} from './event.ts';

/** Where a number is at home that is written without its country. */
export type Home =
	/** ISO 3166-1, two capitals: `IN`. */
	| {country: string}
	/** Digits: `91`. */
	| {callingCode: string};

/**
 * A number as sent, with its E.164 form where the country is known: from a leading `+`, or from `home`. Which country
 * any other number belongs to is not ours to guess.
 */
export function party(raw: string, home: Home | null = null): Party {
	return {raw, e164: e164Of(raw, home)};
}

/** Whether numbers of the country can be told: two capitals of ISO 3166-1. */
export function isCountry(code: string): code is CountryCode {
	return isSupportedCountry(code);
}

/** Digits and the marks people put between them; masks, SIP addresses and names are no numbers. */
const numberLike = /^\+?[\d\s().\-/]{4,30}$/;

/** Numbers met so far: those of a customer's own lines come again and again. */
const known = new Map<string, string | null>();
const maxKnown = 5000;

function e164Of(raw: string, home: Home | null): string | null {
	const isInternational = raw.charCodeAt(0) === 0x2b; /* + */
	if ((home === null && !isInternational) || !numberLike.test(raw)) return null;
	const key = home === null || isInternational ? raw : `${Object.values(home)[0]} ${raw}`;
	const found = known.get(key);
	if (found !== undefined) return found;
	const parsed = parse(raw, isInternational ? null : home);
	// Strangers choose them: what is remembered is limited.
	if (known.size >= maxKnown) known.clear();
	known.set(key, parsed);
	return parsed;
}

/**
 * A number that says its country is taken when it has a possible length: lists of number ranges are behind the
 * times, and numbers made up for tests are not in them. One that does not must be valid at home.
 */
function parse(raw: string, home: Home | null): string | null {
	const number = parsePhoneNumberFromString(...whole(raw, home));
	if (number === undefined) return null;
	return (home === null ? number.isPossible() : number.isValid()) ? number.number : null;
}

function whole(raw: string, home: Home | null): Parameters<typeof parsePhoneNumberFromString> {
	if (home === null) return [raw, {extract: false}];
	if ('callingCode' in home) return [`+${home.callingCode}${raw}`, {extract: false}];
	return [raw, isCountry(home.country) ? {extract: false, defaultCountry: home.country} : {extract: false}];
}

/** Longer than any phone number, with all the marks people put into it. */
const longest = 40;

/**
 * `plain`: at least seven digits, of which nothing says the country; fewer are an extension or a short code.
 * `masked`: marks stand in place of digits.
 */
export type Writing = 'plain' | 'masked' | 'other';

/** How a number is written that has no E.164 form. */
export function writingOf(raw: string, home: Home | null = null): Writing {
	if (raw.length > longest) return 'other';
	let digits = 0;
	let masks = 0;
	let isMasked = false;
	let last = 0;
	for (let i = 0; i < raw.length; i++) {
		const code = raw.charCodeAt(i);
		if (isDigit(code)) digits++;
		else if (isMask(code)) {
			masks++;
			// A single one may be something else: the x before an extension.
			if (isMask(last)) isMasked = true;
		} else if (!isBetween(code)) return 'other';
		last = code;
	}
	if (masks > 0) return isMasked && digits > 0 ? 'masked' : 'other';
	return home === null && digits >= 7 && raw.charCodeAt(0) !== 0x2b /* + */ ? 'plain' : 'other';
}

function isDigit(code: number): boolean {
	return code >= 0x30 && code <= 0x39;
}

/** X, x, * or •. */
function isMask(code: number): boolean {
	return code === 0x58 || code === 0x78 || code === 0x2a || code === 0x2022;
}

/** A blank or one of `+-().`, a slash too. */
function isBetween(code: number): boolean {
	return (
		code === 0x20 ||
		code === 0x2b ||
		code === 0x2d ||
		code === 0x28 ||
		code === 0x29 ||
		code === 0x2e ||
		code === 0x2f
	);
}
