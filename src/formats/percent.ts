/** A character that stands for one byte (latin1), as an address has it: `%2F`. */
export function percentEncoded(byte: string): string {
	return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
