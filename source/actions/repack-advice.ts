import {shellWord} from '../format/identifier.ts';
import {bytes, count} from '../format/quantities.ts';
import {RefusedError} from '../postgres/errors.ts';
import {type ActionTable, readActionTable} from '../queries/action-tables.ts';
import {type RepackFacts, readRepackFacts} from '../queries/repack-facts.ts';
import {sanitise} from '../terminal/sanitise.ts';
import type {Action, PlanContext} from './action.ts';
import {type Check, planId} from './plan.ts';
import {horizonChecks} from './table-checks.ts';

/** Rows beyond which one table is better kept as several (as the registry's own are, by month). */
const manyBytes = 20 * 1024 ** 3;

/**
What would make a table smaller, by cause, and the command line of pg_repack with its preflight. Nothing is run: it
takes ACCESS EXCLUSIVE at both ends, and kills who is in its way unless told not to.
*/
export const repackAdvice: Action<'repack-advice'> = {
	id: 'repack-advice',
	title: 'What would make a table smaller',
	async plan(context, {table: oid}) {
		const {reader, server, now} = context;
		const table = await readActionTable(reader, oid);
		if (!table) throw new RefusedError('This table is not here any more. Refresh the list.');
		const facts = await readRepackFacts(reader, oid);
		return {
			id: planId(),
			action: 'repack-advice',
			title: `What would make ${sanitise(table.name)} smaller`,
			risk: 'low',
			server,
			units: [],
			checks: [
				...(await horizonChecks(reader, table.deadTuples, now)),
				...causes(table),
				...preflight(table, facts),
				{
					name: 'command',
					verdict: 'block',
					detail: `pgdeck does not run pg_repack. Yourself: ${commandLine(table, context)}`,
				},
			],
			plannedAt: now,
		};
	},
	verify: () => Promise.resolve('advice is not run'),
};

function causes(table: ActionTable): Check[] {
	const name = sanitise(table.name);
	const {deadTuples, rows, tableBytes} = table;
	const dead = rows === null || rows + deadTuples === 0 ? 0 : deadTuples / (rows + deadTuples);
	const checks: Check[] = [];
	if (dead >= 0.1) {
		checks.push({
			name,
			verdict: 'warn',
			detail: `${count(deadTuples)} dead rows: VACUUM first. It makes their room free for new rows, and the table no smaller`,
		});
	} else {
		checks.push({
			name,
			verdict: 'pass',
			detail: `${count(deadTuples)} dead rows: VACUUM has little to do. Free room inside is used again by new rows; only a table that stays smaller than it was needs writing anew`,
		});
	}
	if ((tableBytes ?? 0) >= manyBytes) {
		checks.push({
			name,
			verdict: 'warn',
			detail: `${bytes(tableBytes)} in one table: kept as partitions by time, old rows go by dropping one, which leaves nothing behind`,
		});
	}
	return checks;
}

function preflight(table: ActionTable, facts: RepackFacts): Check[] {
	const check = (good: boolean, yes: string, no: string): Check => ({
		name: 'pg_repack',
		verdict: good ? 'pass' : 'warn',
		detail: `pg_repack: ${good ? yes : no}`,
	});
	const size = (table.tableBytes ?? 0) + (table.indexBytes ?? 0);
	return [
		check(
			facts.version !== null,
			`the extension ${facts.version} is installed; the program has to be of the same version`,
			facts.available
				? 'the extension is not in this database: CREATE EXTENSION pg_repack'
				: 'the extension is not on this server',
		),
		check(
			table.kind === 'r',
			'it is a table',
			table.kind === 'p'
				? 'it is partitioned: repack its partitions'
				: 'it is a materialized view: refresh it instead',
		),
		check(
			table.keyed,
			'a primary key or unique index of columns that are never null',
			'it needs a primary key, or a unique index of columns that are never null, and there is none',
		),
		check(
			facts.superuser,
			'this role is a superuser',
			"this role is no superuser: it takes --no-superuser-check, and the owner's rights",
		),
		check(
			facts.publications === 0,
			'in no publication',
			'it is in a publication: logical replication does not follow it',
		),
		check(
			facts.invalidIndexes === 0,
			'all its indexes are valid',
			'it has an INVALID index: rebuild or drop it first',
		),
		check(
			facts.leftovers === 0,
			'nothing is left of an earlier run',
			'an earlier run has left its trigger or log table: DROP EXTENSION pg_repack CASCADE, then create it again',
		),
		{
			name: 'pg_repack',
			verdict: 'warn',
			detail: `pg_repack: it needs up to ${table.tableBytes === null ? 'n/a: the table is locked' : bytes(2 * size)} more room (table, indexes, WAL). How much is free is n/a: PostgreSQL does not tell`,
		},
	];
}

/** Without -D it cancels, then terminates whoever is in its way after a minute. */
function commandLine({name}: ActionTable, {server}: PlanContext): string {
	const words = [
		'pg_repack',
		'--no-kill-backend',
		'--wait-timeout=60',
		'-h',
		server.host,
		'-p',
		String(server.port),
		'-U',
		server.user,
		'-d',
		server.database,
		`--table=${name}`,
	];
	return sanitise(words.map(shellWord).join(' '));
}
