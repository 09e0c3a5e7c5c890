/** What is used of localtunnel, which brings no types. */
declare module 'localtunnel/lib/TunnelCluster.js' {
	import type {EventEmitter} from 'node:events';

	interface ClusterOptions {
		/** Where the tunnel's server waits for our connections. */
		remote_ip: string;
		remote_port: number;
		local_port: number;
		/** Read when a connection is opened, and once more when it is handed on. */
		local_host: string | undefined;
	}

	/** Connections to the tunnel's server, each of which is handed on to the local port. */
	export default class TunnelCluster extends EventEmitter {
		constructor(options: ClusterOptions);
		/** One more of them. */
		open(): void;
	}
}
