import type {Coded} from '../../format/coded.ts';
import type {ServerError} from '../../postgres/server-error.ts';
import type {Blocker, BuildProgress} from '../../queries/run/watch.ts';
import type {Plan} from './plan.ts';

export type UnitProgress = {
	readonly id: string;
	readonly title: string;
	readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
	/** The number of statements done. */
	readonly statementsDone: number;
	readonly statements: number;
	readonly tookMs?: number;
	/** The state now, or why it failed: the sentences of `notes`. */
	readonly note?: string;
	readonly notes?: readonly Coded[];
	readonly error?: ServerError;
};

/** The state of a run, for the screen and the command line. */
export type RunProgress = {
	readonly plan: Plan;
	readonly status: 'running' | 'done' | 'failed' | 'cancelled';
	readonly startedAt: Date;
	readonly units: readonly UnitProgress[];
	/** The running statement. */
	readonly statement: string | undefined;
	readonly waitingFor: readonly Blocker[];
	readonly build: BuildProgress | undefined;
	/** The state of the object, and what a cancel would leave behind. */
	readonly state?: string | undefined;
	/** The reason why the run waits before it starts, or why it ended. */
	readonly note: string | undefined;
};

export function initialProgress(plan: Plan, startedAt: Date): RunProgress {
	return {
		plan,
		status: 'running',
		startedAt,
		units: plan.units.map(unit => ({
			id: unit.id,
			title: unit.title,
			state: 'waiting',
			statementsDone: 0,
			statements: unit.statements.length + unit.record.length,
		})),
		statement: undefined,
		waitingFor: [],
		build: undefined,
		note: undefined,
	};
}

/** Only its own processes have no user: a session may send any text. */
export function autovacuumOf({
	user,
	query,
}: Pick<Blocker, 'user' | 'query'>): 'ordinary' | 'wraparound' | undefined {
	if (user !== null || query?.startsWith('autovacuum: ') !== true) return undefined;
	return query.includes('(to prevent wraparound)') ? 'wraparound' : 'ordinary';
}

/** `session 4711 "psql", idle in transaction for 5 min` */
export function describeBlocker(
	{pid, application, user, state, forMs, query}: Blocker,
	duration: (ms: number) => string,
): string {
	if (pid === 0) return 'a prepared transaction (see pg_prepared_xacts)';
	const who = [application ? `"${application}"` : '', user ? `of ${user}` : ''].filter(Boolean).join(' ');
	const autovacuum = autovacuumOf({user, query});
	if (autovacuum !== undefined) {
		const why = autovacuum === 'wraparound' ? ' to prevent wraparound' : '';
		return `session ${pid}, autovacuum${why}${forMs === null ? '' : `, for ${duration(forMs)}`}`;
	}
	const what = state === null ? '' : `, ${state}${forMs === null ? '' : ` for ${duration(forMs)}`}`;
	return `session ${pid}${who ? ` ${who}` : ''}${what}`;
}
