import {expect, it} from 'vitest';
import {errorText} from '../../src/cli/error-text.ts';
import {usage} from '../../src/cli/usage.ts';

it('a mistake on the command line ends it with 2, and says what to do', () => {
	const cause = new Error('EACCES');
	const error = usage('--to is no address.', 'Write it like --to http://127.0.0.1:3000.', cause);
	expect(error).toMatchObject({exitCode: 2, cause});
	expect(errorText(error.message, error.hint, null)).toContain('Write it like --to http://127.0.0.1:3000.');
	expect(usage('a', 'b').cause).toBeUndefined();
});
