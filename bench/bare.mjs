/** The yardstick: the least a Node server can do with a webhook, reading its body and parsing the JSON. */

import {createServer} from 'node:http';

const answer = Buffer.from('{"success":true}');
/** Since it was last asked; times by the clock of `performance.now()`. */
let seen = {count: 0, first: 0, last: 0};
const server = createServer((request, response) => {
	seen.last = performance.now();
	if (seen.count++ === 0) seen.first = seen.last;
	const chunks = [];
	request.on('data', chunk => chunks.push(chunk));
	request.on('end', () => {
		JSON.parse(Buffer.concat(chunks).toString());
		response.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(answer.length)]);
		response.end(answer);
	});
});
server.listen(Number(process.argv[2]), '127.0.0.1');

// Who started it may ask what came: `tell`, or `reset`, which begins anew.
process.on('message', what => {
	process.send(seen);
	if (what === 'reset') seen = {count: 0, first: 0, last: 0};
});
