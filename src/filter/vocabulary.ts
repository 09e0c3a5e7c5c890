import {catalogue} from '../core/findings.ts';
import type {Provider} from '../core/provider.ts';
import type {Vocabulary} from './fields.ts';

const findings = Object.keys(catalogue);

/** The words of the providers there are, `generic` among them. */
export function vocabularyOf(providers: readonly Provider[]): Vocabulary {
	return {
		providers: providers.map(({id}) => id),
		kinds: [...new Set(providers.flatMap(({kinds}) => kinds.map(({id}) => id)))],
		findings,
	};
}
