/** The kinds of tunnels there are. One line for each. */

import {cloudflared} from './cloudflared.ts';
import type {TunnelDriver} from './driver.ts';
import {localtunnel} from './localtunnel.ts';
import {ngrok} from './ngrok.ts';
import {ssh} from './ssh.ts';

/** The default first. */
export const tunnelDrivers: readonly TunnelDriver[] = [localtunnel, cloudflared, ngrok, ssh];

/** What `--tunnel` alone means. */
export const defaultTunnel: TunnelDriver = localtunnel;

/** As they are written: `ssh:<user@host>`. */
export const tunnelKinds: readonly string[] = tunnelDrivers.map(kindOf);

export interface ChosenTunnel {
	driver: TunnelDriver;
	/** What is behind the colon. */
	value: string | null;
}

/** `--tunnel <kind>`; what is wrong with it, in a sentence, where it is none. */
export function parseTunnel(text: string): ChosenTunnel | {problem: string} {
	const colon = text.indexOf(':');
	const id = colon < 0 ? text : text.slice(0, colon);
	const value = colon < 0 ? null : text.slice(colon + 1);
	const driver = tunnelDrivers.find(candidate => candidate.id === id.toLowerCase());
	if (driver === undefined)
		return {problem: `There is no tunnel "${id}": there are ${tunnelKinds.join(', ')}.`};
	if (driver.takes === undefined && value !== null) {
		return {problem: `${driver.id} takes no value: "${text}" has one.`};
	}
	if (driver.takes !== undefined && (value === null || value === '')) {
		return {problem: `${driver.id} needs to know where: ${kindOf(driver)}.`};
	}
	return {driver, value};
}

function kindOf({id, takes}: TunnelDriver): string {
	return takes === undefined ? id : `${id}:<${takes}>`;
}
