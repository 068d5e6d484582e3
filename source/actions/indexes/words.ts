import {coder} from '../../format/coded.ts';
import {bytes, count, dateTime, plural} from '../../format/quantities.ts';

type Node = {node: string; role: string};
const on = ({node, role}: Node) => `${node} (${role})`;
const day = (at: string | null) => (at === null ? 'n/a' : dateTime(new Date(at)));
const costs = (cost: number) => count(Math.round(cost));

/** Checks of a drop, and what happens to the index. */
const dropWords = {
	'index-gone': () => 'the index no longer exists',
	'indexes-gone': ({missing}: {missing: number}) =>
		`${plural(missing, 'index', 'indexes')} of the selection no longer ${missing === 1 ? 'exists' : 'exist'}`,
	'index-renamed': ({name}: {name: string}) => `the index is now named ${name}`,
	'index-changed': () => 'the index has changed since the plan was made',
	'twin-kept': ({dropped}: {dropped: string}) =>
		`left out: it serves the queries of ${dropped}, which this plan drops. Drop one, watch the effect, then decide on this one`,
	'no-scans': ({sizeBytes}: {sizeBytes: number}) => `no scans, ${bytes(sizeBytes)}`,
	'few-scans': ({scans}: {scans: number}) => `${plural(scans, 'scan')}: used, if rarely`,
	'scans-before-invalid': ({scans}: {scans: number}) => `${plural(scans, 'scan')} before it became INVALID`,
	'in-use': ({scans}: {scans: number}) => `in use: ${plural(scans, 'scan')}`,
	'in-use-on-node': ({scans, ...where}: Node & {scans: number}) =>
		`in use on ${on(where)}: ${plural(scans, 'scan')}`,
	'use-on-node': ({
		scans,
		lastScan,
		quietSince,
		counted,
		...where
	}: Node & {scans: number; lastScan: string | null; quietSince: string | null; counted: string | null}) =>
		[
			`${on(where)}: ${plural(scans, 'scan')}`,
			...(lastScan === null ? [] : [`the last ${day(lastScan)}`]),
			`unused since ${day(quietSince)}`,
			...(counted === null ? [] : [`counted ${counted}`]),
		].join(', '),
	'nodes-asked-again': ({nodes}: {nodes: readonly string[]}) =>
		`asked again before each drop: ${nodes.join(', ')}`,
	'own-counters-only': ({counted}: {counted: string}) =>
		`scans of this server only, counted ${counted}: use on a replica is not included`,
	'not-owner': () => 'this role does not own its table. Connect as the owner or a superuser.',
	saving: ({sizeBytes, dropped, indexes, writes, counted}: Saving) =>
		`saves ${bytes(sizeBytes)}, and ${dropped} of the ${plural(indexes, 'index', 'indexes')}${indexes === 0 ? '' : ` (${Math.round((dropped / indexes) * 100)} %)`} that each write maintains: ${count(writes)} inserts and non-HOT updates ${counted}`,
	'statistics-kept': ({expression, keptBy}: {expression: string; keptBy: string}) =>
		`statistics on ${expression}: ${keptBy} keeps them too`,
	'statistics-lost': ({expression}: {expression: string}) =>
		`statistics on ${expression} go with it: CREATE STATISTICS keeps those of expressions from PostgreSQL 14 on`,
	'statistics-at-risk': ({expression, keep, name}: {expression: string; keep: string; name: string}) =>
		`statistics on ${expression} go with it. To keep them, run first: ${keep}; (after an undo, remove them: DROP STATISTICS ${name};)`,
	'used-since-plan': ({scans}: {scans: number}) => `used ${plural(scans, 'time')} since the plan was made`,
	'used-since-plan-on-node': ({node, scans}: {node: string; scans: number}) =>
		`used ${plural(scans, 'time')} on ${node} since the plan was made`,
	'node-changed': ({node, reason}: {node: string; reason: string}) =>
		`${node}, part of the evidence, was asked again: ${reason}`,
	'node-unreachable': ({node, reason}: {node: string; reason: string}) =>
		`${node}, part of the evidence, no longer answers: ${reason} Make the plan again: it then shows what is unknown`,
	'only-foreign-key-index': ({foreignKeys}: {foreignKeys: string}) =>
		`now the only index for FK ${foreignKeys}: without it, deletes on the referenced table scan this one`,
	'drop-waiting': () => 'waiting: the index is valid and in use; a cancel leaves it as it was',
	'drop-invalid': () =>
		'INVALID: no query uses it, writes still maintain it; after a cancel it stays INVALID, to be dropped again or restored',
	'drop-gone': () => 'dropped: an undo builds it again',
	unchanged: () => 'the index is unchanged',
	'left-invalid': ({undo}: {undo: string}) =>
		`the index is INVALID: queries do not use it, writes still maintain it. Drop it again, or restore it: ${undo}`,
};

