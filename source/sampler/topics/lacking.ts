import {readPackObjects, readPackRights} from '../../queries/pack-objects.ts';
import {readRegistryTables} from '../../queries/registry.ts';
import type {LackingRow} from '../../snapshot/lacking.ts';
import {lackingRows} from '../../snapshot/lacking-rows.ts';
import {createPace} from '../pace.ts';
import {type Topic, Unsupported} from '../topic.ts';

const notThere =
	'This database is no registry: what the registry pack has is not looked for. pgdeck setup makes a new one.';

/** What the registry pack has and this database lacks. A question to the whole catalog, so it is asked seldom. */
export function lackingTopic(): Topic<'lacking'> {
	const lacking = createPace<LackingRow[]>({minimumMs: 60_000, share: 0.002});
	return {
		id: 'lacking',
		connection: 'analytics',
		unseenMs: Number.POSITIVE_INFINITY,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now}) {
			if (!(await readRegistryTables(reader))) return new Unsupported(notThere);
			const paced = await lacking('', now, apart, async own => {
				// Large, and of no use but on a registry.
				const [{packManifest, packNames}, {comparePack}] = await Promise.all([
					import('../../migrations/manifest.ts'),
					import('../../migrations/pack-comparison.ts'),
				]);
				const [found, rights] = await Promise.all([readPackObjects(own, packNames), readPackRights(own)]);
				return lackingRows(comparePack(packManifest, found, rights));
			});
			return {checkedAt: paced.sampledAt, rows: paced.value};
		},
	};
}
