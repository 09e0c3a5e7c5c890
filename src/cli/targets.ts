/** From options to targets that requests are handed to. */

import {readFileSync} from 'node:fs';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';
import type {TargetStatus} from '../core/target.ts';
import type {TargetOptions} from '../forward/forwarder.ts';
import {openTargets} from '../forward/target.ts';
import type {TargetRule} from '../session/answers.ts';
import type {TargetFilter} from '../session/target-filters.ts';

export interface TargetsOptions {
	forwardPath: TargetOptions['path'];
	preserveHost?: boolean;
	/** The path of a PEM file. */
	ca?: string;
	insecure?: boolean;
}

export interface Targets {
	rules: readonly TargetRule[];
	/** Safe to call twice. */
	close(): void;
}

/**
 * Opens the targets, in the order they are asked.
 * @throws {CallHookError} when one cannot be used
 */
export function targetsFor(
	filters: readonly TargetFilter[],
	{forwardPath, preserveHost = false, ca, insecure = false}: TargetsOptions,
	onStatus: (status: TargetStatus) => void,
): Targets {
	const authority = ca === undefined ? null : readAuthority(ca);
	const targets = openTargets(
		filters.map(({url}) => ({url, path: forwardPath, preserveHost, ca: authority, insecure})),
		onStatus,
	);
	return {
		rules: targets.map((target, index) => ({target, matches: filters[index]?.matches ?? (() => false)})),
		close() {
			for (const target of targets) target.close();
		},
	};
}

/** @throws {CallHookError} when it cannot be read */
export function readAuthority(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const why = codeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
		throw new CallHookError(`--ca ${path} could not be read: ${why}.`, {
			hint: 'Give the file of the authority that signed the certificate of your server.',
			exitCode: exitCode.usage,
			cause: error,
		});
	}
}
