import type {Sql} from 'postgres';
import {keyOf, type PackFact, packFacts} from '../../source/migrations/pack/facts.ts';
import type {WantedFact} from '../../source/migrations/pack/manifest.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {splitStatements} from '../../source/migrations/parse/statements.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {readPackObjects} from '../../source/queries/registry/pack-objects.ts';
import {createDatabase} from './database.ts';

type Facts = ReadonlyMap<string, PackFact>;

/** The manifest of the pack, found by applying it; one fact a line. */
export async function makeManifest(): Promise<string> {
	const database = await createDatabase(18);
	const {facts, made} = await applyWatched(database.sql, database.reader());
	const bodies = await functionBodies(database.sql);
	const own = await ownOnly(facts, made);
	const alone = new Set<string>();
	for (const [key, [first]] of made) {
		if (
			key.startsWith('index ') &&
			/^create (unique )?index concurrently /.test(await statementText(first ?? ''))
		) {
			alone.add(key);
		}
	}
	const lines = [...facts].map(([key, fact]) => {
		const wanted: WantedFact = {
			...fact,
			reads: bodies.has(fact.name) ? readsOf(bodies.get(fact.name), facts) : fact.reads,
			made: made.get(key) ?? [],
			own: own.get(key) ?? [],
			...(bodies.get(fact.name)?.language === 'plpgsql' && fact.kind === 'function' ? {late: true} : {}),
			...(alone.has(key) ? {alone: true} : {}),
		};
		return JSON.stringify(wanted);
	});
	return `[\n${lines.join(',\n')}\n]\n`;
}

async function readFacts(reader: Reader): Promise<Facts> {
	return new Map(packFacts(await readPackObjects(reader)).map(fact => [keyOf(fact), fact]));
}

/** Applies the pack and looks after each statement what has changed. */
async function applyWatched(
	sql: Sql,
	reader: Reader,
): Promise<{facts: Facts; made: ReadonlyMap<string, string[]>}> {
	const made = new Map<string, string[]>();
	let before = await readFacts(reader);
	for (const {version, up} of packMigrations) {
		for (const [place, {text}] of (await splitStatements(up?.text ?? '', up?.transaction)).entries()) {
			await sql.unsafe(text);
			const after = await readFacts(reader);
			const changed = [...after].filter(
				([key, fact]) => JSON.stringify(before.get(key)) !== JSON.stringify(fact),
			);
			for (const [key] of constraintsByName(changed)) {
				made.set(key, [...(made.get(key) ?? []), `${version}:${place}`]);
			}
			before = after;
		}
	}
	// In the order in which they are made: what something needs comes before it.
	const order = [...made.keys()];
	return {
		facts: new Map(order.flatMap(key => (before.has(key) ? [[key, before.get(key) as PackFact]] : []))),
		made,
	};
}

/** Keys first, since others need them. The server gives those of a table in an order of its own, another each time. */
const constraintTypes = ['p', 'u', 'x', 'f', 'c'];

function constraintsByName(
	facts: readonly (readonly [string, PackFact])[],
): Array<readonly [string, PackFact]> {
	const isConstraint = ({kind}: PackFact) => kind === 'constraint';
	const place = ({definition, name}: PackFact) =>
		`${constraintTypes.indexOf(String(definition.type))} ${name}`;
	const ofTable = (table: string | null) =>
		facts
			.filter(([, fact]) => isConstraint(fact) && fact.table === table)
			.toSorted(([, one], [, other]) => (place(one) < place(other) ? -1 : 1));
	const left = new Map(facts.map(([, {table}]) => [table, ofTable(table)]));
	return facts.map(entry => (isConstraint(entry[1]) && left.get(entry[1].table)?.shift()) || entry);
}

type Body = {language: string; source: string};

async function functionBodies(sql: Sql): Promise<ReadonlyMap<string, Body>> {
	const rows = await sql<Array<Body & {name: string}>>`
		select n.nspname || '.' || p.proname || '(' || array_to_string(array(
				select format_type(t.type, null) from unnest(p.proargtypes) with ordinality t(type, place) order by place
			), ', ') || ')' as name,
			l.lanname as language, p.prosrc as source
		from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
		where n.nspname in ('public', 'mcp')`;
	return new Map(rows.map(({name, language, source}) => [name, {language, source}]));
}

