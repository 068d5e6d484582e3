import type {Measurement, MeasurePlan} from '../../source/domain/tables/measurement.ts';
import {ago} from './fixtures-sections.ts';

export const measurePlan: MeasurePlan = {
	kind: 'table',
	oid: 201,
	name: 'public.request_logs',
	schema: 'public',
	method: 'pgstattuple_approx',
	parts: [
		{
			oid: 201,
			toast: false,
			whole: false,
			bytes: 2_000_000_000,
			readBytes: 500_000_000,
			blockBytes: 8192,
			fillfactor: 100,
		},
		{oid: 211, toast: true, whole: false, bytes: 1_000_000, readBytes: 0, blockBytes: 8192, fillfactor: 100},
	],
};

export const measuredTable: Measurement = {
	kind: 'table',
	oid: 201,
	name: 'public.request_logs',
	at: ago(60),
	tookMs: 5400,
	heaps: [
		{
			toast: false,
			bytes: 2_000_000_000,
			tuples: 10_000_000,
			liveBytes: 900_000_000,
			deadTuples: 4_500_000,
			deadBytes: 400_000_000,
			freeBytes: 300_000_000,
			scannedShare: 0.25,
			shrink: {lowBytes: 700_000_000, highBytes: 800_000_000},
		},
	],
};

export const measuredIndex: Measurement = {
	kind: 'index',
	oid: 101,
	name: 'public.idx_never_used',
	at: ago(60),
	tookMs: 120,
	btree: {
		bytes: 52_428_800,
		leafPages: 6000,
		emptyPages: 0,
		deletedPages: 300,
		density: 0.41,
		fragmentation: 0.33,
	},
	shrinkBytes: 28_000_000,
	fillfactor: 90,
};
