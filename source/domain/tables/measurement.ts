import type {CodedBy} from '../../format/coded.ts';
import type {
	MeasuredBtree,
	MeasuredHeap,
	MeasureTarget,
	MeasuringExtension,
} from '../../queries/tables/measure.ts';
import {obstacle, type obstacleWords, type ReusableUnknown, reusableUnknown} from './words.ts';

/** The relations that a measurement will read, and with which function. */
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
	/** Estimate: pages that were not all-visible at the last VACUUM. */
	readonly readBytes: number;
	readonly blockBytes: number;
	readonly fillfactor: number;
};

export type Obstacle = {
	readonly obstacle: CodedBy<typeof obstacleWords>;
	/** The statement that removes it. */
	readonly help: string | null;
};

/** The range of bytes that a rewrite would return. */
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
/** Line pointer of a row. Those of removed rows stay, up to MaxHeapTuplesPerPage of an 8 kB page. */
const pointer = 4;
const mostPointersBytes = 291 * pointer;
/** Header of a row without columns, aligned. */
const leastRow = 24;

/**
The bytes a rewrite would return: dead and free bytes go, the share that the fillfactor reserves comes back. The low end
places as many rows of average length on a page as fit, too few for rows of varying length; the high end packs their bytes.
Pages skipped as all-visible are known by their free space only and may hold unused line pointers, which the high end
allows for.
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

/** Rows are padded to a multiple of 8 bytes; for rows of varying length that is 4 bytes on average. */
function aligned(average: number): number {
	return Number.isInteger(average) ? Math.ceil(average / 8) * 8 : average + 4;
}

/** The bytes REINDEX would return: leaf pages refilled to the fillfactor, and empty and deleted pages. */
export function btreeShrink(measured: MeasuredBtree, blockBytes: number, fillfactor: number): number {
	const {leafPages, emptyPages, deletedPages, density} = measured;
	const full = density === null ? 0 : Math.ceil((leafPages * density) / (fillfactor / 100));
	return Math.max(0, leafPages - full + emptyPages + deletedPages) * blockBytes;
}

/** The bytes that a measurement would read, or why the relation can't be measured. */
export function measurePlanOf(
	targets: readonly MeasureTarget[],
	extensions: readonly MeasuringExtension[],
	quotedUser: string,
): MeasurePlan | Obstacle {
	const [target] = targets;
	if (!target) return {obstacle: obstacle('gone'), help: null};
	const found = relationObstacle(targets) ?? extensionObstacle(extensions, quotedUser);
	if (found) return found;
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
	const found = target && relationProblem(target, targets);
	return found && {obstacle: found, help: null};
}

function relationProblem(
	{temporary, unloggedOnStandby, kind, method, valid}: MeasureTarget,
	targets: readonly MeasureTarget[],
): Obstacle['obstacle'] | undefined {
	if (targets.some(({locked}) => locked)) return obstacle('locked');
	if (temporary) return obstacle('temporary');
	if (unloggedOnStandby) return obstacle('unlogged-on-standby');
	if (kind === 'p' || kind === 'I') return obstacle('partitioned');
	if (kind === 'i' && method !== 'btree') return obstacle('index-method', {method});
	if (kind === 'i' && !valid) return obstacle('invalid-index');
	if (!['r', 'm', 'i'].includes(kind)) return obstacle('relation-kind');
	if (kind !== 'i' && method !== 'heap') return obstacle('table-method', {method});
	return undefined;
}

function extensionObstacle(extensions: readonly MeasuringExtension[], user: string): Obstacle | undefined {
	const found = extensions.find(({name}) => name === 'pgstattuple');
	if (!found || found.schema === null) {
		return found?.available
			? {obstacle: obstacle('extension-missing'), help: 'CREATE EXTENSION pgstattuple'}
			: {obstacle: obstacle('extension-unavailable'), help: null};
	}
	return found.allowed
		? undefined
		: {obstacle: obstacle('privilege-missing'), help: `GRANT pg_stat_scan_tables TO ${user}`};
}

/** Why the free space map can't be read; null where it can. */
export function freeSpaceObstacle(
	extensions: readonly MeasuringExtension[],
	user: string,
): ReusableUnknown | null {
	const found = extensions.find(({name}) => name === 'pg_freespacemap');
	if (!found || (found.schema === null && !found.available)) return reusableUnknown('extension-unavailable');
	if (found.schema === null) return reusableUnknown('extension-missing');
	return found.allowed ? null : reusableUnknown('privilege-missing', {user});
}
