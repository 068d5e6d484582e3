import type {HeapMeasure, Measurement} from '../domain/tables/measurement.ts';
import {age, bytes, count, dateTime, duration, percent} from '../format/quantities.ts';
import {labeled} from './labeled.ts';
import type {PaneView} from './pane.ts';

type Vacuumed = {readonly lastVacuum: Date | null; readonly lastAutovacuum: Date | null};

/** What was measured exactly, with its age, and whether it is of before the last VACUUM; or the key that does it. */
export function measureLines(
	measured: Measurement | undefined,
	vacuumed: Vacuumed | undefined,
	view: PaneView,
): string[] {
	const text = labeled(view);
	if (!measured) {
		const words = view.live.past
			? 'n/a: not recorded. K measures the present'
			: 'not yet: K says how much it would read, and asks';
		return text('measured', words, 'muted');
	}
	const {at, tookMs} = measured;
	const later = [vacuumed?.lastVacuum, vacuumed?.lastAutovacuum].some(time => time && time > at);
	const facts = measured.kind === 'table' ? measured.heaps.map(heapWords) : [btreeWords(measured)];
	return [
		...text(
			'measured',
			`${dateTime(at)} (${age(at, view.live.now)} ago) by ${measured.kind === 'table' ? 'pgstattuple_approx' : 'pgstatindex'} in ${duration(tookMs)}${later ? ': BEFORE its last vacuum' : ''}`,
			later ? 'warning' : 'plain',
		),
		...facts.flatMap(words => text('', words)),
	];
}

function heapWords({
	toast,
	bytes: size,
	tuples,
	deadTuples,
	deadBytes,
	freeBytes,
	scannedShare,
	shrink,
}: HeapMeasure): string {
	return [
		`${toast ? 'TOAST' : 'heap'} ${bytes(size)}, ${count(Math.round(tuples))} rows, ${percent(scannedShare, 0)} of its pages read`,
		`dead ${bytes(deadBytes)} (${count(deadTuples)} rows)`,
		`reusable ${bytes(freeBytes)}`,
		`would shrink by ${bytes(shrink.lowBytes)} to ${bytes(shrink.highBytes)}`,
	].join('; ');
}

function btreeWords({btree, shrinkBytes, fillfactor}: Extract<Measurement, {kind: 'index'}>): string {
	return [
		`${bytes(btree.bytes)}, leaf pages ${percent(btree.density, 0)} full of ${fillfactor} % when new, ${percent(btree.fragmentation, 0)} out of order`,
		`${count(btree.emptyPages)} empty and ${count(btree.deletedPages)} deleted pages`,
		`REINDEX would give back ~${bytes(shrinkBytes)}, or more where it then stores equal keys once`,
	].join('; ');
}
