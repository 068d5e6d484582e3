import type {HeapMeasure, Measurement} from '../domain/tables/measurement.ts';
import {age, byteRange, bytes, count, dateTime, duration, percent, plural} from '../format/quantities.ts';
import {labeled} from './facts.ts';
import type {PaneView} from './pane.ts';

type Vacuumed = {readonly lastVacuum: Date | null; readonly lastAutovacuum: Date | null};

/** The measurement with its age, and whether a VACUUM has run since; or the key that measures. */
export function measureLines(
	measured: Measurement | undefined,
	vacuumed: Vacuumed | undefined,
	view: PaneView,
): string[] {
	const text = labeled(view);
	if (!measured) {
		const words = view.live.past
			? 'n/a: not recorded. K measures the present state'
			: 'not measured. K shows how much it would read';
		return text('measured', words, 'muted');
	}
	const {at, tookMs} = measured;
	const later = [vacuumed?.lastVacuum, vacuumed?.lastAutovacuum].some(time => time && time > at);
	const facts =
		measured.kind === 'table'
			? measured.heaps.map(heap => heapWords(heap, view.skin.glyphs.range))
			: [btreeWords(measured)];
	return [
		...text(
			'measured',
			`${dateTime(at)} (${age(at, view.live.now)} ago) with ${measured.kind === 'table' ? 'pgstattuple_approx' : 'pgstatindex'} in ${duration(tookMs)}${later ? ', before the last VACUUM' : ''}`,
			later ? 'warning' : 'plain',
		),
		...facts.flatMap(words => text('', words)),
	];
}

function heapWords(
	{toast, bytes: size, tuples, deadTuples, deadBytes, freeBytes, scannedShare, shrink}: HeapMeasure,
	range: string,
): string {
	return [
		`${toast ? 'TOAST' : 'heap'} ${bytes(size)}, ${plural(Math.round(tuples), 'row')}, ${percent(scannedShare, 0)} of pages read`,
		`dead ${bytes(deadBytes)} (${plural(deadTuples, 'row')})`,
		`reusable ${bytes(freeBytes)}`,
		`a rewrite would free ${byteRange(shrink.lowBytes, shrink.highBytes, range)}`,
	].join('; ');
}

function btreeWords({btree, shrinkBytes, fillfactor}: Extract<Measurement, {kind: 'index'}>): string {
	return [
		`${bytes(btree.bytes)}, leaf pages ${percent(btree.density, 0)} full (fillfactor ${fillfactor} %), fragmentation ${percent(btree.fragmentation, 0)}`,
		`${count(btree.emptyPages)} empty and ${count(btree.deletedPages)} deleted pages`,
		`REINDEX would free ~${bytes(shrinkBytes)}, more with deduplication`,
	].join('; ');
}
