import path from 'node:path';
import {defineConfig} from 'vitest/config';
import {testSql} from './scripts/sql-modules.ts';

export default defineConfig({
	plugins: [testSql],
	define: {PGDECK_VERSION: '"0.0.0-test"'},
	test: {
		include: ['tests/**/*.test.{ts,tsx}'],
		globalSetup: ['tests/helpers/servers.ts'],
		// Ink asks the terminal for its size by starting a process unless these are set.
		env: {
			FORCE_COLOR: '1',
			COLUMNS: '120',
			LINES: '40',
			TZ: 'UTC',
			XDG_STATE_HOME: path.resolve('.reports/state'),
		},
		testTimeout: 60_000,
		hookTimeout: 120_000,
		maxWorkers: 2,
		// The driver writes to a connection that was lost in the same moment. The build mends that: scripts/lean-packages.ts.
		onUnhandledError: ({message, stack}) =>
			!(message.includes("reading 'write'") && stack?.includes('postgres/src/connection.js')),
		reporters: ['default', ['json', {outputFile: '.reports/tests.json'}]],
	},
});
