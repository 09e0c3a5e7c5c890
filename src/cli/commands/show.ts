export async function runShow() {
	return 0 as const;
}
