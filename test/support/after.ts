/** Read before every test file, also where files share a process and its modules. */

import {afterAll, afterEach} from 'vitest';
import {endPrograms} from './program.ts';
import {cleanUp} from './waiting.ts';

afterEach(cleanUp);
afterAll(endPrograms);
