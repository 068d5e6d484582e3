import type {PackIndex, PackObjects, PackRelation} from '../../queries/registry/pack-objects.ts';
import {type ColumnProblem, columnProblems} from './columns.ts';
import {keyOf, packFacts, shortName} from './facts.ts';
import {leaveOut} from './left-out.ts';
import type {WantedFact} from './manifest.ts';
import {lookerAt, type RoleFacts, type Standing} from './standing.ts';

export type Finding = {readonly fact: WantedFact; readonly standing: Standing};

export type Comparison = {
	readonly findings: readonly Finding[];
	/** Columns that are missing or of another type, of tables that are there. */
	readonly columns: ReadonlyMap<string, readonly ColumnProblem[]>;
	/** Those of the pack that are there, by name. */
	readonly relations: ReadonlyMap<string, PackRelation>;
	/** Copies that an interrupted REINDEX CONCURRENTLY has left. */
	readonly leftovers: readonly PackIndex[];
	/** Of which the planner knows nothing yet. */
	readonly neverAnalyzed: readonly PackRelation[];
};

/** What a database has of the pack, and what it lacks. */
export function comparePack(whole: readonly WantedFact[], found: PackObjects, roles: RoleFacts): Comparison {
	const live = new Map(packFacts(found).map(fact => [keyOf(fact), fact]));
	const relations = new Map(found.relations.map(relation => [relation.name, relation]));
	const manifest = grantedWithTheirTable(whole, relations);
	const lookAt = lookerAt({live, relations, indexes: found.indexes, partitions: found.partitions, roles});
	const standings = new Map(manifest.map(fact => [keyOf(fact), lookAt(fact)]));
	const types = oddTypes(manifest, standings);
	const columns = columnProblems(manifest, relations, types);
	leaveOut(manifest, standings, {columns, relations, indexes: found.indexes, types});
	const wantedNames = new Set(manifest.map(({name}) => name));
	return {
		findings: manifest.map(fact => ({fact, standing: standings.get(keyOf(fact)) ?? {state: 'there'}})),
		columns,
		relations,
		leftovers: found.indexes.filter(
			({name, valid, building}) =>
				!valid &&
				!building &&
				/_cc(new|old)\d*$/.test(name) &&
				wantedNames.has(name.replace(/_cc(new|old)\d*$/, '')),
		),
		neverAnalyzed: found.relations.filter(
			({name, kind, parent, analyzed}) =>
				wantedNames.has(name) && 'rpm'.includes(kind) && parent === null && !analyzed,
		),
	};
}

/** Why no column can be of a type of the pack that has other labels here: its default may not be one of them. */
function oddTypes(
	manifest: readonly WantedFact[],
	standings: ReadonlyMap<string, Standing>,
): ReadonlyMap<string, string> {
	return new Map(
		manifest.flatMap(fact => {
			const standing = standings.get(keyOf(fact));
			if (fact.kind !== 'type' || standing?.state !== 'different') return [];
			return [
				[fact.name, `the type ${shortName(fact.name)} is another one here: ${standing.detail}`] as const,
			];
		}),
	);
}

/**
Grants on a partition come with it where its table is put by month. Once it is there nothing does that again: then they
are granted by the statement that grants what is on its table.
*/
function grantedWithTheirTable(
	manifest: readonly WantedFact[],
	relations: ReadonlyMap<string, PackRelation>,
): readonly WantedFact[] {
	const byKey = new Map(manifest.map(fact => [keyOf(fact), fact]));
	return manifest.map(fact => {
		const parent = fact.kind === 'grant' ? relations.get(fact.table ?? '')?.parent : null;
		if (!parent || fact.table === null) return fact;
		const name = fact.name.replace(` on ${fact.table}`, () => ` on ${parent}`);
		const ofTable = byKey.get(keyOf({kind: 'grant', name}));
		return ofTable ? {...fact, made: ofTable.made} : fact;
	});
}
