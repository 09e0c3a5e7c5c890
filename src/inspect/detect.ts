import type {Recognition} from '../core/delivery.ts';
import type {Message} from '../core/message.ts';
import type {Candidate, Evidence, Provider} from '../core/provider.ts';

/** Below this a request is nobody's: detection does not guess. */
export const recognitionThreshold = 0.6;

/** Every provider that has any evidence for the request, the most confident first. */
export function candidatesFor(
	message: Message,
	providers: readonly Provider[],
	/** Told of a provider whose detection threw; it has no say about this request. */
	failed: (provider: Provider, error: unknown) => void,
): Candidate[] {
	const candidates: Candidate[] = [];
	for (const provider of providers) {
		try {
			const evidence = provider.detect(message);
			if (evidence.length === 0) continue;
			evidence.sort((a, b) => b.weight - a.weight);
			candidates.push({provider, confidence: combine(evidence), evidence});
		} catch (error) {
			failed(provider, error);
		}
	}
	return candidates.sort((a, b) => b.confidence - a.confidence);
}

/** The candidate to believe in, or null: below the threshold, or as likely as the next. */
export function pick(candidates: readonly Candidate[]): Candidate | null {
	const [best, next] = candidates;
	if (best === undefined || best.confidence < recognitionThreshold) return null;
	return next !== undefined && next.confidence >= best.confidence ? null : best;
}

/** How a choice is told. */
export function recognition(chosen: Candidate, candidates: readonly Candidate[]): Recognition {
	const next = candidates.find(candidate => candidate !== chosen);
	return {
		id: chosen.provider.id,
		name: chosen.provider.name,
		confidence: chosen.confidence,
		because: chosen.evidence.map(evidence => evidence.says),
		pinned: false,
		runnerUp: next === undefined ? null : {id: next.provider.id, confidence: next.confidence},
	};
}

/** How sure several independent reasons make one, to two decimals: 1 − Π(1 − weight), never quite 1. */
function combine(evidence: readonly Evidence[]): number {
	const doubt = evidence.reduce((rest, {weight}) => rest * (1 - weight), 1);
	return Math.min(0.99, Math.round((1 - doubt) * 100) / 100);
}
