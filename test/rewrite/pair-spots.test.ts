import {expect, it} from 'vitest';
import {isValue} from '../../src/rewrite/json-spots.ts';
import {rawLayer} from '../../src/rewrite/layer.ts';
import {addPairSpots, type PairRules} from '../../src/rewrite/pair-spots.ts';
import type {Spot} from '../../src/rewrite/spot.ts';

const asForm: PairRules = {
	part: 'body',
	path: 'body',
	limit: 5,
	bareJson: true,
	lenient: true,
	plus: true,
	opening: '',
};
const asQuery: PairRules = {
	...asForm,
	part: 'target',
	path: 'query',
	bareJson: false,
	lenient: false,
	plus: false,
};

function pairsIn(text: string, rules: PairRules) {
	const spots: Spot[] = [];
	const owner = addPairSpots(rawLayer(text), rules, spots);
	return {spots, owner};
}

const told = ({spots}: {spots: Spot[]}) => spots.filter(isValue).map(({path, text}) => `${path}=${text}`);

it('has the pairs, each with its name, up to a limit', () => {
	const text = '&a=1&&b&c=x=y&d=&e=5&f=6';
	const pairs = pairsIn(text, asForm);
	expect(told(pairs)).toEqual(['body.a=1', 'body.b=', 'body.c=x=y', 'body.d=', 'body.e=5']);
	expect(pairs.owner.members.map(({start, end}) => text.slice(start, end))).toEqual([
		'a=1',
		'b',
		'c=x=y',
		'd=',
		'e=5',
	]);
	expect(text.slice(pairs.owner.inside.start, pairs.owner.inside.end)).toBe('&a=1&&b&c=x=y&d=&e=5');
	expect(pairs.owner.add('n m', 'v&', false)?.raw).toBe('&n+m=v%26');
});

it('opens broken JSON in a field of a form, not in a query', () => {
	const text = 'a=%7B%22x%22%3A+91XX%7D';
	expect(told(pairsIn(text, asForm))).toEqual(['body.a.x=91XX']);
	expect(told(pairsIn(text, asQuery))).toEqual(['query.a={"x": 91XX}']);
	// Of several the first, as inspection does.
	expect(told(pairsIn(`${text}&b=%7B%22x%22%3A+91XX%7D`, asForm))).toEqual([
		'body.a.x=91XX',
		'body.b={"x": 91XX}',
	]);
});

it('takes JSON nobody encoded for one value in a form, and by the rules of pairs in a query', () => {
	const text = 'x=1&m={"a":"b&c=d"}&y=2';
	expect(told(pairsIn(text, asForm))).toEqual(['body.x=1', 'body.m.a=b&c=d', 'body.y=2']);
	expect(told(pairsIn(text, asQuery))).toEqual(['query.x=1', 'query.m={"a":"b', 'query.c=d"}', 'query.y=2']);
	expect(told(pairsIn('m={"a":"b"}', asForm))).toEqual(['body.m.a=b']);
	const [, whole] = pairsIn(text, asForm).spots;
	expect([whole?.encode('{"a": "+&"}'), whole?.encode('a+{')]).toEqual([
		'{"a": "\\u002b\\u0026"}',
		'a%2B%7B',
	]);
});

it('writes blanks as the other pairs do', () => {
	const written = (text: string, rules: PairRules) => pairsIn(text, rules).spots[0]?.encode('a b');
	expect([written('k=v', asForm), written('k=v&l=x%20y', asForm)]).toEqual(['a+b', 'a%20b']);
	expect([written('k=v', asQuery), written('k=v&l=x+y', asQuery)]).toEqual(['a%20b', 'a+b']);
	expect([written('k', asQuery), pairsIn('k', asQuery).spots[0]?.encode('')]).toEqual(['=a%20b', '']);
});
