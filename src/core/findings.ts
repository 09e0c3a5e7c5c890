/**
 * The catalogue of findings: every code there is, how severe it is, what it means and what to do. Codes are stable:
 * scripts and CI rules name them. docs/findings.md is made from it.
 */

import type {Finding, Severity} from './delivery.ts';

export interface FindingKind {
	severity: Severity;
	/** What is so and why it matters, for documents: a sentence or two, without figures of one delivery. */
	about: string;
	/** What to do, in the imperative; a finding may have a better one of its own. */
	hint: string;
	/** It is not read from the request alone: secrets, other deliveries or the answer tell it. */
	dependsOnOthers?: true;
}

export const catalogue = {
	'request/malformed': {
		severity: 'error',
		about: 'The bytes on the socket were not an HTTP request.',
		hint: 'Look at the bytes in the payload: something other than an HTTP client may have connected.',
	},
	'request/headers-too-large': {
		severity: 'error',
		about: 'The header section was larger than the listener takes.',
		hint: 'Send fewer or shorter headers; cookies and tokens are the usual cause.',
	},
	'request/body-too-large': {
		severity: 'error',
		about: 'The body was larger than --max-body; it was kept up to that size and answered 413.',
		hint: 'Raise --max-body if bodies of this size are expected.',
	},
	'request/aborted': {
		severity: 'warning',
		about: 'The sender hung up before the request was complete.',
		hint: 'Look for a time-out or a crash on the sending side.',
	},
	'request/overloaded': {
		severity: 'error',
		about: 'Too much was arriving at once for the request to be read.',
		hint: 'Send fewer large requests at once.',
	},
	'request/stopped': {
		severity: 'warning',
		about: 'call-hook was stopped before the request was complete.',
		hint: 'Send it again: call-hook was being closed.',
	},
	'request/timeout': {
		severity: 'error',
		about: 'The request was not complete in the time the listener waits.',
		hint: 'Check the sender: it began a request and did not finish it.',
	},
	'request/wrong-method': {
		severity: 'warning',
		about: 'The request was sent with a method the provider does not document for this kind of delivery.',
		hint: 'Check the method in the set-up of the webhook, and the tool that sent this.',
	},
	'body/invalid-json': {
		severity: 'error',
		about:
			'The body, or a form field that holds JSON, is not valid JSON, or under a JSON content type not UTF-8. It is read leniently; the place of the first mistake is given.',
		hint: 'Correct it where it is written: a strict parser in your handler fails here.',
	},
	'body/not-read': {
		severity: 'warning',
		about: 'The body is too large or too deeply nested to be read as JSON here.',
		hint: 'Look at it as text: call-hook reads what is smaller; a handler may do better.',
	},
	'body/template-placeholder': {
		severity: 'error',
		about:
			'A variable of a template was sent as it is written (`{{status}}`, `{status}`, `%token%`), or what became of one without a value (`undefined`, `[object Object]`). It is told as info where it may be the words of a person: a variable inside a longer text, `undefined` as a summary or a transcript.',
		hint: 'Check the spelling of the variable at the provider, and that it exists for this kind of event.',
	},
	'body/content-type': {
		severity: 'warning',
		about: 'The body is not what its content type says, so a framework may hand your handler an empty body.',
		hint: 'Set the content type where the webhook is set up, or read the body by its look.',
	},
	'body/no-content-type': {
		severity: 'info',
		about: 'A body without a content type: frameworks that read bodies by it hand your handler nothing.',
		hint: 'Add the content type where the webhook is set up, or read the raw body.',
	},
	'body/json-in-text': {
		severity: 'info',
		about: 'A text in the JSON body holds JSON itself, and has to be parsed a second time.',
		hint: 'Parse it by itself, and expect it to be missing or broken.',
	},
	'number/json-number': {
		severity: 'info',
		about: 'A phone number was sent as a JSON number: a leading zero or + would be lost.',
		hint: 'Read it as text in your handler, and never do arithmetic with it.',
	},
	'number/country-unknown': {
		severity: 'info',
		about: 'A phone number has no country code, and nothing says which country it belongs to.',
		hint: 'Set countries in the configuration if you know it.',
	},
	'number/masked': {
		severity: 'warning',
		about: 'Digits of a phone number are masked: it can neither be called nor matched with others.',
		hint: 'Look for a privacy setting at the provider if your handler needs the number.',
	},
	'number/plus-as-blank': {
		severity: 'warning',
		about: 'A phone number was sent with a bare + in the query, which reads as a blank.',
		hint: 'Put the + back in your handler, or ask for the number without country code.',
	},
	'time/no-zone': {
		severity: 'info',
		about:
			'A time does not say its zone and no document names one, so it is shown as sent and not converted.',
		hint: 'Set zones in the configuration if you know it.',
	},
	'time/zone-assumed': {
		severity: 'info',
		about: 'A time without a zone was read in the zone the configuration or the documents give.',
		hint: 'Compare it once with a call whose time you know.',
	},
	'time/twelve-hour': {
		severity: 'warning',
		about:
			'A time is written on a 12-hour clock, so morning and evening are told apart by AM and PM, or not at all.',
		hint: 'Read AM and PM in your handler, or ask the provider for 24 hours.',
	},
	'time/unit': {
		severity: 'warning',
		about: 'A time was sent in seconds since the epoch where milliseconds are documented, or the reverse.',
		hint: 'Tell the unit by the number of digits in your handler: 10 are seconds, 13 milliseconds.',
	},
	'time/clock-skew': {
		severity: 'warning',
		about: "The provider's time of an event is later than its arrival here: one of the two clocks is wrong.",
		hint: 'Set the clock of this machine by NTP; if it is right, tell the provider.',
	},
	'duration/longer-than-call': {
		severity: 'warning',
		about:
			'The stated duration does not fit between the start and the end that were stated with it, or the end is before the start.',
		hint: 'Take start and end for the truth, and ask the provider what its duration counts.',
	},
	'duration/text': {
		severity: 'info',
		about: 'A duration was sent as text in a JSON body.',
		hint: 'Turn it into a number before you compare or add it.',
	},
	'duration/negative': {
		severity: 'warning',
		about: 'A duration is below zero, and was not taken.',
		hint: 'Count it as unknown in your handler, and tell the provider.',
	},
	'duration/first-leg': {
		severity: 'info',
		about: 'By the documents the duration is that of the first leg only, not of the conversation.',
		hint: 'Bill and report by the second leg where it is sent.',
	},
	'duration/contradicts-events': {
		dependsOnOthers: true,
		severity: 'warning',
		about: "The duration the record states is not the time between the call's own events.",
		hint: 'Compare both with a call you timed yourself, and ask the provider which one it bills.',
	},
	'recording/file-only': {
		severity: 'info',
		about: 'The recording is given as the name of a file, not as a link.',
		hint: "Fetch it by the provider's file API.",
	},
	'recording/http': {
		severity: 'warning',
		about: 'The link to the recording is not encrypted: whoever carries it can listen.',
		hint: 'Ask the provider for https links, or try the same link with https.',
	},
	'recording/no-extension': {
		severity: 'info',
		about:
			'The link to the recording ends in no file name with an extension, so its format is not known from it.',
		hint: 'Go by the content type you get when you fetch it.',
	},
	'recording/missing': {
		severity: 'warning',
		about: 'The record says that the call was recorded, and names no recording.',
		hint: 'Look for the recording in the panel of the provider before its keeping time is over.',
	},
	'field/unlisted-value': {
		severity: 'info',
		about: "A field has a value that is not in the list the provider's documents give.",
		hint: 'Give your handler a default case, and tell us the value if you know what it means.',
	},
	'field/not-read': {
		severity: 'info',
		about:
			'A field holds a value that cannot be read as what the documents say it is; it is shown as it was sent.',
		hint: 'Let your handler check it before it counts with it, and tell us how it is written.',
	},
	'field/undocumented': {
		severity: 'info',
		about: "A field was sent that the provider's documents do not list for this kind of delivery.",
		hint: 'Do not rely on it: it may go as it came.',
	},
	'field/missing': {
		severity: 'info',
		about: 'A field is missing that the documents list for every delivery of this kind.',
		hint: 'Let your handler do without it.',
	},
	'field/inconsistent': {
		severity: 'info',
		about:
			"The provider's documents contradict themselves about this field, and this delivery shows which way it went.",
		hint: 'Read both ways in your handler.',
	},
	'fields/unmapped': {
		severity: 'info',
		about: 'Names the customer chose, of which nobody has said what they stand for.',
		hint: 'Say it with fields in the configuration.',
	},
	'fields/columns': {
		severity: 'info',
		about: 'A row for a table has another number of values than the documented example.',
		hint: 'See that the table has exactly as many columns.',
	},
	'hook/deprecated': {
		severity: 'warning',
		about: 'The webhook is of a generation the provider has retired, or is retiring.',
		hint: "Move the webhook to the current generation in the provider's panel.",
	},
	'hook/http': {
		severity: 'warning',
		about: 'The request came to the public address over http where the documents allow https only.',
		hint: 'Write https in the address at the provider.',
	},
	'hook/secret-in-url': {
		severity: 'warning',
		about:
			'The query of the address carries a secret: servers and proxies on the way write it to their logs.',
		hint: 'Send it in a header, and change it.',
	},
	'hook/secret-in-body': {
		severity: 'warning',
		about: 'The body carries a secret that lets its reader act for the account.',
		hint: 'Take it out of the body where the webhook is set up, and keep bodies out of your logs.',
	},
	'hook/personal-data-in-url': {
		severity: 'info',
		about:
			'The query carries phone numbers or names of people: servers and proxies on the way write them to their logs.',
		hint: 'Use POST if the provider offers it, or keep queries out of your access logs.',
	},
	'signature/invalid': {
		dependsOnOthers: true,
		severity: 'error',
		about: 'The signature or shared secret of the request does not match the secret that was given.',
		hint: 'Run call-hook verify <number>: it tries the usual mistakes.',
	},
	'signature/missing': {
		dependsOnOthers: true,
		severity: 'warning',
		about: 'A secret was given for this provider, and the request carries nothing to compare it with.',
		hint: 'Set the secret in the webhook at the provider too, or leave it out here.',
	},
	'answer/redirect': {
		dependsOnOthers: true,
		severity: 'warning',
		about: 'The target answered with a redirect. call-hook follows none and passed it on.',
		hint: 'Give --forward the address that answers itself: mind http and https, and a slash at the end.',
	},
	'answer/near-deadline': {
		dependsOnOthers: true,
		severity: 'warning',
		about: 'The answer took more than four fifths of the time the provider waits.',
		hint: 'Answer first and do the work afterwards.',
	},
	'answer/body-missing': {
		dependsOnOthers: true,
		severity: 'warning',
		about: 'The answer has no body where the provider reads one.',
		hint: 'Answer with the body the provider waits for.',
	},
	'delivery/retry': {
		dependsOnOthers: true,
		severity: 'info',
		about: 'The provider sent an event again because the attempt before was not accepted, or says so itself.',
		hint: 'See that your handler takes the same event twice without harm.',
	},
	'delivery/duplicate': {
		dependsOnOthers: true,
		severity: 'warning',
		about: 'An event came a second time although the first was not turned down.',
		hint: 'Make your handler idempotent: remember what you have worked off, and answer the same.',
	},
	'order/late': {
		dependsOnOthers: true,
		severity: 'info',
		about:
			'An event arrived after one that followed it in the call, as its own time shows or its kind implies.',
		hint: "Order events by the provider's times, and never let a late one open a call that has ended.",
	},
	'order/after-end': {
		dependsOnOthers: true,
		severity: 'warning',
		about: "By its own time an event happened after the call's end.",
		hint: 'Take the end for the truth, and tell the provider.',
	},
	'order/gap': {
		dependsOnOthers: true,
		severity: 'info',
		about: 'An event that usually goes before this one in a call has not come.',
		hint: 'Check that the webhook is switched on for it, and let your handler do without it.',
	},
	'call/end-missing': {
		severity: 'warning',
		about: 'The end of a call has not come for longer than calls usually last.',
		hint: 'Ask the provider for the call, and close it in your handler after a time of your own.',
	},
	'call/long-id': {
		severity: 'warning',
		about: 'The id of a call is longer than any provider documents; a short one stands for it.',
		hint: 'Check what the sender puts into it: no provider documents ids of that length.',
	},
	'call-hook/provider-failed': {
		severity: 'error',
		about: 'A mistake in call-hook: a provider could not look at the request.',
		hint: 'Report it with this request: the mistake is in call-hook, not in your set-up.',
	},
} as const satisfies Readonly<Record<string, FindingKind>>;

/** `topic/what` */
export type FindingCode = keyof typeof catalogue;

const kinds: ReadonlyMap<string, FindingKind> = new Map(Object.entries(catalogue));

/** Whether a finding of that code may be another when the same request is read alone. */
export function dependsOnOthers(code: string): boolean {
	return kinds.get(code)?.dependsOnOthers === true;
}

export interface FindingDetails {
	/** What is so, with the figures. */
	message: string;
	/** The place; null when it is about the whole delivery. */
	where: string | null;
	/** Where there is a better one than the catalogue's. */
	hint?: string;
	/** Where it is less sure, and so less severe, than the catalogue has it. */
	severity?: Severity;
}

/** Longer than any place in what a provider sends: names are the sender's, and may be as long as a page. */
const longestPlace = 300;

/** A finding of the catalogue. */
export function finding(code: FindingCode, {message, where, hint, severity}: FindingDetails): Finding {
	const {severity: usualSeverity, hint: usualHint} = catalogue[code];
	const place = where === null || where.length <= longestPlace ? where : `${where.slice(0, longestPlace)}…`;
	return {code, severity: severity ?? usualSeverity, message, hint: hint ?? usualHint, where: place};
}
