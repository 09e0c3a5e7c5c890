import {expect, it} from 'vitest';
import {Behind} from '../../src/replay/behind.ts';

/** Work that is done when it is told. */
function task() {
	let done = () => {};
	const work = new Promise<void>(resolve => {
		done = resolve;
	});
	return {work, done};
}

it('has room for so much, and one promise for all who wait', async () => {
	const behind = new Behind(1);
	const [one, two, three] = [task(), task(), task()];
	behind.add(one.work);
	expect(behind.room()).toBeNull();
	behind.add(two.work);
	behind.add(three.work);
	const room = behind.room();
	expect(behind.room()).toBe(room);
	one.done();
	await one.work;
	expect(behind.room()).toBe(room);
	two.done();
	await room;
	expect(behind.room()).toBeNull();
	const idle = behind.idle();
	three.done();
	await idle;
});

it('is idle before anything was, and tells the first failure, once all is over', async () => {
	const behind = new Behind(1);
	await behind.idle();
	const last = task();
	behind.add(Promise.reject(new Error('first')));
	behind.add(last.work);
	behind.add(Promise.reject(new Error('second')));
	let isOver = false;
	const idle = behind.idle().finally(() => {
		isOver = true;
	});
	await new Promise(resolve => setImmediate(resolve));
	expect(isOver).toBe(false);
	last.done();
	await expect(idle).rejects.toThrow('first');
});
