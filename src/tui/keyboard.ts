/** What Ink tells of the keyboard, as names of keys: `j`, `G`, `↓`, `PgDn`, `Ctrl+D`, `Shift+Tab`. */

import type {Key} from 'ink';

const named: readonly (readonly [keyof Key, string])[] = [
	['upArrow', '↑'],
	['downArrow', '↓'],
	['leftArrow', '←'],
	['rightArrow', '→'],
	['pageUp', 'PgUp'],
	['pageDown', 'PgDn'],
	['home', 'Home'],
	['end', 'End'],
	['return', 'Enter'],
	['escape', 'Esc'],
	['tab', 'Tab'],
	['backspace', 'Backspace'],
	['delete', 'Delete'],
];

/** The keys of one report, in order: a read may hold several characters, and each is a key of its own. */
export function keysOf(input: string, key: Key): string[] {
	const name = named.find(([flag]) => key[flag] === true)?.[1];
	if (name !== undefined) return [modified(name, key)];
	if (key.ctrl) return input === '' ? [] : [`Ctrl+${input === ' ' ? 'Space' : input.toUpperCase()}`];
	const keys = [...input].map(keyOfCharacter);
	return key.meta ? keys.map(each => `Alt+${each}`) : keys;
}

function modified(name: string, {shift, ctrl, meta}: Key): string {
	return `${ctrl ? 'Ctrl+' : ''}${meta ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`;
}

function keyOfCharacter(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	switch (code) {
		case 0x08:
		case 0x7f:
			return 'Backspace';
		case 0x09:
			return 'Tab';
		case 0x0a:
		case 0x0d:
			return 'Enter';
		case 0x1b:
			return 'Esc';
		case 0x20:
			return 'Space';
		default:
			return code < 0x20 ? `Ctrl+${String.fromCharCode(code + 0x40)}` : character;
	}
}
