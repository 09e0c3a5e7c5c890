/** What every HAR 1.2 has, checked. */

import {readFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {expect} from 'vitest';

const schema = JSON.parse(readFileSync(new URL('har.schema.json', import.meta.url), 'utf8'));
const uri = (text: string) => /^https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/.test(text) && URL.canParse(text);
const validate = new Ajv2020({allErrors: true, formats: {uri}}).compile(schema);

export function expectHar(text: string): void {
	const isValid = validate(JSON.parse(text));
	expect(isValid, JSON.stringify(validate.errors?.slice(0, 5), null, 1)).toBe(true);
}
