/** A quick tunnel of Cloudflare's, by its program. */

import {openByChild} from './child.ts';
import type {TunnelDriver} from './driver.ts';

export const cloudflared: TunnelDriver = {
	id: 'cloudflared',
	says: 'a quick tunnel of Cloudflare; needs cloudflared, and no account',
	open({port, server, subdomain, signal}) {
		const ignored = subdomain !== null ? '--subdomain' : server !== null ? '--tunnel-host' : null;
		return openByChild({
			program: 'cloudflared',
			args: ['tunnel', '--no-autoupdate', '--url', `http://127.0.0.1:${port}`],
			install:
				'Install cloudflared (https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/), or use --tunnel localtunnel.',
			signal,
			...(ignored !== null && {
				remark: `Cloudflare chooses the address of a quick tunnel: ${ignored} has no effect`,
			}),
			reader: cloudflaredReader,
			isDoubtful: line => /\b(?:ERR|WRN)\b/.test(line),
			diagnose: lines =>
				/429|too many requests/i.test(lines)
					? {
							hint: 'Cloudflare limits quick tunnels: wait a while, or use --tunnel localtunnel.',
							isFinal: false,
						}
					: null,
		});
	},
};

/** How long after its address a quick tunnel is taken to be there, when it does not say so itself. */
const readyAfterMs = 5000;

/**
 * The address is printed before it leads anywhere. Asking DNS for it too early would have resolvers remember for
 * half an hour that it does not exist.
 */
export function cloudflaredReader(found: (url: string) => void): (line: string) => void {
	let url: string | null = null;
	return line => {
		// In its messages about failures stands the address of its own service.
		const printed = /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com\b/i.exec(line)?.[0] ?? null;
		if (printed !== null && url === null) {
			url = printed;
			setTimeout(() => found(printed), readyAfterMs).unref();
		}
		if (url !== null && /(?<!un)registered tunnel connection|connection \S+ registered/i.test(line))
			found(url);
	};
}
