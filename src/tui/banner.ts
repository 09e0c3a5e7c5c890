/** What needs a person, in two rows: what happened and since when, and what it means now. */

import {isLocal} from '../core/address.ts';
import type {TargetStatus} from '../core/target.ts';
import {capital, oneLine} from '../core/text.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import {type AddressChange, mostNamed, type NetworkState} from '../session/network.ts';
import {clause, plural, timeOfDay} from '../view/format.ts';
import {fitLine, lineWidth, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {shortHost, withoutScheme} from '../view/network.ts';
import {type Line, type Role, segment} from '../view/segment.ts';
import {cut, widthOf} from '../view/width.ts';

/** How long something is out of order before it takes rows of the list, in ms: what mends itself at once is no banner. */
export const patienceMs = {tunnel: 5000, target: 2000} as const;

/** Rows a banner takes. */
export const bannerRows = 2;

/** Something that needs a person, for as long as its cause goes on. */
export type Banner =
	| {kind: 'tunnel'; key: string; status: TunnelStatus; since: number}
	| {kind: 'opening'; key: string; status: TunnelStatus}
	| {kind: 'address'; key: string; change: AddressChange; url: string; left: readonly string[]}
	| {kind: 'target'; key: string; down: readonly TargetStatus[]; since: number; answered: readonly number[]};

export interface BannerFacts {
	network: NetworkState;
	/** Names of the providers that use the address there is now. */
	users: readonly string[];
	/** Since when the public address has not worked, once it had; null while it works. */
	outage: number | null;
	/** ms since the epoch. */
	now: number;
}

/** The worst first. Each has a key that stays the same for as long as it is about the same occurrence. */
export function bannersOf({network, users, outage, now}: BannerFacts): Banner[] {
	const {tunnel, change, targets, answeredInstead, publicUrl} = network;
	const banners: Banner[] = [];
	if (tunnel !== null && outage !== null && now - outage >= patienceMs.tunnel) {
		banners.push({kind: 'tunnel', key: `tunnel ${outage}`, status: tunnel, since: outage});
	}
	// Opening takes its time; what keeps it from it is told before the patience of `listen` ends.
	const isOpening = tunnel?.state === 'starting' || tunnel?.state === 'assigned';
	if (isOpening && outage === null && tunnel.because !== null && now - tunnel.since >= patienceMs.tunnel) {
		banners.push({kind: 'opening', key: `opening ${tunnel.state} ${tunnel.since}`, status: tunnel});
	}
	if (change !== null && tunnel?.url === change.url) {
		const left = change.providers.filter(name => !users.includes(name));
		const url = publicUrl?.startsWith(change.url) === true ? publicUrl : change.url;
		// Where nobody used the old one, whoever uses the new one has shown that it was told.
		const isTold = change.providers.length > 0 ? left.length === 0 : users.length > 0;
		if (!isTold) banners.push({kind: 'address', key: `address ${change.at}`, change, url, left});
	}
	const down = targets.filter(({state}) => state === 'down');
	const since = Math.min(...down.map(status => status.since));
	if (down.length > 0 && (answeredInstead.length > 0 || now - since >= patienceMs.target)) {
		const key = ['target', ...down.map(status => `${status.url} ${status.since}`)].join(' ');
		banners.push({kind: 'target', key, down, since, answered: answeredInstead});
	}
	return banners;
}

/** Whether time alone will bring a banner. */
export function isBannerDue(facts: BannerFacts): boolean {
	const later = {...facts, now: Number.POSITIVE_INFINITY};
	return bannersOf(later).length > bannersOf(facts).length;
}

/** Since when the public address has not worked; `before` is what this said last. */
export function outageOf(tunnel: TunnelStatus | null, before: number | null): number | null {
	switch (tunnel?.state) {
		case 'degraded':
		case 'dead':
			return before ?? tunnel.since;
		case 'starting':
		case 'assigned':
			// On the way back, or for the first time.
			return before;
		default:
			return null;
	}
}

/** The two rows. `canHide`: Esc hides it now. */
export function bannerLines(
	banners: readonly Banner[],
	canHide: boolean,
	width: number,
	marks: Marks,
): Line[] {
	const [banner] = banners;
	if (banner === undefined) return [];
	const {role, first, second} = textsOf(banner, width, marks);
	const keys = keysOf(banners.length, canHide, width);
	const text = fitting(first, width - 4 - lineWidth(keys));
	return [
		spread([segment(` ${marks.banner} `, role), segment(text, role)], keys, width, marks.cut),
		fitLine([segment('   '), segment(fitting(second, width - 4))], width, marks.cut),
	];
}

function keysOf(count: number, canHide: boolean, width: number): Line {
	const narrow = width < 60;
	const place = count > 1 ? [segment(`1 of ${count}`, 'text.muted'), segment(narrow ? ' ' : '   ')] : [];
	const key = [segment('Esc', 'accent'), segment(count > 1 ? ' next ' : ' hide ', 'text.muted')];
	if (!canHide) return place.length === 0 ? [] : [segment(`1 of ${count} `, 'text.muted')];
	return narrow && count > 1 ? key : [...place, ...key];
}

/** The longest that fits; the shortest where none does. */
function fitting(forms: readonly string[], room: number): string {
	return forms.find(form => widthOf(form) <= room) ?? forms.at(-1) ?? '';
}

interface Texts {
	role: Role;
	/** The longest form first. */
	first: string[];
	second: string[];
}

function textsOf(banner: Banner, width: number, marks: Marks): Texts {
	switch (banner.kind) {
		case 'tunnel':
			return tunnelTexts(banner.status, banner.since);
		case 'opening':
			return openingTexts(banner.status);
		case 'address':
			return addressTexts(banner.change, banner.url, banner.left, width, marks);
		case 'target':
			return targetTexts(banner.down, banner.since, banner.answered);
	}
}

function tunnelTexts({state, because}: TunnelStatus, since: number): Texts {
	const at = timeOfDay(since);
	const why = because === null ? '' : `${clause(because)}. `;
	const next =
		state === 'degraded' ? 'It is tried again by itself.' : 'A new address is asked for; T gives it up.';
	return {
		role: 'banner.bad',
		first: [
			`Providers cannot reach this computer since ${at}: the public address does not work.`,
			`Providers cannot reach this computer since ${at}.`,
			`Not reachable since ${at}.`,
		],
		second: [`${why}${next}`, ...(why === '' ? [] : shorter(why.trim())), next],
	};
}

/** A reason, and without what it may stand for: better than one that ends within a word. */
function shorter(why: string): string[] {
	const [core = ''] = why.split(': ', 1);
	return core === why ? [why] : [why, `${core}.`];
}

function openingTexts({state, because}: TunnelStatus): Texts {
	const why = because === null ? '' : `${clause(because)}.`;
	return {
		role: 'banner.warn',
		first:
			state === 'starting'
				? ['There is no public address yet: providers cannot reach this computer.', 'No public address yet.']
				: [
						'The public address does not work yet: providers cannot reach this computer.',
						'The public address does not work yet.',
						'It does not work yet.',
					],
		second: [
			`${why} It is tried again by itself; T gives it up.`,
			`${why} It is tried again by itself.`,
			...shorter(why),
		],
	};
}

function addressTexts(
	{at}: AddressChange,
	url: string,
	left: readonly string[],
	width: number,
	marks: Marks,
): Texts {
	const address = oneLine(url);
	const names = left.map(oneLine);
	const they = left.length === 1 ? 'it still uses' : 'they still use';
	const counted = `${plural(left.length, 'provider')} still ${left.length === 1 ? 'uses' : 'use'} the old one`;
	const few = `${counted}: ${names.join(', ')}`;
	return {
		role: 'banner.warn',
		first: [
			`The public address changed at ${timeOfDay(at)}: ${address}`,
			`New public address: ${address}`,
			`New address: ${withoutScheme(address)}`,
			withoutScheme(address),
		],
		second:
			left.length === 0
				? ['Paste it wherever the old one was pasted: nobody has used that one yet.', 'Paste it again.']
				: [
						`Paste it at ${names.join(', ')}: ${they} the old one.`,
						width < 60 ? counted : cut(few, width - 4, marks.cut),
					],
	};
}

function targetTexts(down: readonly TargetStatus[], since: number, answered: readonly number[]): Texts {
	const [worst] = [...down].sort((a, b) => a.since - b.since);
	const url = worst?.url ?? '';
	const at = `since ${timeOfDay(since)}`;
	const short = oneLine(shortHost(url));
	const others = down.length > 1 ? ` and ${plural(down.length - 1, 'other target')}` : '';
	const why = worst?.because == null ? `${oneLine(withoutScheme(url))} is down` : clause(worst.because);
	const is = down.length > 1 ? 'are' : 'is';
	const advice = isLocal(withoutScheme(url).replace(/\/.*/, ''))
		? ['Start your server: it is tried again by itself.', 'Start your server.']
		: ['It is tried again by itself.'];
	const said = down.length > 1 ? `${short}${others} are down` : why;
	return {
		role: 'banner.warn',
		first: [
			...advice.map(text => `${said} ${at}. ${text}`),
			...advice.map(text => `${said.replace(withoutScheme(url), short)} ${at}. ${text}`).slice(-1),
			`${said} ${at}.`,
			`${short}${others} ${is} down ${at}.`,
			`${short}${others} ${is} down.`,
		],
		second: answeredTexts(answered),
	};
}

function answeredTexts(ids: readonly number[]): string[] {
	const [first] = ids;
	if (first === undefined) {
		return [
			'Until it is up, deliveries are answered 502 in its place. They are kept.',
			'Deliveries are answered 502, and kept.',
			'Answered 502 meanwhile.',
		];
	}
	const many = ids.length >= mostNamed ? 'at least ' : '';
	const deliveries = `${many}${plural(ids.length, 'delivery', 'deliveries')}`;
	const was = ids.length === 1 ? 'was' : 'were';
	const kept = ids.length === 1 ? 'It is kept.' : 'They are kept.';
	const named = ids.map(id => `#${id}`).join(' ');
	const range = ids.length === 1 ? named : `#${first} to #${ids.at(-1)}`;
	return [
		capital(`${deliveries} ${was} answered 502 in its place: ${named}. ${kept}`),
		capital(`${deliveries} got 502: ${named}. Kept.`),
		capital(`${deliveries} ${was} answered 502 in its place: ${range}. ${kept}`),
		capital(`${deliveries} got 502, ${range}. Kept.`),
		capital(`${deliveries} got 502. Kept.`),
	];
}
