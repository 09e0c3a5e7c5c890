import {expect, it} from 'vitest';
import {hiddenSecret} from '../../src/core/secrets.ts';
import {hideSecrets} from '../../src/view/secret-text.ts';

it.each([
	['{"token": "abc", "a": 1}', `{"token": ${hiddenSecret}, "a": 1}`],
	['{"token":"abc', `{"token":${hiddenSecret}`],
	['token=abc&a=1', `token=${hiddenSecret}&a=1`],
	['api_key: abc', `api_key: ${hiddenSecret}`],
	['{"accessToken":12}', `{"accessToken":${hiddenSecret}}`],
])('%s hides its secret', (text, shown) => {
	expect(hideSecrets(text)).toBe(shown);
	expect(hideSecrets(text)).not.toContain('abc');
});

it.each(['', 'no secret here', '{"cmiuuid":"abc","a":"token"}', 'tokens=3'])('%j stays as it is', text => {
	expect(hideSecrets(text)).toBe(text);
});
