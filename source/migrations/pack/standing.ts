import type {PackIndex, PackPartition, PackRelation} from '../../queries/registry/pack-objects.ts';
import {keyOf, type PackFact, shortName} from './facts.ts';
import {type IndexShape, indexShape, sameIndex, servesAs} from './index-shape.ts';
import {unmadeConstraint} from './keys.ts';
import type {WantedFact} from './manifest.ts';
import {type PackReason, packReason} from './words.ts';

/** The state of one object of the pack in a database. */
export type Standing =
	| {readonly state: 'there'}
	/** An index with the same definition has another name. */
	| {readonly state: 'equivalent'; readonly as: string}
	/** The pack does this only to its own tables, and this one is another tool's. */
	| {readonly state: 'others'; readonly missing?: PackReason}
	| {readonly state: 'missing'}
	/** Left behind by a failed build. */
	| {readonly state: 'invalid'; readonly index: PackIndex}
	/** An index without its part on these partitions; it is valid only when all have theirs. */
	| {readonly state: 'partial'; readonly partitions: readonly PackPartition[]}
	| {readonly state: 'different'; readonly reason: PackReason}
	/** Missing, and not built here. */
	| {readonly state: 'left'; readonly reason: PackReason};

export type RoleFacts = {
	readonly rolesThere: boolean;
	readonly createRoles: boolean;
	/** Owns the schema mcp and all functions in it, as far as they exist. */
	readonly ownsMcp: boolean;
};

type Looked = {
	live: ReadonlyMap<string, PackFact>;
	relations: ReadonlyMap<string, PackRelation>;
	indexes: readonly PackIndex[];
	partitions: readonly PackPartition[];
	roles: RoleFacts;
};

/** Judges each object of the pack on its own. */
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
		const reason = difference(fact, there);
		return reason === undefined ? {state: 'there'} : {state: 'different', reason};
	};
}

/** It exists, but a later step of the pack is missing: PUBLIC may execute it, or old rows are not validated. */
function isUnfinished({kind, definition: wanted}: WantedFact, {definition: found}: PackFact): boolean {
	if (kind === 'constraint') return wanted.validated === true && found.validated === false;
	const same =
		wanted.body === found.body && wanted.result === found.result && wanted.definer === found.definer;
	return kind === 'function' && same && wanted.forAll === false && found.forAll === true;
}

function difference(
	{kind, definition: wanted}: WantedFact,
	{definition: found}: PackFact,
): PackReason | undefined {
	switch (kind) {
		case 'relation': {
			const [want, have] = [String(wanted.kind), String(found.kind)];
			// A table that somebody has partitioned is still the table.
			if (want !== have && !(want === 'r' && have === 'p')) {
				return packReason('other-kind', {here: have, wanted: want});
			}
			if (want !== 'v' && want !== 'm') return undefined;
			const names = (definition: PackFact['definition']) =>
				Object.keys(definition.columns as object)
					.toSorted()
					.join(', ');
			return names(wanted) === names(found) ? undefined : packReason('other-columns');
		}
		case 'type': {
			const missing = (wanted.labels as string[]).filter(
				label => !(found.labels as string[]).includes(label),
			);
			return missing.length === 0 ? undefined : packReason('missing-labels', {labels: missing});
		}
		case 'function':
			if (wanted.result !== found.result) return packReason('other-result');
			return wanted.body === found.body && wanted.definer === found.definer
				? undefined
				: packReason('other-body');
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
		return {state: 'left', reason: packReason('being-built')};
	}
	if (named && !same) {
		const invalid = !named.valid;
		return {
			state: 'different',
			reason:
				named.table === table
					? packReason('other-definition', {invalid})
					: packReason('other-table', {table: shortName(named.table), invalid}),
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
	return {
		state: 'left',
		reason: odd
			? packReason('nested-partition', {partition: shortName(odd.name)})
			: packReason('built-with-table'),
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
			: {state: 'different', reason: packReason('other-statistics', {here: target})};
	}
	const value = (option: string) => option.split('=')[0];
	const have = new Map(relation.options.map(option => [value(option), option]));
	const others = (definition.options as string[]).filter(option => have.get(value(option)) !== option);
	if (others.length === 0) return {state: 'there'};
	const set = others.flatMap(option => have.get(value(option)) ?? []);
	return set.length === 0
		? {state: 'missing'}
		: {state: 'different', reason: packReason('other-options', {here: set})};
}

/** Further privileges are somebody's decision; privileges on missing columns can't be granted. */
function grantStanding(
	{table, definition}: WantedFact,
	found: PackFact | undefined,
	relations: ReadonlyMap<string, PackRelation>,
	{rolesThere, createRoles, ownsMcp}: RoleFacts,
): Standing {
	const relation = relations.get(table ?? '');
	// Missing columns of a table are added before they are granted.
	const columns = relation?.kind === 'f' ? relation.columns : undefined;
	const have = (found?.definition.privileges ?? []) as readonly string[];
	const missing = (definition.privileges as string[]).filter(privilege => {
		const column = /\((.*)\)$/.exec(privilege)?.[1];
		const absent = column !== undefined && columns !== undefined && !(column in columns);
		return !absent && !have.includes(privilege) && !have.includes(privilege.replace(/ \(.*$/, ''));
	});
	if (missing.length === 0) return {state: 'there'};
	if (!rolesThere && !createRoles) {
		return {state: 'left', reason: packReason('no-roles')};
	}
	// Only the owner may grant.
	if (relation && !relation.owned) {
		const {owner, name} = relation;
		return {state: 'left', reason: packReason('table-grant', {owner, table: shortName(name)})};
	}
	return ownsMcp ? {state: 'missing'} : {state: 'left', reason: packReason('schema-grant')};
}
