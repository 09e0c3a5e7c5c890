/** Secrets in texts whose parts are not taken apart: broken JSON, values that hold JSON, plain text. */

import {hiddenSecret, isSecretName} from '../core/secrets.ts';

/** `"name": "value"`, `"name": 12`, `name=value`. */
const namedValue =
	/(\\?"?)([\w.$-]{1,64})\1(\s{0,8}(?::(?!\/\/)|=)\s{0,8})(\\?"[^"\\\n]*\\?"?|[^\s,;&{}[\]"\\]+)/g;

/** The text with the values of secret names hidden, as far as they can be told. */
export function hideSecrets(text: string): string {
	return text.replace(namedValue, (all, quote: string, name: string, sign: string) =>
		isSecretName(name) ? `${quote}${name}${quote}${sign}${hiddenSecret}` : all,
	);
}
