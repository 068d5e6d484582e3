import {setTimeout as wait} from 'node:timers/promises';
import type {Measurement, MeasurePlan} from '../../domain/tables/measurement.ts';
import {openReader} from '../../postgres/reader.ts';
import {measure} from '../../sampler/tables/measure.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';

/** How long the end of the program waits for the server to have cancelled what it measures. */
const patienceMs = 400;

/** Measures over a connection of its own, so that the panes go on: opened for one measure, and closed after it. */
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
		/** A server reads on for a connection that is gone: it has to be told. */
		async stop(): Promise<void> {
			running?.control.abort();
			await Promise.race([running?.ended, wait(patienceMs, undefined, {ref: false})]);
		},
	};
}

export type Measuring = ReturnType<typeof createMeasuring>;
