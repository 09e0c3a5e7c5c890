/** What names of headers and methods are made of. */

/** Whether a text is a token (RFC 9110, 5.6.2): one character of these or more. */
export function isToken(text: string): boolean {
	return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}
