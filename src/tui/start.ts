/** The first screen, while nothing was received: where to send to, and how to see a first delivery. */

import {homedir} from 'node:os';
import {oneLine} from '../core/text.ts';
import {plural} from '../view/format.ts';
import {fitLine, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut, fit, widthOf} from '../view/width.ts';

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
export function startLines(facts: StartFacts, width: number, roomy: boolean, marks: Marks): Line[] {
	const gap: Line[] = roomy ? [[]] : [];
	const loopback = isLoopback(facts.url);
	return [
		[],
		...addressBlock(facts, loopback, width, marks),
		[],
		heading('To see a first delivery', width, marks),
		...gap,
		step(1, 'From another terminal'),
		...gap,
		...curlLines(facts.url, width - 4).map(text => [segment(`    ${text}`, 'accent')]),
		...gap,
		step(2, loopback ? 'From your provider, through a public address that leads here' : 'From your provider'),
		...gap,
		...providerTable(facts.providers, width, marks),
	].map(line => fitLine(line, width, marks.cut));
}

function addressBlock(
	{url, storePath, calls, deliveries}: StartFacts,
	loopback: boolean,
	width: number,
	marks: Marks,
): Line[] {
	const held = `${plural(calls, 'call')}, ${plural(deliveries, 'delivery', 'deliveries')}`;
	const wide = width >= 100;
	const narrow = width < 60;
	const reach = wide ? 'only programs on this computer can reach it' : 'this computer only';
	const row = (name: string, state: string, value: string, note: string): Line => [
		segment(` ${fit(name, 7)}`, 'text.muted'),
		segment(`${marks.live} `, 'live'),
		segment(narrow ? '' : fit(state, 12), 'text.muted'),
		segment(wide ? fit(value, 45, 'left', marks.cut) : value),
		segment(narrow || note === '' ? '' : `  ${note}`, 'text.muted'),
	];
	return [
		row('Local', 'listening', oneLine(url), loopback ? reach : ''),
		wide ? row('Store', 'ready', oneLine(shortPath(storePath)), held) : row('Store', 'ready', held, ''),
	];
}

function isLoopback(url: string): boolean {
	return /^https?:\/\/(127\.|localhost|\[::1\])/.test(url);
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
 * forms leave out what a first delivery does not need.
 */
export function curlLines(url: string, width: number): string[] {
	const json = "-H 'Content-Type: application/json'";
	const forms = [
		[
			`curl ${url}/hooks ${json} \\`,
			`  -d '{"type":"cdr","cmiuuid":"760df326","direction":"outbound","status":"answered","answeredsec":13}'`,
		],
		[`curl ${url}/hooks ${json} \\`, `  -d '{"type":"cdr","cmiuuid":"760df326","status":"answered"}'`],
		[
			`curl ${url}/hooks \\`,
			`  ${json} \\`,
			`  -d '{"type":"cdr","cmiuuid":"760df326",`,
			`  "status":"answered"}'`,
		],
	];
	const narrowest = [
		`curl ${url}/hooks \\`,
		'  -H Content-Type:application/json \\',
		`  -d '{"type":"cdr","status":`,
		`  "answered","cmiuuid":"760df326"}'`,
	];
	return forms.find(lines => lines.every(line => line.length <= width)) ?? narrowest;
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
