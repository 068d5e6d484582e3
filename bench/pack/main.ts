// `npm run bench:pack`: measures what the registry pack's indexes bring and cost, on its own server.
import {writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import postgres from 'postgres';
import {embeddedBinaries} from '../../source/demo/embedded-binaries.ts';
import {startEmbeddedServer} from '../../source/demo/embedded-server.ts';
import {report} from './report.ts';
import {runBench} from './run.ts';

const usage = `npm run bench:pack [-- options]
  --scale 1      1 is 2,000,000 requests and 200,000 audit rows
  --runs 5       of each statement; the median of them counts
  --machine …    what it runs on, for the report; its number of cores if not said
  --write        writes docs/pack-indexes.md instead of printing it
`;

const settings = {
	// Everything in memory, to compare work instead of this machine's disk.
	shared_buffers: '2GB',
	maintenance_work_mem: '512MB',
	max_wal_size: '8GB',
	wal_level: 'minimal',
	max_wal_senders: '0',
	// VACUUM and ANALYZE run between the measurements.
	autovacuum: 'off',
	max_locks_per_transaction: '256',
};

function positive(name: string, text: string): number {
	const value = Number(text);
	if (value > 0 && Number.isFinite(value)) return value;
	process.stderr.write(`--${name} takes a number above 0, not ${text}.\n${usage}`);
	process.exit(2);
}

function options() {
	try {
		const {values} = parseArgs({
			options: {
				scale: {type: 'string', default: '1'},
				runs: {type: 'string', default: '5'},
				write: {type: 'boolean', default: false},
				machine: {type: 'string', default: `${availableParallelism()} cores`},
				help: {type: 'boolean', default: false},
			},
		});
		return values;
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n${usage}`);
		process.exit(2);
	}
}

const {scale, runs, write, machine, help} = options();
if (help) {
	process.stdout.write(usage);
	process.exit(0);
}
const [times, size] = [Math.ceil(positive('runs', runs)), positive('scale', scale)];
const server = await startEmbeddedServer({binaries: await embeddedBinaries(), settings});
const sql = postgres({
	host: server.host,
	port: server.port,
	username: server.user,
	password: server.password,
	database: 'postgres',
	// One session throughout, because its settings matter.
	max: 1,
	max_lifetime: null,
	onnotice: () => undefined,
});
try {
	const began = Date.now();
	const tell = (step: string) =>
		process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${step}\n`);
	const results = await runBench(sql, {scale: size, runs: times, tell});
	const text = report(results, {date: new Date().toISOString().slice(0, 10), machine});
	if (write) writeFileSync(path.resolve(import.meta.dirname, '../../docs/pack-indexes.md'), text);
	else process.stdout.write(text);
} finally {
	await sql.end({timeout: 1});
	await server.stop();
}
