/** Handlers that go wrong in one way each, as real servers, and fixtures to send to them. */

import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {contractOf, fact} from '../../src/core/contract.ts';
import type {Provider} from '../../src/core/provider.ts';
import {type Check, check as checkOf} from '../../src/doctor/check.ts';
import {checkHandler, type HandlerOptions} from '../../src/doctor/handler.ts';
import {type Specimen, specimenOf} from '../../src/doctor/specimen.ts';
import {isScenario, listFixtures, readFixture} from '../../src/formats/fixtures.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {providerOf} from '../../src/providers/registry.ts';
import {openSender} from '../../src/replay/sender.ts';
import {afterwards} from '../support/waiting.ts';

export interface Got {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
}

export interface Server {
	url: string;
	got: Got[];
	close(): void;
}

/** A server that ends with the test. */
export async function handler(
	answer: (got: Got, response: ServerResponse, index: number) => void,
): Promise<Server> {
	const got: Got[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('latin1').on('data', (text: string) => {
			body += text;
		});
		request.on('end', () => {
			const {method = '', url = '', headers} = request;
			const one = {method, url, headers, body};
			got.push(one);
			answer(one, response, got.length - 1);
		});
		request.on('error', () => {});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const close = () => {
		server.closeAllConnections();
		server.close();
	};
	afterwards(close);
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {url: `http://127.0.0.1:${port}/hook`, got, close};
}

export function answering(
	status: number,
	body = '{"success":true}',
): (got: Got, response: ServerResponse) => void {
	return (_got, response) => {
		response.writeHead(status, {'Content-Type': 'application/json'}).end(body);
	};
}

export function knownProvider(id: string): Provider {
	const provider = providerOf(id);
	if (provider === null) throw new Error(`no provider ${id}`);
	return provider;
}

/** Those of single events. */
export async function specimensOf(provider: Provider): Promise<Specimen[]> {
	const entries = (await listFixtures()).filter(
		entry => entry.provider === provider.id && !isScenario(entry),
	);
	const found: Specimen[] = [];
	for (const {id} of entries) {
		const [step] = (await readFixture(id)) ?? [];
		if (step !== undefined) found.push(of(specimenOf(id, step, provider, nothingTold), provider));
	}
	return found;
}

/** Judged by the rules of a provider that may be made up. */
function of(specimen: Specimen, provider: Provider): Specimen {
	return {...specimen, provider, inspected: {...specimen.inspected, provider}};
}

/** A provider that waits `deadlineMs`, all else as another. */
export function hasty(provider: Provider, deadlineMs: number): Provider {
	const contract = contractOf({
		accepts: [fact([{from: 200, to: 200}], 'made.up.example')],
		deadlineMs: [fact(deadlineMs, 'made.up.example')],
		redirects: [fact('not followed' as const, 'made.up.example')],
		unknown: '',
	});
	return {...provider, contract: () => contract};
}

/** All checks of a handler. */
export async function examined(
	provider: Provider,
	url: string,
	more: Partial<HandlerOptions> = {},
): Promise<Check[]> {
	const sender = openSender({url, preserveHost: false, connections: 1, ca: null, insecure: false});
	afterwards(() => sender.close());
	const specimens = await specimensOf(provider);
	const checks: Check[] = [];
	const options = {
		provider,
		specimens,
		sender,
		secret: null,
		forges: false,
		budgetMs: 60_000,
		signal: new AbortController().signal,
		...more,
	};
	for await (const found of checkHandler(options)) checks.push(found);
	return checks;
}

/** The check of that id; one that says it is not there. */
export function the(id: string, checks: readonly Check[]): Check {
	return (
		checks.find(found => found.id === id) ??
		checkOf('', id, '', {state: 'skipped', says: `not there: ${checks.map(found => found.id).join(' ')}`})
	);
}