type Saving = {sizeBytes: number; dropped: number; indexes: number; writes: number; counted: string};

/** Statements whose plan a drop changes. */
const planWords = {
	'statements-unknown': ({reason}: {reason: string}) => `statements that use it: n/a, ${reason}`,
	'no-statement': ({planned, rest}: {planned: number; rest: string}) =>
		`statements that use it: none of ${plural(planned, 'planned statement')}${rest}`,
	'no-plannable-statement': ({tables, rest}: {tables: string; rest: string}) =>
		`statements that use it: n/a, pg_stat_statements has no statement on ${tables} that can be planned${rest}`,
	'planned-statements': ({planned, rest}: {planned: number; rest: string}) =>
		`${plural(planned, 'statement')} planned${rest}`,
	'statement-uses-index': ({statement, calls, cost, costWithout, unknown}: StatementUse) =>
		`in the plan of ${statement} (${plural(calls, 'call')}): cost ${costs(cost)}, without it ${costWithout === null ? `n/a, ${unknown}` : costs(costWithout)}`,
	'own-probes': ({scans}: {scans: number}) =>
		`planning these statements probed the ends of the index, which counts as ${plural(scans, 'scan')}, not as use`,
};

type StatementUse = {
	statement: string;
	calls: number;
	cost: number;
	costWithout: number | null;
	unknown: string | null;
};

