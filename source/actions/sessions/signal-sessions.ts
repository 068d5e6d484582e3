import cancelSql from '../../../sql/actions/cancel-backend.sql';
import terminateSql from '../../../sql/actions/terminate-backend.sql';
import {blockingGraph} from '../../domain/blocking/blocking-graph.ts';
import {blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {sessionWords, stateWords} from '../../domain/sessions/words.ts';
import {plural} from '../../format/quantities.ts';
import {NothingToDo} from '../../postgres/errors.ts';
import {readBlocking} from '../../queries/blocking/blocking.ts';
import {readSessions, type SessionRow} from '../../queries/sessions/sessions.ts';
import {readSignalFacts} from '../../queries/sessions/signal-facts.ts';
import {sqlBody} from '../../queries/statement.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {block, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, Plan, UnitDraft} from '../engine/plan.ts';
import {
	type Judged,
	nothingToCancel,
	type Signal,
	sessionObject,
	signalFindings,
	signalObstacle,
} from './signal-checks.ts';
import {signalOutcome} from './signal-outcome.ts';
import type {SessionKey, SessionTarget} from './targets.ts';
import {signalCheck} from './words.ts';

export type CancelRequest = {
	readonly action: 'cancel-backends';
	readonly sessions: readonly SessionKey[];
};
export type TerminateRequest = {
	readonly action: 'terminate-backends';
	readonly sessions: readonly SessionKey[];
};

const risks = {cancel: 'low', terminate: 'high'} as const;

/*
Both signal sessions one after the other. The statement that signals checks the session's start time, so a later session
with the same PID is never hit.
*/
const common = {
	independent: true,
	runsAnywhere: true,
	// The statement itself signals only the session that it was planned for.
	verify: () => Promise.resolve(undefined),
	async outcome(reader, {target}, after) {
		return signalOutcome(reader, target, after);
	},
} satisfies Partial<Action<CancelRequest | TerminateRequest, SessionTarget>>;

export const cancelBackends: Action<CancelRequest, SessionTarget> = {
	...common,
	id: 'cancel-backends',
	title: 'Cancel statements',
	plan: (context, {sessions}) => planSignals('cancel', context, sessions),
};

export const terminateBackends: Action<TerminateRequest, SessionTarget> = {
	...common,
	id: 'terminate-backends',
	title: 'Terminate sessions',
	plan: (context, {sessions}) => planSignals('terminate', context, sessions),
};

async function planSignals(
	signal: Signal,
	context: PlanContext,
	sessions: readonly SessionKey[],
): Promise<Plan<SessionTarget>> {
	const {reader, server} = context;
	const pids = [...new Set(sessions.map(({pid}) => pid))];
	const [{rows}, facts, blocking] = await Promise.all([
		readSessions(reader, server.versionNumber, pids, pids.length),
		readSignalFacts(reader, pids),
		readBlocking(reader, server.versionNumber),
	]);
	const tree = blockingTree(blockingGraph(blocking));
	const skipped: Check[] = [];
	const present: Judged[] = [];
	for (const {pid, backendStart} of unique(sessions)) {
		const object = sessionObject(pid);
		const row = rows.find(item => item.pid === pid);
		const its = facts.find(item => item.pid === pid);
		if (!row || !its) {
			skipped.push(warn(signalCheck('skipped-ended'), {object, title: 'skipped, ended'}));
		} else if (row.backendStart !== backendStart) {
			const other = signalCheck('skipped-replaced', {session: sessionWords(row)});
			skipped.push(warn(other, {object, title: 'skipped, PID reused'}));
		} else {
			const node = tree.find(({party}) => party.pid === pid);
			const {quotedUser, versionNumber} = server;
			present.push({row, facts: its, node, quotedUser, versionNumber});
		}
	}
	if (present.length === 0) {
		throw new NothingToDo(
			`${pids.length === 1 ? 'The session has' : 'The sessions have'} already ended. There is nothing to do.`,
		);
	}
	const chosen = choose(signal, present);
	return createPlan(signal === 'cancel' ? cancelBackends : terminateBackends, context, {
		// A blocked plan is titled by what was asked for.
		title: planTitle(signal, chosen.rows.length > 0 ? chosen.rows : present.map(({row}) => row)),
		risk: risks[signal],
		units: chosen.rows.map(row => unit(signal, row)),
		checks: [...skipped, ...chosen.checks],
	});
}

function planTitle(signal: Signal, rows: readonly SessionRow[]): string {
	const [only] = rows;
	if (rows.length === 1 && only) return unitTitle(signal, only);
	return signal === 'cancel'
		? `Cancel ${plural(rows.length, 'statement')}`
		: `Terminate ${plural(rows.length, 'session')}`;
}

function unique(sessions: readonly SessionKey[]): SessionKey[] {
	return [...new Map(sessions.map(session => [`${session.pid} ${session.backendStart}`, session])).values()];
}

/** Sessions without a statement are skipped when others have one to cancel; alone they block the plan. */
function choose(signal: Signal, present: readonly Judged[]): {rows: SessionRow[]; checks: Check[]} {
	const idle = ({row}: Judged) => (signal === 'cancel' && !row.hidden ? nothingToCancel(row) : undefined);
	const someRun = present.some(judged => idle(judged) === undefined);
	const rows: SessionRow[] = [];
	const checks = present.flatMap((judged): Check[] => {
		const {row} = judged;
		const object = sessionObject(row.pid);
		const obstacle = signalObstacle(judged);
		if (obstacle) return [block(obstacle, {object})];
		const nothing = idle(judged);
		if (nothing) {
			return someRun
				? [
						warn(signalCheck('skipped-idle', {state: stateWords(row)}), {
							object,
							title: 'skipped, no statement',
						}),
					]
				: [block(nothing, {object})];
		}
		rows.push(row);
		return signalFindings(signal, judged);
	});
	return {rows, checks};
}

function unitTitle(signal: Signal, row: SessionRow): string {
	const session = oneLine(sessionWords(row));
	return signal === 'cancel' ? `Cancel the statement of session ${session}` : `Terminate session ${session}`;
}

function unit(signal: Signal, row: SessionRow): UnitDraft<SessionTarget> {
	const {pid, queryStart} = row;
	const backendStart = row.backendStart ?? '';
	return {
		title: unitTitle(signal, row),
		target: {kind: 'session', signal, pid, backendStart, queryStart},
		transactional: false,
		statements: [
			{
				does: signal === 'cancel' ? 'cancel-backend' : 'terminate-backend',
				text: sqlBody(signal === 'cancel' ? cancelSql : terminateSql),
				parameters: signal === 'cancel' ? [pid, backendStart, queryStart] : [pid, backendStart],
				lock: 'none',
				on: [],
			},
		],
		record: [],
	};
}
