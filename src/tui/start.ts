/** The first screen, while nothing was received: where to send to, and how to see a first delivery. */

import {homedir} from 'node:os';
import {isLocal} from '../core/address.ts';
import type {TargetStatus} from '../core/target.ts';
import {oneLine} from '../core/text.ts';
import type {NetworkState} from '../session/network.ts';
import {clause, plural, timeOfDay} from '../view/format.ts';
import {fitLine, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type StateText, targetState, tunnelState} from '../view/network.ts';
import {type Line, type Role, segment} from '../view/segment.ts';
import {cut, fit, fitsIn, widthOf} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

/** Of a provider, what the first screen says about it. */
export interface ProviderSetup {
	id: string;
	name: string;
	setup: {where: string; note: string};
}

export interface StartFacts {
	url: string;
	storePath: string;
	version: string;
	deliveries: number;
	calls: number;
	providers: readonly ProviderSetup[];
	/** The user has written down answers or faults of his own. */
	hasRules: boolean;
	/** What curl needs to be let in: without it the first delivery would be refused. */
	curlOptions: readonly string[];
}

/** What changes by itself while the screen stands. */
export interface StartNow {
	network: NetworkState;
	/** ms since the epoch. */
	now: number;
}

/** The first line of the screen: it stays while the rest is scrolled. */
export function startTitle({version}: StartFacts, width: number, marks: Marks): Line {
	return spread(
		[segment(' call-hook', 'text.strong'), segment(` ${version}`, 'text.muted')],
		[segment(width < 60 ? 'nothing received yet ' : 'waiting for the first delivery ', 'text.muted')],
		width,
		marks.cut,
	);
}

/** The lines below the title; `roomy` leaves a blank line between the parts. */
export function startLines(
	facts: StartFacts & StartNow,
	width: number,
	roomy: boolean,
	marks: Marks,
): Line[] {
	const gap: Line[] = roomy ? [[]] : [];
	const {tunnel, publicUrl} = facts.network;
	const address = (tunnel?.state === 'live' ? publicUrl : null) ?? facts.url;
	const [first = '', ...others] = curlLines(address, width - 4, facts.url);
	const curl = [first, ...facts.curlOptions.map(option => `  ${option} \\`), ...others];
	const terminal = [...gap, ...curl.map(text => [segment(`    ${text}`, 'accent')])];
	const table = [...gap, ...providerTable(facts.providers, width, marks)];
	const steps: Line[] =
		publicUrl === null
			? [
					step(1, 'From another terminal'),
					...terminal,
					...gap,
					step(2, stepOfProvider(facts, width)),
					...table,
				]
			: [
					step(1, longest(pasteTexts, width - 5)),
					...table,
					...gap,
					step(2, 'Or from another terminal'),
					...terminal,
					...consentNote(publicUrl, width),
				];
	return [
		[],
		...addressRows(facts, marks).flatMap((row, _, all) => rowLines(row, noteColumn(all), width, marks)),
		[],
		heading('To see a first delivery', width, marks),
		...gap,
		...steps,
	].map(line => fitLine(line, width, marks.cut));
}

const pasteTexts = [
	'Paste the address at your provider, add any path you like, and place a call',
	'Paste the address at your provider, add any path, and place a call',
	'Paste it at your provider, and place a call',
	'Paste it at your provider',
];

function stepOfProvider({url, network}: StartFacts & StartNow, width: number): string {
	if (!isLoopback(url)) return 'From your provider';
	const texts =
		network.tunnel === null
			? ['From your provider, once there is a public address (T)', 'From your provider (T: public address)']
			: ['From your provider, once the public address is live', 'From your provider, once it is live'];
	return longest(texts, width - 5);
}

/** Of localtunnel's public servers; those of others have no such page. */
function consentNote(publicUrl: string, width: number): Line[] {
	if (!/^https:\/\/[^/]*\.(loca\.lt|localtunnel\.me)(\/|$)/.test(publicUrl)) return [];
	const text =
		'localtunnel shows browsers a consent page first; a sender that calls itself a browser would get that page too.';
	return [[], ...wrapWords(text, width - 2).map(row => [segment(` ${row}`, 'text.muted')])];
}

/** One address of the block at the top. */
interface AddressRow {
	name: string;
	state: Pick<StateText, 'mark' | 'role'>;
	/** `live 84 ms` */
	says: string;
	/** The longest form first; at less than 100 columns the first of them is left out where there are others. */
	values: readonly string[];
	/** Told as plain text: it can be used as it stands. */
	isUsable: boolean;
	/** Behind the value where there is room. */
	note: string;
	/** Below the value, the longest form first; none without one. */
	below: readonly string[];
}

const wideFrom = 100;
const narrowBelow = 60;
const mostRowsBelow = 2;

