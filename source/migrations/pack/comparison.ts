import type {PackIndex, PackObjects, PackRelation} from '../../queries/registry/pack-objects.ts';
import {type ColumnProblem, columnProblems} from './columns.ts';
import {keyOf, packFacts, shortName} from './facts.ts';
import {leaveOut} from './left-out.ts';
import type {WantedFact} from './manifest.ts';
import {lookerAt, type RoleFacts, type Standing} from './standing.ts';
import {type PackReason, packReason} from './words.ts';

export type Finding = {readonly fact: WantedFact; readonly standing: Standing};

export type Comparison = {
	readonly findings: readonly Finding[];
	/** Columns of existing tables that are missing or of another type. */
	readonly columns: ReadonlyMap<string, readonly ColumnProblem[]>;
	/** Existing relations of the pack, by name. */
	readonly relations: ReadonlyMap<string, PackRelation>;
	/** Copies left behind by an interrupted REINDEX CONCURRENTLY. */
	readonly leftovers: readonly PackIndex[];
	/** Tables without planner statistics. */
	readonly neverAnalyzed: readonly PackRelation[];
};

/** Compares a database with the pack. */
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

/** Why columns can't have a type of the pack whose labels differ here: a default may not be one of them. */
function oddTypes(
	manifest: readonly WantedFact[],
	standings: ReadonlyMap<string, Standing>,
): ReadonlyMap<string, PackReason> {
	return new Map(
		manifest.flatMap(fact => {
			const standing = standings.get(keyOf(fact));
			if (fact.kind !== 'type' || standing?.state !== 'different') return [];
			const facts = {type: shortName(fact.name), difference: standing.reason.text};
			return [[fact.name, packReason('other-enum', facts)] as const];
		}),
	);
}

/**
Grants on a partition come with the step that partitions its table by month. Afterwards nothing repeats that step, so the
statement that grants privileges on the table grants them.
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
