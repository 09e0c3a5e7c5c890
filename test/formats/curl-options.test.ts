import {expect, it} from 'vitest';
import {argumentKinds, longNames, shortNames} from '../../src/formats/curl-options.ts';

it('each letter stands for an option that is known', () => {
	expect(Object.values(shortNames).filter(name => !longNames.has(name))).toEqual([]);
	expect(argumentKinds['data-binary']).toBe('value');
	expect(argumentKinds['silent']).toBe('none');
});
