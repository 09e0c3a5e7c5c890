import {expect, it} from 'vitest';
import {pathModes} from '../../src/forward/forwarder.ts';
import {pathAt} from '../../src/forward/path.ts';

it('each way to join paths is another', () => {
	const joined = pathModes.map(mode => pathAt({path: '/base', query: ''}, mode, '/hook', ''));
	expect(joined).toEqual(['/base/hook', '/base']);
});
