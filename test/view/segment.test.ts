import {expect, it} from 'vitest';
import {plain, segment} from '../../src/view/segment.ts';

it('a segment is text with a role, plain text unless told otherwise', () => {
	expect(segment('a')).toEqual({text: 'a', role: 'text'});
	expect(segment('a', 'bad')).toEqual({text: 'a', role: 'bad'});
});

it('plain leaves the roles out', () => {
	expect(plain([segment('a', 'good'), segment(' '), segment('b', 'bad')])).toBe('a b');
	expect(plain([])).toBe('');
});