function addressRows(facts: StartFacts & StartNow, marks: Marks): AddressRow[] {
	const {network, now} = facts;
	const local: AddressRow = {
		...plainRow('Local', {mark: marks.live, role: 'live'}, 'listening', [oneLine(facts.url)]),
		isUsable: true,
	};
	const open = publicRow(facts, marks);
	const targets =
		network.targets.length === 0
			? [noTarget(facts, marks)]
			: network.targets.map((target, index) => targetRow(target, index, now, marks));
	const held = `${plural(facts.calls, 'call')}, ${plural(facts.deliveries, 'delivery', 'deliveries')}`;
	const store: AddressRow = {
		...plainRow('Store', {mark: marks.live, role: 'live'}, 'ready', [
			oneLine(shortPath(facts.storePath)),
			held,
		]),
		isUsable: true,
		note: held,
	};
	return network.tunnel === null ? [local, open, ...targets, store] : [open, local, ...targets, store];
}

function plainRow(
	name: string,
	state: AddressRow['state'],
	says: string,
	values: readonly string[],
): AddressRow {
	return {name, state, says, values, isUsable: false, note: '', below: []};
}

function publicRow({url, network, now}: StartFacts & StartNow, marks: Marks): AddressRow {
	const {tunnel, publicUrl} = network;
	if (tunnel === null) {
		const values = isLoopback(url)
			? [
					'only programs on this computer can reach it',
					'this computer only; T opens a public address',
					'this computer only; T opens one',
				]
			: ['whoever can reach the local address', 'T opens a public address'];
		return {
			...plainRow('Public', {mark: marks.none, role: 'text.muted'}, 'none', values),
			note: 'T opens a public address',
		};
	}
	const state = tunnelState(tunnel, tunnel.state === 'starting' ? now : null, marks);
	const says = state.figure === '' ? state.word : `${state.word} ${state.figure}`;
	const because = tunnel.because === null ? null : clause(tunnel.because);
	const at = timeOfDay(tunnel.since);
	const row = (
		value: string | readonly string[],
		below: readonly string[],
		isUsable = false,
	): AddressRow => ({
		...plainRow('Public', state, says, typeof value === 'string' ? [value] : value),
		isUsable,
		below,
	});
	const address = oneLine(publicUrl ?? tunnel.url ?? marks.none);
	switch (tunnel.state) {
		case 'starting':
			return row(because ?? 'asking for an address', ['nothing leads here from outside yet']);
		case 'assigned':
			return row(address, [
				...(because === null
					? [
							'not proved yet: the first request through it is on its way',
							'not proved yet; a request is on its way',
						]
					: [`not proved yet; ${because}`, because]),
				'not proved yet',
			]);
		case 'live':
			return row(
				address,
				because === null
					? [
							`proved at ${at}: a request went out to this address and came back here`,
							`proved at ${at} by a request through it`,
							`proved at ${at}`,
						]
					: [`proved at ${at}; ${because}`, because],
				true,
			);
		case 'degraded':
			return row(
				address,
				because === null
					? [`no answer through it since ${at}; it is tried again`, `no answer since ${at}`]
					: [`${because}; tried again since ${at}`, because],
			);
		case 'dead':
			return row(
				[
					`closed at ${at}; a new one is asked for, T stops that`,
					`closed at ${at}; asking for a new one`,
					'asking for a new one',
				],
				because === null ? [] : [because],
			);
	}
}

function noTarget({hasRules}: StartFacts, marks: Marks): AddressRow {
	const values = hasRules
		? ['call-hook answers by itself, by your rules first', 'call-hook answers, by your rules']
		: [
				'call-hook answers by itself, as each provider expects',
				'call-hook answers, as each provider expects',
				'call-hook answers by itself',
			];
	return {
		...plainRow('Target', {mark: marks.none, role: 'text.muted'}, 'none', values),
		note: '--forward <url> hands over to your server',
	};
}

function targetRow(target: TargetStatus, index: number, now: number, marks: Marks): AddressRow {
	const state = targetState(target, now, marks);
	const says = state.figure === '' ? state.word : `${state.word} ${state.figure}`;
	const because = target.because === null ? '' : `${clause(target.because)}; `;
	return {
		...plainRow(index === 0 ? 'Target' : '', state, says, [oneLine(target.url)]),
		isUsable: true,
		note: target.state === 'up' ? 'gets the requests and gives the answers' : '',
		below:
			target.state === 'down'
				? [
						`${because}until it is up, deliveries are answered 502 in its place`,
						`${because}deliveries are answered 502`,
						because === '' ? 'answered 502 meanwhile' : clause(because.slice(0, -2)),
					]
				: [],
	};
}

/** The width of the values, so that all notes begin below each other. */
function noteColumn(rows: readonly AddressRow[]): number {
	const widths = rows.flatMap(({note, values}) => (note === '' ? [] : [widthOf(values[0] ?? '')]));
	return Math.min(70, Math.max(45, ...widths));
}

