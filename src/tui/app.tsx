/** What Ink carries: rows to the screen, keys to the UI. */

import {Box, Text, useInput, usePaste} from 'ink';
import {useEffect, useSyncExternalStore} from 'react';
import type {Theme} from '../view/theme.ts';
import {keysOf} from './keyboard.ts';
import {paintRow} from './screen.ts';
import type {Ui} from './ui.ts';

/** Fills the screen; every row is one text, so that no content can decide a height. */
export function App({ui, theme}: {ui: Ui; theme: Theme}) {
	useSyncExternalStore(ui.subscribe, ui.version);
	useInput((input, key) => ui.press(keysOf(input, key)));
	usePaste(() => ui.paste());
	const {rows, ticking} = ui.frame();
	useSecond(ui, ticking);
	return (
		<Box flexDirection="column" height={rows.length} overflow="hidden">
			{rows.map((row, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row is a place on the screen, not what stands there
				<Text key={index} wrap="truncate">
					{paintRow(row, theme)}
				</Text>
			))}
		</Box>
	);
}

/** One timer for all clocks, at the full second, and none while no clock is visible. */
function useSecond(ui: Ui, ticking: boolean): void {
	useEffect(() => {
		if (!ticking) return;
		let timer: NodeJS.Timeout;
		const wait = () => {
			timer = setTimeout(
				() => {
					ui.tick();
					wait();
				},
				1000 - (Date.now() % 1000),
			);
		};
		wait();
		return () => clearTimeout(timer);
	}, [ui, ticking]);
}
