/** A listener as the doctor knows it. */

/** A `listen` that goes on. */
export interface RunningListener {
	pid: number;
	/** `http://127.0.0.1:8888` */
	url: string;
	publicUrl: string | null;
}
