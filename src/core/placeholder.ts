/** Variables of a template that were sent as they are written, and what is sent in place of one without a value. */

// Both spellings, filters and calls included: {{ to | slice: 0, 5 }} and ${{ JSON.stringify(call.cdr) }}.
const variable = /\$?\{\{[^{};\n]{1,200}\}\}/g;
const wholeVariable = /^\$?\{\{[^{}]*\}\}$/;
const bareVariable = /^\{[a-z][\w.]{0,60}\}$/i;
const percentVariable = /^%[a-z]\w{1,60}%$/i;

/** Of a text with more variables than this, the first are told: nobody writes a hook with a tenth of them. */
const maxVariables = 100;

/** The variables in a text, `{{status}}` and `${{ call.id }}`, in its order. */
export function variablesIn(text: string): string[] {
	const found: string[] = [];
	if (!text.includes('{{')) return found;
	for (const [name] of text.matchAll(variable)) {
		found.push(name);
		if (found.length === maxVariables) break;
	}
	return found;
}

/** What a text with variables says besides them. */
export function withoutVariables(text: string): string {
	return text.replace(variable, '');
}

/** Whether a value is nothing but `{status}`, as older hooks wrote a variable. */
export function isBareVariable(value: string): boolean {
	return bareVariable.test(value);
}

/** Whether a value is nothing but `%token%`. */
export function isPercentVariable(value: string): boolean {
	return value.charCodeAt(0) === 0x25 /* % */ && percentVariable.test(value);
}

/** Whether a value is what JavaScript writes where there is none. */
export function isLostValue(value: string): boolean {
	return value === 'undefined' || value === 'NaN' || value === '[object Object]';
}

/** Whether a value is a variable in any of these spellings, or what is sent for none: it says nothing of the call. */
export function isPlaceholder(value: string): boolean {
	if (isPercentVariable(value) || isLostValue(value)) return true;
	if (!value.includes('}')) return false;
	const text = value.trim();
	return wholeVariable.test(text) || isBareVariable(text);
}
