import type {PackIndex, PackPartition, PackRelation} from '../../queries/registry/pack-objects.ts';
import {keyOf, kindWords, type PackFact, shortName} from './facts.ts';
import {type IndexShape, indexShape, sameIndex, servesAs} from './index-shape.ts';
import {unmadeConstraint} from './keys.ts';
import type {WantedFact} from './manifest.ts';

/** How one thing of the pack stands in a database. */
export type Standing =
	| {readonly state: 'there'}
	/** An index of the same definition has another name. */
	| {readonly state: 'equivalent'; readonly as: string}
	/** The pack does this only to tables that it made itself, and this one is another tool's. */
	| {readonly state: 'others'; readonly missing?: string}
	| {readonly state: 'missing'}
	/** Left of a build that failed. */
	| {readonly state: 'invalid'; readonly index: PackIndex}
	/** An index that these partitions lack their part of; it is only valid when all have theirs. */
	| {readonly state: 'partial'; readonly partitions: readonly PackPartition[]}
	| {readonly state: 'different'; readonly detail: string}
	/** Missing, and not to be made here. */
	| {readonly state: 'left'; readonly reason: string};

export type RoleFacts = {
	readonly rolesThere: boolean;
	readonly createRoles: boolean;
	/** The schema mcp and all functions in it, as far as they are there. */
	readonly ownsMcp: boolean;
};

type Looked = {
	live: ReadonlyMap<string, PackFact>;
	relations: ReadonlyMap<string, PackRelation>;
	indexes: readonly PackIndex[];
	partitions: readonly PackPartition[];
	roles: RoleFacts;
};

/** How each thing of the pack stands, looked at for itself. */
export function lookerAt(looked: Looked): (fact: WantedFact) => Standing {
	const {live, relations, roles} = looked;
	return fact => {
		const isOthers = fact.own.some(table => relations.get(table)?.ownTable === false);
		if (isOthers) {
			const missing = unmadeConstraint(fact, live, relations, looked.indexes);
			return missing === undefined ? {state: 'others'} : {state: 'others', missing};
		}
		if (fact.kind === 'index') return indexStanding(fact, looked);
		if (fact.kind === 'setting') return settingStanding(fact, relations);
		const there = live.get(keyOf(fact));
		if (fact.kind === 'grant') return grantStanding(fact, there, relations, roles);
		if (!there || isUnfinished(fact, there)) return {state: 'missing'};
		const detail = difference(fact, there);
		return detail === undefined ? {state: 'there'} : {state: 'different', detail};
	};
}

/** It is there, and what the pack does with it afterwards is not done: everybody may call it, old rows are unchecked. */
function isUnfinished({kind, definition: wanted}: WantedFact, {definition: found}: PackFact): boolean {
	if (kind === 'constraint') return wanted.validated === true && found.validated === false;
	const same =
		wanted.body === found.body && wanted.result === found.result && wanted.definer === found.definer;
	return kind === 'function' && same && wanted.forAll === false && found.forAll === true;
}

function difference(
	{kind, definition: wanted}: WantedFact,
	{definition: found}: PackFact,
): string | undefined {
	switch (kind) {
		case 'relation': {
			const [want, have] = [String(wanted.kind), String(found.kind)];
			// Whoever has partitioned a table has the table.
			if (want !== have && !(want === 'r' && have === 'p')) {
				return `it is ${kindWords[have]} here, and ${kindWords[want]} in the pack`;
			}
			if (want !== 'v' && want !== 'm') return undefined;
			const names = (definition: PackFact['definition']) =>
				Object.keys(definition.columns as object)
					.toSorted()
					.join(', ');
			return names(wanted) === names(found) ? undefined : 'it has other columns than in the pack';
		}
		case 'type': {
			const missing = (wanted.labels as string[]).filter(
				label => !(found.labels as string[]).includes(label),
			);
			return missing.length === 0 ? undefined : `it lacks ${missing.join(', ')}`;
		}
		case 'function':
			if (wanted.result !== found.result) return 'it returns something else than in the pack';
			return wanted.body === found.body && wanted.definer === found.definer
				? undefined
				: 'its body is not that of the pack';
		default:
			return undefined;
	}
}

