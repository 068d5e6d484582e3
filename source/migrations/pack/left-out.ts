import type {PackIndex, PackRelation} from '../../queries/registry/pack-objects.ts';
import type {ColumnProblem} from './columns.ts';
import {keyOf, shortName} from './facts.ts';
import {cantRefer, isReference} from './keys.ts';
import type {WantedFact} from './manifest.ts';
import type {Standing} from './standing.ts';
import {type PackReason, packReason} from './words.ts';

type Around = {
	readonly columns: ReadonlyMap<string, readonly ColumnProblem[]>;
	readonly relations: ReadonlyMap<string, PackRelation>;
	readonly indexes: readonly PackIndex[];
	/** Why nothing can use such a type of the pack. */
	readonly types: ReadonlyMap<string, PackReason>;
};

/**
Leaves out objects that require something that differs from the pack, and objects whose statement can't run because of
another of its parts. In the order of creation, so that a reason carries over to dependent objects.
*/
export function leaveOut(
	manifest: readonly WantedFact[],
	standings: Map<string, Standing>,
	{columns, relations, indexes, types}: Around,
): void {
	const byName = new Map<string, WantedFact[]>();
	const byStatement = new Map<string, WantedFact[]>();
	for (const fact of manifest) {
		if (fact.kind === 'relation' || fact.kind === 'function') {
			const name = fact.name.replace(/\(.*$/s, '');
			byName.set(name, [...(byName.get(name) ?? []), fact]);
		}
		for (const statement of fact.made) {
			byStatement.set(statement, [...(byStatement.get(statement) ?? []), fact]);
		}
	}
	const standing = (fact: WantedFact) => standings.get(keyOf(fact));

	function unusable(fact: WantedFact, read: string): PackReason | undefined {
		const [table, column] = [read.replace(/\.[^.]*$/, ''), read.replace(/^.*\./, '')];
		const problem = columns
			.get(table)
			?.find(item => item.column === column && !item.add && !(fact.late && item.absent));
		if (problem) return problem.reason;
		for (const needed of byName.get(read) ?? []) {
			const state = standing(needed);
			if (state?.state === 'left') return state.reason;
			const isTable = needed.kind === 'relation' && 'rp'.includes(String(needed.definition.kind));
			if (isTable && relations.has(read) && !'rp'.includes(relations.get(read)?.kind ?? 'r')) {
				return packReason('not-a-table', {name: shortName(read), here: relations.get(read)?.kind ?? 'r'});
			}
		}
		return undefined;
	}

	function reasonAgainst(fact: WantedFact): PackReason | undefined {
		const [parent] = byName.get(fact.table ?? '') ?? [];
		const comesWith = fact.kind === 'constraint' && fact.made[0] === parent?.made[0];
		if (comesWith && parent && relations.has(parent.name)) {
			return packReason('comes-with-table', {table: shortName(parent.name)});
		}
		for (const read of [...(fact.table === null ? [] : [fact.table]), ...fact.reads]) {
			const reason = unusable(fact, read);
			if (reason !== undefined) return reason;
		}
		for (const type of fact.kind === 'relation' ? Object.values(fact.definition.columns as object) : []) {
			const odd = types.get(String(type));
			if (odd !== undefined) return odd;
		}
		const impossible = cantRefer(fact, relations, indexes);
		if (impossible !== undefined) return impossible;
		for (const other of fact.made.flatMap(statement => byStatement.get(statement) ?? [])) {
			const state = standing(other);
			// The statement that adds references skips those that it can't add (20260101000250_references.sql), and statements
			// that create types skip existing ones.
			if (isReference(other) || other.kind === 'type') continue;
			if (state?.state === 'left') return state.reason;
			if (state?.state === 'different') {
				return packReason('statement-blocked', {name: shortName(other.name), reason: state.reason.text});
			}
		}
		return undefined;
	}

	// A reason against a later part of a statement holds for its earlier parts too: repeat until nothing changes.
	for (let changed = true; changed; ) {
		changed = false;
		for (const fact of manifest) {
			const {state} = standing(fact) ?? {};
			if (state !== 'missing' && state !== 'partial') continue;
			const reason = reasonAgainst(fact);
			if (reason === undefined) continue;
			standings.set(keyOf(fact), {state: 'left', reason});
			changed = true;
		}
	}
}
