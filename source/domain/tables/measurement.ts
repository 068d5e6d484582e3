import type {
	MeasuredBtree,
	MeasuredHeap,
	MeasureTarget,
	MeasuringExtension,
} from '../../queries/tables/measure.ts';

/** What a measurement reads first, or why there can be none. */
export type MeasurePlan = {
	readonly kind: 'table' | 'index';
	readonly oid: number;
	readonly name: string;
	/** The relation, and the TOAST of a table. */
	readonly parts: readonly MeasurePart[];
	/** Schema of the extension. */
	readonly schema: string;
	readonly method: 'pgstattuple_approx' | 'pgstatindex';
};

type MeasurePart = {
	readonly oid: number;
	readonly toast: boolean;
	readonly whole: boolean;
	readonly bytes: number;
	/** About what is read of it: pages that the visibility map did not vouch for at the last VACUUM. */
	readonly readBytes: number;
	readonly blockBytes: number;
	readonly fillfactor: number;
};

export type Obstacle = {readonly obstacle: string; readonly help: string | null};

/** A range of bytes that a rewrite would give back. */
type Shrink = {readonly lowBytes: number; readonly highBytes: number};

export type HeapMeasure = MeasuredHeap & {readonly toast: boolean; readonly shrink: Shrink};

export type Measurement = {
	readonly oid: number;
	readonly name: string;
	readonly at: Date;
	readonly tookMs: number;
} & (
	| {readonly kind: 'table'; readonly heaps: readonly HeapMeasure[]}
	| {
			readonly kind: 'index';
			readonly btree: MeasuredBtree;
			readonly shrinkBytes: number;
			readonly fillfactor: number;
	  }
);

export const measureKey = (kind: 'table' | 'index', oid: number) => `${kind}:${oid}`;

const header = 24;
/** Each row has a pointer on its page; those of rows that are gone stay, up to MaxHeapTuplesPerPage of 8 kB. */
const pointer = 4;
const mostPointersBytes = 291 * pointer;
/** Header of a row without a column, aligned. */
const leastRow = 24;

/**
What a rewrite would give back of what was measured: dead and free bytes and whole new pages go, the share that the
fillfactor keeps free comes again. The low end fits as many rows of average length on a page as there is room for, which
is too few for rows of several lengths; the high end packs their bytes. Pages that were passed over as all-visible are
known by their free space alone: what else is on them may be pointers to rows that are gone, which the high end allows for.
*/
export function heapShrink(measured: MeasuredHeap, blockBytes: number, fillfactor: number): Shrink {
	const {bytes, tuples, liveBytes, scannedShare} = measured;
	const room = blockBytes * (fillfactor / 100) - header;
	const passedOver = (bytes / blockBytes) * (1 - scannedShare);
	const need = liveBytes + tuples * pointer;
	const least = Math.max(tuples * (leastRow + pointer), need - passedOver * (header + mostPointersBytes));
	const packed = Math.ceil(Math.min(least, need) / room);
	const fitting = tuples > 0 ? Math.max(1, Math.floor(room / (aligned(liveBytes / tuples) + pointer))) : 1;
	const loose = Math.max(packed, Math.ceil(tuples / fitting));
	const left = (pages: number) => Math.max(0, bytes - pages * blockBytes);
	return {lowBytes: left(loose), highBytes: left(packed)};
}

/** A row ends on a multiple of 8: exactly known where all have one length, else half of that on average. */
function aligned(average: number): number {
	return Number.isInteger(average) ? Math.ceil(average / 8) * 8 : average + 4;
}

/** What REINDEX would give back: leaf pages filled as its fillfactor says, and those that are empty or deleted. */
export function btreeShrink(measured: MeasuredBtree, blockBytes: number, fillfactor: number): number {
	const {leafPages, emptyPages, deletedPages, density} = measured;
	const full = density === null ? 0 : Math.ceil((leafPages * density) / (fillfactor / 100));
	return Math.max(0, leafPages - full + emptyPages + deletedPages) * blockBytes;
}

