import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * The licence texts of every package whose modules are in the bundle, as one text.
 * @param {string[]} modules paths of bundled modules
 */
export function licencesOf(modules) {
	const folders = new Set(modules.map(packageFolder).filter(folder => folder !== null));
	return [...folders]
		.sort()
		.map(licenceOf)
		.join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} module */
function packageFolder(module) {
	const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module);
	return found === null ? null : found[1];
}

/** @param {string} folder */
function licenceOf(folder) {
	const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const file = readdirSync(folder).find(entry => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
	if (file === undefined && !license) throw new Error(`${name} has no licence: it may not be bundled`);
	const text =
		file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
	return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
