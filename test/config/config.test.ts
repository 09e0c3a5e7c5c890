import {expect, it} from 'vitest';
import {buildProgram} from '../../src/cli/program.ts';
import {noConfig, outputModes} from '../../src/config/config.ts';

it('without a file nothing is configured', () => {
	expect(noConfig).toEqual({
		file: null,
		contexts: new Map(),
		listen: {},
		store: null,
		pin: null,
		routes: [],
		secrets: new Map(),
		answers: [],
	});
});

it('the file knows the output modes of the command line', () => {
	const listen = buildProgram().commands.find(command => command.name() === 'listen');
	expect(listen?.options.find(({long}) => long === '--output')?.argChoices).toEqual([...outputModes]);
});
