/** Lengths of time as people write them: `500ms`, `1.5s`, `2m`, `1h`, `30d`, `4w`. */

/** In ms. */
const units: Readonly<Record<string, number>> = {
	'': 1,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
	w: 604_800_000,
};

/** In ms; a number without a unit is ms. null for what is no length of time. */
export function parseDurationText(text: string): number | null {
	const parts = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h|d|w)?$/.exec(text.trim());
	const unit = units[parts?.[2] ?? ''];
	if (parts === null || unit === undefined) return null;
	// To the microsecond: 2055.198 seconds are not quite 2055198 ms in binary.
	return Math.round(Number(parts[1]) * unit * 1000) / 1000;
}

/** The shortest text that reads as just so many ms, whole ones: `30s`, `1.25s`, `90ms`. */
export function durationText(ms: number): string {
	const whole = Math.round(ms);
	for (const unit of ['h', 'm'] as const) {
		const size = units[unit] ?? 1;
		if (whole >= size && whole % size === 0) return `${whole / size}${unit}`;
	}
	return whole < 1000 ? `${whole}ms` : `${whole / 1000}s`;
}
