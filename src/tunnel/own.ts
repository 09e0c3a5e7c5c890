/** `--public-url`: a tunnel the user runs. Nothing is opened; the address is only proved. */

import {type OpenTunnel, type TunnelDriver, TunnelError} from './driver.ts';

export const own: TunnelDriver = {
	id: 'own',
	takes: 'url',
	says: 'a tunnel you run yourself (--public-url)',
	async open({value}) {
		const url = checkedUrl(value ?? '');
		const tunnel: OpenTunnel = {
			url,
			// How it fares is not known here: probes tell.
			ended: new Promise(() => {}),
			onDoubt() {},
			async close() {},
		};
		return tunnel;
	},
};

/** @throws {TunnelError} when no request can be sent to it */
function checkedUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	const problem =
		url === null || !/^https?:$/.test(url.protocol)
			? `"${text}" is no web address`
			: url.search !== '' || url.hash !== ''
				? `"${text}" has something behind its path, where the provider's own comes`
				: null;
	if (url === null || problem !== null) {
		throw new TunnelError(problem ?? '', {
			hint: 'Give the address of your tunnel as --public-url https://name.example.',
			isFinal: true,
		});
	}
	return url.href.replace(/\/+$/, '');
}
