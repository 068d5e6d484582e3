import {shellWord} from '../../format/identifier.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {type ActionTable, readActionTable} from '../../queries/tables/action-tables.ts';
import {type RepackFacts, readRepackFacts} from '../../queries/tables/repack-facts.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {block, pass, warn} from '../engine/check.ts';
import {type Check, planId} from '../engine/plan.ts';
import {readRepackProgram, repackChecks, servesOwners} from './repack-checks.ts';
import {horizonChecks} from './table-checks.ts';
import {repackCheck, tableOutcome} from './words.ts';

/** Above this size a table is better partitioned, as the registry's own are by month. */
const manyBytes = 20 * 1024 ** 3;

export type RepackAdviceRequest = {readonly action: 'repack-advice'; readonly table: number};

/**
Advice on shrinking a table: its causes, and the command line of pg_repack with its preflight. pgdeck does not run it: it
takes ACCESS EXCLUSIVE at its start and end, and terminates blocking sessions unless told not to.
*/
export const repackAdvice: Action<RepackAdviceRequest> = {
	id: 'repack-advice',
	title: 'Advise on pg_repack',
	async plan(context, {table: oid}) {
		const {reader, server, now} = context;
		const table = await readActionTable(reader, oid);
		if (!table) throw new RefusedError('This table no longer exists. Refresh the list.');
		const facts = await readRepackFacts(reader, oid);
		return {
			id: planId(),
			action: 'repack-advice',
			title: `Shrink ${sanitize(table.name)} with pg_repack`,
			risk: 'low',
			server,
			units: [],
			checks: [
				...(await horizonChecks(reader, table.deadTuples, server, now)),
				...causes(table),
				...repackChecks(table, facts, facts.version === null ? null : await readRepackProgram(), server),
				block(repackCheck('not-run', {command: commandLine(table, facts, context)})),
			],
			plannedAt: now,
		};
	},
	verify: () => Promise.resolve(tableOutcome('not-run')),
};

function causes({name, deadTuples, rows, tableBytes}: ActionTable): Check[] {
	const about = {object: sanitize(name)};
	const dead = rows === null || rows + deadTuples === 0 ? 0 : deadTuples / (rows + deadTuples);
	return [
		dead >= 0.1
			? warn(repackCheck('vacuum-first', {deadTuples}), about)
			: pass(repackCheck('few-dead-tuples', {deadTuples}), about),
		...((tableBytes ?? 0) >= manyBytes
			? [warn(repackCheck('large-table', {sizeBytes: tableBytes ?? 0}), about)]
			: []),
	];
}

/** Without --no-kill-backend it cancels, then terminates, blocking sessions after the timeout. */
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
