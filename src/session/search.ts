/** The search index is filled behind: with the texts that filters look at, a few deliveries at a time. */

import type {DecodeContexts} from '../core/context.ts';
import {hashOfText} from '../core/hash.ts';
import {version} from '../core/version.ts';
import {type TextSubject, textsOf} from '../filter/texts.ts';
import {inspectAs, type Told} from '../inspect/inspect.ts';
import type {Store, StoredDelivery, StoreWriter} from '../store/store.ts';

/** Texts of a delivery beyond this many characters are not indexed: it is looked at with every search. */
export const mostIndexed = 64 * 1024;

/** Deliveries that are read at a time: their bodies may be large. */
const pageSize = 10;

/** What the texts of deliveries depend on besides their bytes: this program, and what the configuration says. */
export function madeBy(contexts: DecodeContexts): string {
	const told = [...contexts.values()].map(context => JSON.stringify(context)).sort();
	return `${program}${hashOfText(told.join('\n')).toString(16)}`;
}

const program = `${version} `;

/** Whether an index is of another program, or none: nobody can use it. */
export function isOutdated(made: string | null): boolean {
	return made?.startsWith(program) !== true;
}

export class SearchIndexer {
	readonly #store: Store;
	readonly #told: Told;
	readonly #madeBy: string;
	/** Another's index may be thrown away. */
	#mayBegin: boolean;

	/** `replaces`: an index of this program for another configuration is thrown away as well, once. */
	constructor(store: Store, told: Told, {replaces}: {replaces: boolean}) {
		this.#store = store;
		this.#told = told;
		this.#madeBy = madeBy(told.contexts);
		this.#mayBegin = replaces;
	}

	/**
	 * Indexes some of the deliveries that are not indexed yet, for about so many ms, in one transaction.
	 * @returns whether some are left
	 * @throws {CallHookError} when it could not be kept
	 */
	run(ms: number): boolean {
		const until = performance.now() + ms;
		return this.#store.write(writer => {
			const {madeBy: made} = writer.searchState();
			if (made !== this.#madeBy) {
				if (!isOutdated(made) && !this.#mayBegin) return false;
				writer.beginSearch(this.#madeBy);
			}
			// Two listeners with different configurations must not do this in turn for ever.
			this.#mayBegin = false;
			for (;;) {
				if (!this.#indexPage(writer)) return false;
				if (performance.now() > until) return true;
			}
		});
	}

	/** Whether there was anything to index. */
	#indexPage(writer: StoreWriter): boolean {
		const page = writer.deliveriesAfter(writer.searchState().upTo, pageSize);
		const last = page.at(-1);
		if (last === undefined) return false;
		writer.addToSearch(
			page.map(stored => ({id: stored.id, texts: this.#textsOf(stored)})),
			last.id,
		);
		return true;
	}

	#textsOf(stored: StoredDelivery): string[] | null {
		if (stored.request.body.length > mostIndexed) return null;
		const texts = textsOf(textSubject(stored, this.#told));
		const length = texts.reduce((sum, text) => sum + text.length, 0);
		return length > mostIndexed ? null : texts;
	}
}

/** What free text is looked for in, of a delivery: it needs no history and no answer. */
export function textSubject({request, pin}: StoredDelivery, told: Told): TextSubject {
	const {message, inspection} = inspectAs(request, pin, told);
	return {request, message, inspection};
}
