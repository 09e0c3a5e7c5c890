import {describe, expect, it} from 'vitest';
import {parseBytes} from '../../src/core/bytes.ts';

describe('parseBytes', () => {
	it.each([
		['1', 1],
		['512', 512],
		['512b', 512],
		['64kb', 65_536],
		['64 KB', 65_536],
		['10mb', 10_485_760],
		['1.5mb', 1_572_864],
		['64mb', 67_108_864],
		[' 1kb ', 1024],
	])('%s', (text, bytes) => {
		expect(parseBytes(text)).toBe(bytes);
	});

	it.each(['', '0', '0.1', '-1', '513mb', '1gb', '1tb', '1k', 'mb', '1,5mb', '1e3', '1 0', 'NaN', '10mbs'])(
		'%j is none',
		text => {
			expect(parseBytes(text)).toBeNull();
		},
	);
});
