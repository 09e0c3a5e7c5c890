/** The address of a target, as the user writes it. */

export interface TargetAddress {
	/** For eyes: without a slash at the end, and without its query, which may hold a token. */
	url: string;
	/** `http://127.0.0.1:3000` */
	origin: string;
	isSecure: boolean;
	/** Without the brackets of an IPv6 address. */
	hostname: string;
	port: number;
	/** As the Host header says it. */
	host: string;
	/** Host and port, for sentences: `127.0.0.1:3000`. */
	place: string;
	/** `/` when it has none. */
	path: string;
	/** Without the question mark; '' when it has none. */
	query: string;
}

export type ParsedTarget = {address: TargetAddress} | {problem: string; hint: string | null};

/** `problem` says in a sentence what is wrong, `hint` in another what to write instead where that is plain. */
export function parseTarget(text: string): ParsedTarget {
	const trimmed = text.trim();
	if (trimmed === '') return {problem: 'The address is empty.', hint: null};
	if (!/^https?:\/\//i.test(trimmed)) {
		const meant = meantBy(trimmed);
		const advice = meant === null ? 'It has to begin with http:// or https://.' : `Write ${meant}.`;
		return {problem: `${JSON.stringify(trimmed)} is no http or https address.`, hint: advice};
	}
	if (!URL.canParse(trimmed)) return {problem: `${JSON.stringify(trimmed)} is not an address.`, hint: null};
	const url = new URL(trimmed);
	if (url.username !== '' || url.password !== '') {
		// Not repeated here: what is printed may end up in a log.
		return {
			problem: 'The address holds a user name or password, which call-hook would not send.',
			hint: 'Leave it out.',
		};
	}
	if (trimmed.includes('#')) {
		return {
			problem: `${JSON.stringify(trimmed)} has a part behind #, which no server gets.`,
			hint: 'Leave it out.',
		};
	}
	if (url.port === '0')
		return {problem: `${JSON.stringify(trimmed)}: nothing can be sent to port 0.`, hint: null};
	return {address: addressOf(url)};
}

function addressOf(url: URL): TargetAddress {
	const isSecure = url.protocol === 'https:';
	const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
	return {
		url: url.origin + url.pathname.replace(/\/+$/, ''),
		origin: url.origin,
		isSecure,
		hostname: url.hostname.replace(/^\[|\]$/g, ''),
		port,
		host: url.host,
		place: `${url.hostname}:${port}`,
		path: url.pathname,
		query: url.search.slice(1),
	};
}

/** `localhost:3000`, `:3000` and `3000` leave no doubt. */
function meantBy(text: string): string | null {
	if (/^:?\d{1,5}$/.test(text)) return `http://127.0.0.1:${text.replace(':', '')}`;
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return null;
	return /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\/[^\s@#]*)?$/i.test(text) ? `http://${text}` : null;
}
