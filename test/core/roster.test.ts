import {expect, it} from 'vitest';
import {type Member, Roster} from '../../src/core/roster.ts';
import {random} from './random.ts';

it('has whoever came and has not gone, in whatever order', () => {
	const roster = new Roster<Member>();
	const there = new Set<Member>();
	const draw = random(7);
	for (let step = 0; step < 2000; step++) {
		const [first] = there;
		if (first === undefined || draw.below(2) === 0) {
			const member = {slot: -1};
			roster.add(member);
			there.add(member);
		} else {
			const member = draw.pick([...there]);
			roster.remove(member);
			there.delete(member);
		}
		if (step % 50 === 0) expect(new Set(roster.all())).toEqual(there);
	}
	for (const member of roster.all()) roster.remove(member);
	expect(roster.all()).toEqual([]);
});
