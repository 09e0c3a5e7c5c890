/** Templates in JSON: whatever is filled in, the text stays JSON and keeps its shape. */

import {type Json, type JsonProblem, readJson} from './json.ts';
import {
	parseTemplate,
	plainText,
	type Reference,
	renderTemplate,
	type Template,
	type TemplateProblem,
	type TemplateSubject,
	textOf,
} from './template.ts';

/** A text that is JSON around what is filled in. */
export interface JsonText {
	render(subject: TemplateSubject): string;
}

export type ReadJsonText = {text: JsonText; problem?: never} | {text?: never; problem: JsonProblem};

/**
 * Inside a text of the JSON a value is filled in as text, with everything escaped that JSON would read otherwise;
 * elsewhere as a JSON value, null for what is missing.
 */
export function jsonText({pieces}: Template): ReadJsonText {
	const isInText: boolean[] = [];
	let inText = false;
	for (const piece of pieces) {
		if (typeof piece === 'string') inText = endsInText(piece, inText);
		isInText.push(inText);
	}
	// Stands for a value, and is as long: what is told of a place is right.
	const sample = pieces
		.map((piece, index) => {
			if (typeof piece === 'string') return piece;
			const {length} = [...piece.written];
			return isInText[index] ? 'x'.repeat(length) : ' 0'.padEnd(length);
		})
		.join('');
	const {problem} = readJson(sample);
	if (problem !== null) return {problem};
	return {
		text: {
			render: subject =>
				pieces
					.map((piece, index) => {
						if (typeof piece === 'string') return piece;
						const value = piece.read(subject);
						return isInText[index]
							? JSON.stringify(textOf(value)).slice(1, -1)
							: JSON.stringify(value ?? null);
					})
					.join(''),
		},
	};
}

/** Whether the end of a piece stands inside a JSON text. */
function endsInText(piece: string, before: boolean): boolean {
	let inText = before;
	for (let at = 0; at < piece.length; at++) {
		const character = piece.charAt(at);
		if (inText && character === '\\') at++;
		else if (character === '"') inText = !inText;
	}
	return inText;
}

/** A JSON value in whose texts something may be filled in. */
export type JsonTemplate = (subject: TemplateSubject) => Json;

/** With the way to the text it is in. */
export interface JsonTemplateProblem extends TemplateProblem {
	path: readonly (string | number)[];
}

/**
 * A text that is one template and nothing else becomes the value itself, whatever its type; null for what is missing.
 * Problems are added to `problems`.
 */
export function jsonTemplate(
	value: Json,
	problems: JsonTemplateProblem[],
	path: readonly (string | number)[] = [],
): JsonTemplate {
	if (typeof value === 'string') return textTemplate(value, problems, path);
	if (typeof value !== 'object' || value === null) return () => value;
	if (Array.isArray(value)) {
		const items = value.map((item, index) => jsonTemplate(item, problems, [...path, index]));
		return subject => items.map(item => item(subject));
	}
	const members = Object.entries(value).map(
		([name, member]) => [name, jsonTemplate(member, problems, [...path, name])] as const,
	);
	return subject => Object.fromEntries(members.map(([name, member]) => [name, member(subject)]));
}

function textTemplate(
	text: string,
	problems: JsonTemplateProblem[],
	path: readonly (string | number)[],
): JsonTemplate {
	const {template, problem} = parseTemplate(text);
	if (template === undefined) {
		problems.push({...problem, path});
		return () => null;
	}
	const only = onlyReference(template);
	if (only !== null) return subject => only.read(subject) ?? null;
	const plain = plainText(template);
	return plain === null ? subject => renderTemplate(template, subject) : () => plain;
}

function onlyReference({pieces}: Template): Reference | null {
	const [piece] = pieces;
	return pieces.length === 1 && piece !== undefined && typeof piece !== 'string' ? piece : null;
}