/** Checks of a build, a rebuild and an undo, and what happens to the index. */
const buildWords = {
	'corrupting-version': ({version}: {version: string}) =>
		`PostgreSQL ${version} can build corrupt indexes CONCURRENTLY. Upgrade to 14.4 first.`,
	'table-gone': () => 'its table no longer exists',
	'table-missing': ({table}: {table: string}) =>
		`its table ${table} no longer exists, and an index needs its table`,
	'table-renamed': ({name}: {name: string}) => `its table is now named ${name}`,
	'table-not-owned': ({table}: {table: string}) =>
		`this role does not own the table ${table}. Connect as its owner or a superuser.`,
	'table-lost': () => 'this role no longer owns its table',
	'table-owned': ({table}: {table: string}) =>
		`its table ${table} exists, and this role has the rights of its owner`,
	'create-denied': ({schema, role}: {schema: string; role: string}) =>
		`this role may not create in the schema ${schema}. To allow it, its owner runs: GRANT CREATE ON SCHEMA ${schema} TO ${role};`,
	'maintain-denied': ({table, owner, role}: {table: string; owner: string; role: string}) =>
		`this role may not maintain ${table}. To allow it, ${owner} runs: GRANT MAINTAIN ON ${table} TO ${role};`,
	'maintain-requires-owner': ({table, owner}: {table: string; owner: string}) =>
		`this role does not own ${table}. Connect as ${owner} or a superuser.`,
	'maintain-lost': () => 'this role may no longer rebuild it',
	'foreign-partition': ({table}: {table: string}) =>
		`${table} has a foreign table among its partitions, which cannot be indexed from here`,
	'index-exists': ({name}: {name: string}) => `an index ${name} already exists`,
	'name-taken': () => 'an index of this name already exists. Give another name.',
	'failed-build': () =>
		'a failed build left an INVALID index of this name. Rebuild it with pgdeck indexes rebuild, or drop it first.',
	'failed-build-in-the-way': ({name}: {name: string}) =>
		`an INVALID index ${name} is left by a failed build. Drop it first: DROP INDEX CONCURRENTLY ${name};`,
	'build-failed': ({name}: {name: string}) =>
		`the index ${name} is INVALID. Drop it, then run this again: DROP INDEX CONCURRENTLY ${name};`,
	'build-left-invalid': ({name}: {name: string}) =>
		`the index ${name} is INVALID: no query uses it, writes may maintain it. Run this again, or drop it: DROP INDEX CONCURRENTLY ${name};`,
	'foreign-key-unindexed': ({
		constraint,
		references,
		table,
	}: {
		constraint: string;
		references: string;
		table: string;
	}) => `the foreign key ${constraint} to ${references} has no index: deletes there scan ${table}`,
	'build-reads': ({tableBytes}: {tableBytes: number | null}) =>
		`the build reads ${tableBytes === null ? 'a table of unknown size (locked)' : bytes(tableBytes)} twice; reads and writes continue, and each write maintains the index from then on`,
	'exclusion-left-out': () => 'left out: REINDEX CONCURRENTLY does not support exclusion constraints',
	'system-index': () => 'system or temporary index: pgdeck does not change it',
	leftover: ({copyOf}: {copyOf: string | null}) =>
		`left by an interrupted rebuild${copyOf === null ? '' : ` of ${copyOf}`}, and would become a second copy. Drop it: pgdeck indexes clean`,
	'build-in-progress': ({table}: {table: string}) =>
		`an index of ${table} is being built. Wait until it is done.`,
	'rebuild-valid': ({sizeBytes}: {sizeBytes: number | null}) =>
		`${sizeBytes === null ? 'size n/a (locked)' : bytes(sizeBytes)}; in use meanwhile`,
	'rebuild-invalid': ({sizeBytes}: {sizeBytes: number | null}) =>
		`${sizeBytes === null ? 'size n/a (locked)' : bytes(sizeBytes)}, INVALID: no query uses it until it is rebuilt`,
	'leftovers-dropped-first': ({names}: {names: readonly string[]}) =>
		`left by an interrupted rebuild and dropped first: ${names.join(', ')}`,
	room: ({sizeBytes, tablespace}: {sizeBytes: number | null; tablespace: string | null}) =>
		`each index is built beside the old one: up to ${bytes(sizeBytes)} more ${tablespace === null ? 'in the default tablespace' : `in tablespace ${tablespace}`} at a time, as much WAL, and space to sort. Free space: n/a, PostgreSQL does not report it`,
	'leftovers-changed': () => 'the leftovers of interrupted rebuilds have changed since the plan was made',
	'rebuild-running': () =>
		'the index is in use as before; a cancel leaves it so, and drops the half-built copy',
	rebuilt: ({beforeBytes, afterBytes}: {beforeBytes: number | null; afterBytes: number | null}) =>
		`${bytes(beforeBytes)} before, ${bytes(afterBytes)} now`,
	'rebuilt-with-leftovers': ({
		beforeBytes,
		afterBytes,
		names,
	}: {
		beforeBytes: number | null;
		afterBytes: number | null;
		names: readonly string[];
	}) =>
		`${bytes(beforeBytes)} before, ${bytes(afterBytes)} now. ${names.join(', ')} is left, INVALID: writes may maintain it. Drop it: pgdeck indexes clean`,
	'still-invalid': () => 'the index is still INVALID',
	'still-invalid-with-leftovers': ({names}: {names: readonly string[]}) =>
		`the index is still INVALID, and ${names.join(', ')} is left, INVALID: writes may maintain it. Drop it: pgdeck indexes clean`,
	'is-valid': () => 'the index is valid',
	'not-leftover': () => 'INVALID, but not left by a rebuild: rebuild it, or drop it',
	'leftover-of': ({copyOf}: {copyOf: string | null}) =>
		`INVALID copy of ${copyOf ?? 'a dropped index'}; no build is running`,
	'may-be-building': ({table}: {table: string}) => `an index of ${table} is being built, maybe this one`,
	'owner-required': ({owner}: {owner: string}) =>
		`this role does not own its table. Connect as ${owner} or a superuser.`,
};

/** An undo of a drop. */
const undoWords = {
	absent: () => 'the index does not exist',
	rebuildable: () => 'the index is INVALID and can be rebuilt',
	'other-invalid': ({name}: {name: string}) => `another index ${name} exists, which is INVALID`,
	'leftovers-only': () => 'the index exists and is valid: only the leftovers are dropped',
	'leftovers-dropped': ({names}: {names: readonly string[]}) =>
		`${plural(names.length, 'INVALID copy', 'INVALID copies')}, left by an interrupted rebuild, ${names.length === 1 ? 'is' : 'are'} dropped first: ${names.join(', ')}`,
	'undo-invalid': ({
		name,
		leftovers,
		room,
	}: {
		name: string;
		leftovers: readonly string[];
		room: string | null;
	}) =>
		`${
			leftovers.length === 0
				? `the index ${name} is INVALID. Undo it once more to rebuild it.`
				: `the index ${name} and the leftovers of its rebuild are INVALID: ${leftovers.join(', ')}. Undo it once more to drop the leftovers and rebuild it.`
		}${room === null ? '' : ` ${room}`}`,
	'undo-leftovers': ({name, leftovers}: {name: string; leftovers: readonly string[]}) =>
		`the index ${name} is valid, but its rebuild left ${leftovers.join(', ')}, INVALID. Undo it once more to drop that.`,
};

export const said = coder({...dropWords, ...planWords, ...buildWords, ...undoWords});
