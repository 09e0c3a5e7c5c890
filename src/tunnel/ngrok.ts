/** A tunnel of ngrok's, by its program. */

import {openByChild} from './child.ts';
import {type TunnelDriver, TunnelError} from './driver.ts';

export const ngrok: TunnelDriver = {
	id: 'ngrok',
	says: 'a tunnel of ngrok; needs ngrok and an account there',
	async open({port, server, subdomain, signal}) {
		// A whole name of a domain; what it would be for a word alone depends on the account.
		const domain = subdomain?.includes('.') ? domainOf(subdomain) : null;
		const remark =
			subdomain !== null && domain === null
				? `ngrok takes whole names, like --subdomain ${subdomain}.ngrok-free.app: "${subdomain}" has no effect`
				: server !== null
					? 'ngrok has its own servers: --tunnel-host has no effect'
					: null;
		return openByChild({
			program: 'ngrok',
			args: [
				'http',
				`127.0.0.1:${port}`,
				...(domain === null ? [] : [`--url=https://${domain}`]),
				'--log=stdout',
				'--log-format=json',
			],
			install: 'Install ngrok (https://ngrok.com/download), or use --tunnel localtunnel.',
			signal,
			...(remark !== null && {remark}),
			reader: found => line => {
				const {url, addr} = membersOf(line);
				if (typeof url === 'string' && /^https?:\/\//.test(url) && addr !== undefined) {
					found(url.replace(/\/+$/, ''));
				}
			},
			isDoubtful: line => /^(?:warn|eror|crit)$/.test(String(membersOf(line)['lvl'])),
			shown: ngrokLine,
			diagnose: lines =>
				/ERR_NGROK_(?:4018|105|107|121|334|8012|3200)\b|authtoken/i.test(lines)
					? {
							hint: 'See what ngrok says: it may need "ngrok config add-authtoken", or another --subdomain.',
							isFinal: true,
						}
					: null,
		});
	},
};

/** @throws {TunnelError} */
function domainOf(text: string): string {
	if (/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(text)) return text;
	throw new TunnelError(`"${text}" is no name of a domain`, {
		hint: 'Give it as --subdomain name.ngrok-free.app.',
		isFinal: true,
	});
}

/** What a line of its log says. */
export function ngrokLine(line: string): string {
	const {msg, err} = membersOf(line);
	const parts = [msg, err].filter(part => typeof part === 'string' && part !== '' && part !== '<nil>');
	return parts.length === 0 ? line : parts.join(': ');
}

/** Its log has one object a line; before it can log, it prints text. */
function membersOf(line: string): Readonly<Record<string, unknown>> {
	if (!line.startsWith('{')) return {};
	try {
		return JSON.parse(line) as Record<string, unknown>;
	} catch {
		return {};
	}
}
