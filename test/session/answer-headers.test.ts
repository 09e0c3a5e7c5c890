import {describe, expect, it} from 'vitest';
import type {AnswerProblem} from '../../src/session/answer-body.ts';
import {answerHeaders} from '../../src/session/answer-headers.ts';
import {questionOf} from './questions.ts';

describe('headers of an answer', () => {
	it('are sent as written, in their order, filled in', () => {
		const problems: AnswerProblem[] = [];
		const {contentType, render} = answerHeaders(
			{'x-call': 'id {{event.callId}}', 'Set-Cookie': ['a=1', 'b=2'], 'content-TYPE': 'text/xml'},
			problems,
		);
		expect(problems).toEqual([]);
		expect(contentType).toBe('text/xml');
		expect(render(questionOf())).toEqual([
			['x-call', 'id 760df326'],
			['Set-Cookie', 'a=1'],
			['Set-Cookie', 'b=2'],
			['content-TYPE', 'text/xml'],
		]);
	});

	it('begin no other header, whatever is filled in', () => {
		const {render} = answerHeaders({'X-Text': '{{request.body}}'}, []);
		const question = questionOf('a\r\nSet-Cookie: b📞', {headers: [['Content-Type', 'text/plain']]});
		expect(render(question)).toEqual([['X-Text', 'a??Set-Cookie: b?']]);
	});

	it.each<[Record<string, string>, string, string]>([
		[{'A b': 'x'}, 'headers["A b"]', 'This is no name of a header.'],
		[{'': 'x'}, 'headers[""]', 'This is no name of a header.'],
		[
			{'Content-Length': '1'},
			'headers["Content-Length"]',
			'call-hook says by itself how the answer is sent.',
		],
		[{connection: 'close'}, 'headers.connection', 'call-hook says by itself how the answer is sent.'],
		[{a: 'x\ny'}, 'headers.a', 'Its value has a line break or a character that headers cannot hold.'],
		[{a: '€'}, 'headers.a', 'Its value has a line break or a character that headers cannot hold.'],
		[{a: 'b {{evnt}}'}, 'headers.a', '"evnt" is nothing that can be filled in.'],
	])('%j is a mistake', (headers, member, message) => {
		const problems: AnswerProblem[] = [];
		answerHeaders(headers, problems);
		expect(problems).toMatchObject([{member, message}]);
		expect(problems[0]?.hint).toMatch(/\.$|\?$/);
	});
});
