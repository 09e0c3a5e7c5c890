import type {Provider} from '../core/provider.ts';
import {callr} from './callr.ts';
import {cllr} from './cllr.ts';
import {generic} from './generic.ts';
import {mobtexting} from './mobtexting.ts';
import {myoperator} from './myoperator.ts';
import {telecmi} from './telecmi.ts';

/** Every provider call-hook knows, in the order they are shown. Adding one is one line here and one file beside. */
export const providers: readonly Provider[] = [callr, cllr, telecmi, mobtexting, myoperator];

/** The provider of that id, `generic` included; null when there is none. */
export function providerOf(id: string): Provider | null {
	return id === generic.id ? generic : (providers.find(provider => provider.id === id) ?? null);
}
