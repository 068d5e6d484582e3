import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, onTestFinished} from 'vitest';
import type {PlanContext} from '../../source/actions/engine/action.ts';
import {checkLine} from '../../source/actions/engine/check.ts';
import {confirm} from '../../source/actions/engine/confirm.ts';
import {type Journal, type JournalEntry, openJournal} from '../../source/actions/engine/journal.ts';
import type {Check, Plan} from '../../source/actions/engine/plan.ts';
import type {RunProgress} from '../../source/actions/engine/progress.ts';
import {runPlan} from '../../source/actions/engine/run.ts';
import {actionOf, actions, type Request} from '../../source/actions/table.ts';
import {parseMigration} from '../../source/migrations/formats/dbmate.ts';
import type {MigrationSet} from '../../source/migrations/set.ts';
import {openReader} from '../../source/postgres/reader.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import type {TestDatabase} from './database.ts';
import {checkPlan} from './plan-schema.ts';
import {until} from './scenario.ts';

/** Someone who plans and runs actions on one database, with a journal of their own. */
export type Operator = {
	readonly journal: Journal;
	readonly server: PlanContext['server'];
	/** @param now as if it were made then */
	plan(request: Request, now?: Date): Promise<Plan>;
	/** Runs a plan in full agreement with it. */
	run(plan: Plan): Promise<RunProgress>;
	begin(
		plan: Plan,
		options?: {
			readOnly?: boolean;
			connection?: ConnectionSettings;
			replicas?: readonly string[];
			journal?: Journal;
		},
	): ActionRun;
	/** Plans and runs. */
	act(request: Request): Promise<RunProgress>;
	/** The events of each unit, one per line: `event id`. */
	events(): string[];
	entries(event: JournalEntry['event']): readonly JournalEntry[];
};

type ActionRun = {
	/** All that was reported, in order. */
	readonly seen: readonly RunProgress[];
	readonly result: Promise<RunProgress>;
	cancel(): void;
	/** Waits for a report that fits. Fails at once where the run has ended without one. */
	sees(fits: (progress: RunProgress) => boolean): Promise<RunProgress>;
};

/** As the programs set it up. Closed after the test, or after those of the file where it is opened outside of one. */
export async function openOperator(
	connection: ConnectionSettings,
	options: {migrations?: MigrationSet; production?: boolean; readOnly?: boolean} = {},
): Promise<Operator> {
	const {migrations, production = false, readOnly = false} = options;
	const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-journal-'));
	const journal = openJournal(path.join(folder, 'journal.jsonl'));
	const reader = openReader(connection, 'analytics');
	const close = async () => {
		await reader.close();
		rmSync(folder, {recursive: true});
	};
	try {
		onTestFinished(close);
	} catch {
		// Opened for all tests of a file.
		afterAll(close);
	}
	const {server} = await openSession(reader, {
		host: connection.hosts.join(','),
		port: connection.ports[0] ?? 0,
		service: null,
		productionPatterns: production ? ['*'] : [],
	});
	const operator: Operator = {
		journal,
		server,
		plan: async (request, now = new Date()) =>
			checkPlan(
				await actionOf(request.action).plan(
					Object.assign({reader, connection, server, permission: {readOnly}, journal, now}, {migrations}),
					request,
				),
			),
		run: plan => operator.begin(plan).result,
		begin(plan, run = {}) {
			const seen: RunProgress[] = [];
			const controller = new AbortController();
			const result = runPlan(confirm(plan, plan.typedWord), {
				connection: run.connection ?? connection,
				replicas: run.replicas ?? [],
				permission: {readOnly: run.readOnly ?? readOnly},
				journal: run.journal ?? journal,
				actions,
				report: progress => seen.push(progress),
				signal: controller.signal,
			});
			// A caller that awaits the result sees the error.
			result.catch(() => undefined);
			return {
				seen,
				result,
				cancel: () => controller.abort(),
				async sees(fits) {
					const found = until(
						() => seen.find(fits),
						progress => progress !== undefined,
					) as Promise<RunProgress>;
					const ended = result.then(last => {
						const late = seen.find(fits);
						if (late) return late;
						throw new Error(`The run ended without it: ${JSON.stringify({...last, plan: last.plan.title})}`);
					});
					return Promise.race([found, ended]);
				},
			};
		},
		act: async request => operator.run(await operator.plan(request)),
		events: () => journal.read().map(({event, title}) => `${event}: ${title}`),
		entries: event => journal.read().filter(entry => entry.event === event),
	};
	return operator;
}

/** A folder of migrations, kept in memory: files can be added and changed while a test runs. */
export function migrationFolder(files: Record<string, string>): MigrationSet {
	return {
		source: 'directory',
		directory: null,
		load: async () => Object.entries(files).map(([name, text]) => parseMigration(name, text)),
		skipped: async () => [],
	};
}

/** A file with both blocks. */
export function migration(up: string, down = '', marker = ''): string {
	return `-- migrate:up ${marker}\n${up}\n-- migrate:down ${marker}\n${down}\n`;
}

export const outside = 'transaction:false';

/** The lines of the journal file. */
export function journalLines(journal: Journal): unknown[] {
	const text = readFileSync(journal.file, 'utf8');
	return text
		.split('\n')
		.slice(0, -1)
		.map(line => JSON.parse(line));
}

export function blocking(plan: Plan): string[] {
	return details(plan, 'block');
}

export function details(plan: Plan, verdict: Check['verdict']): string[] {
	return plan.checks.filter(check => check.verdict === verdict).map(checkLine);
}

/**
Waits until the connection that an action writes with waits for a lock on something, and gives its process id.
@param behind whom it waits for: an action may wait a moment for others too, for a question of pgdeck's own
*/
export async function actionWaits(database: TestDatabase, behind?: number): Promise<number> {
	const [row] = await until(
		() => database.sql<{pid: number}[]>`
			select pid from pg_stat_activity
			where datname = current_database() and application_name = 'pgdeck' and wait_event_type = 'Lock'
				-- The turn among consoles: an action before it may not have left quite yet.
				and wait_event <> 'advisory'
				and (${behind ?? null}::int is null or ${behind ?? null}::int = any(pg_blocking_pids(pid)))`,
		rows => rows.length === 1,
	);
	return row?.pid ?? 0;
}

export async function oidOf(database: TestDatabase, index: string): Promise<number> {
	const [row] = await database.sql<{oid: number}[]>`select ${index}::regclass::oid::int as oid`;
	if (!row) throw new Error(`There is no ${index}.`);
	return row.oid;
}

/** Versions in dbmate's ledger. */
export async function ledgerOf(database: TestDatabase): Promise<string[]> {
	const rows = await database.sql<{version: string}[]>`select version from schema_migrations order by 1`;
	return rows.map(({version}) => version);
}

export async function exists(database: TestDatabase, relation: string): Promise<boolean> {
	const [row] = await database.sql<{there: boolean}[]>`select to_regclass(${relation}) is not null as there`;
	return row?.there === true;
}
