import type {Delivery} from '../../core/delivery.ts';
import {type ExitCode, exitCode} from '../../core/errors.ts';
import {vocabularyOf} from '../../filter/fields.ts';
import type {Filter} from '../../filter/filter.ts';
import {matches} from '../../filter/match.ts';
import type {Told} from '../../inspect/inspect.ts';
import {readMessage} from '../../inspect/message.ts';
import {deadlineOf} from '../../inspect/verdict.ts';
import {deliveryLine as textLine} from '../../output/lines.ts';
import {deliveryLine as jsonLine} from '../../output/ndjson.ts';
import {generic} from '../../providers/generic.ts';
import {providers} from '../../providers/registry.ts';
import {Archive, reachWithoutCall} from '../../session/archive.ts';
import type {StoreReader} from '../../store/store.ts';
import {count} from '../../view/format.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {listFilter} from '../list-filter.ts';
import type {GlobalOptions} from '../options.ts';
import type {SecretOptions} from '../secrets.ts';
import {isDone, printed, terminalWidth, withStore} from './reading.ts';

/** How many rows are read at a time: a store may hold a million, and one may hold megabytes. */
const pageSize = 10;

export async function runDeliveries(
	words: readonly string[],
	options: SecretOptions & {limit?: number},
	global: GlobalOptions,
): Promise<ExitCode> {
	const filter = listFilter(words, vocabularyOf([...providers, generic]));
	return withStore({...global, ...options}, isDone, async (store, told) => {
		const {theme, marks} = looksFor(global, process.env);
		const width = terminalWidth();
		const first = options.limit === undefined ? 1 : firstOfNewest(store, told, filter, options.limit);
		let found = false;
		for (const delivery of deliveriesFrom(store, told, first)) {
			if (!isWanted(filter, delivery)) continue;
			found = true;
			const line = paintLine(textLine(delivery, {width, marks, deadlineOf}), theme);
			await printed(global.json ? jsonLine(delivery) : `${line}\n`);
		}
		// Nothing at all would look like an empty store.
		if (!found && filter.terms.length > 0 && !global.quiet) {
			process.stderr.write(`No delivery matches. ${inStore(store.totals().deliveries)}\n`);
		}
		return exitCode.done;
	});
}

function inStore(deliveries: number): string {
	return deliveries === 1 ? 'One is in the store.' : `${count(deliveries)} are in the store.`;
}

/** Whether a filter takes it; one without terms takes all. */
export function isWanted(filter: Filter, delivery: Delivery): boolean {
	const {terms} = filter;
	if (terms.length === 0) return true;
	const hasFreeText = terms.some(({field}) => field === null);
	return matches(filter, hasFreeText ? {...delivery, message: readMessage(delivery.request)} : delivery);
}

/** Those from an id on, up to another, oldest first. */
export function* deliveriesFrom(
	store: StoreReader,
	told: Told,
	first: number,
	end = Number.POSITIVE_INFINITY,
): Generator<Delivery & {id: number}> {
	const archive = new Archive(store, told);
	for (let after = first - 1 - reachWithoutCall; ; ) {
		const page = store.deliveriesAfter(after, pageSize);
		if (page.length === 0) return;
		for (const stored of page) {
			const {id} = stored;
			if (id >= end) return;
			const delivery = archive.next(stored);
			if (id >= first) yield {...delivery, id};
			after = id;
		}
	}
}

/** Deliveries among which the newest ones that match are looked for at a time. */
const stretch = 1000;

/** The id of the oldest of the newest `limit` that match; of all there are when they are fewer. */
function firstOfNewest(store: StoreReader, told: Told, filter: Filter, limit: number): number {
	let left = limit;
	for (let end = Number.MAX_SAFE_INTEGER; ; ) {
		const ids = store.deliveryIdsBefore(end, stretch);
		const [oldest] = ids;
		if (oldest === undefined) return 1;
		const found = filter.terms.length === 0 ? ids : matchingIds(store, told, filter, oldest, end);
		if (found.length >= left) return found[found.length - left] ?? 1;
		left -= found.length;
		end = oldest;
	}
}

function matchingIds(store: StoreReader, told: Told, filter: Filter, first: number, end: number): number[] {
	const ids: number[] = [];
	for (const delivery of deliveriesFrom(store, told, first, end)) {
		if (isWanted(filter, delivery)) ids.push(delivery.id);
	}
	return ids;
}
