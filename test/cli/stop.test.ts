import {afterEach, describe, expect, it, vi} from 'vitest';
import {type Stopper, stopper} from '../../src/cli/stop.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const counts = () => signals.map(signal => process.listenerCount(signal));

const before = counts();
const made: Stopper[] = [];
const make = () => {
	const stop = stopper();
	made.push(stop);
	return stop;
};
afterEach(() => {
	for (const stop of made.splice(0)) stop.dispose();
	vi.restoreAllMocks();
});

describe('stopper', () => {
	it.each([
		['SIGINT', 0],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)('%s ends it with %d', async (signal, exitCode) => {
		const stop = make();
		process.emit(signal, signal);
		expect(await stop.stopped).toEqual({exitCode, signal});
	});

	it('Ctrl-C may mean something else', async () => {
		const stop = stopper(130);
		made.push(stop);
		process.emit('SIGINT', 'SIGINT');
		expect(await stop.stopped).toEqual({exitCode: 130, signal: 'SIGINT'});
	});

	it('aborts what goes on, which then knows the exit code', () => {
		const stop = make();
		const heard: unknown[] = [stop.code, stop.ending.aborted];
		stop.ending.addEventListener('abort', () => heard.push(stop.code));
		process.emit('SIGTERM', 'SIGTERM');
		stop.stop(0);
		expect(heard).toEqual([null, false, 143]);
		expect(stop.ending.aborted).toBe(true);
	});

	it('ends without a signal, too', async () => {
		const stop = make();
		stop.stop(4);
		expect(await stop.stopped).toEqual({exitCode: 4, signal: null});
	});

	it('the first reason counts', async () => {
		const stop = make();
		stop.stop(0);
		stop.stop(4);
		expect(await stop.stopped).toEqual({exitCode: 0, signal: null});
	});

	it('a second signal, while closing, ends the process at once', () => {
		const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
		const stop = make();
		stop.stop(0);
		expect(exit).not.toHaveBeenCalled();
		process.emit('SIGTERM', 'SIGTERM');
		expect(exit).toHaveBeenCalledWith(143);
	});

	it('gives the signals back', () => {
		const stop = make();
		expect(counts()).toEqual(before.map(count => count + 1));
		stop.dispose();
		stop.dispose();
		expect(counts()).toEqual(before);
	});
});
