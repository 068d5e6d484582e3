import {type HealthRow, readDatabaseSize, readVitals} from '../../queries/health/health.ts';
import {createPace} from '../engine/pace.ts';
import type {Topic} from '../engine/topic.ts';
import {healthRates} from './rates.ts';

export function healthTopic(): Topic<'health'> {
	let previous: HealthRow | undefined;
	const size = createPace<number | null>({minimumMs: 120_000, share: 0.0003});
	return {
		id: 'health',
		connection: 'sampling',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now, server, afresh}) {
			const [row, {value: sizeBytes, sampledAt}] = await Promise.all([
				readVitals(reader, server.versionNumber),
				size('', now, apart, own => readDatabaseSize(own).catch(() => null)),
			]);
			const change = healthRates(row, afresh ? undefined : previous);
			previous = row;
			return {...row, ...change, sizeBytes, sizeSampledAt: sizeBytes === null ? null : sampledAt};
		},
	};
}
