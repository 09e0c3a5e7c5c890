/** From what a user names to what is sent: edited, changed, made anew, and planned. */

import {headerOf} from '../core/capture.ts';
import type {CallHookError} from '../core/errors.ts';
import {drawFrom} from '../core/random.ts';
import {firstFew, listed, oneLine} from '../core/text.ts';
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
import {applyChanges, type Change, isHeader, parseChange} from '../rewrite/change.ts';
import {openRequest} from '../rewrite/open-request.ts';
import {type Before, renewalOf} from '../rewrite/renew.ts';
import {edited} from './edit.ts';
import {pinOfStep, type Scenario} from './replay-source.ts';
import {usage} from './usage.ts';

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
	/** Tells the user, unless they want to hear of errors only. */
	say(text: string): void;
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
	if (options.edit && edits.every((steps, index) => areSame(steps, scenarios[index]?.steps ?? []))) {
		options.say('Nothing was changed in the editor: it is sent as it is.');
	}
	const changed = withChanges(edits, changes, options.say);
	const plans = scenarios.map((scenario, index) => planned(scenario, changed[index] ?? [], options));
	refuseUncalled(plans, options.plan);
	return plans.map(plan => partOf(plan, options));
}

function areSame(one: readonly RequestStep[], other: readonly RequestStep[]): boolean {
	return (
		one.length === other.length &&
		one.every((step, index) => isSameRequest(step, other[index] ?? {...step, method: ''}))
	);
}

function readChange({kind, text}: TypedChange): Change {
	const change = parseChange(kind, text);
	if ('problem' in change) {
		throw usage(
			oneLine(`--${kind} ${text}: ${change.problem}`),
			kind === 'remove'
				? 'Write a path: --remove body.agent, --remove header.X-Token.'
				: `Write a path and a value: --${kind} body.to=33199000000, --${kind} query.k=v.`,
		);
	}
	if (isHeader(change.path, 'content-length')) {
		throw usage(
			oneLine(`${change.written} cannot be sent: the length of a body is what the body has.`),
			'Leave it out: Content-Length follows the body.',
		);
	}
	if (kind === 'remove' && isHeader(change.path, 'host')) {
		throw usage(
			`${change.written} cannot be sent: HTTP/1.1 has no request without Host.`,
			'Set another one: --set header.Host=shop.example.test.',
		);
	}
	return change;
}

/** A step with the user's changes. */
interface ChangedStep extends Before {
	after: RequestStep;
}

/** Each change has to find its place in one step at least. */
function withChanges(
	scenarios: readonly (readonly RequestStep[])[],
	changes: readonly Change[],
	say: PartOptions['say'],
): (readonly ChangedStep[])[] {
	/** By change: of how many places one request had with one path. */
	const found = new Map<Change, number>();
	const missed = new Map<Change, {because: string; near: readonly string[]}[]>();
	const changed = scenarios.map(steps =>
		steps.map(step => {
			if (changes.length === 0) return {step, after: step, changed: []};
			const {request, made, unmatched} = applyChanges(step, changes);
			for (const {change, paths} of made) {
				found.set(change, Math.max(found.get(change) ?? 0, paths.length));
			}
			for (const {change, because, near} of unmatched) {
				missed.set(change, [...(missed.get(change) ?? []), {because, near}]);
			}
			return {step, after: {...step, ...request}, changed: made.flatMap(({paths}) => paths)};
		}),
	);
	for (const change of changes) {
		const places = found.get(change);
		if (places === undefined) throw unmatched(change, missed.get(change) ?? [], scenarios.flat());
		if (places > 1) {
			const {written, path} = change;
			say(oneLine(`${written}: ${places} places changed, as all have this path; ${path}[0] is the first.`));
		}
	}
	return changed;
}

