import {shellWord} from '../../format/identifier.ts';
import {bytes, count} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {type ActionTable, readActionTable} from '../../queries/tables/action-tables.ts';
import {type RepackFacts, readRepackFacts} from '../../queries/tables/repack-facts.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {type Check, planId} from '../engine/plan.ts';
import {repackChecks, servesOwners} from './repack-checks.ts';
import {readRepackProgram} from './repack-program.ts';
import {horizonChecks} from './table-checks.ts';

/** Rows beyond which one table is better kept as several (as the registry's own are, by month). */
const manyBytes = 20 * 1024 ** 3;

export type RepackAdviceRequest = {readonly action: 'repack-advice'; readonly table: number};

/**
What would make a table smaller, by cause, and the command line of pg_repack with its preflight. Nothing is run: it
takes ACCESS EXCLUSIVE at both ends, and kills who is in its way unless told not to.
*/
export const repackAdvice: Action<RepackAdviceRequest> = {
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
			title: `What would make ${sanitize(table.name)} smaller`,
			risk: 'low',
			server,
			units: [],
			checks: [
				...(await horizonChecks(reader, table.deadTuples, now)),
				...causes(table),
				...repackChecks(table, facts, facts.version === null ? null : await readRepackProgram()),
				{
					name: 'command',
					verdict: 'block',
					detail: `pgdeck does not run pg_repack. Yourself: ${commandLine(table, facts, context)}`,
				},
			],
			plannedAt: now,
		};
	},
	verify: () => Promise.resolve('advice is not run'),
};

function causes(table: ActionTable): Check[] {
	const name = sanitize(table.name);
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

/** Without -D it cancels, then terminates whoever is in its way after a minute. */
function commandLine({name, kind}: ActionTable, facts: RepackFacts, {server}: PlanContext): string {
	const words = [
		'pg_repack',
		'--no-kill-backend',
		'--wait-timeout=60',
		...(!facts.superuser && servesOwners(facts) ? ['--no-superuser-check'] : []),
		'-h',
		server.host,
		'-p',
		String(server.port),
		'-U',
		server.user,
		'-d',
		server.database,
		`--${kind === 'p' ? 'parent-table' : 'table'}=${name}`,
	];
	return sanitize(words.map(shellWord).join(' '));
}
