/** A running listener is noted in its store, so that other commands find it. */

import type {Network} from '../session/network.ts';
import type {Store} from '../store/store.ts';

/** Of a registration, how it ends. */
export interface Registration {
	/** Safe to call twice. */
	end(): void;
}

/** Notes this process as a listener of `store` at `url`, and its public address whenever that changes. */
export function register(store: Store, url: string, network: Network): Registration {
	const {pid} = process;
	const startedAt = Date.now();
	let noted: string | null | undefined;
	let hasEnded = false;
	const note = () => {
		const {publicUrl} = network.state;
		if (hasEnded || publicUrl === noted) return;
		noted = publicUrl;
		quietly(() => store.write(writer => writer.setListener({pid, url, publicUrl, startedAt})));
	};
	network.onChange(note);
	note();
	return {
		end() {
			if (hasEnded) return;
			hasEnded = true;
			quietly(() => store.write(writer => writer.removeListener(pid)));
		},
	};
}

/** Whoever looks for a listener does not find this one then; what it receives is kept all the same. */
function quietly(work: () => void): void {
	try {
		work();
	} catch {
		// Deliveries come first: a store that cannot be written to says so with the first of them.
	}
}
