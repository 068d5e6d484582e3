import {
	btreeShrink,
	type HeapMeasure,
	heapShrink,
	type Measurement,
	type MeasurePlan,
	measurePlanOf,
	type Obstacle,
} from '../../domain/tables/measurement.ts';
import type {Reader} from '../../postgres/reader.ts';
import {
	measureBtree,
	measureHeap,
	readMeasureTarget,
	readMeasuringExtensions,
} from '../../queries/tables/measure.ts';

/** Plans a measurement without reading the relation. */
export async function planMeasurement(
	reader: Reader,
	oid: number,
	quotedUser: string,
): Promise<MeasurePlan | Obstacle> {
	const [targets, extensions] = await Promise.all([
		readMeasureTarget(reader, oid),
		readMeasuringExtensions(reader),
	]);
	return measurePlanOf(targets, extensions, quotedUser);
}

/** Runs a planned measurement. Fails with 57014 when the signal cancels it or the statement timeout ends it. */
export async function measure(reader: Reader, plan: MeasurePlan, signal?: AbortSignal): Promise<Measurement> {
	const before = reader.cost.tookMs;
	const {oid, name, schema, parts} = plan;
	const done = () => ({oid, name, at: new Date(), tookMs: reader.cost.tookMs - before});
	if (plan.kind === 'index') {
		const [{blockBytes, fillfactor} = {blockBytes: 8192, fillfactor: 90}] = parts;
		const btree = await measureBtree(reader, schema, oid, signal);
		if (!btree) throw new Error('pgstatindex returned no row.');
		return {
			kind: 'index',
			...done(),
			btree,
			shrinkBytes: btreeShrink(btree, blockBytes, fillfactor),
			fillfactor,
		};
	}
	const heaps: HeapMeasure[] = [];
	for (const part of parts) {
		if (signal?.aborted) throw Object.assign(new Error('cancelled before it was sent'), {code: '57014'});
		const measured = await measureHeap(reader, schema, part, signal);
		if (!measured) throw new Error('pgstattuple_approx returned no row.');
		heaps.push({
			...measured,
			toast: part.toast,
			shrink: heapShrink(measured, part.blockBytes, part.fillfactor),
		});
	}
	return {kind: 'table', ...done(), heaps};
}
