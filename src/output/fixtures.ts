/** `call-hook fixtures`: what there is to send without a phone. */

import {type Line, segment} from '../view/segment.ts';
import {widthOf} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

export interface ListedFixture {
	/** `telecmi/outgoing-answered` */
	id: string;
	provider: string;
	/** How many requests it is made of. */
	steps: number;
	/** A sentence. */
	shows: string;
}

/** Between the columns. */
const gap = 2;
/** What a fixture shows is beside its id only where it has room for some words. */
const leastBeside = 30;

/**
 * Each begins a line with its id. No line is wider than `width`, and providers are parted by a blank line; with null,
 * for who reads lines, each is one line, however long, and there are no others.
 */
export function fixtureList(fixtures: readonly ListedFixture[], width: number | null): Line[] {
	const column = Math.max(0, ...fixtures.map(({id}) => widthOf(id))) + gap;
	const isBeside = width === null || width - column >= leastBeside;
	return fixtures.flatMap((fixture, index) => {
		const isNext = index > 0 && fixtures[index - 1]?.provider !== fixture.provider;
		const lines = isBeside ? beside(fixture, column, width) : below(fixture, width);
		return isNext && width !== null ? [[], ...lines] : lines;
	});
}

function beside(fixture: ListedFixture, column: number, width: number | null): Line[] {
	const text = textOf(fixture);
	const rows = width === null ? [text] : wrapWords(text, width - column);
	return rows.map((row, index) => [
		segment((index === 0 ? fixture.id : '').padEnd(column), 'text.strong'),
		segment(row),
	]);
}

function below(fixture: ListedFixture, width: number): Line[] {
	const rows = wrapWords(textOf(fixture), Math.max(1, width - gap));
	return [[segment(fixture.id, 'text.strong')], ...rows.map(row => [segment(' '.repeat(gap) + row)])];
}

function textOf({steps, shows}: ListedFixture): string {
	return steps === 1 ? shows : `${steps} requests: ${shows}`;
}
