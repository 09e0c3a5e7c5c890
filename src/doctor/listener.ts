import type {ListenerEntry} from '../store/store.ts';

/** A `listen` that goes on, as the doctor tells of it. */
export type RunningListener = Pick<ListenerEntry, 'pid' | 'url' | 'publicUrl'>;
