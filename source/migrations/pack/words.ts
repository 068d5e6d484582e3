import {type CodedBy, coder} from '../../format/coded.ts';

const kinds: Readonly<Record<string, string>> = {
	r: 'a plain table',
	p: 'a partitioned table',
	v: 'a view',
	m: 'a materialized view',
	f: 'a foreign table',
	S: 'a sequence',
};

const andInvalid = (invalid: boolean) => (invalid ? ', and is INVALID' : '');
const list = (names: readonly string[]) => names.join(', ');

type Key = {readonly table: string; readonly columns: readonly string[]};

/** Why an object of the registry pack differs in a database, or is not built there. Names are unsanitized. */
export const packWords = {
	'other-kind': ({here, wanted}: {here: string; wanted: string}) =>
		`it is ${kinds[here]} here, and ${kinds[wanted]} in the pack`,
	'other-columns': () => 'its columns differ from the pack',
	'missing-labels': ({labels}: {labels: readonly string[]}) => `it does not have ${list(labels)}`,
	'other-result': () => 'its result type differs from the pack',
	'other-body': () => 'its body differs from the pack',
	'other-definition': ({invalid}: {invalid: boolean}) =>
		`the index of this name has another definition${andInvalid(invalid)}`,
	'other-table': ({table, invalid}: {table: string; invalid: boolean}) =>
		`the index of this name is on another table, ${table}${andInvalid(invalid)}`,
	'other-statistics': ({here}: {here: number}) => `its statistics target is ${here} here`,
	'other-options': ({here}: {here: readonly string[]}) => `it is set to ${list(here)} here`,
	'being-built': () =>
		'an index on its table is being built, perhaps this one. Check again when that is done.',
	'nested-partition': ({partition}: {partition: string}) =>
		`it cannot be built CONCURRENTLY: the partition ${partition} is partitioned itself, or foreign. Build the index on each partition and attach those.`,
	'built-with-table': () =>
		'it cannot be built CONCURRENTLY: its file builds it with its table. Build the index on each partition and attach those.',
	'no-roles': () => 'this role may not create the roles pgdeck_monitor and pgdeck_operator',
	'table-grant': ({owner, table}: {owner: string; table: string}) =>
		`only ${owner} may grant privileges on ${table}`,
	'schema-grant': () => 'only the owner may grant privileges on the schema mcp and its functions',
	'no-column': ({table, column}: {table: string; column: string}) => `${table} has no column ${column}`,
	'other-type': ({column, here, wanted}: {column: string; here: string; wanted: string}) =>
		`${column} is ${here} here, and ${wanted} in the pack`,
	'other-enum': ({type, difference}: {type: string; difference: string}) =>
		`the type ${type} differs here: ${difference}`,
	'column-other-enum': ({column, reason}: {column: string; reason: string}) =>
		`${column} is not added: ${reason}`,
	'not-a-table': ({name, here}: {name: string; here: string}) => `${name} is ${kinds[here]} here`,
	'comes-with-table': ({table}: {table: string}) =>
		`it is created only together with ${table}, which exists without it`,
	'statement-blocked': ({name, reason}: {name: string; reason: string}) =>
		`its statement also makes ${name}: ${reason}`,
	'no-unique-key': ({table, columns}: Key) =>
		`${list(columns)} of ${table} is not unique here, as foreign keys require. If it is, run CREATE UNIQUE INDEX CONCURRENTLY ON ${table} (${list(columns)}); then run this again.`,
	'deferrable-key': ({table, columns}: Key) =>
		`${list(columns)} of ${table} has only a deferrable key here, which foreign keys cannot reference. Run CREATE UNIQUE INDEX CONCURRENTLY ON ${table} (${list(columns)}); then run this again.`,
	'table-rewrite': ({own, ownType, key, keyType, child, sqlName, column}: Record<RewriteFact, string>) =>
		`${own} is ${ownType} here and ${key} ${keyType}: a change would rewrite ${child} under an ACCESS EXCLUSIVE lock. If that is possible, run ALTER TABLE ${sqlName} ALTER ${column} TYPE ${keyType} USING ${column}::text::${keyType}; then run this again.`,
	'constraint-not-added': ({table, columns, kind, file}: Key & {kind: string; file: string}) =>
		`another tool made ${table}, so no ${kind} is added on ${list(columns)}. Migration ${file} has its text: ALTER TABLE ${table} ADD … ${kind} … NOT VALID checks new rows, and VALIDATE CONSTRAINT checks the others beside writers`,
	'key-not-added': ({table, columns, partitioned}: Key & {partitioned: boolean}) => {
		const of = list(columns);
		const way = partitioned
			? 'If there are none, a UNIQUE constraint can be added, under a lock: the table is partitioned'
			: `If there are none, run CREATE UNIQUE INDEX CONCURRENTLY a_name ON ${table} (${of}); ALTER TABLE ${table} ADD CONSTRAINT a_name UNIQUE USING INDEX a_name;`;
		return `${of} of ${table} is not unique here, as in the pack. Duplicates: SELECT ${of}, count(*) FROM ${table} GROUP BY ${of} HAVING count(*) > 1; ${way}`;
	},
} as const;
type RewriteFact = 'own' | 'ownType' | 'key' | 'keyType' | 'child' | 'sqlName' | 'column';

export const packReason = coder(packWords);
export type PackReason = CodedBy<typeof packWords>;
