import {expect, it} from 'vitest';
import {type Finding, type Severity, severityRank, worstFinding} from '../../src/core/delivery.ts';

const finding = (severity: Severity, code: string): Finding => ({
	code,
	severity,
	message: '',
	hint: '',
	where: null,
});

it('the worst finding is the most severe, and the first of those', () => {
	const [info, warning, error, later] = [
		finding('info', 'a/info'),
		finding('warning', 'a/warning'),
		finding('error', 'a/error'),
		finding('error', 'a/later'),
	];
	expect(worstFinding([info, warning, error, later])).toBe(error);
	expect(worstFinding([later, error, info])).toBe(later);
	expect(worstFinding([info, warning])).toBe(warning);
	expect(worstFinding([])).toBeNull();
});

it('errors rank before warnings, warnings before notes', () => {
	expect((Object.keys(severityRank) as Severity[]).sort((a, b) => severityRank[a] - severityRank[b])).toEqual(
		['error', 'warning', 'info'],
	);
});
