/** Times as providers write them, moved: what is written anew is written as before. */

/** A time somebody wrote. */
export interface WrittenTime {
	/** In ms since the epoch; of one without a zone as if it were UTC. */
	readonly ms: number;
	/** It is an instant: an epoch, or it says its zone. */
	readonly isInstant: boolean;
	/**
	 * The same some whole seconds later. `days` is for a date without a time of day: whether midnight is passed is not
	 * in it, but in the times beside it.
	 */
	moved(seconds: number, days: number): string;
}

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);
const dayMs = 24 * 60 * 60 * 1000;

/** Date, what is between, time of day, fraction, AM or PM, zone. */
const dateTime =
	/^(\d{4})-(\d\d)-(\d\d)([T ])(\d\d?):(\d\d)(?::(\d\d)([.,]\d+)?)?(?:(\s?)([AP])(\.?M\.?))?(\s*(?:Z|[+-]\d\d(?::?\d\d)?))?$/i;

/** Reads a date with a time of day; null for anything else. */
export function writtenDateTime(text: string): WrittenTime | null {
	if (text.length < 15 || text.length > 45) return null;
	const parts = dateTime.exec(text);
	if (parts === null) return null;
	const [
		,
		year,
		month,
		day,
		between,
		hour = '',
		minute,
		second,
		fraction = '',
		gap = '',
		half,
		m = '',
		zone = '',
	] = parts;
	const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
	const isReal = half === undefined ? hours < 24 : Number(hour) >= 1 && Number(hour) <= 12;
	const wall = Date.UTC(
		Number(year),
		Number(month) - 1,
		Number(day),
		hours,
		Number(minute),
		Number(second ?? 0),
	);
	if (!isReal || !isPlausible(wall) || new Date(wall).getUTCDate() !== Number(day)) return null;
	return {
		ms: wall + Math.floor(Number(`0.${fraction.slice(1) || '0'}`) * 1000) - offsetMs(zone),
		isInstant: zone !== '',
		moved(seconds) {
			const iso = isoOf(wall + seconds * 1000);
			const newHours = Number(iso.slice(11, 13));
			const shown = half === undefined ? newHours : newHours % 12 || 12;
			const written = hour.length === 1 ? String(shown) : String(shown).padStart(2, '0');
			const rest = second === undefined ? iso.slice(13, 16) : iso.slice(13, 19);
			return `${iso.slice(0, 10)}${between}${written}${rest}${fraction}${gap}${halfOf(half, newHours)}${m}${zone}`;
		},
	};
}

/** `A` or `P` in the case it was written in; '' on a clock of 24 hours. */
function halfOf(half: string | undefined, hours: number): string {
	if (half === undefined) return '';
	const now = hours < 12 ? 'a' : 'p';
	return half === half.toUpperCase() ? now.toUpperCase() : now;
}

/** How far clocks of the zone are ahead of UTC. */
function offsetMs(zone: string): number {
	const parts = /([+-])(\d\d):?(\d\d)?/.exec(zone);
	if (parts === null) return 0;
	const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
	return (parts[1] === '-' ? -minutes : minutes) * 60_000;
}

/** Reads a date alone. */
export function writtenDate(text: string): WrittenTime | null {
	const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
	if (parts === null) return null;
	const ms = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
	if (!isPlausible(ms) || isoOf(ms).slice(0, 10) !== text) return null;
	return {ms, isInstant: false, moved: (_, days) => isoOf(ms + days * dayMs).slice(0, 10)};
}

/** Reads seconds or milliseconds since the epoch: only where something else says that the number is a time. */
export function writtenEpoch(text: string): WrittenTime | null {
	const parts = /^(\d{9,13})(\.\d+)?$/.exec(text);
	if (parts === null) return null;
	const [, whole = '', fraction = ''] = parts;
	const factor = whole.length > 10 ? 1 : 1000;
	const ms = Number(whole) * factor;
	if (!isPlausible(ms)) return null;
	return {
		ms: Math.floor((Number(whole) + Number(`0${fraction}`)) * factor),
		isInstant: true,
		moved: seconds => String(Number(whole) + (seconds * 1000) / factor) + fraction,
	};
}

function isPlausible(ms: number): boolean {
	return ms >= earliest && ms < latest;
}

/** Within the years that are written with four digits, whatever is asked for. */
function isoOf(ms: number): string {
	return new Date(Math.min(Math.max(ms, 0), farthest)).toISOString();
}

const farthest = Date.UTC(9999, 11, 31);

/** Names of members that hold a time, by the words they are made of. */
const timeWords = new Set([
	...[
		'at',
		'when',
		'epoch',
		'created',
		'updated',
		'modified',
		'began',
		'begin',
		'start',
		'started',
		'ringing',
	],
	...['answered', 'ended', 'end', 'hangup', 'finished', 'closed', 'sent', 'received', 'expires', 'expiry'],
	...['st', 'et', 'ts', 'ms', 'rst', 'ce'],
]);

/** And those of them that hold something else after all: `received_number`. */
const otherWords = /^(?:numbers?|phone|mobile|id|uid|uuid|count)$/;

/** Whether a member of that name may hold a time: `start_at`, `unixtime`, `X-Timestamp`. */
export function isTimeName(name: string): boolean {
	const words = wordsOf(name);
	if (words.some(word => otherWords.test(word))) return false;
	return words.some(word => timeWords.has(word) || /(?:time|date|stamp)$/.test(word));
}

/** Days that are not of the call. */
export function isBirthName(name: string): boolean {
	return wordsOf(name).some(word => /^(?:birth\w*|dob|born)$/.test(word));
}

/** `callerName`, `caller_name` and `Caller-Name` are `caller name`. */
export function wordsOf(name: string): string[] {
	return name
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^\p{L}\d]+/u)
		.filter(word => word !== '');
}
