/** Every key there is, as data: the dispatcher, the status bar, the help and the tests read this one table. */

import type {ListName} from './list-window.ts';

export type Command =
	| 'quit.now'
	| 'redraw'
	| 'help'
	| 'back'
	| 'quit'
	| 'focus.next'
	| 'focus.prev'
	| 'full'
	| 'layout'
	| 'view'
	| 'tab.prev'
	| 'tab.next'
	| 'tab.decoded'
	| 'tab.payload'
	| 'tab.answer'
	| 'tab.checks'
	| 'tunnel'
	| 'ask.yes'
	| 'ask.no'
	| 'step.prev'
	| 'step.next'
	| 'list.down'
	| 'list.up'
	| 'list.pageDown'
	| 'list.pageUp'
	| 'list.halfDown'
	| 'list.halfUp'
	| 'list.first'
	| 'list.last'
	| 'follow'
	| 'open.full'
	| 'into'
	| 'line.down'
	| 'line.up'
	| 'page.down'
	| 'page.up'
	| 'half.down'
	| 'half.up'
	| 'line.first'
	| 'line.last'
	| 'sheet.down'
	| 'sheet.up'
	| 'sheet.pageDown'
	| 'sheet.pageUp';

/** Where a key works. Several are active together; see `activeSets`. */
export type Context =
	/** On every screen. */
	| 'always'
	/** On every screen but the message that the window is too small. */
	| 'any'
	/** That message. */
	| 'small'
	/** A question is asked. */
	| 'ask'
	/** The list or the detail has the focus. */
	| 'main'
	| 'list'
	| 'detail'
	/** A page that is only scrolled: the first screen before anything was received, and help. */
	| 'sheet';

/** The contexts that are active together. Within each of these a key has one meaning. */
export const activeSets = {
	list: ['always', 'any', 'main', 'list'],
	detail: ['always', 'any', 'main', 'detail'],
	sheet: ['always', 'any', 'sheet'],
	small: ['always', 'small'],
	ask: ['always', 'ask'],
} as const satisfies Record<string, readonly Context[]>;

export type Screen = keyof typeof activeSets;

export interface Binding {
	command: Command;
	contexts: readonly Context[];
	/** As `keyboard.ts` names them; the first is the one help shows. */
	keys: readonly string[];
	/** At most 29 columns. Neighbours with the same text share a row of the help. */
	help: string;
	/**
	 * In the status bar; the lower `order` stands further left and stays longer. A label may depend on what is there
	 * now.
	 */
	bar?: {keys: string; label: string | ((now: BarFacts) => string); order: number};
}

/** What labels of the status bar depend on. */
export interface BarFacts {
	/** The list that is shown. */
	list: ListName;
	/** There is a public address, or one is asked for. */
	hasTunnel: boolean;
}

