import applySql from '../../../sql/actions/upkeep-retention.sql';
import {callObstacle} from '../../domain/upkeep/rights.ts';
import {bytes, plural} from '../../format/quantities.ts';
import {sqlBody} from '../../queries/statement.ts';
import {type RetentionDue, readRawPolicies, readRawRetentionDue} from '../../queries/upkeep/upkeep.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {blocked, noted, nothing, type Piece, pass, type Work, type WorkContext, warn} from './work.ts';

/** Rows that go in one transaction, where they do not go with their partition. */
const batch = 10_000;

/**
Follows a policy: months are detached and go to the archive, or are dropped where the policy says delete; other rows go in
batches. Each step is a transaction of its own, so that what was done stays when a run is stopped, and the next goes on.
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
		if (target === '' && chosen.length === 0) return [nothing('Nothing is due by any policy of retention.')];
		return chosen.map(policy => piece(policy, context));
	},
	// Who deletes more than the plan has said must say so anew.
	async verify(reader, {of, facts}) {
		const policy = (await readRawPolicies(reader)).find(item => item.policy === of);
		if (!policy || policy.problem !== null) return 'its policy is gone, or can not be followed any more';
		const same =
			policy.action === facts?.action && policy.days === facts.days && policy.relation === facts.relation;
		return same ? undefined : 'its policy was changed since the plan was made';
	},
	async outcome(reader, {of}) {
		const due = (await readRawRetentionDue(reader)).find(({policy}) => policy === of);
		if (!due || due.problem !== null) return undefined;
		return isDue(due) ? `still due: ${amount(due)}` : 'nothing is due any more';
	},
};

function isDue({partitions, dueRows}: RetentionDue): boolean {
	return partitions > 0 || (dueRows ?? 0) > 0;
}

function amount({partitions, dueRows, rowsEstimated, dueBytes}: RetentionDue): string {
	const rows = `${rowsEstimated ? '~' : ''}${plural(dueRows ?? 0, 'row')}, ${bytes(dueBytes)}`;
	return partitions > 0 ? `${plural(partitions, 'partition')}, ${rows}` : rows;
}

function piece(due: RetentionDue, context: WorkContext): Piece {
	const policy = sanitize(due.policy);
	const name = `retention:${policy}`;
	if (due.problem !== null) return blocked(name, {reason: due.problem.replace(/\.$/, ''), grant: null});
	if (!isDue(due)) return nothing(`Nothing of ${policy} is older than ${plural(due.days ?? 0, 'day')}.`);
	const obstacle = callObstacle(
		['apply_retention', 'retention_policies', 'retention_step'],
		context.objects,
		context.server,
	);
	if (obstacle) return blocked(name, obstacle);
	const deletes = due.action === 'delete';
	const note = noted(context, 'retention', policy, {
		action: due.action,
		partitions: due.partitions,
		rows: due.dueRows,
		bytes: due.dueBytes,
	});
	return {
		unit: {
			title: `${deletes ? 'Delete' : 'Archive'} what is due of ${policy}: ${amount(due)}`,
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
			(deletes ? warn : pass)(
				name,
				`${policy}: ${amount(due)} older than ${plural(due.days ?? 0, 'day')} ${deletes ? 'are deleted for good: there is no archive of them' : 'go to the archive of the table, where they stay'}`,
			),
			...(due.partitions > 0
				? [
						warn(
							name,
							`${policy}: each partition is ${deletes ? 'detached, then dropped' : 'stated to have its bounds, read through while others go on, detached, then attached to the archive'}; detaching locks all of the table for a moment`,
						),
					]
				: []),
			pass(
				name,
				`each step is a transaction of its own; single rows go in batches of ${plural(batch, 'row')}`,
			),
			...note.checks,
		],
		risk: deletes ? 'irreversible' : 'high',
	};
}
