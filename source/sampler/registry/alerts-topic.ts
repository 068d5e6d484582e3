import type {Alerts} from '../../domain/registry/alerts.ts';
import {registryAbsence} from '../../domain/registry/words.ts';
import {type Obstacle, obstacle} from '../../domain/snapshot/section.ts';
import {readObstacle} from '../../domain/upkeep/rights.ts';
import type {Reader} from '../../postgres/reader.ts';
import {
	readApiKeys,
	readOpenAlerts,
	readPools,
	readSlowMetrics,
	readSlowStatements,
} from '../../queries/registry/alerts.ts';
import type {UpkeepObjects} from '../../queries/upkeep/upkeep.ts';
import {pacedPart} from '../engine/part.ts';
import type {SharedReading} from '../engine/shared-reading.ts';
import type {Topic} from '../engine/topic.ts';

type ValueOf<Part> = Part extends {status: 'ok'; value: infer Value} ? Value : never;

/** Inputs of findings that no pane shows: pools, open alerts, API keys, slow queries. */
export function alertsTopic(objects: SharedReading<UpkeepObjects>): Topic<'alerts'> {
	let turn = 0;
	const pools = pacedPart<ValueOf<Alerts['pools']>>(2000);
	const open = pacedPart<ValueOf<Alerts['open']>>(2000);
	const keys = pacedPart<ValueOf<Alerts['keys']>>(60_000);
	const slow = pacedPart<ValueOf<Alerts['slow']>>(60_000);
	return {
		id: 'alerts',
		connection: 'analytics',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({apart, now, server, capabilities}) {
			const known = await objects.read(now, apart);
			const statements = capabilities.extensions.includes('pg_stat_statements');
			const metrics = readObstacle('mcp.query_metrics', known, server);
			const poolsObstacle = readObstacle('public.connection_pools', known, server);
			const alertsObstacle = readObstacle('public.performance_alerts', known, server);
			const keysObstacle =
				readObstacle('public.api_keys', known, server) ??
				readObstacle('public.enhanced_api_keys', known, server);
			const key = JSON.stringify([turn, known]);
			return {
				pools: await pools(key, now, apart, poolsObstacle, readPools),
				open: await open(key, now, apart, alertsObstacle, readOpenAlerts),
				keys: await keys(key, now, apart, keysObstacle, readApiKeys),
				slow: await slow(key, now, apart, slowObstacle(statements, metrics), own =>
					readSlow(own, statements, metrics === undefined),
				),
			};
		},
		forget() {
			turn++;
			objects.forget();
		},
	};
}

function slowObstacle(statements: boolean, metrics: Obstacle | undefined): Obstacle | undefined {
	if (statements || !metrics) return undefined;
	return metrics.grant === null ? obstacle(registryAbsence('slow-queries')) : metrics;
}

async function readSlow(
	reader: Reader,
	statements: boolean,
	metrics: boolean,
): Promise<ValueOf<Alerts['slow']>> {
	const [ofServer, ofRegistry] = await Promise.all([
		statements ? readSlowStatements(reader) : [],
		metrics ? readSlowMetrics(reader) : [],
	]);
	return [...ofRegistry, ...ofServer].toSorted((a, b) => b.longestMs - a.longestMs).slice(0, 20);
}
