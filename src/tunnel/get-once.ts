/** One GET on a connection of its own: bounded in time and size, never redirected, never rejecting. */

import {request as httpRequest, type IncomingHttpHeaders} from 'node:http';
import {request as httpsRequest} from 'node:https';
import {codeOf, messageOf} from '../core/errors.ts';
import {lookupHost} from '../core/lookup-host.ts';

export type Reply =
	| {
			kind: 'answered';
			status: number;
			headers: IncomingHttpHeaders;
			/** As far as `maxBytes` go. */
			body: Buffer;
			/** Of the machine that answered. */
			address: string | null;
	  }
	/** `code`: of a system error, of TLS or of Node's parser. */
	| {kind: 'failed'; code: string | null; message: string}
	| {kind: 'silent'; afterMs: number}
	/** The signal said so. */
	| {kind: 'canceled'};

export interface GetOptions {
	headers: Readonly<Record<string, string>>;
	/** For everything together: name, connection and the whole answer. */
	timeoutMs: number;
	maxBytes: number;
	signal: AbortSignal;
}

/** `url` has to be a valid one, of http or https. */
export function getOnce(url: string, options: GetOptions): Promise<Reply> {
	const {headers, timeoutMs, maxBytes, signal} = options;
	return new Promise(resolve => {
		if (signal.aborted) {
			resolve({kind: 'canceled'});
			return;
		}
		const settle = (reply: Reply) => {
			clearTimeout(timer);
			signal.removeEventListener('abort', cancel);
			resolve(reply);
			request.destroy();
		};
		const fail = (error: unknown) => settle({kind: 'failed', code: codeOf(error), message: messageOf(error)});
		const cancel = () => settle({kind: 'canceled'});
		const timer = setTimeout(() => settle({kind: 'silent', afterMs: timeoutMs}), timeoutMs);
		signal.addEventListener('abort', cancel);
		const send = url.startsWith('https:') ? httpsRequest : httpRequest;
		const request = send(url, {agent: false, lookup: lookupHost, headers});
		// Stays for good: what is destroyed may still fail.
		request.on('error', fail);
		request.on('response', response => {
			const chunks: Buffer[] = [];
			let size = 0;
			const answered = () =>
				settle({
					kind: 'answered',
					status: response.statusCode ?? 0,
					headers: response.headers,
					body: Buffer.concat(chunks).subarray(0, maxBytes),
					address: response.socket.remoteAddress ?? null,
				});
			response.on('error', fail);
			response.on('end', answered);
			response.on('data', (chunk: Buffer) => {
				chunks.push(chunk);
				size += chunk.length;
				if (size > maxBytes) answered();
			});
		});
		request.end();
	});
}