/** By the words in its body: a table that it names, columns of that which it names, functions that it calls. */
function readsOf(body: Body | undefined, facts: Facts): string[] {
	const source = (body?.source ?? '').replaceAll(/--[^\n]*/g, '').replaceAll(/'[^']*'/g, "''");
	const words = new Set(source.match(/[a-z_][a-z0-9_]*/g) ?? []);
	const bare = (name: string) => name.replace(/^[^.]*\./, '').replace(/\(.*$/s, '');
	return [...facts.values()].flatMap(({kind, name, definition}) => {
		if (kind === 'function') {
			return new RegExp(`\\b${bare(name)}\\s*\\(`).test(source) ? [name.replace(/\(.*$/s, '')] : [];
		}
		if (kind !== 'relation' || !words.has(bare(name))) return [];
		const columns = Object.keys(definition.columns as object).filter(column => words.has(column));
		return [name, ...columns.map(column => `${name}.${column}`)];
	});
}

/** Objects that the pack skips over another tool's tables, and the tables concerned. */
async function ownOnly(facts: Facts, made: ReadonlyMap<string, string[]>): Promise<Map<string, string[]>> {
	const tables = [...facts.values()].filter(
		({kind, table, definition}) =>
			kind === 'relation' && table === null && 'rp'.includes(String(definition.kind)),
	);
	const names = tables.map(({name}) => name);
	const leftOut = await missingOver(tables, facts);
	const own = new Map<string, string[]>();
	for (const key of leftOut) {
		const fact = facts.get(key);
		if (!fact || names.includes(fact.name)) continue;
		if (fact.table !== null) own.set(key, own.get(`relation ${fact.table}`) ?? [fact.table]);
	}
	// Objects that depend on another table: the statement checks for it, and creates nothing without it.
	for (const fact of [...tables, ...[...facts.values()].filter(({kind}) => kind === 'trigger')]) {
		const statements = await Promise.all((made.get(keyOf(fact)) ?? []).map(statementText));
		const asked = tables.filter(
			({name, definition}) =>
				name !== fact.name &&
				name !== fact.table &&
				// One by month that is another tool's plain table stops the file that makes it.
				(fact.kind === 'relation' || definition.kind === 'r') &&
				statements.some(text => text.includes(`registry_${name.replace(/^.*\./, '')}_pkey`)),
		);
		for (const other of asked) {
			if ((await missingOver([other], facts)).includes(keyOf(fact))) {
				own.set(keyOf(fact), [...(own.get(keyOf(fact)) ?? []), other.name]);
			}
		}
	}
	return own;
}

async function statementText(place: string): Promise<string> {
	const [version, ordinal] = place.split(':');
	const up = packMigrations.find(file => file.version === version)?.up;
	return (await splitStatements(up?.text ?? '', up?.transaction))[Number(ordinal)]?.text ?? '';
}

/** Applies the pack over these tables as another tool would have made them: what is missing or otherwise then? */
async function missingOver(tables: readonly PackFact[], facts: Facts): Promise<string[]> {
	const database = await createDatabase(18);
	const {sql} = database;
	await sql`create schema mcp`;
	for (const {kind, name, definition} of facts.values()) {
		if (kind !== 'type') continue;
		const labels = (definition.labels as string[]).map(label => `'${label}'`);
		await sql.unsafe(`create type ${name} as enum (${labels.join(', ')})`);
	}
	for (const {name, definition} of tables) {
		const columns = Object.entries(definition.columns as Record<string, string>);
		await sql.unsafe(
			`create table ${name} (${columns.map(([column, type]) => `${column} ${type}`).join(', ')}${
				columns.some(([column]) => column === 'id') ? ', primary key (id)' : ''
			})`,
		);
	}
	for (const {up} of packMigrations) {
		for (const {text} of await splitStatements(up?.text ?? '', up?.transaction)) await sql.unsafe(text);
	}
	const found = await readFacts(database.reader());
	return [...facts].flatMap(([key, fact]) =>
		JSON.stringify(found.get(key)?.definition) === JSON.stringify(fact.definition) ? [] : [key],
	);
}
