import {contractOf} from '../core/contract.ts';
import {defineProvider} from '../core/provider.ts';
import {unsigned} from '../core/signature.ts';

const contract = contractOf({unknown: 'no provider was recognised, so there are no rules to judge by'});

/** Whoever is not recognised. Everything is captured and shown; nothing is claimed. */
export const generic = defineProvider({
	id: 'generic',
	name: 'Generic',
	docs: [],
	setup: {where: 'anywhere', note: 'any request is captured and shown'},
	kinds: [],
	recognisedBy: [],
	correlation: 'not grouped into calls',
	detect: () => [],
	decode: () => null,
	contract: () => contract,
	signature: unsigned({
		state: 'unchecked',
		because: 'no provider was recognised',
		hint: 'Say who sends it with --provider or --route to have it checked.',
	}),
});
