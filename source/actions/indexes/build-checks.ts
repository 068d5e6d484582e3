import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Check} from '../engine/plan.ts';

/** BUG #17485, as for builds in migrations. */
export function corrupting({version, versionNumber}: ServerIdentity): Check[] {
	if (versionNumber < 140_000 || versionNumber >= 140_004) return [];
	const detail = `PostgreSQL ${version} can build corrupt indexes CONCURRENTLY. Upgrade to 14.4 first.`;
	return [{name: 'server', verdict: 'block', detail}];
}
