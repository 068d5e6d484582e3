import {setTimeout as wait} from 'node:timers/promises';
import type {Measurement, MeasurePlan} from '../../domain/tables/measurement.ts';
import {openReader} from '../../postgres/reader.ts';
import {measure} from '../../sampler/tables/measure.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';

/** How long the program waits at its end for the server to cancel a measurement. */
const patienceMs = 400;

/** Measures over a separate connection, opened for each measurement, so that sampling continues. */
export function createMeasuring(connection: ConnectionSettings) {
	let running: {control: AbortController; ended: Promise<unknown>} | undefined;

	async function measured(plan: MeasurePlan, signal: AbortSignal): Promise<Measurement> {
		const reader = openReader(connection, 'measure');
		try {
			return await measure(reader, plan, signal);
		} finally {
			await reader.close();
		}
	}

	return {
		cancel: () => running?.control.abort(),
		run(plan: MeasurePlan): Promise<Measurement> {
			const control = new AbortController();
			const work = measured(plan, control.signal);
			running = {control, ended: work.catch(() => undefined)};
			return work;
		},
		/** Cancels explicitly, because a server goes on reading after its client is gone. */
		async stop(): Promise<void> {
			running?.control.abort();
			await Promise.race([running?.ended, wait(patienceMs, undefined, {ref: false})]);
		},
	};
}

export type Measuring = ReturnType<typeof createMeasuring>;
