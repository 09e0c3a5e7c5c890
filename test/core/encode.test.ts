import fc from 'fast-check';
import {expect, it} from 'vitest';
import {headerText, xmlText} from '../../src/core/encode.ts';

it('text in XML opens and closes nothing, and has no character XML cannot hold', () => {
	expect(xmlText(`<Say a="b" c='d'>&amp;</Say>`)).toBe(
		'&lt;Say a=&quot;b&quot; c=&#39;d&#39;&gt;&amp;amp;&lt;/Say&gt;',
	);
	expect(xmlText('a\u0000\u001b\ud800b\n📞')).toBe('a\ufffd\ufffd\ufffdb\n📞');
});

it('text in a header stays one line that Node would send', () => {
	expect(headerText('a\r\nSet-Cookie: b\u0000\u007f\u0085é📞€')).toBe('a??Set-Cookie: b???é??');
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), text => {
			expect(headerText(text)).toMatch(/^[\t\x20-\x7e\xa0-\xff]*$/);
		}),
	);
});
