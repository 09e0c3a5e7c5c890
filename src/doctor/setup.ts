/** What to do at a provider so that its webhooks arrive, in steps: all from what its documents say, with the pages. Pure. */

import {openRules, rulesInWords, type Saying, sayings} from '../core/contract.ts';
import {kindsByContract, type Provider} from '../core/provider.ts';
import {takesSecret} from '../core/signature.ts';
import {capital, listed} from '../core/text.ts';
import type {RunningListener} from './environment.ts';

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
		...handshakeStep(provider),
		{title: 'Settle who may send', says: secretSayings(facts)},
		{title: 'Answer as it expects', says: ruleSayings(provider)},
		{title: 'Rely on nothing it does not tell', says: openSayings(provider)},
	];
}

function own(text: string): Saying {
	return {text, sources: []};
}

function addressSayings({provider, listener}: SetupFacts): Saying[] {
	const rules = kindsByContract(provider).flatMap(({contract}) => contract.transport);
	const demanded =
		rules.length === 0 ? [] : sayings(rules, rule => `an address of ${provider.name} is ${rule}`);
	const isHttpsOnly = rules.some(({value}) => value === 'https only');
	return [own(addressText(listener, isHttpsOnly)), ...demanded];
}

function addressText(listener: RunningListener | null, isHttpsOnly: boolean): string {
	if (listener === null) {
		return 'no listener runs on this store: call-hook listen --tunnel prints a public address';
	}
	const {url, publicUrl} = listener;
	if (publicUrl === null) {
		return `${url} is this computer only: press t in listen, or start it with --tunnel, for a public address`;
	}
	const tail = isHttpsOnly && publicUrl.startsWith('http:') ? '; it is http, and https is needed' : '';
	return `paste ${publicUrl}${tail}`;
}

function whereSayings({setup, docs}: Provider): Saying[] {
	return [{text: setup.where, sources: docs.map(({url}) => url)}, own(setup.note)];
}

function switchSayings({kinds, setup: {switchOn = []}}: Provider): Saying[] {
	const lines = kinds.map(({id, says, pinOnly}) =>
		own(`${id}: ${withoutStop(says)}${pinOnly ? '; call-hook needs --provider or --route to tell it' : ''}`),
	);
	return switchOn.length === 0 ? lines : [...sayings(switchOn, told => told), ...lines];
}

/** Kinds whose answer has to hold something: most of them are sent once, when a webhook is created. */
function handshakeStep({kinds, contract}: Provider): SetupStep[] {
	const says = kinds.flatMap(({id}) => {
		const rules = contract(id).answerBody.filter(({value}) => value.required);
		return rules.length === 0
			? []
			: sayings(rules, ({says}) => `${id}: the body of the answer must be ${says}`);
	});
	return says.length === 0
		? []
		: [{title: 'Let it prove the address', says: [...says, own('call-hook answers it by itself')]}];
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
	return [...sayings(signature.documented, told => told), own(given)];
}

function ruleSayings(provider: Provider): Saying[] {
	const groups = kindsByContract(provider);
	return groups.flatMap(({kinds, contract}) => {
		const whose = groups.length === 1 ? '' : `${listed(kinds)}: `;
		return rulesInWords(contract)
			.filter(({label}) => told.has(label))
			.flatMap(({label, says}) =>
				says
					.filter(({sources}) => sources.length > 0)
					.map(({text, sources}) => ({text: `${whose}${told.get(label)} ${text}`, sources})),
			);
	});
}

/** Rules a handler is written by; each begins a sentence with what follows it. */
const told: ReadonlyMap<string, string> = new Map([
	['Sent by', 'sent by'],
	['Counts', 'counts'],
	['Waits', 'waits'],
	['On failure', 'what fails is'],
	['Redirects', 'redirects are'],
	['Body', 'the body of the answer'],
	['Also', ''],
]);

function openSayings(provider: Provider): Saying[] {
	const groups = kindsByContract(provider);
	const open = groups.flatMap(({kinds, contract}) => {
		const rules = openRules(contract);
		if (rules.length === 0) return [];
		return own(
			`${groups.length === 1 ? '' : `${listed(kinds)}: `}${capital(`it is not known ${listed(rules)}`)}`,
		);
	});
	return open.length === 0 ? [own('its documents leave nothing open that an answer depends on')] : open;
}

function withoutStop(sentence: string): string {
	return sentence.replace(/\.+$/, '');
}
