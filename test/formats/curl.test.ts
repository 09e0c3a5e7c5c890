import {describe, expect, it} from 'vitest';
import {looksLikeCurl, parseCurl} from '../../src/formats/curl.ts';
import {wire} from './corpus.ts';

const parse = (text: string) => parseCurl(Buffer.from(text), path => Buffer.from(`of\r\n ${path}`));

/** Method, target, headers in lines, body. */
function told(text: string): string[] {
	return parse(text).map(step => {
		const {method, target, headers, body} = wire(step);
		return [`${method} ${target}`, ...headers.map(pair => pair.join(': ')), '', body].join('\n');
	});
}

const host = 'Host: h.test';
const form = 'Content-Type: application/x-www-form-urlencoded';

describe('a curl command as people write it', () => {
	it.each([
		['curl h.test', `GET /\n${host}\n\n`],
		['$ curl http://h.test:8080/a?b#c', 'GET /a?b\nHost: h.test:8080\n\n'],
		['curl "http://h.test/a b/é"', `GET /a%20b/%C3%A9\n${host}\n\n`],
		['curl -sSL -XPUT --url=x h.test', null],
		['curl -sSL -XPUT --url h.test/x', `PUT /x\n${host}\n\n`],
		['curl -d a=1 -d b=2 h.test', `POST /\n${host}\nContent-Length: 7\n${form}\n\na=1&b=2`],
		['curl -d @f h.test', `POST /\n${host}\nContent-Length: 4\n${form}\n\nof f`],
		['curl --data-binary @f h.test', `POST /\n${host}\nContent-Length: 6\n${form}\n\nof\r\n f`],
		["curl h.test -H 'content-type: x' --data-raw @f", `POST /\n${host}\ncontent-type: x\n\n@f`],
		["curl h.test --data-urlencode 'a=b c&é' -G -d d", `GET /?a=b+c%26%C3%A9&d\n${host}\n\n`],
		[
			`curl --json '{}' h.test`,
			`POST /\n${host}\nContent-Length: 2\nAccept: application/json\nContent-Type: application/json\n\n{}`,
		],
		[
			'curl -u a:b -A x -e y -b c=d h.test',
			`GET /\n${host}\nAuthorization: Basic YTpi\nUser-Agent: x\nReferer: y\nCookie: c=d\n\n`,
		],
		['curl http://a:b@h.test', `GET /\n${host}\nAuthorization: Basic YTpi\n\n`],
		["curl -H 'Host: x' -H 'Accept:' -H 'X;' h.test", 'GET /\nHost: x\nX: \n\n'],
		['curl -I h.test', `HEAD /\n${host}\n\n`],
		["curl -H 'A: b' -d '' h.test", `POST /\n${host}\nA: b\nContent-Length: 0\n${form}\n\n`],
		[
			"echo YQ== | base64 --decode | curl -H 'Content-Type:' --data-binary @- h.test | jq .",
			`POST /\n${host}\n\na`,
		],
		["curl 'h.test' \\\n  --compressed --max-time 3 -k -o /dev/null -w '%{http_code}'", `GET /\n${host}\n\n`],
		[
			"curl h.test -H $'X: \\u00e9\\'' --request-target '*' -X OPTIONS",
			`OPTIONS *\n${host}\nX: \xc3\xa9'\n\n`,
		],
	])('%s', (text, expected) => {
		if (expected === null) expect(() => told(text)).toThrow('--url=x');
		else expect(told(text)).toEqual([expected]);
	});

	it('may be one of several', () => {
		expect(told('# one\ncurl h.test/1\n\ncurl h.test/2 && curl h.test/3')).toEqual(
			[1, 2, 3].map(n => `GET /${n}\n${host}\n\n`),
		);
	});

	it.each([
		['curl', 'line 1: curl is given no URL'],
		['curl a.test\ncurl a.test b.test', 'line 2: curl is given two URLs'],
		['curl -F a=b a.test', '-F makes a body that is another each time: save the body'],
		['curl --dta x a.test', "call-hook does not know curl's --dta: leave it out. Did you mean --data?"],
		['curl -Q x a.test', "call-hook does not know curl's -Q: leave it out."],
		['curl a.test -d', 'line 1: -d needs a value'],
		['curl -H x a.test', 'not a header: x'],
		['curl -H @f a.test', '-H names a file'],
		['curl -b f a.test', '-b names a file'],
		['curl -d @- a.test', '@- reads standard input'],
		['curl ftp://a.test', 'not an http address: ftp://a.test'],
		['curl $URL', '$URL is worked out by a shell'],
		['wget a.test', 'line 1: wget is no curl command'],
		['curl a.test -T f', '--upload-file'],
	])('%s is refused', (text, message) => {
		expect(() => parse(text)).toThrow(message);
	});
});

it.each([
	['curl -x', true],
	['\n# a\n$ curl https://h.test', true],
	["printf '%s' 'YQ==' | base64 -d | curl x", true],
	['printf is a function', false],
	['curly', false],
	['{"curl": 1}', false],
	['', false],
])('looksLikeCurl %j', (text, expected) => {
	expect(looksLikeCurl(Buffer.from(text))).toBe(expected);
});
