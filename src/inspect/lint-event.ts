/** Findings about what a delivery says of its call, whoever the provider is. */

import type {CapturedRequest} from '../core/capture.ts';
import {type Decoded, longerThanCall} from '../core/decoding.ts';
import type {Finding} from '../core/delivery.ts';
import type {EventMember, EventSources} from '../core/event.ts';
import {finding} from '../core/findings.ts';
import type {Message} from '../core/message.ts';
import {firstFew} from '../core/text.ts';
import {msFromIso} from '../core/time.ts';

export function lintEvent(
	findings: Finding[],
	{receivedAt}: CapturedRequest,
	{body}: Message,
	decoded: Decoded,
): void {
	const long = duration(decoded);
	if (long !== null) findings.push(long);
	if (body.kind === 'json' && decoded.secondsAsText.length > 0) {
		findings.push(durationAsText(decoded.secondsAsText));
	}
	const skewed = clockSkew(decoded, receivedAt);
	if (skewed !== null) findings.push(skewed);
	if (decoded.event.recording !== null) lintRecording(findings, decoded.event.recording, decoded.sources);
}

function duration({findings, event, sources}: Decoded): Finding | null {
	const {durationSeconds, talkSeconds, startedAt, answeredAt, endedAt} = event;
	if (endedAt === null) return null;
	// A provider that knows more of its times has said so already.
	for (const {code} of findings) {
		if (code === 'duration/longer-than-call' || code === 'time/twelve-hour') return null;
	}
	const check = (seconds: number | null, since: string | null, where: string | undefined) =>
		seconds === null || since === null
			? null
			: longerThanCall(seconds, (msFromIso(endedAt) - msFromIso(since)) / 1000, where ?? 'body');
	return (
		check(durationSeconds, startedAt, sources.durationSeconds) ??
		check(talkSeconds, answeredAt ?? startedAt, sources.talkSeconds) ??
		endBeforeStart(startedAt, endedAt, sources)
	);
}

/** Of times that contradict each other without any duration. One second is allowed for rounding. */
function endBeforeStart(startedAt: string | null, endedAt: string, sources: EventSources): Finding | null {
	if (startedAt === null || msFromIso(startedAt) - msFromIso(endedAt) <= 1000) return null;
	return finding('duration/longer-than-call', {
		message: `The end, ${endedAt}, is before the start, ${startedAt}.`,
		hint: 'Check which of the two your handler goes by, and the zones they are read in.',
		where: placeOf('endedAt', sources),
	});
}

function durationAsText(places: readonly string[]): Finding {
	return finding('duration/text', {
		message: `${firstFew(places)} ${places.length > 1 ? 'are lengths' : 'is a length'} of time sent as text.`,
		where: places[0] ?? null,
	});
}

/** Two machines that are both set by NTP differ by far less. */
const allowedSkewMs = 5000;

/** Nothing arrives before it has happened. */
function clockSkew({event, sources, findings}: Decoded, receivedAt: number): Finding | null {
	const {startedAt, answeredAt, endedAt} = event;
	// ISO 8601 UTC of one form: they compare as texts.
	let time = startedAt;
	if (answeredAt !== null && (time === null || answeredAt > time)) time = answeredAt;
	if (endedAt !== null && (time === null || endedAt > time)) time = endedAt;
	if (time === null) return null;
	const aheadMs = msFromIso(time) - receivedAt;
	if (aheadMs <= allowedSkewMs) return null;
	const latest = time === startedAt ? 'startedAt' : time === answeredAt ? 'answeredAt' : 'endedAt';
	const isAssumed = findings.some(({code}) => code === 'time/zone-assumed');
	return finding('time/clock-skew', {
		message: `${time} is ${lengthOf(aheadMs)} later than the arrival of the request.`,
		where: placeOf(latest, sources),
		...(isAssumed && {
			hint: 'Check the zone its times are read in first, and then the clocks.',
		}),
	});
}

function lengthOf(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds < 120) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** The first of the places a member was worked out from. */
function placeOf(member: EventMember, sources: EventSources): string | null {
	const place = sources[member];
	if (place === undefined) return null;
	const end = place.indexOf(' ');
	return end < 0 ? place : place.slice(0, end);
}

function lintRecording(
	findings: Finding[],
	{url, file}: {url: string | null; file: string | null},
	sources: EventSources,
): void {
	const where = placeOf('recording', sources);
	const link = url?.includes('://') ? url : null;
	if (link === null) {
		const name = url ?? file;
		if (name !== null) {
			findings.push(
				finding('recording/file-only', {
					message: 'The recording is named, but there is no link to it.',
					where,
				}),
			);
		}
		return;
	}
	const isHttp = /^http:/i.test(link);
	if (isHttp) {
		findings.push(
			finding('recording/http', {message: 'The link to the recording begins with http, not https.', where}),
		);
	}
	if ((isHttp || /^https:/i.test(link)) && !endsInFile(link)) {
		findings.push(
			finding('recording/no-extension', {
				message: 'The link to the recording does not end in a file name with an extension.',
				where,
			}),
		);
	}
}

/** Whether the path of a link ends in `name.mp3` or the like. */
function endsInFile(link: string): boolean {
	const [address = ''] = link.split(/[?#]/, 1);
	const path = address.slice(address.indexOf('://') + 3);
	const slash = path.lastIndexOf('/');
	return slash >= 0 && /.\.[a-z\d]{1,5}$/i.test(path.slice(slash + 1));
}
