import {describe, expect, it} from 'vitest';
import {pathAt, targetAt} from '../../src/forward/path.ts';

const bare = {path: '/', query: ''};
const below = {path: '/base', query: ''};
const withKey = {path: '/base', query: 'k=v'};

describe('the path at a target', () => {
	it.each([
		['/hook?a=1', '/hook?a=1'],
		['/', '/'],
		['/?', '/?'],
		['/?a', '/?a'],
		['/hook?', '/hook?'],
		['//a//', '//a//'],
		['/a?b?c', '/a?b?c'],
		['/%2e%2E/\xe9', '/%2e%2E/\xe9'],
		['*', '*'],
		['http://other.test', '/'],
		['http://other.test?a=1', '/?a=1'],
		['HTTPS://user@other.test:1/a//b?c', '/a//b?c'],
		['nothing', 'nothing'],
		['', ''],
	])('a target without one gets the request’s: %s', (target, expected) => {
		expect(pathAt(bare, 'keep', target, '')).toBe(expected);
	});

	it.each([
		[below, '/hook?a=1', '/base/hook?a=1'],
		[below, '/', '/base'],
		[below, '/?a=1', '/base?a=1'],
		[below, '*', '/base'],
		[below, '//a', '/base//a'],
		[below, 'nothing', '/base/nothing'],
		[withKey, '/hook', '/base/hook?k=v'],
		[withKey, '/hook?', '/base/hook?k=v'],
		[withKey, '/hook?a=1&a=2', '/base/hook?k=v&a=1&a=2'],
		[{path: '/base/', query: ''}, '/hook', '/base/hook'],
		// Some frameworks know an address with its slash only.
		[{path: '/base/', query: ''}, '/', '/base/'],
		[{path: '/', query: 'k=v'}, '/hook?a=1', '/hook?k=v&a=1'],
		[{path: '/', query: 'k=v'}, '*', '/?k=v'],
	])('kept: %j and %s', (base, target, expected) => {
		expect(pathAt(base, 'keep', target, '')).toBe(expected);
	});

	it.each([
		[bare, '/hook?a=1', '/?a=1'],
		[below, '/hook', '/base'],
		[{path: '/base/', query: ''}, '/hook?a=1', '/base/?a=1'],
		[withKey, '/hook?a=1', '/base?k=v&a=1'],
		[below, '*', '/base'],
	])('replaced: %j and %s', (base, target, expected) => {
		expect(pathAt(base, 'replace', target, '')).toBe(expected);
	});

	it.each([
		['/s3cret/hook?a=1', '/hook?a=1'],
		['/s3cret', '/'],
		['/s3cret/', '/'],
		['/s3cret?a=1', '/?a=1'],
		['/s3crets', '/s3crets'],
		['/hook/s3cret', '/hook/s3cret'],
		['http://other.test/s3cret/hook', '/hook'],
	])('without what is call-hook’s own: %s', (target, expected) => {
		expect(pathAt(bare, 'keep', target, '/s3cret')).toBe(expected);
	});

	it('a request for the secret path alone is one for the base', () => {
		expect(pathAt(below, 'keep', '/s3cret', '/s3cret')).toBe('/base');
	});
});

describe('targetAt', () => {
	it.each([
		['/', '', '/webhook/cdr?k=v', '/webhook/cdr?k=v'],
		['/hooks', '', '/webhook/cdr?k=v', '/hooks?k=v'],
		['/hooks', 'a=b', '/webhook/cdr?k=v', '/hooks?a=b&k=v'],
		['/hooks', '', '/', '/hooks'],
	])('at %s?%s, %s is %s', (path, query, target, wanted) => {
		expect(targetAt({path, query}, target)).toBe(wanted);
	});
});
