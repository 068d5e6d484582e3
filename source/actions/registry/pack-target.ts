import type {UnitDraft} from '../engine/plan.ts';
import type {MigrationTarget} from '../migrations/migration-unit.ts';

/** Parts of the registry pack: an index that must still be absent or INVALID, or something that may be done twice. */
export type PackTarget =
	| {readonly kind: 'pack'; readonly names: readonly string[]; readonly index?: 'absent' | 'invalid'}
	| MigrationTarget;

export type PackUnit = UnitDraft<PackTarget>;
