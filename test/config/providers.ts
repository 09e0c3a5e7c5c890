/** Providers as tests of the configuration need them: what the registry's own declare may change. */

import {fact} from '../../src/core/contract.ts';
import type {Provider} from '../../src/core/provider.ts';
import {generic} from '../../src/providers/generic.ts';

/** One whose parameters the customer names, and that signs. */
export const acme: Provider = {
	...generic,
	id: 'acme',
	name: 'Acme',
	signature: {...generic.signature, documented: [fact('a signature', 'example.test/docs')]},
	mappable: {clid: "the caller's number", uid: 'the id of the call'},
};

/** One whose names are fixed, and that does not sign. */
export const rigid: Provider = {...generic, id: 'rigid', name: 'Rigid Telecom'};

export const some: readonly Provider[] = [acme, rigid];
