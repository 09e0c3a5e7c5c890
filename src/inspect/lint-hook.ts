/** Findings about the set-up of the webhook: how it is sent, and what it gives away on its way. */

import {originSeen} from '../core/address.ts';
import type {CapturedRequest} from '../core/capture.ts';
import type {Decoded} from '../core/decoding.ts';
import type {Finding} from '../core/delivery.ts';
import type {EventMember} from '../core/event.ts';
import {finding} from '../core/findings.ts';
import type {Message} from '../core/message.ts';
import type {Provider} from '../core/provider.ts';
import {firstFew, listed} from '../core/text.ts';
import type {Seen} from './walk.ts';

export function lintHook(
	findings: Finding[],
	request: CapturedRequest,
	{rawQuery}: Message,
	decoded: Decoded | null,
	provider: Provider,
	{secrets}: Seen,
): void {
	const kind = decoded?.event.kind ?? null;
	if (kind !== null) {
		const wrong = wrongMethod(request, provider, kind);
		if (wrong !== null) findings.push(wrong);
	}
	const open = unencrypted(request, provider, kind);
	if (open !== null) findings.push(open);
	if (secrets.length > 0) lintSecrets(findings, secrets, provider, kind);
	const personal = rawQuery === '' || decoded === null ? null : personalData(decoded);
	if (personal !== null) findings.push(personal);
}

function wrongMethod({method}: CapturedRequest, provider: Provider, kind: string): Finding | null {
	const {methods} = provider.contract(kind);
	if (method === null || methods.length === 0) return null;
	for (const {value} of methods) if (value.includes(method)) return null;
	const documented = [...new Set(methods.flatMap(({value}) => value))];
	return finding('request/wrong-method', {
		message: `Sent with ${method}; ${provider.name} documents ${listed(documented)} for ${kind}.`,
		where: null,
	});
}

/** Only through the public address is the scheme known that the provider used. */
function unencrypted(request: CapturedRequest, provider: Provider, kind: string | null): Finding | null {
	if (request.publicUrl === undefined) return null;
	const [rule] = provider.contract(kind).transport;
	if (rule?.value !== 'https only' || originSeen(request)?.scheme !== 'http') return null;
	return finding('hook/http', {
		message: `The request came to the public address over http; ${provider.name} documents https only.`,
		where: null,
	});
}

function lintSecrets(
	findings: Finding[],
	secrets: readonly string[],
	{kinds}: Provider,
	kind: string | null,
): void {
	const own = kinds.find(({id}) => id === kind)?.ownSecrets ?? [];
	const movable = secrets.filter(place => !own.includes(place));
	const inUrl = movable.filter(place => place.startsWith('query.'));
	if (inUrl[0] !== undefined) {
		const message = `The address carries what is a secret by its name: ${firstFew(inUrl)}.`;
		findings.push(finding('hook/secret-in-url', {message, where: inUrl[0]}));
	}
	const inBody = movable.filter(place => place.startsWith('body.'));
	if (inBody[0] !== undefined) {
		const message = `The body carries what is a secret by its name: ${firstFew(inBody)}.`;
		findings.push(finding('hook/secret-in-body', {message, where: inBody[0]}));
	}
}

const people: readonly EventMember[] = ['from', 'to', 'counterparty', 'agent'];

function personalData({sources}: Decoded): Finding | null {
	const places: string[] = [];
	for (const member of people) {
		const place = sources[member];
		if (place?.startsWith('query.') && !places.includes(place)) places.push(place);
	}
	const [first] = places;
	if (first === undefined) return null;
	return finding('hook/personal-data-in-url', {
		message: `The address carries who was called or calling: ${firstFew(places)}.`,
		where: first,
	});
}