function indexStanding(fact: WantedFact, {indexes, relations, partitions}: Looked): Standing {
	const {name, table, definition} = fact;
	const wanted = definition as unknown as IndexShape;
	const named = indexes.find(index => index.name === name);
	const same = named !== undefined && named.table === table && sameIndex(wanted, indexShape(named));
	if (named?.valid && same) return {state: 'there'};
	const other = indexes.find(
		index =>
			index.name !== name && index.table === table && index.valid && servesAs(wanted, indexShape(index)),
	);
	if (other) return {state: 'equivalent', as: other.name};
	if (named?.building) {
		return {
			state: 'left',
			reason:
				'an index of this table is being built right now, perhaps this one. Look again when that is done',
		};
	}
	if (named && !same) {
		const where = named.table === table ? 'another definition' : `another table, ${shortName(named.table)}`;
		return {
			state: 'different',
			detail: `the index of this name has ${where}${named.valid ? '' : ', and is INVALID'}`,
		};
	}
	if (named && !named.partitioned) return {state: 'invalid', index: named};
	if (table !== null && relations.get(table)?.kind === 'p') return partialIndex(fact, partitions);
	return {state: 'missing'};
}

function partialIndex({name, table, alone}: WantedFact, all: readonly PackPartition[]): Standing {
	const partitions = all.filter(partition => partition.table === table && !partition.attached.includes(name));
	const odd = partitions.find(({plain}) => !plain);
	if (alone && !odd) return {state: 'partial', partitions};
	const what = odd
		? `${shortName(odd.name)} is partitioned itself, or foreign`
		: 'its file builds it with its table';
	return {
		state: 'left',
		reason: `it can't be built CONCURRENTLY here: ${what}. Build it for each partition and attach those`,
	};
}

function settingStanding(
	{table, name, definition}: WantedFact,
	relations: ReadonlyMap<string, PackRelation>,
): Standing {
	const relation = relations.get(table ?? '');
	if (!relation) return {state: 'missing'};
	const column = name.slice((table ?? '').length + 1);
	if (column !== '') {
		const target = relation.statistics[column];
		if (target === undefined) return {state: 'missing'};
		return target === definition.statistics
			? {state: 'there'}
			: {state: 'different', detail: `it is ${target} here`};
	}
	const value = (option: string) => option.split('=')[0];
	const have = new Map(relation.options.map(option => [value(option), option]));
	const others = (definition.options as string[]).filter(option => have.get(value(option)) !== option);
	if (others.length === 0) return {state: 'there'};
	const set = others.flatMap(option => have.get(value(option)) ?? []);
	return set.length === 0
		? {state: 'missing'}
		: {state: 'different', detail: `it is set to ${set.join(', ')} here`};
}

/** More than the pack grants is somebody's decision; columns that are not there can't be granted. */
function grantStanding(
	{table, definition}: WantedFact,
	found: PackFact | undefined,
	relations: ReadonlyMap<string, PackRelation>,
	{rolesThere, createRoles, ownsMcp}: RoleFacts,
): Standing {
	const relation = relations.get(table ?? '');
	// Columns that a table lacks are added to it before they are granted.
	const columns = relation?.kind === 'f' ? relation.columns : undefined;
	const have = (found?.definition.privileges ?? []) as readonly string[];
	const missing = (definition.privileges as string[]).filter(privilege => {
		const column = /\((.*)\)$/.exec(privilege)?.[1];
		const absent = column !== undefined && columns !== undefined && !(column in columns);
		return !absent && !have.includes(privilege) && !have.includes(privilege.replace(/ \(.*$/, ''));
	});
	if (missing.length === 0) return {state: 'there'};
	if (!rolesThere && !createRoles) {
		return {state: 'left', reason: 'this role may not make the roles pgdeck_monitor and pgdeck_operator'};
	}
	// GRANT is for owners.
	if (relation && !relation.owned) {
		return {state: 'left', reason: `only ${relation.owner} may grant what is on ${shortName(relation.name)}`};
	}
	return ownsMcp
		? {state: 'missing'}
		: {state: 'left', reason: 'only their owner may grant what is on the schema mcp and its functions'};
}
