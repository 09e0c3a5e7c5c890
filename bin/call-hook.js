#!/usr/bin/env node
// Plain old JavaScript on purpose: this file must be able to tell an old Node what is wrong.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
	process.stderr.write(
		'call-hook needs Node 20.19 or newer, and this is Node ' +
			process.versions.node +
			': update Node and try again.\n'
	);
	process.exitCode = 3;
} else {
	import('../dist/main.js').then(
		function (program) {
			return program.main(process.argv);
		},
		function (error) {
			if (!error || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
			process.stderr.write(
				'call-hook is not built: run npm ci (or npm run build) in its folder and try again.\n'
			);
			process.exitCode = 3;
		}
	);
}
