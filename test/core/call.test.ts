import {expect, it} from 'vitest';
import {chosenMembers, isLive} from '../../src/core/call.ts';
import {emptyEvent, type Phase} from '../../src/core/event.ts';

it.each<[Phase, boolean]>([
	['started', true],
	['ringing', true],
	['answered', true],
	['ended', false],
	['recording', false],
	['transcript', false],
	['analysis', false],
	['input', false],
	['other', false],
])('a call that is %s is live: %s', (phase, live) => {
	expect(isLive({phase})).toBe(live);
});

it('chosen members are members of an event, each once', () => {
	const event = emptyEvent('cdr', 'ended');
	expect(chosenMembers.filter(member => !(member in event))).toEqual([]);
	expect(new Set(chosenMembers).size).toBe(chosenMembers.length);
});
