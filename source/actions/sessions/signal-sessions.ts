import cancelSql from '../../../sql/actions/cancel-backend.sql';
import terminateSql from '../../../sql/actions/terminate-backend.sql';
import {blockingGraph} from '../../domain/blocking/blocking-graph.ts';
import {blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {sessionWords} from '../../domain/sessions/words.ts';
import {plural} from '../../format/quantities.ts';
import {NothingToDo} from '../../postgres/errors.ts';
import {readBlocking} from '../../queries/blocking/blocking.ts';
import {readSessions, type SessionRow} from '../../queries/sessions/sessions.ts';
import {readSignalFacts} from '../../queries/sessions/signal-facts.ts';
import {sqlBody} from '../../queries/statement.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, Plan, UnitDraft} from '../engine/plan.ts';
import {type Judged, nothingToCancel, type Signal, signalFindings, signalObstacle} from './signal-checks.ts';
import {signalOutcome} from './signal-outcome.ts';
import type {SessionKey, SessionTarget} from './targets.ts';

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
Both signal sessions, one after the other: each is told from others by when it began, in the very statement that signals
it, and looked at afterwards until it is true what is said of it.
*/
const common = {
	independent: true,
	runsAnywhere: true,
	// The statement itself signals nobody but the session that it was planned for.
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
	const gone: Check[] = [];
	const present: Judged[] = [];
	for (const {pid, backendStart} of unique(sessions)) {
		const name = `${pid}`;
		const row = rows.find(item => item.pid === pid);
		const its = facts.find(item => item.pid === pid);
		if (!row || !its) {
			gone.push({name, verdict: 'warn', detail: `${pid} is gone already: it is left out`});
		} else if (row.backendStart !== backendStart) {
			const detail = `${pid} is another session by now, ${sessionWords(row)}: it is left out`;
			gone.push({name, verdict: 'warn', detail});
		} else {
			const node = tree.find(({party}) => party.pid === pid);
			present.push({row, facts: its, node, quotedUser: server.quotedUser});
		}
	}
	if (present.length === 0) {
		throw new NothingToDo(
			`${pids.length === 1 ? 'The session is' : 'The sessions are'} not here any more: nothing is to be done.`,
		);
	}
	const chosen = choose(signal, present);
	return createPlan(signal === 'cancel' ? cancelBackends : terminateBackends, context, {
		// Of a plan that is blocked, what was asked for.
		title: planTitle(signal, chosen.rows.length > 0 ? chosen.rows : present.map(({row}) => row)),
		risk: risks[signal],
		units: chosen.rows.map(row => unit(signal, row)),
		checks: [...gone, ...chosen.checks],
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

/** Whom it is done to: who runs nothing is left out of several that are cancelled, and stops the plan alone. */
function choose(signal: Signal, present: readonly Judged[]): {rows: SessionRow[]; checks: Check[]} {
	const idle = (judged: Judged) =>
		signal === 'cancel' && !judged.row.hidden ? nothingToCancel(judged.row) : undefined;
	const someRun = present.some(judged => idle(judged) === undefined);
	const rows: SessionRow[] = [];
	const checks = present.flatMap((judged): Check[] => {
		const {row} = judged;
		const name = `${row.pid}`;
		const obstacle = signalObstacle(judged);
		if (obstacle !== undefined) return [{name, verdict: 'block', detail: `${name} ${obstacle}`}];
		const nothing = idle(judged);
		if (nothing !== undefined) {
			return someRun
				? [{name, verdict: 'warn', detail: `${name} ${nothing}. It is left out`}]
				: [{name, verdict: 'block', detail: `${name} ${nothing}`}];
		}
		rows.push(row);
		return signalFindings(signal, judged);
	});
	return {rows, checks};
}

function unitTitle(signal: Signal, row: SessionRow): string {
	const who = oneLine(sessionWords(row));
	return signal === 'cancel' ? `Cancel the statement of ${who}` : `Terminate session ${who}`;
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
				text: sqlBody(signal === 'cancel' ? cancelSql : terminateSql),
				parameters: signal === 'cancel' ? [pid, backendStart, queryStart] : [pid, backendStart],
				lock: 'none',
				on: [],
			},
		],
		record: [],
	};
}
