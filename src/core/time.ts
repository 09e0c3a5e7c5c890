/** Times and lengths of time as providers write them, turned into ISO 8601 UTC and seconds. */

/** Earliest and latest time taken for real: outside it a number is not a time but a mistake of unit. */
const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** ISO 8601 UTC of a number of milliseconds since the epoch; null when that is no plausible time of a call. */
export function isoFromMs(ms: number): string | null {
	return Number.isFinite(ms) && ms >= earliest && ms < latest ? isoOf(Math.floor(ms)) : null;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The day last asked for, up to its `T`: one day's calls come together, and `toISOString` takes four times as long. */
let known = {day: Number.NaN, text: 'none yet'};

function isoOf(ms: number): string {
	const day = Math.floor(ms / dayMs);
	if (day !== known.day) known = {day, text: new Date(day * dayMs).toISOString().slice(0, 11)};
	const rest = ms - day * dayMs;
	const hours = twoDigits(rest / 3_600_000);
	const minutes = twoDigits((rest / 60_000) % 60);
	const seconds = twoDigits((rest / 1000) % 60);
	return `${known.text}${hours}:${minutes}:${seconds}.${String(rest % 1000).padStart(3, '0')}Z`;
}

/** The time in ms of what `isoFromMs` gave; `Date.parse` takes ten times as long, and is asked with every delivery. */
export function msFromIso(iso: string): number {
	// The day that was last written is nearly always the one that is read.
	if (iso.length !== isoLength || !iso.startsWith(known.text)) return Date.parse(iso);
	const seconds = numberAt(iso, 11) * 3600 + numberAt(iso, 14) * 60 + numberAt(iso, 17);
	return known.day * dayMs + seconds * 1000 + numberAt(iso, 20) * 10 + iso.charCodeAt(22) - 0x30;
}

const isoLength = '2026-11-20T00:00:00.000Z'.length;

/** Two digits. */
function numberAt(text: string, at: number): number {
	return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;
}

function twoDigits(value: number): string {
	const whole = Math.floor(value);
	return whole < 10 ? `0${whole}` : String(whole);
}

/** Date, time of day, AM or PM, zone. */
const dateTime =
	/^(\d{4})-(\d\d)-(\d\d)[T ](\d\d?)(:\d\d(?::\d\d(?:\.\d+)?)?)(?:\s?([AP])\.?M\.?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** The time in ms since the epoch; `zone` stands in for one that is not said. NaN when it is none. */
function parse(text: string, zone: 'Z' | null): number {
	const parts = dateTime.exec(text);
	if (parts === null) return Number.NaN;
	const [, year, month, day, hour = '', rest, half, said] = parts;
	// JavaScript takes 30 February for 2 March.
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
	if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return Number.NaN;
	const offset = said?.toUpperCase() ?? zone;
	const hours = half === undefined ? hour : hourOfDay(Number(hour), half);
	if (offset === null || hours.length < 2) return Number.NaN;
	return Date.parse(`${year}-${month}-${day}T${hours}${rest}${offset}`);
}

/** `16` of 4 PM, `00` of 12 AM; an empty text when the clock has no such hour. */
function hourOfDay(hour: number, half: string): string {
	if (hour < 1 || hour > 12) return '';
	return twoDigits((hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0));
}

/** Whether a date and time tells morning from evening by AM and PM. */
export function isTwelveHour(text: string): boolean {
	// Only they have an M.
	return /m/i.test(text) && dateTime.exec(text)?.[6] !== undefined;
}

/** ISO 8601 UTC of a date and time that says its zone; null when it does not, or is no date. */
export function isoFromZoned(text: string): string | null {
	return isoFromMs(parse(text, null));
}

/** Whether the text is a date and time that does not say its zone. */
export function isLocalTime(text: string): boolean {
	return dateTime.exec(text)?.[7] === undefined && !Number.isNaN(localMs(text));
}

/** A date and time without a zone read as UTC, in ms, for comparing two of them; NaN when it is none. */
export function localMs(text: string): number {
	return dateTime.exec(text)?.[7] === undefined ? parse(text, 'Z') : Number.NaN;
}

/** Seconds of `23`, `23.5` or `HH:MM:SS` (`00:01:02` is 62); null for anything else, negative ones included. */
export function secondsOf(value: unknown): number | null {
	if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
	if (typeof value !== 'string') return null;
	const text = value.trim();
	if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text);
	const parts = /^(\d{1,4}):([0-5]\d):([0-5]\d)$/.exec(text);
	return parts === null ? null : Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
}
