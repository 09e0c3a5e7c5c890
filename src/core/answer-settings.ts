/** An answer as the user writes it down, in the configuration or with options. */

import type {Json} from './json.ts';

export interface AnswerSettings {
	/** A filter: the requests it is for; all unless set. */
	readonly when?: string | undefined;
	/** 200 unless set. */
	readonly status?: number | undefined;
	/** By name; several values make several headers. */
	readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
	/** A text with templates. At most one of `body`, `json` and `file` is set. */
	readonly body?: string | undefined;
	/** A JSON value with templates in its texts. */
	readonly json?: Json | undefined;
	/** The path of a file with the body. */
	readonly file?: string | undefined;
	/** In ms. */
	readonly delay?: number | undefined;
}
