/** `call-hook providers`: what is known of the providers, with where it is known from. */

import {type Contract, type Documented, describeRanges, sourceOf} from '../core/contract.ts';
import type {Provider} from '../core/provider.ts';
import {listed} from '../core/text.ts';
import {type Line, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';

export function providerList(providers: readonly Provider[]): Line[] {
	return providers.map(({id, setup}) => [
		segment(fit(id, 10), 'text.strong'),
		segment('  '),
		segment(fit(setup.where, 62)),
		segment('  '),
		segment(setup.note, 'text.muted'),
	]);
}

export function providerText(provider: Provider): Line[] {
	const {name, id, setup, docs, kinds, correlation, recognisedBy, mappable, signature, secretEnv} = provider;
	const lines: Line[] = [[segment(name, 'text.strong'), segment(`  (--provider ${id})`, 'text.muted')], []];
	const add = (label: string, text: string) =>
		lines.push([segment(`  ${label.padEnd(12)}`, 'text.muted'), segment(text)]);
	add('Set it at', setup.where);
	add('Know', setup.note);
	add('One call', correlation);
	for (const {title, url} of docs) add('Documents', `${url}  (${title})`);
	lines.push(...rule('Signature', signature.documented, text => text));
	if (secretEnv !== undefined) add('Secret', `--secret ${id}=env:NAME or ${id}=file:PATH, or ${secretEnv}`);
	lines.push([], [segment('  Recognised by')]);
	for (const [index, what] of recognisedBy.entries()) add('', index === 0 ? what : `or ${what}`);
	lines.push([], [segment('  Kinds of delivery')]);
	for (const kind of kinds) {
		const pin = kind.pinOnly ? ' Only with --provider or --route.' : '';
		lines.push([segment(`  ${kind.id.padEnd(12)}`, 'accent'), segment(`${kind.says}${pin}`)]);
	}
	if (mappable !== undefined) {
		lines.push([], [segment(`  Names that fields.${id} of the configuration can give a customer's own`)]);
		for (const [own, says] of Object.entries(mappable)) add('', `${own.padEnd(17)}${says}`);
	}
	for (const {kinds: sharing, contract} of contractsOf(provider)) {
		lines.push([], [segment(`  Rules of delivery (${sharing.join(', ')})`)]);
		lines.push(...contractText(contract));
	}
	return lines;
}

/** Kinds that share their rules are told together. */
function contractsOf(provider: Provider): {kinds: string[]; contract: Contract}[] {
	const groups = new Map<string, {kinds: string[]; contract: Contract}>();
	for (const {id} of provider.kinds) {
		const contract = provider.contract(id);
		const key = JSON.stringify(contract);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, {kinds: [id], contract});
		else group.kinds.push(id);
	}
	return [...groups.values()];
}

function contractText({
	methods,
	accepts,
	deadlineMs,
	retries,
	redirects,
	transport,
	answerBody,
	remarks,
	unknown,
}: Contract): Line[] {
	return [
		...rule('Sent by', methods, listed),
		...rule('Counts', accepts, describeRanges, unknown),
		...rule('Waits', deadlineMs, ms => `${ms / 1000} s`),
		...rule('Then', retries, ({says}) => says),
		...rule('Redirects', redirects, text => text),
		...rule('Address', transport, text => text),
		...rule('Body', answerBody, ({says, required}) => `${required ? 'must be' : 'may be'} ${says}`),
		...(remarks.length === 0 ? [] : rule('Also', remarks, text => text)),
	];
}

function rule<T>(label: string, facts: Documented<T>, tell: (value: T) => string, unknown = ''): Line[] {
	const head = (text: string) => segment(`  ${text.padEnd(12)}`, 'text.muted');
	if (facts.length === 0) return [[head(label), segment(unknown || 'not documented', 'text.muted')]];
	return facts.map((fact, index) => [
		head(index === 0 ? label : ''),
		segment(tell(fact.value)),
		segment(`  ${sourceOf(fact)}`, 'text.muted'),
	]);
}
