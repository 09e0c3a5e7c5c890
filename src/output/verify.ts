/** What the signature of one request is worth, what was compared, and what is wrong with it. */

import type {SignatureCheck} from '../core/delivery.ts';
import {hiddenSecret, isSecretName} from '../core/secrets.ts';
import {oneLine} from '../core/text.ts';
import type {Marks} from '../view/marks.ts';
import {signatureMark, signatureRole} from '../view/roles.ts';
import {type Line, type Segment, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

export interface Verification {
	provider: {id: string; name: string};
	signature: SignatureCheck;
	/** What the request carries, each with its name. */
	checked: readonly CheckedHeader[];
	/** What would make it match, or where a missing one is; null when it matches, or nothing was found. */
	mistakes: readonly {says: string; remedy: string}[] | null;
}

export interface CheckedHeader {
	/** `X-CALLR-HmacSignature` */
	header: string;
	/** As it was sent; it is shown shortened. */
	sent: string;
	/** The secret itself was sent: nothing of it is shown. */
	isSecret: boolean;
	/** What it is compared as: `the HMAC-SHA256 of the raw body`, `a bearer secret`. */
	as: string;
}

export interface VerificationFormat {
	/** Columns that texts are wrapped to. */
	width: number;
	marks: Marks;
}

export function verificationText(verification: Verification, format: VerificationFormat): Line[] {
	const {provider, signature, checked, mistakes} = verification;
	const {state, because} = signature;
	const head = `${signatureMark(state, format.marks)} ${state}`;
	const found = state === 'missing' ? 'the secret is' : 'it matches';
	const reasons = (mistakes ?? []).map(({says}, index) => `${index === 0 ? found : 'and'} ${says}`);
	return [
		...row(' Signature', segment(head, signatureRole(state)), because, format),
		...rows('Because', reasons, format),
		...rows('Do', remediesOf(verification), format),
		...rows('Checked', checked.map(shown), format),
		...rows('Provider', [provider.name], format),
	];
}

/** Each text on a row of its own, the label at the first. */
function rows(label: string, texts: readonly string[], format: VerificationFormat): Line[] {
	return texts.flatMap((text, index) =>
		row('', segment(index === 0 ? label : '', 'text.muted'), text, format),
	);
}

/** Two labels and a text that goes on below itself. */
function row(label: string, second: Segment, text: string, {width}: VerificationFormat): Line[] {
	const room = Math.max(narrowest, width - labelWidth - secondWidth);
	return wrapWords(oneLine(text), room).map((part, index) => [
		segment(fit(index === 0 ? label : '', labelWidth), 'text.muted'),
		segment(fit(index === 0 ? second.text : '', secondWidth), second.role),
		segment(part),
	]);
}

const labelWidth = 14;
const secondWidth = 13;
const narrowest = 20;

function remediesOf(verification: Verification): string[] {
	const hint = hintOf(verification);
	return verification.mistakes?.map(({remedy}) => `${remedy}.`) ?? (hint === undefined ? [] : [hint]);
}

/** The check's own says to run this command, or to set a secret that is set already. */
function hintOf({signature: {state, hint}, mistakes}: Verification): string | undefined {
	if (mistakes !== null) return undefined;
	return state === 'invalid' ? noneUsual : hint;
}

const noneUsual =
	'Check that the secret is the one set at the provider: none of the usual mistakes makes it match.';

function shown(header: CheckedHeader): string {
	return `${header.header} ${shownValue(header)}, as ${header.as}`;
}

/** A signature is told by its ends. */
function shownValue({header, sent, isSecret}: CheckedHeader): string {
	if (isSecret || isSecretName(header)) return hiddenSecret;
	return sent.length <= 12 ? '…' : `${sent.slice(0, 4)}…${sent.slice(-4)}`;
}

/** One line for programs; a secret that was sent is not in it. */
export function verificationLine(verification: Verification): string {
	const {provider, signature, checked, mistakes} = verification;
	const line = {
		type: 'verification',
		v: 1,
		provider,
		signature: {state: signature.state, because: signature.because, hint: hintOf(verification)},
		checked: checked.map(header => ({header: header.header, sent: shownValue(header), as: header.as})),
		mistakes: mistakes ?? [],
	};
	return `${JSON.stringify(line)}\n`;
}