function unmatched(
	{kind, path, written}: Change,
	missed: readonly {because: string; near: readonly string[]}[],
	steps: readonly RequestStep[],
): CallHookError {
	if (kind === 'set' && (path === 'body.method' || path === 'body.target' || path === 'body.path')) {
		return usage(
			oneLine(`${written}: there is no ${path}, and ${path.slice(5)} of a request cannot be set.`),
			'Change it in your editor with --edit, or in a .http file.',
		);
	}
	const {because} = missed[0] ?? {because: 'there is nothing to change'};
	const near = [...new Set(missed.flatMap(each => each.near))].slice(0, 5);
	return usage(
		oneLine(`${written}: ${because}.`),
		oneLine(
			near.length > 0
				? `Near it ${near.length === 1 ? 'is' : 'are'} ${listed(near)}.`
				: `${whatIsThere(steps)} Paths begin with body., query. or header.`,
		),
	);
}

/** Of very many requests these are looked at. */
const maxLookedAt = 20;

function whatIsThere(steps: readonly RequestStep[]): string {
	const paths = steps.slice(0, maxLookedAt).flatMap(step => openRequest(step).places.map(({path}) => path));
	const isHead = (path: string) => path.startsWith('header.');
	const all = [...new Set([...paths.filter(path => !isHead(path)), ...paths.filter(isHead)])];
	return all.length === 0 ? 'Nothing is there that has a path.' : `There are ${firstFew(all)}.`;
}

interface Planned {
	scenario: Scenario;
	steps: readonly PreparedStep[];
	/** What they were before the changes. */
	before: readonly Before[];
	calledSteps: readonly PlannedStep[];
}

function planned(scenario: Scenario, changed: readonly ChangedStep[], options: PartOptions): Planned {
	const {provider, told} = options;
	const inspections = new Inspections(told);
	const isWhole = changed.length === scenario.steps.length;
	// What is made anew is looked for by who it is from.
	const pinned = (step: RequestStep) => (provider === null ? step : {...step, pin: provider});
	const steps = changed.map(({after, changed: paths}, index): PreparedStep => {
		const original = isWhole ? scenario.steps[index] : undefined;
		const hosts = [original ?? after, after].map(({headers}) => headerOf(headers, 'host'));
		return {
			step: pinned(after),
			from: scenario.from,
			pin: pinOfStep(scenario, after, provider),
			isEdited: original === undefined || !isSameRequest(original, after),
			keepsHost: hosts[0] !== hosts[1] || paths.some(path => isHeader(path, 'host')),
		};
	});
	const before = changed.map(({step, changed: paths}) => ({step: pinned(step), changed: paths}));
	const calledSteps = steps.map(({step, pin}) => {
		const {event} = inspections.of(step, pin).inspection;
		const names = [event?.phase, event?.kind, step.name].filter(name => typeof name === 'string');
		return {afterMs: step.afterMs, calledBy: [...new Set(names)]};
	});
	return {scenario, steps, before, calledSteps};
}

/** Of several scenarios each has its own names. */
function refuseUncalled(plans: readonly Planned[], {late}: PlanOptions): void {
	const [uncalled] = neverCalled(
		plans.flatMap(({calledSteps}) => calledSteps),
		late,
	);
	if (uncalled === undefined) return;
	const names = new Set(plans.flatMap(({calledSteps}) => calledSteps.flatMap(({calledBy}) => calledBy)));
	throw usage(
		oneLine(`--late ${uncalled.what}: no request is called so.`),
		oneLine(
			names.size === 0
				? 'None of them has a phase, a kind or a name.'
				: `They are called ${firstFew([...names])}.`,
		),
	);
}

function partOf(
	{scenario: {title}, steps, before, calledSteps}: Planned,
	{plan, now, sameIds, times, told}: PartOptions,
): Part {
	const requests = steps.map(({step}) => step);
	const freshIds = !sameIds && (now || times > 1);
	const timed = requests.map((step, index) => ({...step, afterMs: index === 0 ? 0 : sentAfter(step, plan)}));
	const renewal = now || freshIds ? renewalOf(timed, {freshIds, now, seed: plan.seed, told, before}) : null;
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
