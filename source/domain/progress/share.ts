import type {ProgressFacts} from '../../queries/progress/progress.ts';
import type {Work} from './schema.ts';

type Facts = ProgressFacts['facts'];
type Unit = NonNullable<Work['unit']>;
type Measure = readonly [done: string, total: string, unit: Unit];

/** Columns that measure a phase. The first pair with a total other than 0 counts; 0 means unknown. */
const ofPhase: ReadonlyArray<readonly [kind: RegExp, phase: RegExp, measures: readonly Measure[]]> = [
	[/^vacuum$/, /^scanning heap/, [['heap_blks_scanned', 'heap_blks_total', 'blocks']]],
	[/^vacuum$/, /^vacuuming heap/, [['heap_blks_vacuumed', 'heap_blks_total', 'blocks']]],
	// PostgreSQL 17 and later.
	[/^vacuum$/, /^(vacuuming|cleaning up) indexes/, [['indexes_processed', 'indexes_total', 'indexes']]],
	[/^vacuum$/, /./, []],
	[/^analyze$/, /^acquiring/, [['sample_blks_scanned', 'sample_blks_total', 'blocks']]],
	[/^analyze$/, /./, []],
	[/^create_index$/, /^waiting/, [['lockers_done', 'lockers_total', 'sessions']]],
	[
		/^create_index$/,
		/./,
		[
			['blocks_done', 'blocks_total', 'blocks'],
			['tuples_done', 'tuples_total', 'tuples'],
		],
	],
	[/^(cluster|repack)$/, /^seq scanning heap/, [['heap_blks_scanned', 'heap_blks_total', 'blocks']]],
	[/^(cluster|repack)$/, /./, []],
	[/^basebackup$/, /./, [['backup_streamed', 'backup_total', 'bytes']]],
	// From a file. The total of a COPY from a client is unknown.
	[/^copy$/, /^$/, [['bytes_processed', 'bytes_total', 'bytes']]],
];

/** Column pairs that views of later versions are likely to use. */
const anyMeasure: readonly Measure[] = [
	['blocks_done', 'blocks_total', 'blocks'],
	['heap_blks_scanned', 'heap_blks_total', 'blocks'],
	['bytes_processed', 'bytes_total', 'bytes'],
	['tuples_done', 'tuples_total', 'tuples'],
];

/** Progress within the current phase; the share is null when the total is unknown. */
export function progressShare(kind: string, facts: Facts): Pick<Work, 'done' | 'total' | 'unit' | 'share'> {
	const phase = typeof facts.phase === 'string' ? facts.phase : '';
	const rule = ofPhase.find(([kinds, phases]) => kinds.test(kind) && phases.test(phase));
	const known = ofPhase.some(([kinds]) => kinds.test(kind));
	const measures = rule?.[2] ?? (known ? [] : anyMeasure);
	for (const [doneName, totalName, unit] of measures) {
		const [done, total] = [facts[doneName], facts[totalName]];
		if (typeof done === 'number' && typeof total === 'number' && total > 0) {
			// A table can grow beyond the reported total.
			return {done, total, unit, share: Math.min(1, done / total)};
		}
	}
	const [first] = measures;
	const done = first ? facts[first[0]] : undefined;
	return typeof done === 'number' && first
		? {done, total: null, unit: first[2], share: null}
		: {done: null, total: null, unit: null, share: null};
}

export function workOf(row: ProgressFacts): Work {
	const {kind, facts, ...rest} = row;
	const text = (name: string) => (typeof facts[name] === 'string' ? facts[name] : null);
	// Without the privilege, all columns of other roles' operations are null.
	const hidden = Object.entries(facts).every(
		([name, value]) => value === null || ['pid', 'datid', 'datname'].includes(name),
	);
	const command = [text('command'), text('type')].filter(part => part !== null).join(' ');
	return {
		...rest,
		id: `${kind} ${row.pid}`,
		kind,
		command: command === '' ? null : command,
		phase: text('phase'),
		...progressShare(kind, facts),
		hidden,
		facts,
	};
}
