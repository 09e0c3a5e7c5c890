import type {Answer, Delivery, Verdict} from '../core/delivery.ts';
import {type Contract, describeRanges, type Provider, type StatusRange, sourceOf} from '../core/provider.ts';
import {generic} from '../providers/generic.ts';
import {providerOf} from '../providers/registry.ts';

/** Would the provider count this answer as delivered? Judged by its documented rules alone. */
export function judge(provider: Provider, kind: string | null, answer: Answer): Verdict {
	if (answer.status === null) {
		return {state: null, because: 'nobody answered: there is nothing to judge', source: null};
	}
	const contract = provider.contract(kind);
	const {accepts, deadlineMs} = contract;
	// First: what comes too late does not count, whatever its status.
	if (deadlineMs !== null && answer.durationMs > deadlineMs.value) {
		const took = (answer.durationMs / 1000).toFixed(2);
		return {
			state: 'rejected',
			because: `${provider.name} waits ${deadlineMs.value / 1000} s; the answer took ${took} s${afterwards(contract)}`,
			source: sourceOf(deadlineMs),
		};
	}
	if (accepts !== null && !accepts.value.some(range => contains(range, answer.status ?? 0))) {
		return {
			state: 'rejected',
			because: `${provider.name} counts only ${describeRanges(accepts.value)}; ${answer.status} means undelivered`,
			source: sourceOf(accepts),
		};
	}
	if (answer.isCut === true) {
		return {
			state: 'unknown',
			because: `the connection was closed before the answer was whole; ${provider.name} does not say whether its status counts then`,
			source: null,
		};
	}
	if (accepts === null) return {state: 'unknown', because: contract.unknown, source: null};
	return {
		state: 'accepted',
		because: `${provider.name} counts ${describeRanges(accepts.value)}`,
		source: sourceOf(accepts),
	};
}

/** How long the sender of a delivery waits for its answer by its documents, in ms; null when they do not say. */
export function deadlineOf({inspection: {provider, event}}: Pick<Delivery, 'inspection'>): number | null {
	return (providerOf(provider.id) ?? generic).contract(event?.kind ?? null).deadlineMs?.value ?? null;
}

function afterwards({retries}: Contract): string {
	return retries === null ? '' : ` (${retries.value})`;
}

function contains(range: StatusRange, status: number): boolean {
	return status >= range.from && status <= range.to;
}
