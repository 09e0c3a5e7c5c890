import {it} from 'vitest';
import {readJson} from '../../src/core/json.ts';
const log = (...a: unknown[]) => process.stderr.write(a.map(x => typeof x === 'string' ? x : JSON.stringify(x)).join(' ') + '\n');
const cases: Record<string, (n: number) => string> = {
	quotes: n => '[' + '"'.repeat(n), quotes2: n => '[' + '"a'.repeat(n/2), q3: n => '[' + '"a" '.repeat(n/4), esc: n => '["' + '\\'.repeat(n), colon: n => '{' + '"a":'.repeat(n/4),
	open: n => '{"a":"' + 'x,'.repeat(n/2), nl: n => '["' + 'a\n'.repeat(n/2), nlq: n => '[' + '"a\n'.repeat(n/3), commas: n=> '[' + ','.repeat(n), bare: n => '[' + 'a '.repeat(n/2), call: n => '[' + 'a('.repeat(n/2), slash: n => '[' + '/*'.repeat(n/2), t: n => '[' + '{{'.repeat(40) + 'x}}'.repeat(n/3), single: n => '[' + "'".repeat(n), back: n => '[' + '`'.repeat(n),
	concat: n => '[' + '"a"+'.repeat(n/4), dq: n => '["' + '",'.repeat(n/2), dq2: n => '["' + 'a", b'.repeat(n/6), 
};
it('try', () => {
	for (const [name, make] of Object.entries(cases)) for (const n of [20_000, 40_000, 80_000]) { const s = performance.now(); try { readJson(make(n)); } catch (e) { log('THROW', String(e)); } const t = performance.now()-s; if (t > 100) log(name, n, t); if (t > 5000) break; }
}, 300000);
