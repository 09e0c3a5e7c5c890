/** How the public address and the targets are told: a mark, a word and a figure, the same in every view. */

import {isLocal} from '../core/address.ts';
import type {TargetState, TargetStatus} from '../core/target.ts';
import type {TunnelState, TunnelStatus} from '../core/tunnel.ts';
import {ageText, took} from './format.ts';
import type {Marks} from './marks.ts';
import {type Line, type Role, segment} from './segment.ts';

interface Look {
	mark: keyof Pick<Marks, 'live' | 'beginning' | 'degraded' | 'rejected' | 'unknown'>;
	role: Role;
	word: string;
}

const tunnelLooks: Readonly<Record<TunnelState, Look>> = {
	starting: {mark: 'beginning', role: 'live', word: 'starting'},
	assigned: {mark: 'beginning', role: 'live', word: 'assigned'},
	live: {mark: 'live', role: 'live', word: 'live'},
	degraded: {mark: 'degraded', role: 'warn', word: 'degraded'},
	dead: {mark: 'rejected', role: 'bad', word: 'dead'},
};

const targetLooks: Readonly<Record<TargetState, Look>> = {
	unknown: {mark: 'unknown', role: 'info', word: 'not tried'},
	up: {mark: 'live', role: 'good', word: 'up'},
	down: {mark: 'rejected', role: 'bad', word: 'down'},
};

/** A state, taken apart for views that lay it out themselves. */
export interface StateText {
	mark: string;
	role: Role;
	word: string;
	/** `84 ms`, `48 s`; '' without one. */
	figure: string;
}

/** `now` null leaves out what only a clock can tell. */
export function tunnelState(status: TunnelStatus, now: number | null, marks: Marks): StateText {
	const {mark, role, word} = tunnelLooks[status.state];
	return {mark: marks[mark], role, word, figure: tunnelFigure(status, now)};
}

function tunnelFigure({state, roundTripMs, since}: TunnelStatus, now: number | null): string {
	if (state === 'live') return roundTripMs === null ? '' : took(roundTripMs);
	return state === 'assigned' || now === null ? '' : ageText(now - since);
}

/** The same of a target. */
export function targetState(status: TargetStatus, now: number | null, marks: Marks): StateText {
	const {mark, role, word} = targetLooks[status.state];
	return {mark: marks[mark], role, word, figure: targetFigure(status, now)};
}

function targetFigure({state, connectMs, since}: TargetStatus, now: number | null): string {
	if (state === 'up') return connectMs === null ? '' : took(connectMs);
	return state === 'down' && now !== null ? ageText(now - since) : '';
}

/** `live 84 ms` */
export function wordAndFigure({word, figure, role}: StateText): Line {
	return figure === '' ? [segment(word, role)] : [segment(`${word} `, role), segment(figure, 'text.muted')];
}

/** An address without its scheme: `127.0.0.1:3000`, `app.example.test/base`. */
export function withoutScheme(url: string): string {
	return url.replace(/^https?:\/\//i, '');
}

/** The shortest that still tells it apart: `:3000` of a server on this machine, else the host. */
export function shortHost(url: string): string {
	const host = withoutScheme(url).replace(/[/?#].*$/, '');
	const port = /:\d+$/.exec(host)?.[0];
	return port !== undefined && isLocal(host) ? port : host;
}
