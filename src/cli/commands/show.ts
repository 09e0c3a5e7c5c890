export async function runShow(_what: string, _global: unknown) {
	return 0 as const;
}
