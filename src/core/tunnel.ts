/** What is known about the public address, for every view. */

/**
 * `starting`: an address is asked for. `assigned`: there is one, and no request has come back through it yet.
 * `live`: a request sent to it came back to this process. `degraded`: the last one did not. `dead`: the tunnel is
 * over, and a new one is being opened unless it is said to be final.
 */
export type TunnelState = 'starting' | 'assigned' | 'live' | 'degraded' | 'dead';

export interface TunnelStatus {
	state: TunnelState;
	/** `https://brave-lynx-42.loca.lt`, without a slash at the end; null while there is none. */
	url: string | null;
	/** In a sentence: why it is in this state, or what is remarkable about it; null when there is nothing to say. */
	because: string | null;
	/** Of the last probe that came back, in ms; null in every state but `live`. */
	roundTripMs: number | null;
	/** When this state began, in ms since the epoch. */
	since: number;
	/** Of a dead one: there will be no other. */
	isFinal?: true;
}