function rowLines(
	{name, state, says, values, isUsable, note, below}: AddressRow,
	valueWidth: number,
	width: number,
	marks: Marks,
): Line[] {
	const isWide = width >= wideFrom;
	const isNarrow = width < narrowBelow;
	const names = isWide ? 9 : isNarrow ? 7 : 8;
	// A word longer than its column moves what follows by as much.
	const word = isNarrow ? '' : fit(says, Math.max(12, widthOf(says) + 1));
	const indent = names + 3 + (isNarrow ? 0 : 12);
	const role: Role = isUsable ? 'text' : 'text.muted';
	const forms = isWide || values.length === 1 ? values : values.slice(1);
	const value = longest(forms, Math.max(8, width - indent));
	const hasNote = isWide && note !== '' && indent + valueWidth + 2 + widthOf(note) <= width;
	const line: Line = [
		segment(` ${fit(name, names)}`, 'text.muted'),
		segment(`${state.mark} `, state.role),
		segment(word, 'text.muted'),
		segment(hasNote ? fit(value, valueWidth, 'left', marks.cut) : value, role),
		segment(hasNote ? `  ${note}` : '', 'text.muted'),
	];
	if (below.length === 0) return [line];
	const room = Math.max(8, width - indent);
	const rows = wrapWords(longest(below, room), room).slice(0, mostRowsBelow);
	return [line, ...rows.map(row => [segment(' '.repeat(indent)), segment(row, 'text.muted')])];
}

/** The longest form that fits; the last one where none does. The longest stands first. */
function longest(forms: readonly string[], room: number): string {
	return forms.find(form => fitsIn(form, room)) ?? forms.at(-1) ?? '';
}

function isLoopback(url: string): boolean {
	return isLocal(url.replace(/^https?:\/\//i, '').replace(/\/.*/, ''));
}

function shortPath(path: string): string {
	if (path === ':memory:') return 'in memory, gone at the end';
	const home = homedir();
	return home !== '' && path.startsWith(home) ? `~${path.slice(home.length)}` : path;
}

function heading(text: string, width: number, marks: Marks): Line {
	const rule = marks.rule;
	return [
		segment(`${rule} `, 'rule'),
		segment(text, 'text.strong'),
		segment(` ${rule.repeat(Math.max(0, width - widthOf(text) - 3))}`, 'rule'),
	];
}

function step(number: number, text: string): Line {
	return [segment(` ${number}  `, 'text.strong'), segment(text)];
}

/**
 * A command that works as it is printed, in the longest form whose lines all fit: it is never cut. The narrow
 * forms leave out what a first delivery does not need. `otherwise` stands in for an address that is too long, or has
 * something in it that a shell would read as more than an address.
 */
export function curlLines(url: string, width: number, otherwise = url): string[] {
	const fits = (lines: readonly string[]) => lines.every(line => line.length <= width);
	const forms = /^[\w:/.~%[\]-]+$/.test(url) ? curlForms(url) : [];
	return forms.find(fits) ?? curlForms(otherwise).find(fits) ?? curlForms(otherwise).at(-1) ?? [];
}

/** The longest first. */
function curlForms(url: string): string[][] {
	const json = "-H 'Content-Type: application/json'";
	return [
		[
			`curl ${url}/hooks ${json} \\`,
			`  -d '{"type":"cdr","cmiuuid":"760df326","direction":"outbound","status":"answered","answeredsec":13}'`,
		],
		[`curl ${url}/hooks ${json} \\`, `  -d '{"type":"cdr","cmiuuid":"760df326","status":"answered"}'`],
		[
			`curl ${url}/hooks \\`,
			`  ${json} \\`,
			`  -d '{"type":"cdr","cmiuuid":"760df326","status":"answered"}'`,
		],
		[
			`curl ${url}/hooks \\`,
			`  ${json} \\`,
			`  -d '{"type":"cdr","cmiuuid":"760df326",`,
			`  "status":"answered"}'`,
		],
		[
			`curl ${url}/hooks \\`,
			'  -H Content-Type:application/json \\',
			`  -d '{"type":"cdr","status":`,
			`  "answered","cmiuuid":"760df326"}'`,
		],
	];
}

function providerTable(providers: readonly ProviderSetup[], width: number, marks: Marks): Line[] {
	const wide = width >= 100;
	const id = Math.max(8, ...providers.map(provider => widthOf(provider.id))) + (wide ? 3 : 2);
	const where = Math.max(22, ...providers.map(({setup}) => widthOf(setup.where))) + 3;
	const notes = wide && 4 + id + where + 30 <= width;
	const row = (name: string, place: string, note: string, muted: boolean): Line => [
		segment(`    ${fit(name, id)}`, muted ? 'text.muted' : 'text.strong'),
		segment(
			notes ? fit(place, where) : cut(place, Math.max(8, width - id - 5), marks.cut),
			muted ? 'text.muted' : 'text',
		),
		segment(notes ? cut(note, width - id - where - 5, marks.cut) : '', 'text.muted'),
	];
	return [
		...(wide ? [row('Provider', 'Where the setting is', 'Good to know', true)] : []),
		...providers.map(({id: name, setup}) => row(name, setup.where, setup.note, false)),
		row('others', 'kept and counted as well, as generic', '', true),
	];
}
