import {expect, it} from 'vitest';
import {leafOf, namesOf} from '../../src/rewrite/place-name.ts';

it('takes the names of a path apart', () => {
	expect(namesOf('body.myoperator._ld[0]._rr[1]._nr')).toEqual(['myoperator', '_ld', '_rr', '_nr']);
	expect(leafOf('body.users[0]')).toBe('users');
	expect(leafOf('body.values[0][3]')).toBe('values');
	expect(leafOf('body')).toBe('');
});
