/** Variables of a template that were sent as they are written, not their values. */

// Both spellings, filters and calls included: {{ to | slice: 0, 5 }} and ${{ JSON.stringify(call.cdr) }}.
const variable = /\$?\{\{[^{};\n]{1,200}\}\}/g;
const wholeVariable = /^\$?\{\{[^{}]*\}\}$/;
const bareVariable = /^\{[a-z][\w.]{0,60}\}$/i;

/** The variables in a text, `{{status}}` and `${{ call.id }}`, in its order. */
export function variablesIn(text: string): string[] {
	return text.includes('{{') ? [...text.matchAll(variable)].map(([found]) => found) : [];
}

/** Whether a parameter's value is nothing but `{status}`, as older hooks wrote a variable. */
export function isBareVariable(value: string): boolean {
	return bareVariable.test(value);
}

/** Whether a value is a variable in any of these spellings, and nothing else: it says nothing of the call. */
export function isPlaceholder(value: string): boolean {
	if (!value.includes('}')) return false;
	const text = value.trim();
	return wholeVariable.test(text) || isBareVariable(text);
}
