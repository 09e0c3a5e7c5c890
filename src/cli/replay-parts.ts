/** From what a user names to what is sent: edited, changed, made anew, and planned. */

import {CallHookError, exitCode} from '../core/errors.ts';
import {drawFrom} from '../core/random.ts';
import {listed} from '../core/text.ts';
import {isSameRequest, type RequestStep, type WireRequest} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {Inspections} from '../replay/delivery.ts';
import {
	neverCalled,
	type Pass,
	type PlannedStep,
	type PlanOptions,
	planOf,
	sendingsPerPass,
} from '../replay/plan.ts';
import type {PreparedStep} from '../replay/sending.ts';
import {applyChanges, type Change, parseChange} from '../rewrite/change.ts';
import {renewalOf} from '../rewrite/renew.ts';
import {edited} from './edit.ts';
import {pinOfStep, type Scenario} from './replay-source.ts';

/** A change as it was typed. */
export interface TypedChange {
	kind: Change['kind'];
	text: string;
}

export interface PartOptions {
	edit: boolean;
	/** In the order they were typed. */
	changes: readonly TypedChange[];
	/** Ids made fresh and times moved, in every repetition. */
	now: boolean;
	sameIds: boolean;
	times: number;
	plan: PlanOptions;
	/** Who all of it is from; null leaves it to the steps and to detection. */
	provider: string | null;
	told: Told;
}

/** A scenario ready to be sent. */
export interface Part {
	title: string;
	steps: readonly PreparedStep[];
	passOf(repetition: number): Pass;
	/** How many requests each pass sends; null where that is drawn. */
	perPass: number | null;
	/** By place; where nothing is made anew they are the steps themselves. */
	requestsOf(repetition: number, at: number): readonly WireRequest[];
}

/** @throws {CallHookError} for a change that matches nothing, and a `--late` that means no step */
export async function partsOf(scenarios: readonly Scenario[], options: PartOptions): Promise<Part[]> {
	const changes = options.changes.map(readChange);
	const edits: (readonly RequestStep[])[] = [];
	for (const {steps} of scenarios) edits.push(options.edit ? await edited(steps) : steps);
	const changed = withChanges(edits, changes);
	const plans = scenarios.map((scenario, index) => planned(scenario, changed[index] ?? [], options));
	refuseUncalled(plans, options.plan);
	return plans.map(({scenario, steps, calledSteps}) => partOf(scenario, steps, calledSteps, options));
}

function readChange({kind, text}: TypedChange): Change {
	const change = parseChange(kind, text);
	if (!('problem' in change)) return change;
	throw new CallHookError(`--${kind} ${text}: ${change.problem}`, {
		hint:
			kind === 'remove'
				? 'Write a path: --remove body.agent, --remove header.X-Token.'
				: `Write a path and a value: --${kind} body.to=33199000000, --${kind} query.k=v.`,
		exitCode: exitCode.usage,
	});
}

/** Each change has to find its place in one step at least. */
function withChanges(
	scenarios: readonly (readonly RequestStep[])[],
	changes: readonly Change[],
): (readonly RequestStep[])[] {
	if (changes.length === 0) return [...scenarios];
	const found = new Set<Change>();
	const near = new Map<Change, Set<string>>();
	const changed = scenarios.map(steps =>
		steps.map(step => {
			const {request, unmatched} = applyChanges(step, changes);
			const missed = new Set(unmatched.map(({change}) => change));
			for (const change of changes) if (!missed.has(change)) found.add(change);
			for (const {change, near: names} of unmatched) {
				near.set(change, new Set([...(near.get(change) ?? []), ...names]));
			}
			return {...step, ...request};
		}),
	);
	const missed = changes.find(change => !found.has(change));
	if (missed === undefined) return changed;
	const names = [...(near.get(missed) ?? [])].slice(0, 5);
	throw new CallHookError(`${missed.written} matches nothing.`, {
		hint:
			names.length > 0
				? `Near it ${names.length === 1 ? 'is' : 'are'} ${listed(names)}.`
				: 'Paths begin with body., query. or header.; --dry-run --json and show tell what is there.',
		exitCode: exitCode.usage,
	});
}

interface Planned {
	scenario: Scenario;
	steps: readonly PreparedStep[];
	calledSteps: readonly PlannedStep[];
}

function planned(scenario: Scenario, changed: readonly RequestStep[], options: PartOptions): Planned {
	const {provider, told} = options;
	const inspections = new Inspections(told);
	const isWhole = changed.length === scenario.steps.length;
	const steps = changed.map((step, index) => {
		const original = isWhole ? scenario.steps[index] : undefined;
		return {
			// What is made anew is looked for by who it is from.
			step: provider === null ? step : {...step, pin: provider},
			from: scenario.from,
			pin: pinOfStep(scenario, step, provider),
			isEdited: original === undefined || !isSameRequest(original, step),
		};
	});
	const calledSteps = steps.map(({step, pin}) => {
		const {event} = inspections.of(step, pin).inspection;
		const names = [event?.phase, event?.kind, step.name].filter(name => typeof name === 'string');
		return {afterMs: step.afterMs, calledBy: [...new Set(names)]};
	});
	return {scenario, steps, calledSteps};
}

/** Of several scenarios each has its own names. */
function refuseUncalled(plans: readonly Planned[], {late}: PlanOptions): void {
	const [uncalled] = neverCalled(
		plans.flatMap(({calledSteps}) => calledSteps),
		late,
	);
	if (uncalled === undefined) return;
	const names = new Set(plans.flatMap(({calledSteps}) => calledSteps.flatMap(({calledBy}) => calledBy)));
	throw new CallHookError(`--late ${uncalled.what}: no request is called so.`, {
		hint: `Here are ${listed([...names])}.`,
		exitCode: exitCode.usage,
	});
}

function partOf(
	{title}: Scenario,
	steps: readonly PreparedStep[],
	calledSteps: readonly PlannedStep[],
	{plan, now, sameIds, times, told}: PartOptions,
): Part {
	const requests = steps.map(({step}) => step);
	const freshIds = !sameIds && (now || times > 1);
	const timed = requests.map((step, index) => ({...step, afterMs: index === 0 ? 0 : sentAfter(step, plan)}));
	const renewal = now || freshIds ? renewalOf(timed, {freshIds, now, seed: plan.seed, told}) : null;
	return {
		title,
		steps,
		passOf: planOf(calledSteps, plan),
		perPass: sendingsPerPass(calledSteps, plan),
		requestsOf(repetition, at) {
			// The first of several is the call as it was.
			if (renewal === null || (repetition === 0 && !now)) return requests;
			const renewed = renewal.steps(repetition, at);
			// What was not made anew is the step itself, by which it is known again.
			return requests.map((step, index) => {
				const request = renewed[index];
				return request === undefined || request === timed[index] ? step : request;
			});
		},
	};
}

/** In any order each may be the first to be sent: none of them may tell of what comes after the start. */
function sentAfter({afterMs}: RequestStep, {speed, shuffle}: PlanOptions): number {
	return shuffle ? 0 : (afterMs ?? 0) / speed;
}

/** A seed where none was given: what was drawn can be drawn again when it is told. */
export function anySeed(): number {
	return Math.floor(drawFrom(Date.now() ^ process.pid)() * 1_000_000);
}
