import {expect, it} from 'vitest';
import {
	countFindings,
	countWorthALook,
	type Finding,
	type Severity,
	severityRank,
	worstFinding,
} from '../../src/core/delivery.ts';

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

it('what is only worth knowing counts where there is nothing worse', () => {
	const counts = (...severities: Severity[]) =>
		countFindings(severities.map(severity => finding(severity, 'a/b')));
	expect(counts('info', 'error', 'info')).toEqual({error: 1, warning: 0, info: 2});
	expect(countWorthALook(counts('info', 'error', 'info', 'warning'))).toBe(2);
	expect(countWorthALook(counts('info', 'info'))).toBe(2);
	expect(countWorthALook(counts())).toBe(0);
});
