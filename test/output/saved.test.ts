import {expect, it} from 'vitest';
import {changesText, leftOutText} from '../../src/output/saved.ts';

it('says what is other than it was, what was left out, and the next step', () => {
	const text = changesText({
		file: 'a\u001b.http',
		requests: 2,
		changes: [
			{what: 'a number', where: 'body.from', times: 5},
			{what: 'a secret', where: 'header.Authorization', times: 1},
		],
		leftOut: [{id: 12, because: 'it is a retry'}],
	});
	expect(text).toEqual([
		'2 requests saved.',
		'Another stands for:',
		'  a number in 5 places, first body.from',
		'  a secret in 1 place, header.Authorization',
		'Left out: #12, it is a retry.',
		'Look through it before you hand it on; send it: call-hook replay a␛.http --to http://localhost:3000',
	]);
});

it('tells what was left out for one reason in one line', () => {
	const duplicates = Array.from({length: 10}, (_, index) => ({id: index + 1, because: 'it is a duplicate'}));
	const cut = 'only 3 of the 9 bytes of its body were kept';
	const others = [11, 12].map(id => ({id, because: id === 11 ? 'it is a retry' : cut}));
	expect(leftOutText([...duplicates, ...others, {id: 13, because: 'it is a retry'}])).toEqual([
		'Left out: #1, #2, #3, #4, #5, #6, #7, #8 and 2 more, they are duplicates.',
		'Left out: #11 and #13, they are retries.',
		`Left out: #12, ${cut}.`,
	]);
});

it('says so when nothing was', () => {
	const [, nothing] = changesText({file: 'a.http', requests: 1, changes: [], leftOut: []});
	expect(nothing).toBe('Nothing in it was changed: neither secrets nor personal data were found.');
});
