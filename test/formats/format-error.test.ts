import {expect, it} from 'vitest';
import {FormatError} from '../../src/formats/format-error.ts';

it('can be told from a mistake of ours', () => {
	expect(new FormatError('line 1: x')).toMatchObject({name: 'FormatError', message: 'line 1: x'});
});
