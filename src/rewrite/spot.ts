/** What has a path in a request: single values, and the objects, lists and pairs they are in. */

/** Which part of a request: its target, the value of a header by its index, or its body, unpacked. */
export type Part = 'target' | 'body' | number;

/** A stretch of a part's raw text (one character a byte). */
export interface Stretch {
	start: number;
	end: number;
}

export interface Edit extends Stretch {
	part: Part;
	/** What stands there instead, raw. */
	raw: string;
}

export interface Spot extends Stretch {
	part: Part;
	path: string;
	/** `open` is a text that holds JSON: its values have spots of their own. */
	kind: 'text' | 'number' | 'boolean' | 'null' | 'object' | 'list' | 'open';
	/** A single value decoded; '' of what holds others. */
	text: string;
	/** A value made ready to stand here, raw; its kind stays, as far as the value allows it. */
	encode(value: string): string;
	/** The same of JSON, which is to be of its own kind; of a place that is not JSON the text itself. */
	encodeJson(json: string): string;
	/** What it is one of, and which; null for a whole body or header. */
	owner: Owner | null;
	index: number;
	/** What can be added to; of objects and lists only. */
	members?: Owner;
}

/** What has members: an object, a list, a query or form, the parts of a multipart body. */
export interface Owner {
	/** Each with its name, without what is between it and the next. */
	members: Stretch[];
	/** From behind the opening mark to before the closing one: all of it goes when the last member does. */
	inside: Stretch;
	/** One more member at the end; null when this name cannot be one. */
	add(name: string, value: string, isJson: boolean): Edit | null;
}
