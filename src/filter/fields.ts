/**
 * The fields of the filter language, as data: what each takes, and when it is known. Parser, matching and every message
 * read this table; a new field is a line here and one in `match.ts`.
 */

/**
 * When it can be said of a delivery whether a term holds.
 *
 * - `request`: from the request alone, before its answer. Only such terms are of use in answer rules and targets.
 * - `answer`: from the delivery as it is kept and told, but not while its answer is being chosen.
 * - `call`: not from the delivery alone, but from its call.
 * - `lists`: from neither. It takes what the user noted about them.
 */
export type KnownFrom = 'request' | 'answer' | 'call' | 'lists';

/** What lists are of. */
export type Listed = 'delivery' | 'call';

export interface FieldRule {
	/**
	 * - `word`: one of a closed set, in any case.
	 * - `text`: any text, `*` standing for anything, in any case. `exact-text`: the same, but case counts.
	 * - `number`: a phone number or address; blanks and the marks people put between digits do not count.
	 * - `amount`: a number, or a comparison with one: `>30`.
	 */
	takes: 'word' | 'text' | 'exact-text' | 'number' | 'amount';
	/** null where each word has its own. */
	known: KnownFrom | null;
	/** A delivery has one value of it at most: it cannot be two things at once. */
	single?: true;
	/** The closed set. */
	words?: Readonly<Record<string, Word>>;
	/** The closed set is not the language's own. */
	wordsFrom?: Exclude<keyof Vocabulary, 'listed'>;
	/** Other ways to write a word. */
	aliases?: Readonly<Record<string, string>>;
	/** For amounts. */
	unit?: 'seconds' | 'status';
}

interface Word {
	known: KnownFrom;
	/** Why it is of no use where answers are chosen, as the end of a sentence; only where the usual reason is not it. */
	because?: string;
	/** Calls are made without such deliveries: none of theirs is one. */
	ofNoCall?: true;
}

/** Words that are not the language's own. */
export interface Vocabulary {
	/** Ids of providers, `generic` among them. */
	providers: readonly string[];
	/** Kinds of delivery, of all providers; when there are none, any will do. */
	kinds: readonly string[];
	/** Codes of findings. */
	findings: readonly string[];
	/** What is filtered, where that is a list: messages name no word that it cannot be asked. */
	listed?: Listed;
}

const now = {known: 'request'} as const;
const later = {known: 'answer'} as const;
const listed = {known: 'lists'} as const;
/** By the deliveries before it, which are looked at once it is stored. */
const repeated = {known: 'answer', because: 'it takes more than the request to know that'} as const;

const words = (...names: readonly string[]) => Object.fromEntries(names.map(name => [name, now]));

export const fields = {
	provider: {takes: 'word', known: 'request', single: true, wordsFrom: 'providers'},
	kind: {takes: 'text', known: 'request', single: true, wordsFrom: 'kinds'},
	phase: {
		takes: 'word',
		known: 'request',
		single: true,
		words: words(
			'started',
			'ringing',
			'answered',
			'ended',
			'recording',
			'transcript',
			'analysis',
			'input',
			'other',
		),
	},
	outcome: {
		takes: 'word',
		known: 'request',
		single: true,
		words: words('answered', 'missed', 'no-answer', 'busy', 'rejected', 'canceled', 'failed', 'voicemail'),
		aliases: {cancelled: 'canceled'},
	},
	direction: {
		takes: 'word',
		known: 'request',
		single: true,
		words: words('inbound', 'outbound'),
		aliases: {in: 'inbound', out: 'outbound'},
	},
	from: {takes: 'number', known: 'request'},
	to: {takes: 'number', known: 'request'},
	/** Either side, or the one whose side is not stated. */
	number: {takes: 'number', known: 'request'},
	method: {takes: 'text', known: 'request', single: true},
	path: {takes: 'exact-text', known: 'request', single: true},
	/** The call's id, with or without its provider in front. */
	call: {takes: 'text', known: 'request'},
	/** `provider:callId` */
	key: {takes: 'text', known: 'request', single: true},
	/** The whole call where the provider states it, else its answered part. */
	duration: {takes: 'amount', known: 'request', single: true, unit: 'seconds'},
	/** The answered part. */
	talk: {takes: 'amount', known: 'request', single: true, unit: 'seconds'},
	status: {takes: 'amount', known: 'answer', single: true, unit: 'status'},
	verdict: {
		takes: 'word',
		known: 'answer',
		single: true,
		words: {accepted: later, rejected: later, unknown: later},
	},
	/** The code of one of its findings. What makes some of them comes before the answer, but not of all. */
	finding: {takes: 'text', known: 'answer', wordsFrom: 'findings'},
	is: {
		takes: 'word',
		known: null,
		words: {
			/** Its provider was chosen by the user. */
			pinned: now,
			refused: {
				known: 'answer',
				because: 'what is not let in is answered before',
				ofNoCall: true,
			},
			replay: {
				known: 'answer',
				because: 'a replay is to be answered as its original was',
				ofNoCall: true,
			},
			live: {known: 'call'},
			retry: repeated,
			duplicate: repeated,
			marked: listed,
		},
	},
	has: {
		takes: 'word',
		known: null,
		words: {
			...words('error', 'warning', 'info', 'recording', 'transcript', 'analysis', 'digits', 'agent'),
			comment: listed,
		},
	},
} as const satisfies Readonly<Record<string, FieldRule>>;

export type FieldName = keyof typeof fields;

export const fieldNames = Object.keys(fields) as readonly FieldName[];

/** The field of that name, in any case; null when there is none. */
export function fieldNamed(name: string): FieldName | null {
	const lower = name.toLowerCase();
	return fieldNames.find(known => known === lower) ?? null;
}

export function ruleOf(field: FieldName): FieldRule {
	return fields[field];
}

/** Of the language's own words of a field those that a list can be asked. */
export function wordsAskedOf(field: FieldName, of: Listed): string[] {
	const isAsked = ({known, ofNoCall}: Word) =>
		known !== 'lists' && (of === 'call' ? ofNoCall !== true : known !== 'call');
	return Object.entries(ruleOf(field).words ?? {}).flatMap(([word, rule]) => (isAsked(rule) ? [word] : []));
}

/** The closed set a field's value must be of; null when any will do. */
export function wordsOf(field: FieldName, vocabulary: Vocabulary): readonly string[] | null {
	const {words: own, wordsFrom} = ruleOf(field);
	const given = wordsFrom === undefined ? [] : vocabulary[wordsFrom];
	if (own !== undefined) return Object.keys(own);
	return given.length === 0 && wordsFrom !== 'providers' ? null : given;
}
