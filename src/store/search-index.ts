/**
 * An index of the texts of deliveries: by it those that may have some text in them are found without reading the
 * others. It holds no texts, only in which deliveries each three characters in a row occur, so that it tells which
 * deliveries to look at, and no more.
 *
 * It is derived, like all that is decoded: another program, or another configuration, makes it anew. So it is no part
 * of the schema, and an SQLite without full-text search (FTS5) does without it.
 */

import type {SqlDatabase, SqlRow} from './driver.ts';

/** How far the index is. */
export interface SearchState {
	/** What its texts depend on besides the deliveries; null while there is no index. */
	madeBy: string | null;
	/** Deliveries up to this id are in it; 0: none is. */
	upTo: number;
}

/** A delivery for the index. */
export interface IndexedTexts {
	id: number;
	/** In lower case; null for one whose texts are too many: it is looked at with every search. */
	texts: readonly string[] | null;
}

/**
 * What is looked for, in lower case: all of these, of each one of the alternatives, of an alternative all texts. Each is
 * of three characters at least.
 */
export type Sought = readonly (readonly (readonly string[])[])[];

export interface SearchRange {
	/** Both without themselves. */
	after: number;
	before: number;
	limit: number;
	newestFirst: boolean;
}

/** Characters that stand together in the index. */
const gram = 3;

export class SearchIndex {
	readonly #database: SqlDatabase;

	constructor(database: SqlDatabase) {
		this.#database = database;
	}

	state(): SearchState {
		const row = this.#database.prepare('SELECT made_by, up_to FROM search_state').get();
		const madeBy = row?.['made_by'];
		return {madeBy: madeBy == null ? null : String(madeBy), upTo: Number(row?.['up_to'])};
	}

	/** Throws the index away, and begins one. */
	begin(madeBy: string): void {
		this.end();
		this.#database.exec(
			"CREATE VIRTUAL TABLE search USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')",
		);
		// It would write the index anew in the middle of deleting, for as long as that takes: `purge` does it in pieces.
		this.#database.exec("INSERT INTO search (search, rank) VALUES ('deletemerge', 0)");
		this.#database.prepare('UPDATE search_state SET made_by = ?').run(madeBy);
	}

	/** Throws it away. */
	end(): void {
		this.#database.exec(
			'DROP TABLE IF EXISTS search; DELETE FROM search_always; UPDATE search_state SET made_by = NULL, up_to = 0',
		);
	}

	/** `upTo`: these are all deliveries up to that one that the index did not have. */
	add(rows: readonly IndexedTexts[], upTo: number): void {
		const insert = this.#database.prepare('INSERT INTO search (rowid, text) VALUES (?, ?)');
		const addAlways = this.#database.prepare('INSERT OR IGNORE INTO search_always VALUES (?)');
		for (const {id, texts} of rows) {
			if (texts === null) addAlways.run(id);
			else insert.all(id, speakable(texts.join('\n')));
		}
		this.#forgetRowid();
		this.#database.prepare('UPDATE search_state SET up_to = ?').run(upTo);
	}

	/** Deliveries that are deleted. */
	remove(ids: readonly number[]): void {
		const {madeBy, upTo} = this.state();
		const remove = madeBy === null ? null : this.#database.prepare('DELETE FROM search WHERE rowid = ?');
		const removeAlways = this.#database.prepare('DELETE FROM search_always WHERE delivery = ?');
		// First those that are looked at always: what tells how many rows were changed tells the last id as well.
		const inIndex = ids.filter(id => removeAlways.run(id).changes === 0 && id <= upTo);
		if (remove === null || inIndex.length === 0) return;
		for (const id of inIndex) remove.all(id);
		this.#forgetRowid();
	}

	/**
	 * Until then what was removed is marked as gone and still there to be read. Does a piece of the work.
	 * @returns whether anything is left to do
	 */
	purge(): boolean {
		if (this.state().madeBy === null) return false;
		const before = this.#changes();
		this.#database.exec("INSERT INTO search (search, rank) VALUES ('merge', -50)");
		const done = this.#changes() - before;
		this.#forgetRowid();
		return done >= 2;
	}

	/**
	 * Rows of the index's own have ids beyond what a number holds exactly, and Node tells the last id with whatever is
	 * done next, or throws.
	 */
	#forgetRowid(): void {
		this.#database.exec(
			'INSERT OR REPLACE INTO search_always VALUES (0); DELETE FROM search_always WHERE delivery = 0',
		);
	}

	#changes(): number {
		return Number(this.#database.prepare('SELECT total_changes() AS n').get()?.['n']);
	}

	/** Ids of deliveries that may have what is looked for, in the order of the range; all of those that have. */
	candidates(sought: Sought, {after, before, limit, newestFirst}: SearchRange): number[] {
		const order = newestFirst ? 'DESC' : 'ASC';
		const found = this.#database
			.prepare(
				`SELECT rowid AS id FROM search WHERE search MATCH ? AND rowid > ? AND rowid < ? ORDER BY rowid ${order} LIMIT ?`,
			)
			.all(expressionOf(sought), after, before, limit);
		const always = this.#database
			.prepare(
				`SELECT delivery AS id FROM search_always WHERE delivery > ? AND delivery < ? ORDER BY delivery ${order} LIMIT ?`,
			)
			.all(after, before, limit);
		return merged(found.map(idOf), always.map(idOf), newestFirst).slice(0, limit);
	}
}

function idOf(row: SqlRow): number {
	return Number(row['id']);
}

function merged(
	found: readonly number[],
	always: readonly number[],
	newestFirst: boolean,
): readonly number[] {
	if (always.length === 0) return found;
	const ids = [...new Set([...found, ...always])];
	return ids.sort(newestFirst ? (a, b) => b - a : (a, b) => a - b);
}

/** An FTS5 query: without positions in the index, every three characters are looked for by themselves. */
function expressionOf(sought: Sought): string {
	return sought.map(alternatives => `(${alternatives.map(allOf).join(' OR ')})`).join(' AND ');
}

function allOf(texts: readonly string[]): string {
	const grams = new Set(texts.flatMap(gramsOf));
	return `(${[...grams].map(quoted).join(' AND ')})`;
}

function gramsOf(text: string): string[] {
	const characters = [...speakable(text)];
	return characters.slice(gram - 1).map((_, index) => characters.slice(index, index + gram).join(''));
}

function quoted(text: string): string {
	return `"${text.replaceAll('"', '""')}"`;
}

/** SQLite takes a NUL for the end of a text. */
function speakable(text: string): string {
	return text.replaceAll('\0', '\u{e000}');
}
