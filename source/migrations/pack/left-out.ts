import type {PackIndex, PackRelation} from '../../queries/registry/pack-objects.ts';
import type {ColumnProblem} from './columns.ts';
import {keyOf, kindWords, shortName} from './facts.ts';
import {cantRefer, isReference} from './keys.ts';
import type {WantedFact} from './manifest.ts';
import type {Standing} from './standing.ts';

type Around = {
	readonly columns: ReadonlyMap<string, readonly ColumnProblem[]>;
	readonly relations: ReadonlyMap<string, PackRelation>;
	readonly indexes: readonly PackIndex[];
	/** Why nothing can be made of such a type of the pack. */
	readonly types: ReadonlyMap<string, string>;
};

/**
Leaves out, with the reason, what needs something that is not as the pack knows it, and what would be made by a statement
that can't be run because of another of its parts. In the order in which things are made: a reason goes on to what
follows from it.
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

	function unusable(fact: WantedFact, read: string): string | undefined {
		const [table, column] = [read.replace(/\.[^.]*$/, ''), read.replace(/^.*\./, '')];
		const problem = columns
			.get(table)
			?.find(item => item.column === column && !item.add && !(fact.late && item.absent));
		if (problem) return problem.sentence;
		for (const needed of byName.get(read) ?? []) {
			const state = standing(needed);
			if (state?.state === 'left') return state.reason;
			const isTable = needed.kind === 'relation' && 'rp'.includes(String(needed.definition.kind));
			if (isTable && relations.has(read) && !'rp'.includes(relations.get(read)?.kind ?? 'r')) {
				return `${shortName(read)} is ${kindWords[relations.get(read)?.kind ?? 'r']} here`;
			}
		}
		return undefined;
	}

	function reasonAgainst(fact: WantedFact): string | undefined {
		const [parent] = byName.get(fact.table ?? '') ?? [];
		const comesWith = fact.kind === 'constraint' && fact.made[0] === parent?.made[0];
		if (comesWith && parent && relations.has(parent.name)) {
			return `it comes with ${shortName(parent.name)} only, which is there without it`;
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
			// The statement that makes references passes over those that it can't make (20260101000250_references.sql), and
			// those that make types over what is there.
			if (isReference(other) || other.kind === 'type') continue;
			if (state?.state === 'left') return state.reason;
			if (state?.state === 'different') return `${shortName(other.name)}: ${state.detail}`;
		}
		return undefined;
	}

	// What a later part of a statement is left for keeps its earlier parts from being made as well: until nothing changes.
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
