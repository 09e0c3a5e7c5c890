/** The yardstick: the least a Node server can do with a webhook, reading its body and parsing the JSON. */

import {createServer} from 'node:http';

const answer = Buffer.from('{"success":true}');
const server = createServer((request, response) => {
	const chunks = [];
	request.on('data', chunk => chunks.push(chunk));
	request.on('end', () => {
		JSON.parse(Buffer.concat(chunks).toString());
		response.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(answer.length)]);
		response.end(answer);
	});
});
server.listen(Number(process.argv[2]), '127.0.0.1');
