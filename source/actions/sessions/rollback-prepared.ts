import {NothingToDo} from '../../postgres/errors.ts';
import {type PreparedFacts, readPreparedFacts} from '../../queries/sessions/signal-facts.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {block, info, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check} from '../engine/plan.ts';
import {preparedState} from './words.ts';

export type RollbackPreparedRequest = {readonly action: 'rollback-prepared'; readonly gid: string};

type PreparedTarget = {
	readonly kind: 'prepared';
	readonly gid: string;
	readonly transaction: string;
	readonly preparedAt: string;
};

/** Rolls back a prepared transaction. It has no session, and its changes are lost for good. */
export const rollbackPrepared: Action<RollbackPreparedRequest, PreparedTarget> = {
	id: 'rollback-prepared',
	title: 'Roll back a prepared transaction',
	async plan(context, {gid: wanted}) {
		const {reader, server} = context;
		const found = (await readPreparedFacts(reader)).find(({gid}) => sanitize(gid) === wanted);
		const shown = oneLine(sanitize(wanted));
		if (!found)
			throw new NothingToDo(`Prepared transaction ${shown} no longer exists. There is nothing to do.`);
		return createPlan(rollbackPrepared, context, {
			title: `Roll back prepared transaction ${shown}`,
			risk: 'irreversible',
			units: [
				{
					title: `Roll back prepared transaction ${shown}`,
					target: {
						kind: 'prepared',
						gid: found.gid,
						transaction: found.transaction,
						preparedAt: found.preparedAt,
					},
					transactional: false,
					statements: [{does: 'rollback-prepared', text: found.statement, lock: 'none', on: []}],
					record: [],
				},
			],
			checks: preparedChecks(found),
			// A name that can't be typed is confirmed with the name of the database.
			typedWord: shown === found.gid && shown.trim() === shown && shown !== '' ? shown : server.database,
		});
	},
	async verify(reader, {target}) {
		const found = (await readPreparedFacts(reader)).find(({gid}) => gid === target.gid);
		if (!found) return preparedState('ended');
		const same = found.transaction === target.transaction && found.preparedAt === target.preparedAt;
		return same ? undefined : preparedState('name-reused');
	},
	async outcome(reader, {target}) {
		const rows = await readPreparedFacts(reader);
		return rows.some(({gid, transaction}) => gid === target.gid && transaction === target.transaction)
			? preparedState('still-there')
			: preparedState('rolled-back');
	},
};

function preparedChecks(found: PreparedFacts): Check[] {
	const {preparedMs, transaction} = found;
	const owner = sanitize(found.owner);
	const database = sanitize(found.database);
	return [
		info(preparedState('prepared', {owner, preparedMs, transaction})),
		warn(preparedState('changes-lost')),
		...(found.here ? [] : [block(preparedState('other-database', {database}))]),
		...(found.mayFinish ? [] : [block(preparedState('other-owner', {owner}))]),
	];
}
