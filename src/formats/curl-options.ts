/** The options of curl: which say something about a request, and which only about how it is sent or shown. */

/** Each with whether a value follows. */
export const argumentKinds: Readonly<Record<string, 'value' | 'none'>> = Object.fromEntries([
	...[
		// About the request.
		'url request request-target header user-agent referer user cookie oauth2-bearer json data data-ascii data-raw',
		'data-binary data-urlencode form form-string upload-file config',
		// About sending, and what is shown.
		'output write-out max-time connect-timeout retry retry-delay retry-max-time proxy proxy-user noproxy cacert capath',
		'cert cert-type key key-type resolve connect-to cookie-jar dump-header stderr trace trace-ascii limit-rate',
		'interface local-port max-redirs ciphers tls-max keepalive-time unix-socket speed-time speed-limit expect100-timeout',
	].flatMap(names => names.split(' ').map(name => [name, 'value'] as const)),
	...[
		'get head next',
		'silent show-error verbose include location location-trusted insecure compressed globoff path-as-is fail',
		'fail-with-body http1.1 http1.0 http2 http2-prior-knowledge http3 no-buffer buffer progress-bar progress-meter ipv4',
		'ipv6 tcp-nodelay keepalive basic anyauth digest tlsv1 tlsv1.2 tlsv1.3 ssl-reqd raw remote-name',
		'remote-header-name create-dirs junk-session-cookies post301 post302 post303 styled-output tr-encoding disable',
		'trace-time parallel',
	].flatMap(names => names.split(' ').map(name => [name, 'none'] as const)),
]);

export const longNames: ReadonlySet<string> = new Set(Object.keys(argumentKinds));

export const shortNames: Readonly<Record<string, string>> = {
	X: 'request',
	H: 'header',
	d: 'data',
	A: 'user-agent',
	e: 'referer',
	u: 'user',
	b: 'cookie',
	G: 'get',
	I: 'head',
	F: 'form',
	T: 'upload-file',
	K: 'config',
	':': 'next',
	s: 'silent',
	S: 'show-error',
	v: 'verbose',
	i: 'include',
	L: 'location',
	k: 'insecure',
	g: 'globoff',
	f: 'fail',
	N: 'no-buffer',
	'#': 'progress-bar',
	'0': 'http1.0',
	'4': 'ipv4',
	'6': 'ipv6',
	'1': 'tlsv1',
	O: 'remote-name',
	J: 'remote-header-name',
	j: 'junk-session-cookies',
	q: 'disable',
	Z: 'parallel',
	o: 'output',
	w: 'write-out',
	m: 'max-time',
	x: 'proxy',
	U: 'proxy-user',
	E: 'cert',
	c: 'cookie-jar',
	D: 'dump-header',
};
