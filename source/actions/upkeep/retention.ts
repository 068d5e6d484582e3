import applySql from '../../../sql/actions/upkeep-retention.sql';
import {obstacle} from '../../domain/snapshot/section.ts';
import {callObstacle} from '../../domain/upkeep/rights.ts';
import {amountOf} from '../../domain/upkeep/tasks.ts';
import {amountText, upkeepObstacle} from '../../domain/upkeep/words.ts';
import {sqlBody} from '../../queries/statement.ts';
import {type RetentionDue, readRawPolicies, readRawRetentionDue} from '../../queries/upkeep/upkeep.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {said} from './words.ts';
import {blocked, info, noted, nothing, type Piece, type Work, type WorkContext, warn} from './work.ts';

/** Rows in one transaction, for rows that do not go with their partition. */
const batch = 10_000;

/**
Applies a policy: months are detached and attached to the archive, or dropped if the policy says delete; other rows go in
batches. Each step is its own transaction, so that an interrupted run keeps its work and the next one continues.
*/
export const retentionWork: Work = {
	async plan(context, target) {
		const {objects, server, reader} = context;
		const name = target === '' ? 'retention' : `retention:${target}`;
		const unseen = callObstacle(['retention_policies', 'retention_due'], objects, server);
		if (unseen) return [blocked(name, unseen)];
		const policies = await readRawRetentionDue(reader);
		const chosen = policies.filter(policy =>
			target === '' ? policy.problem === null && isDue(policy) : sanitize(policy.policy) === target,
		);
		if (target === '' && chosen.length === 0) return [nothing(said('nothing-due'))];
		return chosen.map(policy => piece(policy, context));
	},
	// A policy that deletes more than the plan said must be confirmed again.
	async verify(reader, {of, facts}) {
		const policy = (await readRawPolicies(reader)).find(item => item.policy === of);
		if (!policy || policy.problem !== null) return said('policy-gone');
		const same =
			policy.action === facts?.action && policy.days === facts.days && policy.relation === facts.relation;
		return same ? undefined : said('policy-changed');
	},
	async outcome(reader, {of}) {
		const due = (await readRawRetentionDue(reader)).find(({policy}) => policy === of);
		if (!due || due.problem !== null) return undefined;
		return isDue(due) ? said('still-due', amountOf(due)) : said('no-longer-due');
	},
};

function isDue({partitions, dueRows}: RetentionDue): boolean {
	return partitions > 0 || (dueRows ?? 0) > 0;
}

function piece(due: RetentionDue, context: WorkContext): Piece {
	const policy = sanitize(due.policy);
	const name = `retention:${policy}`;
	const {problem} = due;
	if (problem !== null) return blocked(name, obstacle(upkeepObstacle('policy', {problem})));
	if (!isDue(due)) return nothing(said('policy-current', {policy, days: due.days ?? 0}));
	const closed = callObstacle(
		['apply_retention', 'retention_policies', 'retention_step'],
		context.objects,
		context.server,
	);
	if (closed) return blocked(name, closed);
	const amount = amountOf(due);
	const deletes = due.action === 'delete';
	const note = noted(context, 'retention', policy, {
		action: due.action,
		partitions: due.partitions,
		rows: due.dueRows,
		bytes: due.dueBytes,
	});
	return {
		unit: {
			title: `${deletes ? 'Delete' : 'Archive'} due rows of ${policy}: ${amountText(amount)}`,
			target: {
				kind: 'upkeep',
				task: 'retention',
				name,
				of: due.policy,
				facts: {action: due.action, days: due.days, relation: due.relation},
			},
			transactional: false,
			statements: [
				{
					does: 'call',
					text: sqlBody(applySql),
					parameters: [due.policy, batch],
					lock: due.partitions > 0 ? 'ACCESS EXCLUSIVE' : 'ROW EXCLUSIVE',
					on: [due.relation ?? due.policy],
					stepsAside: true,
				},
			],
			record: note.statements,
		},
		checks: [
			(deletes ? warn : info)(
				said('retention-amount', {...amount, action: due.action, days: due.days ?? 0}),
				policy,
			),
			...(due.partitions > 0 ? [warn(said('partition-steps', {action: due.action}), policy)] : []),
			info(said('own-transactions', {batch}), policy),
			...note.checks,
		],
		risk: deletes ? 'irreversible' : 'high',
	};
}
