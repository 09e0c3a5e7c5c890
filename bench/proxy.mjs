/** The yardstick for forwarding: the least a Node reverse proxy can do. */

import {Agent, request as ask, createServer} from 'node:http';

const [port, target] = process.argv.slice(2);
const agent = new Agent({keepAlive: true});
const server = createServer((request, response) => {
	const asked = ask(
		`${target}${request.url}`,
		{method: request.method, headers: request.headers, agent},
		answer => {
			response.writeHead(answer.statusCode, answer.rawHeaders);
			answer.pipe(response);
		},
	);
	asked.on('error', () => response.writeHead(502).end());
	request.pipe(asked);
});
server.listen(Number(port), '127.0.0.1');
