import {coder} from '../../format/coded.ts';
import {bytes, count, plural} from '../../format/quantities.ts';

type Size = {
	readonly sizeBytes: number | null;
	readonly deadTuples: number;
	readonly frozenAge: number | null;
};
type Space = {readonly sizeBytes: number; readonly indexes: number; readonly tablespace: string | null};

/** Checks of VACUUM. */
export const vacuumCheckWords = {
	size: ({sizeBytes, deadTuples, frozenAge}: Size) =>
		`${sizeBytes === null ? 'size n/a: locked' : bytes(sizeBytes)}, ${plural(deadTuples, 'dead row')}${frozenAge === null ? '' : `, age ${plural(frozenAge, 'transaction')}`}`,
	running: ({pid}: {readonly pid: number}) => `session ${pid} is vacuuming it. Wait until it ends.`,
	'full-lock': () => 'ACCESS EXCLUSIVE lock: no reads or writes until it is done',
	'full-space': ({sizeBytes, indexes, tablespace}: Space) =>
		`written to new files with its ${plural(indexes, 'index', 'indexes')}: requires up to ${bytes(sizeBytes)} ${tablespace === null ? "in the database's default tablespace" : `in tablespace ${tablespace}`}, and as much WAL. n/a: free space, which PostgreSQL does not report`,
	'truncate-lock': () =>
		'ACCESS EXCLUSIVE lock for a moment, on standbys too, to return empty pages at the end of the table',
};
export const vacuumCheck = coder(vacuumCheckWords);

/** Results of VACUUM, and why it can't run any more. */
export const vacuumOutcomeWords = {
	'vacuum-lost': () => 'this role may no longer vacuum it',
	running: ({pid}: {readonly pid: number}) => `session ${pid} is already vacuuming it`,
	size: ({sizeBytes, beforeBytes}: {readonly sizeBytes: number; readonly beforeBytes: number}) =>
		`size ${bytes(sizeBytes)}, before ${bytes(beforeBytes)}`,
	'dead-rows': ({deadTuples, before}: {readonly deadTuples: number; readonly before: number}) =>
		`${plural(deadTuples, 'dead row')}, before ${count(before)}`,
};
export const vacuumOutcome = coder(vacuumOutcomeWords);
