/** What the path of a place says about it. */

/** Paths and names come again with every delivery. Strangers choose them: what is remembered is limited. */
const maxKnown = 5000;

/** The same function, which remembers what it has made of a text. */
function remembering<T>(make: (text: string) => T): (text: string) => T {
	const known = new Map<string, T>();
	return text => {
		let made = known.get(text);
		if (made === undefined) {
			made = make(text);
			if (known.size >= maxKnown) known.clear();
			known.set(text, made);
		}
		return made;
	};
}

/** The names a path is made of behind `body`, `query` or `header`: `legs`, `id` of `body.legs[0].id`. */
export const namesOf: (path: string) => readonly string[] = remembering(path =>
	path
		.replace(/\[\d+\]/g, '')
		.split('.')
		.slice(1),
);

/** The last name: `uid` of `body.myoperator.uid`, `users` of `body.users[0]`; '' of `body`. */
export function leafOf(path: string): string {
	return namesOf(path).at(-1) ?? '';
}

/** `callerName`, `caller_name` and `Caller-Name` are `caller name`. */
export const wordsOf: (name: string) => readonly string[] = remembering(name =>
	name
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^\p{L}\d]+/u)
		.filter(word => word !== ''),
);
