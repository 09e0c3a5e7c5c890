import {expect, it} from 'vitest';
import {emptyEvent} from '../../src/core/event.ts';

it('an empty event claims nothing but its kind and phase', () => {
	const {kind, phase, fields, ...members} = emptyEvent('cdr', 'ended');
	expect({kind, phase, fields}).toEqual({kind: 'cdr', phase: 'ended', fields: []});
	expect(Object.values(members).every(value => value === null)).toBe(true);
});

it('two events share nothing that one could change in the other', () => {
	emptyEvent('a', 'other').fields.push({label: 'l', value: 'v', from: 'f'});
	expect(emptyEvent('b', 'other').fields).toEqual([]);
});
