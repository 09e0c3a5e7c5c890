/** Which of the addresses that a tunnel service prints is the tunnel's: between them stand links to its own pages. */

/** Of a service's own pages, and of where it can be followed. */
const otherPages =
	/^(?:admin|dashboard|console|docs?|help|support|blog|status|www|api|login|account|pricing)\.|(?:^|\.)(?:twitter|x|github|gitlab|discord|youtube|linkedin|google|mastodon)\.(?:com|gg|social)$/i;

/** Words of the sentence that tells the address, as services write it. */
const telling =
	/\b(?:forward(?:ing|ed)?|tunnel(?:l?ed|ing)?|traffic|listening|available|exposed|your (?:url|address|site|domain))\b/i;

/** How sure it is: a sentence about the tunnel or an address alone on its line, or just some address. */
export interface AddressInLine {
	url: string;
	isTold: boolean;
}

/** null when there is none that can be the tunnel's. `service`: the host one is connected to, which is not it. */
export function addressInLine(line: string, service: string): AddressInLine | null {
	const candidates = [...line.matchAll(/https?:\/\/[^\s"'<>()[\]{}|\\^`,;]+/gi)]
		.map(([text]) => text.replace(/[.:!?/]+$/, ''))
		.filter(text => isRoot(text, service));
	// The same by http and by https is common.
	const url = candidates.find(text => /^https:/i.test(text)) ?? candidates[0];
	if (url === undefined) return null;
	const isAlone = line.trim().replace(/\/$/, '') === url;
	return {url, isTold: isAlone || telling.test(line)};
}

/** Whether it is the address of a host that is neither the service's own nor this machine, and of nothing on it. */
function isRoot(text: string, service: string): boolean {
	if (!URL.canParse(text)) return false;
	const {hostname, pathname, search, hash, username} = new URL(text);
	if (pathname !== '/' || search !== '' || hash !== '' || username !== '') return false;
	if (hostname === service.toLowerCase() || otherPages.test(hostname)) return false;
	return !/^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}

/** The port a plain sshd chose, from what the ssh client says about it. */
export function allocatedPort(line: string): number | null {
	const port = /^Allocated port (\d+) for remote forward\b/i.exec(line)?.[1];
	return port === undefined ? null : Number(port);
}
