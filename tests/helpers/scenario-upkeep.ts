import type {Upkeep} from '../../source/domain/upkeep/schema.ts';
import {packSet} from '../../source/migrations/set.ts';
import {openReader} from '../../source/postgres/reader.ts';
import {sampleOnce} from '../../source/sampler/engine/once.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {createTopics} from '../../source/sampler/topics.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';

/** The upkeep of a database as a console would see it that opens now. */
export async function upkeepOf(connection: ConnectionSettings): Promise<Upkeep> {
	const reader = openReader(connection, 'analytics');
	try {
		const session = await openSession(reader, {
			host: connection.hosts.join(','),
			port: connection.ports[0] ?? 0,
			service: null,
			productionPatterns: [],
		});
		const topics = createTopics({requests: undefined, migrations: undefined, pack: packSet()});
		const snapshot = await sampleOnce(
			reader,
			session,
			topics.filter(({id}) => id === 'upkeep'),
			{windowHours: 1, judge: {thresholds: defaultThresholds}},
		);
		const {upkeep} = snapshot.sections;
		if (upkeep.status !== 'ok') throw new Error(JSON.stringify(upkeep));
		return upkeep.value;
	} finally {
		await reader.close();
	}
}
