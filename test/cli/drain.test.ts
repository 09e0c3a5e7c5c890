import {Writable} from 'node:stream';
import {expect, it} from 'vitest';
import {Drain} from '../../src/cli/drain.ts';

/** A stream that takes nothing more until it is told. */
function slow() {
	let taken = () => {};
	const stream = new Writable({
		highWaterMark: 1,
		write(_chunk, _encoding, done) {
			taken = done;
		},
	});
	return {stream, take: () => taken()};
}

it('waits for a stream that is full, many with one listener', async () => {
	const {stream, take} = slow();
	const drain = new Drain(stream, new AbortController().signal);
	expect(drain.room()).toBeNull();
	for (let round = 0; round < 2; round++) {
		stream.write('a line');
		const waiting = Array.from({length: 3000}, () => drain.room());
		expect(new Set(waiting).size).toBe(1);
		expect(stream.listenerCount('drain')).toBe(1);
		take();
		await Promise.all(waiting);
		expect(drain.room()).toBeNull();
		expect(stream.listenerCount('drain')).toBe(0);
	}
});

it('waits for nobody who has gone', async () => {
	const {stream} = slow();
	const stop = new AbortController();
	const drain = new Drain(stream, stop.signal);
	stream.write('a line');
	const room = drain.room();
	expect(room).not.toBeNull();
	stop.abort();
	await room;
	expect(drain.room()).toBeNull();
	expect(stream.listenerCount('drain')).toBe(0);
});
