/** What the path of a place says about it. */

/** The last name: `uid` of `body.myoperator.uid`, `users` of `body.users[0]`; '' of `body`. */
export function leafOf(path: string): string {
	return namesOf(path).at(-1) ?? '';
}

/** The names a path is made of behind `body`, `query` or `header`: `legs`, `id` of `body.legs[0].id`. */
export function namesOf(path: string): string[] {
	return path
		.replace(/\[\d+\]/g, '')
		.split('.')
		.slice(1);
}
