import type {Snapshot} from '../domain/snapshot/schema.ts';
import {shownValue} from '../domain/snapshot/section.ts';

/** The figures of a sample that are drawn over time. Null if the sample did not have them. */
export type Vitals = {
	readonly at: Date;
	readonly connections: number | null;
	readonly active: number | null;
	readonly transactions: number | null;
	readonly cacheHit: number | null;
	readonly blocksHit: number | null;
	readonly blocksRead: number | null;
	readonly rollbacks: number | null;
	readonly deadlocks: number | null;
	readonly tempBytes: number | null;
	readonly oldestTransactionMs: number | null;
	readonly longestQueryMs: number | null;
	readonly lagBytes: number | null;
	readonly sizeBytes: number | null;
};

/** The figures that are drawn. */
export type VitalId = Exclude<keyof Vitals, 'at' | 'blocksHit' | 'blocksRead'>;

export function vitals(snapshot: Snapshot): Vitals {
	const section = snapshot.sections.health;
	const health = section.status === 'ok' ? shownValue(section)?.value : undefined;
	const rates = health?.rates;
	return {
		at: snapshot.takenAt,
		connections: health?.total ?? null,
		active: health && health.hidden === 0 ? health.active : null,
		transactions: rates?.transactions ?? null,
		cacheHit: rates?.cacheHit ?? null,
		blocksHit: rates?.blocksHit ?? null,
		blocksRead: rates?.blocksRead ?? null,
		rollbacks: rates?.rollbacks ?? null,
		deadlocks: rates?.deadlocks ?? null,
		tempBytes: rates?.tempBytes ?? null,
		// Zero if none runs, unless sessions are hidden from this role.
		oldestTransactionMs: health ? (health.oldestTransactionMs ?? (health.hidden > 0 ? null : 0)) : null,
		longestQueryMs: health ? (health.longestQueryMs ?? (health.hidden > 0 ? null : 0)) : null,
		lagBytes: health ? (health.inRecovery ? health.standbyLagBytes : health.senderLagBytes) : null,
		sizeBytes: health?.sizeBytes ?? null,
	};
}
