/** The first lines: where to send to, what is going on, and which part of the list is seen. */

import type {TargetStatus} from '../core/target.ts';
import {oneLine} from '../core/text.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import type {Snapshot} from '../session/live-view.ts';
import type {NetworkState} from '../session/network.ts';
import {count, plural} from '../view/format.ts';
import {joinLines, lineWidth, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {shortHost, targetState, tunnelState, withoutScheme, wordAndFigure} from '../view/network.ts';
import {type Line, segment} from '../view/segment.ts';
import type {ListName} from './list-window.ts';

/** How much there is of everything. */
export type Totals = Snapshot['totals'];

export interface AddressFacts {
	/** Of the listener. */
	url: string;
	network: Pick<NetworkState, 'tunnel' | 'targets'>;
	totals: Totals;
	/** ms since the epoch. */
	now: number;
}

/**
 * The way a delivery takes, from the public address over the listener to the target, at the left; what needs eyes at
 * the right, in words where there is room.
 */
export function addressLine(facts: AddressFacts, width: number, marks: Marks): Line {
	const long = counts(facts.totals, true, marks);
	const short = counts(facts.totals, false, marks);
	const ways = waysOf(facts, width, marks);
	const forms = ways.flatMap((way): [Line, Line][] => [
		[way, long],
		[way, short],
	]);
	// On the smallest screens what goes on is seen in the list.
	const quiet = counts({...facts.totals, live: 0}, false, marks);
	forms.push([ways.at(-1) ?? [], quiet]);
	const fitting = forms.find(([way, right]) => lineWidth(way) + 1 + lineWidth(right) <= width);
	const [way, right] = fitting ?? [ways.at(-1) ?? [], quiet];
	return spread(way, right, width, marks.cut);
}

/** From this width on the program has its name in front. */
const nameFrom = 140;

/** How much of an address is told. */
type Form = 'whole' | 'host' | 'state';

/** The ways to tell it, the longest first. */
function waysOf({url, network, now}: AddressFacts, width: number, marks: Marks): Line[] {
	const {tunnel, targets} = network;
	const way = (form: Form, listener: string | null): Line => {
		const stations: Line[] = [];
		if (tunnel !== null) stations.push(tunnelStation(tunnel, form, now, marks));
		if (listener !== null) stations.push([segment(`${marks.live} `, 'live'), segment(oneLine(listener))]);
		if (targets.length > 0) stations.push(targetStation(targets, form, now, marks));
		return stations.flatMap((station, index) =>
			index === 0 ? station : [segment(` ${marks.arrow} `, 'text.muted'), ...station],
		);
	};
	// Without a public address that works, the listener's own is the one to use.
	const isLocal = tunnel === null || tunnel.url === null;
	const local = isLocal ? url : shortHost(url);
	const name: Line = [segment('call-hook  ', 'text.muted')];
	const ways: Line[] = [
		...(width >= nameFrom ? [[...name, ...way('whole', isLocal ? url : withoutScheme(url))]] : []),
		way('whole', local),
		...(isLocal || targets.length === 0 ? [] : [way('whole', null)]),
		way('host', isLocal ? url : targets.length === 0 ? local : null),
		way('state', tunnel === null ? shortHost(url) : null),
	];
	return ways.map(line => [segment(' '), ...line]);
}

function tunnelStation(tunnel: TunnelStatus, form: Form, now: number, marks: Marks): Line {
	const state = tunnelState(tunnel, now, marks);
	const {url} = tunnel;
	const address =
		url === null ? 'tunnel' : form === 'whole' ? url : form === 'host' ? withoutScheme(url) : null;
	// What is not proved to work is not shown as if it did.
	const role = tunnel.state === 'live' || url === null ? 'text' : 'text.muted';
	return [
		segment(`${state.mark} `, state.role),
		...(address === null ? [] : [segment(`${oneLine(address)} `, role)]),
		...wordAndFigure(state),
	];
}

/** Of several the worst is told, and how many there are. */
function targetStation(targets: readonly TargetStatus[], form: Form, now: number, marks: Marks): Line {
	const [only] = targets;
	if (targets.length === 1 && only !== undefined) {
		const state = targetState(only, now, marks);
		const host = form === 'whole' ? withoutScheme(only.url) : shortHost(only.url);
		return [
			segment(`${state.mark} `, state.role),
			segment(`${oneLine(host)} `),
			...wordAndFigure(form === 'state' ? {...state, figure: ''} : state),
		];
	}
	const down = targets.filter(({state}) => state === 'down').length;
	if (down > 0) {
		return [
			segment(`${marks.rejected} `, 'bad'),
			segment(form === 'state' ? '' : `${targets.length} targets, `),
			segment(form === 'state' ? `${down} of ${targets.length} down` : `${down} down`, 'bad'),
		];
	}
	const isUp = targets.every(({state}) => state === 'up');
	return [
		segment(isUp ? `${marks.live} ` : `${marks.unknown} `, isUp ? 'good' : 'info'),
		segment(`${targets.length} targets `),
		segment(isUp ? 'up' : 'not tried', isUp ? 'good' : 'info'),
	];
}

/** Only what is not nought: a screen with nothing wrong is a screen without marks. */
export function counts({live, errors, rejected}: Totals, inWords: boolean, marks: Marks): Line {
	const parts: Line[] = [];
	if (live > 0) parts.push([segment(`${count(live)} live`, 'live')]);
	if (errors > 0) {
		parts.push([segment(`${marks.error} ${inWords ? plural(errors, 'error') : count(errors)}`, 'bad')]);
	}
	if (rejected > 0) {
		parts.push([segment(`${marks.rejected} ${count(rejected)}${inWords ? ' rejected' : ''}`, 'bad')]);
	}
	return parts.length === 0 ? [] : [...joinLines(parts, '  '), segment(' ')];
}

export interface ViewLineFacts {
	totals: Totals;
	/** Which list is shown. */
	list: ListName;
	/** Which of its rows is selected, counted from 1; 0 when none is. */
	position: number;
	following: boolean;
}

const names: Record<ListName, string> = {calls: 'Calls', deliveries: 'Deliveries'};

/**
 * The names of the lists, the place of the selected row in the shown one, and what following would show. Where there
 * is little room the other list goes first, then the key.
 */
export function viewLine(facts: ViewLineFacts, width: number, marks: Marks): Line {
	const {list} = facts;
	const both: Line = [...nameOf('calls', facts), segment(' '), ...nameOf('deliveries', facts)];
	const forms: [left: Line, right: Line][] = [
		[both, placeText(facts, true)],
		[nameOf(list, facts), placeText(facts, true)],
		[nameOf(list, facts), placeText(facts, false)],
	];
	const fitting = forms.find(([left, right]) => 1 + lineWidth(left) + 1 + lineWidth(right) <= width);
	const [left, right] = fitting ?? [nameOf(list, facts), []];
	return spread([segment(' '), ...left], right, width, marks.cut);
}

/** In brackets when it is shown; blanks in their place otherwise, so that nothing moves. */
function nameOf(name: ListName, {totals, list}: ViewLineFacts): Line {
	const text = `${names[name]} ${count(totals[name])}`;
	return name === list ? [segment(`[${text}]`, 'accent')] : [segment(` ${text} `, 'text.muted')];
}

function placeText({totals, list, position, following}: ViewLineFacts, withKey: boolean): Line {
	if (position === 0) return [];
	// The row may be newer than the last count.
	const all = Math.max(totals[list], position);
	const place = segment(`${count(position)} of ${count(all)} `);
	if (following) return [place, segment('  following ', 'text.muted')];
	const newer = all - position;
	const key = withKey ? [segment(newer > 0 ? ', f follows ' : '  f follows ', 'text.muted')] : [];
	return newer > 0
		? [place, segment(`  ${count(newer)} newer${withKey ? '' : ' '}`, 'live'), ...key]
		: [place, ...key];
}
