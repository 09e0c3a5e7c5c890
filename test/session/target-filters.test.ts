import {describe, expect, it} from 'vitest';
import {generic} from '../../src/providers/generic.ts';
import {providers as registered} from '../../src/providers/registry.ts';
import {compileTargets} from '../../src/session/target-filters.ts';
import {questionOf} from './questions.ts';

const compiled = (...texts: string[]) =>
	compileTargets(texts, index => `forward[${index}]`, [...registered, generic]);

describe('compileTargets', () => {
	it('says which requests are for which target', () => {
		const {targets, problems} = compiled(
			'provider:callr=http://a.example.test',
			'path:/hooks*=http://b.example.test/x',
			'http://c.example.test',
		);
		expect(problems).toEqual([]);
		const question = questionOf();
		expect(targets.map(({url, matches}) => [url, matches(question)])).toEqual([
			['http://a.example.test', false],
			['http://b.example.test/x', true],
			['http://c.example.test', true],
		]);
	});

	it.each([
		[
			['localhost:3000'],
			'forward[0]: It names no http or https address. Write one like http://127.0.0.1:3000, or with a filter like provider:telecmi=http://127.0.0.1:3000.',
		],
		[
			['is:pinned provder:x=http://a'],
			'forward[0], column 11: There is no field "provder". Did you mean provider?',
		],
		[
			['verdict:rejected=http://a'],
			'forward[0], column 1: verdict:rejected can never match here: that is known only after the answer. Leave this term out.',
		],
		[
			['http://a', 'is:pinned=http://b'],
			'forward[1]: This target is never asked: forward[0] stands before it and takes everything it would. Put it first, or leave one of them out.',
		],
	])('%j is a mistake', (texts, problem) => {
		expect(compiled(...texts).problems).toEqual([problem]);
	});
});
