import {block, pass, warn} from '../../source/actions/engine/check.ts';
import type {JournalEntry} from '../../source/actions/engine/journal.ts';
import type {JournalStory} from '../../source/actions/engine/journal-story.ts';
import type {Plan, Unit} from '../../source/actions/engine/plan.ts';
import {initialProgress, type RunProgress} from '../../source/actions/engine/progress.ts';
import {checkWord} from '../../source/actions/engine/words.ts';
import type {Sheet} from '../../source/app/sheet.ts';
import {ago, identity, now} from './fixtures-sections.ts';

type IndexTarget = Unit['target'] & {oid: number; scans: number};

const dropUnit = (number: number, name: string): Unit<IndexTarget> => ({
	id: `a1b2c3.${number}`,
	title: `Drop index public.${name}`,
	target: {kind: 'index', oid: 100 + number, name: `public.${name}`, scans: 0},
	transactional: false,
	statements: [
		{
			does: 'drop-index',
			text: `DROP INDEX CONCURRENTLY public.${name}`,
			lock: 'SHARE UPDATE EXCLUSIVE',
			on: ['public.request_logs'],
		},
	],
	record: [],
	undo: [`CREATE INDEX CONCURRENTLY ${name} ON public.request_logs USING btree (path)`],
});

export function planOf(change: Partial<Plan> = {}): Plan {
	return {
		id: 'a1b2c3',
		action: 'drop-indexes',
		title: 'Drop 2 unused indexes, 50.0 MB',
		risk: 'high',
		server: identity,
		units: [dropUnit(1, 'idx_never_used'), dropUnit(2, 'idx_small_unused')],
		checks: [
			pass(checkWord('read-write-mode')),
			warn({code: 'evidence-here', facts: {}, text: 'scans are counted since 2026-10-22 08:30:00'}),
		],
		plannedAt: now,
		...change,
	};
}

export const blockedPlan = planOf({
	checks: [...planOf().checks, block(checkWord('standby'))],
});

export const productionPlan = planOf({server: {...identity, production: true}, typedWord: 'registry'});

export function planSheet(plan: Plan, change: Partial<Extract<Sheet, {kind: 'plan'}>> = {}): Sheet {
	return {
		kind: 'plan',
		plan,
		offset: 0,
		focus: 'cancel',
		typed: '',
		openedAt: now.getTime() - 10_000,
		...change,
	};
}

const [first, second] = initialProgress(planOf(), now).units;
if (!first || !second) throw new Error('The plan of the fixtures has two units.');

/** A drop that waits for another session, after the first one is done. */
export const waitingRun: RunProgress = {
	...initialProgress(planOf(), ago(75)),
	units: [
		{...first, state: 'done', statementsDone: 1, tookMs: 120},
		{...second, state: 'running'},
	],
	statement: 'DROP INDEX CONCURRENTLY public.idx_small_unused',
	waitingFor: [
		{
			pid: 4711,
			user: 'app',
			application: 'psql',
			state: 'idle in transaction',
			query: 'select 1',
			forMs: 250_000,
		},
	],
};

export const buildingRun: RunProgress = {
	...waitingRun,
	waitingFor: [],
	statement: 'CREATE INDEX CONCURRENTLY idx_never_used ON public.request_logs USING btree (path)',
	build: {
		phase: 'building index: scanning table',
		blocksDone: 250,
		blocksTotal: 1000,
		tuplesDone: 0,
		tuplesTotal: 0,
		lockersDone: 1,
		lockersTotal: 2,
	},
};

const failure = 'canceling statement due to lock timeout. Another session holds a lock that this needs.';

export const failedRun: RunProgress = {
	...waitingRun,
	status: 'failed',
	units: [
		{...first, state: 'failed', tookMs: 2000, note: failure, error: {code: '55P03', message: 'lock timeout'}},
		{...second, state: 'skipped'},
	],
	statement: undefined,
	waitingFor: [],
	note: failure,
};

export const doneRun: RunProgress = {
	...waitingRun,
	status: 'done',
	units: [first, second].map(unit => ({...unit, state: 'done' as const, statementsDone: 1, tookMs: 90})),
	statement: undefined,
	waitingFor: [],
};

export function entryOf(change: Partial<JournalEntry> = {}): JournalEntry {
	return {
		at: ago(3600),
		event: 'started',
		id: 'a1b2c3.1',
		plan: 'a1b2c3',
		action: 'drop-indexes',
		title: 'Drop index public.idx_never_used',
		who: {user: 'anna', host: 'bastion', process: 4242, role: 'dba'},
		server: {
			host: identity.host,
			port: identity.port,
			database: identity.database,
			databaseOid: identity.databaseOid,
			systemIdentifier: identity.systemIdentifier,
			version: identity.version,
		},
		target: {kind: 'index', oid: 101, name: 'public.idx_never_used', scans: 0},
		statements: ['DROP INDEX CONCURRENTLY public.idx_never_used'],
		undo: ['CREATE INDEX CONCURRENTLY idx_never_used ON public.request_logs USING btree (path)'],
		...change,
	};
}

const story = (
	id: string,
	outcome: JournalStory['outcome'],
	change: Partial<JournalEntry> = {},
): JournalStory => {
	const begun = entryOf({id, ...change});
	const ended =
		outcome === 'started' || outcome === 'interrupted'
			? undefined
			: {...begun, event: outcome, ...(outcome === 'declined' ? {} : {tookMs: 120})};
	return {id, begun, outcome, ended};
};

/** One of each outcome, the oldest first. */
export const journalStories: readonly JournalStory[] = [
	story('a1b2c3.1', 'done'),
	story('d4e5f6.1', 'failed', {at: ago(1800), title: 'Apply 20260101000500_next_indexes.sql'}),
	story('778899.1', 'interrupted', {at: ago(900)}),
	story('aabbcc', 'declined', {at: ago(600), title: 'Drop 3 unused indexes, 1.2 GB'}),
	story('ddeeff.1', 'started', {at: ago(5)}),
];
