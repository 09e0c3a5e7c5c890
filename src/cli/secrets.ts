/** The secrets that signatures are checked with: from the command line, the environment and the configuration. */

import type {Config} from '../config/config.ts';
import type {Provider} from '../core/provider.ts';
import {type Secret, type Secrets, takesSecret} from '../core/signature.ts';
import {listed} from '../core/text.ts';
import {providers} from '../providers/registry.ts';
import {requireProvider} from './options.ts';
import {isBlank, secretValue} from './secret-value.ts';
import {usage} from './usage.ts';

export interface SecretOptions {
	/** `<provider>=env:NAME` or `<provider>=file:PATH`, several for one provider, too. */
	secret?: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface SecretSources {
	config: Pick<Config, 'file' | 'secrets'>;
	env?: Environment;
	/**
	 * Told of each secret of the configuration that cannot be read, which is left out then. Without it that is an error:
	 * who receives has to know at once, who looks at what was received may not have the secrets at all.
	 */
	onUnreadable?: (error: unknown) => void;
}

/**
 * For each provider the secrets that were typed, else its variable in the environment, else those of the configuration.
 * @throws {CallHookError} when one cannot be read, or is of no use; no message holds a secret
 */
export function secretsFrom(
	{secret: typed = []}: SecretOptions,
	{config, env = process.env, onUnreadable = rethrow}: SecretSources,
): Secrets {
	const found = new Map<string, Secret[]>();
	for (const text of typed) {
		const {provider, secret} = typedSecret('--secret', text, env);
		found.set(provider.id, [...(found.get(provider.id) ?? []), secret]);
	}
	for (const provider of providers.filter(takesSecret)) {
		if (found.has(provider.id)) continue;
		const secrets = fromEnvironment(provider, env) ?? configured(provider, {config, env, onUnreadable});
		if (secrets.length > 0) found.set(provider.id, secrets);
	}
	return found;
}

function rethrow(error: unknown): never {
	throw error;
}

/**
 * The secret that the value of an option names: `callr=env:CALLR_SECRET`.
 * @param option for messages: `--secret`
 * @throws {CallHookError} when it names none, cannot be read, or is of no use
 */
export function typedSecret(
	option: string,
	text: string,
	env: Environment = process.env,
): {provider: Provider; secret: Secret} {
	const {provider, reference} = parseSecret(option, text);
	const value = secretValue(reference, {option: `${option} ${provider.id}`, literal: false, env});
	return {provider, secret: {from: nameIn(reference), value, typed: reference}};
}

/** No text that was typed is repeated unless it is known to be none of a secret. */
function parseSecret(option: string, text: string): {provider: Provider; reference: string} {
	const [, id = '', reference = ''] = /^([^=]*)=((?:env|file):.*)$/s.exec(text) ?? [];
	if (id === '') {
		const mistyped = providers.find(known => text.startsWith(`${known.id}=`));
		throw usage(
			`${option}${mistyped === undefined ? '' : ` ${mistyped.id}`} takes no secret as it is, only where it stands.`,
			'Write <provider>=env:NAME or <provider>=file:PATH: what is typed is seen in the process list.',
		);
	}
	const provider = requireProvider(id);
	refuseUseless(option, provider);
	return {provider, reference};
}

/** @throws {CallHookError} for a provider that no secret is of use for */
export function refuseUseless(option: string, provider: Provider): void {
	if (takesSecret(provider)) return;
	const ids = listed(providers.filter(takesSecret).map(known => known.id));
	throw usage(
		`${option} ${provider.id} has no use: ${provider.name} documents no signature and no shared secret.`,
		`Leave it out; it is for ${ids}.`,
	);
}

/** `env:NAME` and `file:PATH` without what kind it is. */
function nameIn(reference: string): string {
	return reference.slice(reference.indexOf(':') + 1);
}

function fromEnvironment({secretEnv}: Provider, env: Environment): Secret[] | null {
	const value = secretEnv !== undefined && Object.hasOwn(env, secretEnv) ? env[secretEnv] : undefined;
	return secretEnv === undefined || value === undefined || isBlank(value) ? null : [{from: secretEnv, value}];
}

function configured({id}: Provider, {config, env, onUnreadable}: Required<SecretSources>): Secret[] {
	return (config.secrets.get(id) ?? []).flatMap(reference => {
		const option = `secrets.${id} in ${config.file ?? ''}`;
		try {
			return {from: nameIn(reference), value: secretValue(reference, {option, literal: false, env})};
		} catch (error) {
			onUnreadable(error);
			return [];
		}
	});
}
