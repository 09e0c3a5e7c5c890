/** Phone numbers and addresses as providers write them. */

import type {Party} from './event.ts';

/**
 * A number as sent, with its E.164 form where the text itself gives the country by a leading `+`. Numbers without
 * one stay as they are: which country a national number belongs to is not ours to guess.
 */
export function party(raw: string): Party {
	return {raw, e164: e164Of(raw)};
}

function e164Of(raw: string): string | null {
	if (raw.charCodeAt(0) !== 0x2b /* + */) return null;
	// E.164 (ITU-T) allows at most 15 digits and no country code begins with 0.
	const digits = raw.slice(1).replace(/[\s().-]/g, '');
	return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
}
