/** Which role, and which mark, tells a verdict, a severity or a signature: the same in every view. */

import {halfUsed, nearlyUsed} from '../core/contract.ts';
import type {Severity, SignatureCheck, Verdict} from '../core/delivery.ts';
import type {Marks} from './marks.ts';
import type {Role} from './segment.ts';

export function verdictRole(state: Verdict['state']): Role {
	switch (state) {
		case 'accepted':
			return 'good';
		case 'rejected':
			return 'bad';
		case 'unknown':
			return 'info';
		case null:
			return 'text.muted';
	}
}

/** Of an answer's status in a list: an error needs eyes also where no document says whether it counts. */
export function statusRole(status: number | null, verdict: Verdict['state']): Role {
	return verdict === 'unknown' && status !== null && status >= 400 ? 'warn' : verdictRole(verdict);
}

/** Of how much of what is allowed is used. */
export function shareRole(share: number): Role {
	return share >= nearlyUsed ? 'bad' : share >= halfUsed ? 'warn' : 'text.muted';
}

/** Of how long an answer took, against how long its sender waits; null where that is not documented. */
export function tookRole(ms: number, deadlineMs: number | null): Role {
	return deadlineMs === null ? 'text.muted' : shareRole(ms / deadlineMs);
}

const severityRoles: Record<Severity, Role> = {error: 'bad', warning: 'warn', info: 'info'};

export function severityRole(severity: Severity): Role {
	return severityRoles[severity];
}

const signatureRoles: Record<SignatureCheck['state'], Role> = {
	valid: 'good',
	invalid: 'bad',
	missing: 'warn',
	unchecked: 'info',
	unsigned: 'text.muted',
};

export function signatureRole(state: SignatureCheck['state']): Role {
	return signatureRoles[state];
}

const signatureMarks = {
	valid: 'accepted',
	invalid: 'rejected',
	missing: 'warning',
	unchecked: 'unknown',
	unsigned: 'none',
} as const satisfies Record<SignatureCheck['state'], keyof Marks>;

export function signatureMark(state: SignatureCheck['state'], marks: Marks): string {
	return marks[signatureMarks[state]];
}
