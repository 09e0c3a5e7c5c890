/**
 * Lengths of time in words, one form for each use. What was measured keeps its decimals; a limit has only those it
 * needs.
 */

/** How long something took: `0.7 ms`, `41 ms`, `12.41 s`, `2 min 5 s`. */
export function duration(ms: number): string {
	if (ms < 0.95) return `${ms.toFixed(1)} ms`;
	if (ms < 999.5) return `${Math.round(ms)} ms`;
	return ms < 99_995 ? `${(ms / 1000).toFixed(2)} s` : lengthOfTime(ms);
}

/**
 * How long something took, beside its limit in seconds: where it is more `12.4 s`, and with as many decimals as it takes
 * to be seen, `10.0001 s`.
 */
export function besideLimit(ms: number, limitMs: number): string {
	if (ms <= limitMs) return duration(ms);
	for (let decimals = 1; decimals < 6; decimals++) {
		const seconds = (ms / 1000).toFixed(decimals);
		if (Number(seconds) > limitMs / 1000) return `${seconds} s`;
	}
	return `${(ms / 1000).toFixed(6)} s`;
}

/** What is allowed: `10 s`, `0.06 s`. */
export function inSeconds(ms: number): string {
	return `${ms / 1000} s`;
}

/** To the second: `4 s`, `13 min 2 s`, `2 h 5 min`; after two days `15 days 1 h`. */
export function lengthOfTime(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return withRest(`${minutes} min`, seconds % 60, 's');
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return withRest(`${hours} h`, minutes % 60, 'min');
	return withRest(`${Math.floor(hours / 24)} days`, hours % 24, 'h');
}

function withRest(text: string, rest: number, unit: string): string {
	return rest === 0 ? text : `${text} ${rest} ${unit}`;
}

/** From one arrival to another: `0.2 s`, `30.1 s`, `2 min 5 s`. */
export function gap(ms: number): string {
	const tenths = Math.round(ms / 100);
	return tenths < 600 ? `${(tenths / 10).toFixed(1)} s` : lengthOfTime(ms);
}

/** The same as told behind what came again: `+30.1 s`. */
export function gapText(ms: number): string {
	return `+${gap(ms)}`;
}
