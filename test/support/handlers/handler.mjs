// As an integrator writes it after the providers' documents, with node:http alone. What it understood goes to stdout.

import {createServer} from 'node:http';

const answers = {
	// doc.telecmi.com: its samples answer 204 to a POST of JSON.
	'/telecmi': text => ({status: 204, understood: JSON.parse(text).cmiuuid}),
	// github.com/mobtexting/docs: 200 or 202 count; a handshake wants its challenge back.
	'/mobtexting': text => {
		const message = JSON.parse(text);
		return 'challenge' in message
			? {status: 200, body: {challenge: message.challenge}, understood: message.challenge}
			: {status: 200, body: {status: 'ok'}, understood: message.mid};
	},
	// docs.callr.com: its sample answers 405 to what is no POST, and 200 to JSON it cannot read.
	'/callr': (text, method) =>
		method === 'POST'
			? {status: 200, body: {success: true}, understood: readable(text)?.cdr?.callid ?? null}
			: {status: 405, understood: null},
	// dashboard.cllr.ai: its sample says that it has it, and works afterwards.
	'/cllr': text => ({status: 200, body: {received: true}, understood: JSON.parse(text).callId}),
	// support.myoperator.com: a form whose one field is JSON.
	'/myoperator': text => {
		const call = JSON.parse(new URLSearchParams(text).get('myoperator') ?? 'null');
		return {status: 200, body: {status: 'ok'}, understood: call._ci};
	},
};

function readable(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const server = createServer(async (request, response) => {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) text += chunk;
	try {
		const path = new URL(request.url ?? '/', 'http://localhost').pathname;
		const {status, body, understood} = answers[path](text, request.method);
		process.stdout.write(`${JSON.stringify({path, understood})}\n`);
		if (body === undefined) response.writeHead(status).end();
		else response.writeHead(status, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
	} catch (error) {
		response.writeHead(500).end(String(error));
	}
});
server.listen(0, '127.0.0.1', () => {
	process.stdout.write(`${JSON.stringify({port: server.address().port})}\n`);
});
