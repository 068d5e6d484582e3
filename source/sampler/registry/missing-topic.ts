import type {MissingRow} from '../../domain/registry/missing.ts';
import {missingRows} from '../../domain/registry/missing-rows.ts';
import {registryAbsence, registryHelp} from '../../domain/registry/words.ts';
import {readPackObjects, readPackRights} from '../../queries/registry/pack-objects.ts';
import {readRegistryTables} from '../../queries/registry/registry.ts';
import {createPace} from '../engine/pace.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';

/** Missing objects of the registry pack. It reads the whole catalog, so it is sampled rarely. */
export function missingTopic(): Topic<'missing'> {
	const missing = createPace<MissingRow[]>({minimumMs: 60_000, share: 0.002});
	return {
		id: 'missing',
		connection: 'analytics',
		unseenMs: Number.POSITIVE_INFINITY,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now}) {
			if (!(await readRegistryTables(reader)))
				return new Unsupported(registryAbsence('not-a-registry'), registryHelp);
			const paced = await missing('', now, apart, async own => {
				// Large modules that only a registry needs.
				const [{packManifest, packNames}, {comparePack}] = await Promise.all([
					import('../../migrations/pack/manifest.ts'),
					import('../../migrations/pack/comparison.ts'),
				]);
				const [found, rights] = await Promise.all([readPackObjects(own, packNames), readPackRights(own)]);
				return missingRows(comparePack(packManifest, found, rights));
			});
			return {checkedAt: paced.sampledAt, rows: paced.value};
		},
	};
}
