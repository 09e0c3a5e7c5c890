import {describe, expect, it} from 'vitest';
import {hiddenSecret} from '../../src/core/secrets.ts';
import {jsonLines} from '../../src/view/json-lines.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {hostile, steering} from '../output/samples.ts';

const shown = (json: string, width = 80) => jsonLines(json, width, 1000).lines.map(plain);

describe('jsonLines', () => {
	it('lays out a value a line', () => {
		expect(shown('{"a":1,"b":[true,null,{}],"c":{"d":"x"},"e":[]}')).toEqual([
			'{',
			'  "a": 1,',
			'  "b": [',
			'    true,',
			'    null,',
			'    {}',
			'  ],',
			'  "c": {',
			'    "d": "x"',
			'  },',
			'  "e": []',
			'}',
		]);
	});

	it('keeps every digit as it was sent', () => {
		expect(shown('[12345678901234567890,1.50,1E5,-0]').map(line => line.trim())).toEqual([
			'[',
			'12345678901234567890,',
			'1.50,',
			'1E5,',
			'-0',
			']',
		]);
	});

	it('is valid JSON again, where nothing had to be broken or hidden', () => {
		const value = {a: [1, {b: 'x: {"y"}, ['}], 'k:,{': '\\"', é: '漢字😀'};
		expect(JSON.parse(shown(JSON.stringify(value), 200).join(''))).toEqual(value);
	});

	it('hides secrets, also whole objects of them, and nothing beside them', () => {
		const text = shown('{"token":"abc","password":{"x":["abc"]},"accessToken":null,"to":"abc2"}').join('\n');
		expect(text).not.toMatch(/abc\b/);
		expect(text).toContain(`"token": ${hiddenSecret},`);
		expect(text).toContain(`"password": ${hiddenSecret},`);
		expect(text).toContain('"accessToken": null,');
		expect(text).toContain('"to": "abc2"');
	});

	it.each([120, 80, 40])('is at most %d columns wide, and lets no hostile text through', width => {
		const value = {
			[hostile]: hostile.repeat(10),
			['漢字'.repeat(30)]: ['漢字'.repeat(50), {a: 'x'.repeat(300)}],
		};
		for (const line of shown(JSON.stringify(value), width)) {
			expect(line).not.toMatch(steering);
			expect(widthOf(line)).toBeLessThanOrEqual(width);
		}
	});

	it('stops where there is enough, and says so', () => {
		const long = JSON.stringify(Array.from({length: 100}, (_, index) => index));
		expect(jsonLines(long, 80, 10)).toMatchObject({lines: {length: 10}, complete: false});
		expect(jsonLines(long, 80, 102)).toMatchObject({lines: {length: 102}, complete: true});
	});
});
