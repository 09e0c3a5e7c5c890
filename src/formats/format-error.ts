/** A file of requests that cannot be read: the message says what is wrong, and in which line or entry. */
export class FormatError extends Error {
	override readonly name = 'FormatError';
}
