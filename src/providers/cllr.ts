/** cllr: one POST after each call, with links to recording and transcript and an analysis of the call. */

import {contractOf, fact} from '../core/contract.ts';
import {Decoding, documentedMembers} from '../core/decoding.ts';
import {asObject} from '../core/json.ts';
import {defineProvider, type Evidence, eventIdOf} from '../core/provider.ts';
import {unsigned} from '../core/signature.ts';

const page = 'dashboard.cllr.ai/docs/post-call-webhook';

/** The caller's details as the page lists them; the phone number has a place of its own. */
const callerDetails: Readonly<Record<string, string>> = {
	name: 'Name',
	email: 'E-mail',
	scheduledTime: 'Scheduled',
	address: 'Address',
	pincode: 'Pincode',
	city: 'City',
	state: 'State',
	country: 'Country',
	age: 'Age',
	gender: 'Gender',
	occupation: 'Occupation',
	company: 'Company',
	preferredContactMethod: 'Preferred contact',
	bestTimeToCall: 'Best time to call',
	language: 'Language',
};

/** The members of the report. */
const documented = ['callId', 'recordingUri', 'transcriptUri', 'callerDetails', 'callAnalysis'];

const reportMembers = documentedMembers(['callId'], documented);

/** Members of reports that look like cllr's and are others'. */
const relatives = [
	'event',
	'type',
	'eventType',
	'event_type',
	'eventName',
	'event_name',
	'recordingUrl',
	'transcriptUrl',
];

const uriWhy = 'only cllr spells it so; its relatives end it in Url';

/** A part of the report. */
interface Part {
	name: string;
	/** All members the page lists. */
	listed: readonly string[];
	/** Those few others have; with `enough` of them it is cllr's beside members of others, too. */
	telling: readonly string[];
	enough: number;
}

const tellingAnalysis = ['callOutcome', 'mood', 'classification', 'interestsAndNeeds', 'actionItems'];

const callerMembers = ['phoneNumber', ...Object.keys(callerDetails)];
const analysisMembers = ['summary', 'score', 'sentiment', ...tellingAnalysis];

const parts: readonly Part[] = [
	{
		name: 'callerDetails',
		listed: callerMembers,
		telling: [],
		enough: Number.POSITIVE_INFINITY,
	},
	{
		name: 'callAnalysis',
		listed: analysisMembers,
		telling: tellingAnalysis,
		enough: 3,
	},
];

const documentedCaller = documentedMembers([], callerMembers);
const documentedAnalysis = documentedMembers([], analysisMembers);

const contract = contractOf({
	methods: [fact(['POST'], page)],
	accepts: [fact([{from: 200, to: 299}], page)],
	deadlineMs: [fact(10_000, page)],
	retries: [fact({says: 'never sent again', atMost: 0, pausesMs: []}, page)],
	transport: [fact('http or https', page)],
	remarks: [
		fact('answer 200 at once, and work afterwards', page),
		fact('by its callId a report that comes twice is told', page),
		fact('who needs every call is to poll, but nothing is described that could be polled', page),
	],
	unknown: '',
});

export const cllr = defineProvider({
	id: 'cllr',
	name: 'cllr',
	docs: [{title: 'Post-call webhook', url: `https://${page}`}],
	setup: {
		where: 'webhooks.postCall in the settings of the agent',
		note: 'gives up after 10 s, never retries',
		switchOn: [fact('the address itself switches it on: {"webhooks": {"postCall": "https://…"}}', page)],
	},
	kinds: [{id: 'post-call', says: 'Sent once when a call is over; every field but callId may be missing.'}],
	recognisedBy: [
		'callId with recordingUri, transcriptUri, or the documented callerDetails or callAnalysis, and no event or type',
	],
	correlation: 'by callId: one delivery per call',
	/** The analysis is made of what was said; its mood, score, outcome and classification are not. */
	personal: {
		callerDetails: 'about',
		phoneNumber: 'number',
		name: 'name',
		address: 'address',
		pincode: 'address',
		city: 'address',
		state: 'address',
		country: 'address',
		summary: 'words',
		interestsAndNeeds: 'words',
		actionItems: 'words',
		sentiment: null,
	},

	detect({object}) {
		if (object === null || !['string', 'number'].includes(typeof object['callId'])) return [];
		// Near relatives have event or type, and spell it recordingUrl: the Uri spelling is cllr's own.
		const relative = relatives.find(name => name in object);
		const own = ['recordingUri', 'transcriptUri'].filter(name => name in object);
		if (relative !== undefined) {
			if (own.length === 0) return [];
			const says = `body has callId and ${own.join(', ')}, but also ${relative}`;
			return [{says, why: 'cllr sends no such member', weight: 0.2}];
		}
		const evidence: Evidence[] = [];
		if ('recordingUri' in object)
			evidence.push({says: 'body has callId and recordingUri', why: uriWhy, weight: 0.8});
		if ('transcriptUri' in object)
			evidence.push({says: 'body has callId and transcriptUri', why: uriWhy, weight: 0.8});
		// Details of a caller are anybody's; those of cllr stand beside nothing that is not documented.
		const isBare = Object.keys(object).every(name => documented.includes(name));
		for (const {name, listed, telling, enough} of parts) {
			const part = asObject(object[name]);
			if (part === null) continue;
			const named = listed.filter(member => member in part);
			const isEmpty = Object.keys(part).length === 0;
			const isOwn = isBare && (isEmpty || named.length > 0);
			if (!isOwn && telling.filter(member => member in part).length < enough) continue;
			evidence.push({
				says: `body has callId and ${name}${isEmpty ? '' : ` with ${named.join(', ')}`}`,
				why: isBare
					? 'that is a part of its report, and nothing is there that cllr does not send'
					: 'together these are members of its analysis only',
				weight: isEmpty ? 0.65 : 0.75,
			});
		}
		return evidence;
	},

	decode({object, objectAt}, context) {
		if (object === null) return null;
		const decoding = new Decoding('post-call', 'ended', context);
		const body = decoding.read(object, objectAt);
		body.checkMembers(reportMembers);
		decoding.set('callId', body.text('callId'));
		const recording = body.text('recordingUri');
		if (recording !== null) decoding.derive('recording', {url: recording.value, file: null}, recording.from);
		const transcript = body.text('transcriptUri');
		if (transcript !== null)
			decoding.derive('transcript', {url: transcript.value, text: null}, transcript.from);

		const caller = body.object('callerDetails');
		caller.checkMembers(documentedCaller);
		// The page does not say whether the caller called or was called.
		decoding.set('counterparty', caller.party('phoneNumber'));
		caller.rest(callerDetails);

		const analysis = asObject(body.peek('callAnalysis'));
		if (analysis !== null) {
			body.skip('callAnalysis');
			body.object('callAnalysis').checkMembers(documentedAnalysis);
			const {
				summary = null,
				mood = null,
				score = null,
				callOutcome = null,
				classification = null,
				...more
			} = analysis;
			decoding.derive(
				'analysis',
				{...more, summary, mood, score, outcome: callOutcome, classification},
				body.at('callAnalysis'),
			);
		}
		body.rest();
		return decoding.done();
	},

	contract: () => contract,

	/** One report is sent per call, and its page names callId for telling one that comes twice. */
	eventOf: ({object}) => ({id: eventIdOf(object?.['callId']), attempt: null}),

	signature: unsigned({
		state: 'unsigned',
		because: 'cllr documents no signature',
	}),
});
