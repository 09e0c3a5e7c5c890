/** Text from a stranger, made to stay text inside something else. */

const marks: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

// What XML 1.0 cannot hold, not even escaped.
const noXml =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
	/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu;

/** For the content or a quoted attribute of XML and HTML. */
export function xmlText(text: string): string {
	return text.replace(noXml, '\ufffd').replace(/[&<>"']/g, mark => marks[mark] ?? mark);
}

/** For the value of a header: one line of latin1, every other character a `?`. */
export function headerText(text: string): string {
	return text.replace(/[^\t\x20-\x7e\xa0-\xff]/gu, '?');
}
