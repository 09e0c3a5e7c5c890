/** The fixtures that come with call-hook: read from its own folder, never from the network. */

import type {RequestStep} from './step.ts';

export interface FixtureEntry {
	/** `telecmi/outgoing-answered` */
	id: string;
	provider: string;
	/** How many requests it is made of; whole calls have several. */
	steps: number;
	/** What it shows, in a sentence. */
	shows: string;
	/** Only a pin tells its provider. */
	isPinned: boolean;
}

/** All of them, by id. */
export declare function listFixtures(): Promise<FixtureEntry[]>;

/** The steps of one; null when there is none of that id. */
export declare function readFixture(id: string): Promise<RequestStep[] | null>;
