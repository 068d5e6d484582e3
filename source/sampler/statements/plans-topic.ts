import type {Plans} from '../../domain/statements/plans.ts';
import {statementsAbsence} from '../../domain/statements/words.ts';
import {readPlanPlaces} from '../../queries/statements/statement-plans.ts';
import {createPace} from '../engine/pace.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';
import {planMethod, planTopStatements} from './top-plans.ts';

/** Plans change when statistics, indexes or settings do: seldom, and each reading plans twenty statements. */
const everyMs = 600_000;

/** How the server would run the statements that take the most of its time, by EXPLAIN alone. */
export function plansTopic(): Topic<'plans'> {
	const pace = createPace<Plans | Unsupported>({minimumMs: everyMs, share: 0.0005});
	let turn = 0;
	return {
		id: 'plans',
		connection: 'analytics',
		unseenMs: everyMs,
		onlyWanted: true,
		forget: () => void turn++,
		grant: ({server}) => `GRANT pg_read_all_stats TO ${server.quotedUser}`,
		async read({apart, now, server, capabilities}) {
			const key = `${turn} ${capabilities.extensions.includes('pg_stat_statements')}`;
			const {value} = await pace(key, now, apart, async reader => {
				const {statements: schema} = await readPlanPlaces(reader);
				if (schema === null) {
					return new Unsupported(
						statementsAbsence('no-extension'),
						'Run: CREATE EXTENSION pg_stat_statements;',
					);
				}
				// What is prepared there may stay behind on a connection of others.
				if (reader.pooled && server.versionNumber < 160_000) {
					return new Unsupported(statementsAbsence('pooler'));
				}
				const rows = await planTopStatements(reader, schema, server.versionNumber);
				return {plannedAt: now, databaseId: server.databaseOid, method: planMethod, rows};
			});
			return value;
		},
	};
}
