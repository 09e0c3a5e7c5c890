/** Places somebody may have meant who named one that is not there. */

import {nearest} from '../core/nearest.ts';
import {leafOf} from './place-name.ts';
import type {Spot} from './spot.ts';

/** Of more places only these are compared. */
const maxCompared = 1000;
/** Longer paths nobody mistypes: comparing takes their length. */
const longestPath = 100;
/** So many are told. */
const maxTold = 3;

/** Those with the same last name elsewhere, then those whose path or last name looks like it. */
export function nearPaths(path: string, spots: readonly Spot[]): string[] {
	const paths = [...new Set(spots.map(spot => spot.path))]
		.filter(each => each.length <= longestPath)
		.slice(0, maxCompared);
	const name = leafOf(path);
	const same = paths.filter(each => leafOf(each).toLowerCase() === name.toLowerCase());
	const like = nearest(name, paths.map(leafOf));
	const named = like === null ? [] : paths.filter(each => leafOf(each) === like);
	const whole = nearest(path, paths);
	return [...new Set([...same, ...(whole === null ? [] : [whole]), ...named])].slice(0, maxTold);
}
