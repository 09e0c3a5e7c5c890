/** `call-hook providers`: what is known of the providers, with where it is known from. */

import {rulesInWords, sayings, sourceOf} from '../core/contract.ts';
import {kindsByContract, type Provider} from '../core/provider.ts';
import {type Line, type Role, type Segment, segment} from '../view/segment.ts';
import {fit, fitsIn, widthOf} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

const indent = '  ';
/** Of labels, ids and kinds, with a gap. */
const labelWidth = 12;

/** One provider a line, or below each other where there is no room. No line is wider than `width`. */
export function providerList(providers: readonly Provider[], width: number): Line[] {
	const whereWidth = Math.max(...providers.map(({setup}) => widthOf(setup.where))) + 2;
	const noteWidth = Math.max(...providers.map(({setup}) => widthOf(setup.note)));
	const isBeside = labelWidth + whereWidth + noteWidth <= width;
	return providers.flatMap(({id, setup}) => {
		const head = segment(fit(id, labelWidth), 'text.strong');
		if (isBeside) {
			return [[head, segment(fit(setup.where, whereWidth)), segment(setup.note, 'text.muted')]];
		}
		return [
			...beside(head, setup.where, 'text', width),
			...beside(segment(' '.repeat(labelWidth)), setup.note, 'text.muted', width),
		];
	});
}

/** Everything that is known of a provider. No line is wider than `width`. */
export function providerText(provider: Provider, width: number): Line[] {
	const {name, id, setup, docs, kinds, correlation, recognisedBy, mappable, signature, secretEnv} = provider;
	const lines: Line[] = [[segment(name, 'text.strong'), segment(`  (--provider ${id})`, 'text.muted')]];
	const add = (label: string, text: string) =>
		lines.push(...beside(segment(indent + fit(label, labelWidth), 'text.muted'), text, 'text', width));
	const title = (text: string) =>
		lines.push([], ...wrapWords(text, width - 2).map(row => [segment(indent + row)]));
	lines.push([]);
	add('Set it at', setup.where);
	add('Know', setup.note);
	for (const [index, fact] of (setup.switchOn ?? []).entries()) {
		lines.push(...sourced(index === 0 ? 'Switch on' : '', fact.value, [sourceOf(fact)], width));
	}
	add('One call', correlation);
	for (const [index, {title, url}] of docs.entries()) {
		lines.push(...sourced(index === 0 ? 'Documents' : '', title, [url], width));
	}
	for (const [index, {text, sources}] of sayings(signature.documented, told => told).entries()) {
		lines.push(...sourced(index === 0 ? 'Signature' : '', text, sources, width));
	}
	if (secretEnv !== undefined) add('Secret', `--secret ${id}=env:NAME or ${id}=file:PATH, or ${secretEnv}`);
	title('Recognised by');
	for (const [index, what] of recognisedBy.entries()) add('', index === 0 ? what : `or ${what}`);
	title('Kinds of delivery');
	for (const kind of kinds) {
		const pin = kind.pinOnly ? ' Only with --provider or --route.' : '';
		const head = segment(indent + fit(kind.id, labelWidth), 'accent');
		lines.push(...beside(head, `${kind.says}${pin}`, 'text', width));
	}
	if (mappable !== undefined) {
		title(`Names that fields.${id} of the configuration can give a customer's own`);
		for (const [own, says] of Object.entries(mappable)) add('', `${own.padEnd(17)}${says}`);
	}
	for (const {kinds: sharing, contract} of kindsByContract(provider)) {
		title(`Rules of delivery (${sharing.join(', ')})`);
		for (const {label, says} of rulesInWords(contract)) {
			for (const [index, {text, sources}] of says.entries()) {
				lines.push(...sourced(index === 0 ? label : '', text, sources, width));
			}
		}
	}
	return lines;
}

/** A text with its source behind it, or below where there is no room or there are several. */
function sourced(label: string, text: string, sources: readonly string[], width: number): Line[] {
	const head = segment(indent + fit(label, labelWidth), 'text.muted');
	const [source] = sources;
	if (source === undefined) return beside(head, text, 'text.muted', width);
	if (sources.length === 1 && fitsIn(`${text}  ${source}`, width - widthOf(head.text))) {
		return [[head, segment(text), segment(`  ${source}`, 'text.muted')]];
	}
	const below = segment(' '.repeat(widthOf(head.text) + 2));
	return [
		...beside(head, text, 'text', width),
		...sources.flatMap(page => beside(below, page, 'text.muted', width)),
	];
}

/** A text behind its head, going on below itself. */
function beside(head: Segment, text: string, role: Role, width: number): Line[] {
	const blank = ' '.repeat(widthOf(head.text));
	return wrapWords(text, Math.max(8, width - blank.length)).map((row, index) => [
		index === 0 ? head : segment(blank),
		segment(row, role),
	]);
}