export const bindings: readonly Binding[] = [
	{command: 'list.down', contexts: ['list'], keys: ['j', '↓'], help: 'Move'},
	{
		command: 'list.up',
		contexts: ['list'],
		keys: ['k', '↑'],
		help: 'Move',
		bar: {keys: '↑↓', label: 'move', order: 0},
	},
	{
		command: 'list.pageDown',
		contexts: ['list'],
		keys: ['PgDn', 'Ctrl+F', 'Space'],
		help: 'A page (Space: down)',
	},
	{command: 'list.pageUp', contexts: ['list'], keys: ['PgUp', 'Ctrl+B'], help: 'A page (Space: down)'},
	{command: 'list.halfDown', contexts: ['list'], keys: ['Ctrl+D'], help: 'Half a page'},
	{command: 'list.halfUp', contexts: ['list'], keys: ['Ctrl+U'], help: 'Half a page'},
	{command: 'list.first', contexts: ['list'], keys: ['g', 'Home'], help: 'First row'},
	{command: 'list.last', contexts: ['list'], keys: ['G', 'End'], help: 'Last row; follows again'},
	{
		command: 'follow',
		contexts: ['list'],
		keys: ['f', 'F'],
		help: 'Follow the newest, or stop',
		bar: {keys: 'f', label: 'follow', order: 3},
	},
	{
		command: 'open.full',
		contexts: ['list', 'detail'],
		keys: ['Enter'],
		help: 'Open on the full screen',
		bar: {keys: 'Enter', label: 'open', order: 1},
	},
	{command: 'into', contexts: ['list'], keys: ['l', '→'], help: 'Into the detail'},

	{command: 'line.down', contexts: ['detail'], keys: ['j', '↓'], help: 'Move'},
	{
		command: 'line.up',
		contexts: ['detail'],
		keys: ['k', '↑'],
		help: 'Move',
		bar: {keys: '↑↓', label: 'move', order: 0},
	},
	{
		command: 'page.down',
		contexts: ['detail'],
		keys: ['PgDn', 'Ctrl+F', 'Space'],
		help: 'A page (Space: down)',
	},
	{command: 'page.up', contexts: ['detail'], keys: ['PgUp', 'Ctrl+B'], help: 'A page (Space: down)'},
	{command: 'half.down', contexts: ['detail'], keys: ['Ctrl+D'], help: 'Half a page'},
	{command: 'half.up', contexts: ['detail'], keys: ['Ctrl+U'], help: 'Half a page'},
	{command: 'line.first', contexts: ['detail'], keys: ['g', 'Home'], help: 'First line'},
	{command: 'line.last', contexts: ['detail'], keys: ['G', 'End'], help: 'Last line'},

	{
		command: 'view',
		contexts: ['main'],
		keys: ['t'],
		help: 'Calls or deliveries',
		bar: {keys: 't', label: ({list}) => (list === 'calls' ? 'deliveries' : 'calls'), order: 4},
	},
	{
		command: 'focus.next',
		contexts: ['main'],
		keys: ['Tab'],
		help: 'Focus: list or detail',
		bar: {keys: 'Tab', label: 'detail', order: 2},
	},
	{command: 'focus.prev', contexts: ['main'], keys: ['Shift+Tab'], help: 'Focus: list or detail'},
	{command: 'tab.decoded', contexts: ['main'], keys: ['1'], help: 'A tab by its number'},
	{command: 'tab.payload', contexts: ['main'], keys: ['2'], help: 'A tab by its number'},
	{command: 'tab.answer', contexts: ['main'], keys: ['3'], help: 'A tab by its number'},
	{command: 'tab.checks', contexts: ['main'], keys: ['4'], help: 'A tab by its number'},
	{
		command: 'tab.prev',
		contexts: ['main'],
		keys: ['[', 'Shift+←'],
		help: 'Previous, next tab',
		bar: {keys: '[ ]', label: 'tabs', order: 7},
	},
	{command: 'tab.next', contexts: ['main'], keys: [']', 'Shift+→'], help: 'Previous, next tab'},
	{
		command: 'step.prev',
		contexts: ['main'],
		keys: [','],
		help: 'Deliveries of the call',
		bar: {keys: ', .', label: 'delivery', order: 5},
	},
	{command: 'step.next', contexts: ['main'], keys: ['.'], help: 'Deliveries of the call'},
	{
		command: 'full',
		contexts: ['main'],
		keys: ['+'],
		help: 'Detail on the full screen',
	},
	{
		command: 'layout',
		contexts: ['main'],
		keys: ['-'],
		help: 'Detail beside, below, hidden',
		bar: {keys: '-', label: 'layout', order: 8},
	},

	{command: 'sheet.down', contexts: ['sheet'], keys: ['j', '↓'], help: 'Scroll'},
	{
		command: 'sheet.up',
		contexts: ['sheet'],
		keys: ['k', '↑'],
		help: 'Scroll',
		bar: {keys: '↑↓', label: 'scroll', order: 0},
	},
	{command: 'sheet.pageDown', contexts: ['sheet'], keys: ['PgDn', 'Space'], help: 'A page (Space: down)'},
	{command: 'sheet.pageUp', contexts: ['sheet'], keys: ['PgUp'], help: 'A page (Space: down)'},

	{
		command: 'tunnel',
		contexts: ['any'],
		keys: ['T'],
		help: 'Open or close the tunnel',
		bar: {keys: 'T', label: ({hasTunnel}) => (hasTunnel ? 'close tunnel' : 'open tunnel'), order: 1},
	},
	{
		command: 'help',
		contexts: ['any'],
		keys: ['?'],
		help: 'Every key, this screen first',
		bar: {keys: '?', label: 'all keys', order: 99},
	},
	{
		command: 'back',
		contexts: ['any'],
		keys: ['Esc'],
		help: 'One step out',
		bar: {keys: 'Esc', label: 'back', order: 2},
	},
	{
		command: 'quit',
		contexts: ['any', 'small'],
		keys: ['q'],
		help: 'Close the top; else quit',
		bar: {keys: 'q', label: 'quit', order: 6},
	},
	{command: 'ask.yes', contexts: ['ask'], keys: ['y', 'Y'], help: 'Yes'},
	{command: 'ask.no', contexts: ['ask'], keys: ['n', 'N', 'Esc', 'Enter'], help: 'No'},
	{command: 'quit.now', contexts: ['always'], keys: ['Ctrl+C'], help: 'Quit at once'},
	{command: 'redraw', contexts: ['always'], keys: ['Ctrl+L'], help: 'Draw everything again'},
];

/** The bindings that work on a screen. */
export function bindingsOn(screen: Screen): Binding[] {
	const active: readonly Context[] = activeSets[screen];
	return bindings.filter(({contexts}) => contexts.some(context => active.includes(context)));
}

/** What a key means on a screen; null when it means nothing. */
export function commandFor(key: string, screen: Screen): Command | null {
	return bindingsOn(screen).find(({keys}) => keys.includes(key))?.command ?? null;
}
