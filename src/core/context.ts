/** What the user's configuration tells the decoder of one provider. All of it is optional: unknown stays unknown. */
export interface DecodeContext {
	/** The provider's id, for hints that name a setting. */
	readonly provider: string;
	/** For hooks whose names the customer chooses: parameter name → the provider's own name for it. */
	readonly names: Readonly<Record<string, string>>;
	/** The zone of times that do not say theirs: an IANA name or an offset such as `+05:30`. */
	readonly zone: string | null;
	/** The country of numbers that do not say theirs: ISO 3166-1, two capitals. */
	readonly country: string | null;
}

/** Contexts by provider id; a provider that is not in it has nothing configured. */
export type DecodeContexts = ReadonlyMap<string, DecodeContext>;

export const noContexts: DecodeContexts = new Map();

/** A context in which nothing is configured. */
export function bareContext(provider: string): DecodeContext {
	return {provider, names: {}, zone: null, country: null};
}