/** The plan for what was found of a relation, or why it can't be measured, with what would help. */
export function measurePlanOf(
	targets: readonly MeasureTarget[],
	extensions: readonly MeasuringExtension[],
	quotedUser: string,
): MeasurePlan | Obstacle {
	const [target] = targets;
	if (!target) return {obstacle: 'It is gone.', help: null};
	const obstacle = relationObstacle(targets) ?? extensionObstacle(extensions, quotedUser);
	if (obstacle) return obstacle;
	const index = target.kind === 'i';
	const schema = extensions.find(({name}) => name === 'pgstattuple')?.schema ?? '';
	return {
		kind: index ? 'index' : 'table',
		oid: target.oid,
		name: `${target.schema}.${target.name}`,
		schema,
		method: index ? 'pgstatindex' : 'pgstattuple_approx',
		// Most tables have a TOAST table, and most of these are empty.
		parts: targets
			.filter(({kind, bytes}) => kind !== 't' || bytes !== 0)
			.map(({oid, kind, whole, bytes, visibleBytes, blockBytes, fillfactor}) => ({
				oid,
				toast: kind === 't',
				whole,
				bytes: bytes ?? 0,
				readBytes: index || whole ? (bytes ?? 0) : Math.max(0, (bytes ?? 0) - visibleBytes),
				blockBytes,
				fillfactor,
			})),
	};
}

function relationObstacle(targets: readonly MeasureTarget[]): Obstacle | undefined {
	const [target] = targets;
	if (!target) return undefined;
	const because = (obstacle: string) => ({obstacle, help: null});
	const {kind, method, valid} = target;
	if (targets.some(({locked}) => locked))
		return because('It is locked ACCESS EXCLUSIVE: measuring would wait for that.');
	if (target.temporary) return because('It is temporary: only its own session can read it.');
	if (target.unloggedOnStandby) return because('It is unlogged, and a standby has nothing of it.');
	if (kind === 'p' || kind === 'I')
		return because('It is partitioned and has no pages of its own: measure its partitions.');
	if (kind === 'i' && method !== 'btree') {
		return because(`pgstatindex measures btree indexes; this one is ${method ?? 'of another kind'}.`);
	}
	if (kind === 'i' && !valid) return because('It is INVALID: pgstatindex refuses it.');
	if (!['r', 'm', 'i'].includes(kind))
		return because('It is neither a table, nor a materialized view, nor an index.');
	if (kind !== 'i' && method !== 'heap')
		return because(`Its access method is ${method ?? 'unknown'}; pgstattuple_approx reads heaps.`);
	return undefined;
}

function extensionObstacle(extensions: readonly MeasuringExtension[], user: string): Obstacle | undefined {
	const {schema, available, allowed} = extensions.find(({name}) => name === 'pgstattuple') ?? {
		schema: null,
		available: false,
		allowed: false,
	};
	if (schema === null) {
		return available
			? {
					obstacle: 'The extension pgstattuple is not installed in this database.',
					help: 'CREATE EXTENSION pgstattuple',
				}
			: {
					obstacle:
						"The server does not have the extension pgstattuple: it comes with PostgreSQL's contrib package.",
					help: null,
				};
	}
	return allowed
		? undefined
		: {
				obstacle: 'This role may not call what pgstattuple brings.',
				help: `GRANT pg_stat_scan_tables TO ${user}`,
			};
}

/** Why the free space map can't be read, as the end of a sentence; null where it can. */
export function freeSpaceObstacle(extensions: readonly MeasuringExtension[], user: string): string | null {
	const found = extensions.find(({name}) => name === 'pg_freespacemap');
	if (!found || (found.schema === null && !found.available)) {
		return "the server does not have the extension pg_freespacemap, which comes with PostgreSQL's contrib package";
	}
	if (found.schema === null) return 'it takes CREATE EXTENSION pg_freespacemap';
	return found.allowed ? null : `to read the free space map takes GRANT pg_stat_scan_tables TO ${user}`;
}
