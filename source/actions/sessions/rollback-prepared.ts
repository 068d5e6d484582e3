import {duration} from '../../format/quantities.ts';
import {NothingToDo} from '../../postgres/errors.ts';
import {type PreparedFacts, readPreparedFacts} from '../../queries/sessions/signal-facts.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check} from '../engine/plan.ts';

export type RollbackPreparedRequest = {readonly action: 'rollback-prepared'; readonly gid: string};

type PreparedTarget = {
	readonly kind: 'prepared';
	readonly gid: string;
	readonly transaction: string;
	readonly preparedAt: string;
};

/** Rolls a prepared transaction back, which no session has any more: its work is lost for good. */
export const rollbackPrepared: Action<RollbackPreparedRequest, PreparedTarget> = {
	id: 'rollback-prepared',
	title: 'Roll a prepared transaction back',
	async plan(context, {gid: wanted}) {
		const {reader, server} = context;
		const found = (await readPreparedFacts(reader)).find(({gid}) => sanitize(gid) === wanted);
		const shown = oneLine(sanitize(wanted));
		if (!found) throw new NothingToDo(`The prepared transaction ${shown} is not here any more.`);
		return createPlan(rollbackPrepared, context, {
			title: `Roll back the prepared transaction ${shown}`,
			risk: 'irreversible',
			units: [
				{
					title: `Roll back the prepared transaction ${shown}`,
					target: {
						kind: 'prepared',
						gid: found.gid,
						transaction: found.transaction,
						preparedAt: found.preparedAt,
					},
					transactional: false,
					statements: [{text: found.statement, lock: 'none', on: []}],
					record: [],
				},
			],
			checks: preparedChecks(found),
			// A name that can't be typed is confirmed by that of the database.
			typedWord: shown === found.gid && shown.trim() === shown && shown !== '' ? shown : server.database,
		});
	},
	async verify(reader, {target}) {
		const found = (await readPreparedFacts(reader)).find(({gid}) => gid === target.gid);
		if (!found) return 'it is not here any more: somebody has committed it or rolled it back';
		const same = found.transaction === target.transaction && found.preparedAt === target.preparedAt;
		return same ? undefined : 'it is another transaction of that name by now';
	},
	async outcome(reader, {target}) {
		const rows = await readPreparedFacts(reader);
		return rows.some(({gid, transaction}) => gid === target.gid && transaction === target.transaction)
			? 'it is still there'
			: 'it is gone, and its locks with it';
	},
};

function preparedChecks({
	gid,
	owner,
	database,
	here,
	mayFinish,
	preparedMs,
	transaction,
}: PreparedFacts): Check[] {
	const name = 'prepared';
	return [
		{
			name,
			verdict: 'pass',
			detail: `"${oneLine(sanitize(gid))}" of ${sanitize(owner)} was prepared ${duration(preparedMs)} ago, as transaction ${transaction}`,
		},
		{
			name,
			verdict: 'warn',
			detail:
				'what it has done is lost for good. Where a transaction manager has it, that may have committed its other parts: ask there first',
		},
		...(here
			? []
			: [
					{
						name,
						verdict: 'block' as const,
						detail: `it is of the database ${sanitize(database)}: only a session of that one can end it. Connect pgdeck there`,
					},
				]),
		...(mayFinish
			? []
			: [
					{
						name,
						verdict: 'block' as const,
						detail: `it belongs to ${sanitize(owner)}: only that role or a superuser can end it`,
					},
				]),
	];
}
