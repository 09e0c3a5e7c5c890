/** What to do at a provider so that its webhooks arrive, in steps: all from what its documents say, with the pages. Pure. */

import {type Documented, openRules, rulesInWords, type Saying, sayings, sourceOf} from '../core/contract.ts';
import {kindsByContract, type Provider} from '../core/provider.ts';
import {takesSecret} from '../core/signature.ts';
import {listed} from '../core/text.ts';
import {withoutStop} from './check.ts';
import type {RunningListener} from './listener.ts';

export interface SetupStep {
	/** In the imperative, a few words. */
	title: string;
	says: readonly Saying[];
}

export interface SetupFacts {
	provider: Provider;
	/** The listener that runs on the store; null when none does. */
	listener: RunningListener | null;
	/** Where its secrets were found, by name; empty without one. */
	secretsFrom: readonly string[];
}

export function setupSteps(facts: SetupFacts): SetupStep[] {
	const {provider} = facts;
	return [
		{title: 'Have an address', says: addressSayings(facts)},
		{title: 'Set it at the provider', says: whereSayings(provider)},
		{title: 'Switch on what you need', says: switchSayings(provider)},
		...withSayings('Let it prove the address', handshakeSayings(provider)),
		{title: 'Settle who may send', says: secretSayings(facts)},
		{title: 'Answer as it expects', says: ruleSayings(provider)},
		...withSayings('Know', remarkSayings(provider)),
		{title: 'Rely on nothing it does not tell', says: openSayings(provider)},
	];
}

function withSayings(title: string, says: readonly Saying[]): SetupStep[] {
	return says.length === 0 ? [] : [{title, says}];
}

function own(text: string): Saying {
	return {text, sources: []};
}

function addressSayings({provider, listener}: SetupFacts): Saying[] {
	const rules = kindsByContract(provider).flatMap(({contract}) => contract.transport);
	const demanded = rules.length === 0 ? [] : onceEach(sayings(rules, rule => `it may be ${rule}`));
	const isHttpsOnly = rules.some(({value}) => value === 'https only');
	return [own(addressText(listener, isHttpsOnly)), ...demanded];
}

function addressText(listener: RunningListener | null, isHttpsOnly: boolean): string {
	if (listener === null) {
		return 'no listener runs on this store: call-hook listen --tunnel prints a public address';
	}
	const {url, publicUrl} = listener;
	if (publicUrl === null) {
		return `${url} is this computer only: press T in listen, or start it with --tunnel, for a public address`;
	}
	const tail = isHttpsOnly && publicUrl.startsWith('http:') ? '; it is http, and https is needed' : '';
	return `paste ${publicUrl}${tail}`;
}

/** Several kinds have their rule from one page. */
function onceEach(says: readonly Saying[]): Saying[] {
	return says.map(({text, sources}) => ({text, sources: [...new Set(sources)]}));
}

function whereSayings({setup, docs}: Provider): Saying[] {
	return [{text: setup.where, sources: docs.map(({url}) => url)}, own(setup.note)];
}

function switchSayings({kinds, setup: {switchOn = []}}: Provider): Saying[] {
	const lines = kinds.map(({id, says, pinOnly}) =>
		own(`${id}: ${withoutStop(says)}${pinOnly ? '; call-hook needs --provider or --route to tell it' : ''}`),
	);
	return switchOn.length === 0 ? lines : [...plainly(switchOn), ...lines];
}

/** Kinds whose answer has to hold something: most of them are sent once, when a webhook is created. */
function handshakeSayings({kinds, contract}: Provider): Saying[] {
	const says = kinds.flatMap(({id}) =>
		sayings(
			contract(id).answerBody.filter(({value}) => value.required),
			rule => `${id}: the body of the answer must be ${rule.says}`,
		).filter(({sources}) => sources.length > 0),
	);
	return says.length === 0 ? [] : [...says, own('call-hook answers it by itself')];
}

function secretSayings({provider, secretsFrom}: SetupFacts): Saying[] {
	const {id, name, signature, secretEnv} = provider;
	if (!takesSecret(provider)) {
		return [own(`${name} documents no signature: keep the address secret with listen --secret-path`)];
	}
	const given =
		secretsFrom.length > 0
			? `call-hook reads its secret from ${listed(secretsFrom)}`
			: `call-hook has no secret for it: set ${secretEnv ?? 'one'}, or add --secret ${id}=env:NAME`;
	return [...plainly(signature.documented), own(given)];
}

/** By the page to go by alone: where others say otherwise, `providers` tells all of them. */
function ruleSayings(provider: Provider): Saying[] {
	const groups = kindsByContract(provider);
	return groups.map(({kinds, contract}) => {
		const rules = rulesInWords(contract).flatMap(({label, says: [first]}) => {
			// What is said in place of statuses is a sentence of its own.
			const begin = label === 'Counts' && contract.accepts.length === 0 ? '' : told.get(label);
			return begin === undefined || first === undefined || first.sources.length === 0
				? []
				: {text: `${begin}${first.text}`, sources: first.sources};
		});
		const whose = groups.length === 1 ? '' : `${listed(kinds)}: `;
		return {
			text: whose + rules.map(({text}) => text).join('; '),
			sources: [...new Set(rules.flatMap(({sources}) => sources))],
		};
	});
}

/** Rules an answer is made by, and how each begins. */
const told: ReadonlyMap<string, string> = new Map([
	['Sent by', 'sent by '],
	['Counts', 'counts '],
	['Waits', 'waits '],
	['On failure', 'what fails is '],
	['Redirects', 'redirects are '],
	['Body', 'the body '],
]);

function remarkSayings({kinds, contract}: Provider): Saying[] {
	return onceEach(plainly(kinds.flatMap(({id}) => contract(id).remarks)));
}

/** Facts that stand beside each other: none of them contradicts another. */
function plainly(facts: Documented<string>): Saying[] {
	const pages = new Map<string, string[]>();
	for (const fact of facts) pages.set(fact.value, [...(pages.get(fact.value) ?? []), sourceOf(fact)]);
	return [...pages].map(([text, sources]) => ({text, sources}));
}

function openSayings(provider: Provider): Saying[] {
	/** Kinds by what is not known of them. */
	const open = new Map<string, string[]>();
	for (const {kinds, contract} of kindsByContract(provider)) {
		const rules = listed(openRules(contract));
		if (rules !== '') open.set(rules, [...(open.get(rules) ?? []), ...kinds]);
	}
	if (open.size === 0) return [own('its documents leave nothing open that an answer depends on')];
	return [...open].map(([rules, kinds]) => {
		const whose = kinds.length === provider.kinds.length ? '' : ` (${listed(kinds)})`;
		return own(`it is not known ${rules}${whose}`);
	});
}
