import type {StatementRow, Statements} from '../../source/domain/statements/schema.ts';
import {statementCounters} from '../../source/queries/statements/statement-figures.ts';
import {sumOf} from '../../source/sampler/statements/statement-choice.ts';
import {countedOf} from './fixtures-counted.ts';
import {ago, day, now} from './fixtures-sections.ts';

export function statementRow(
	queryId: string,
	text: string | null,
	total: Parameters<typeof countedOf<(typeof statementCounters)[number]>>[1],
	change: Partial<StatementRow> = {},
): StatementRow {
	return {
		id: `${queryId}/10/16384`,
		queryId,
		userId: 10,
		user: 'app',
		databaseId: 16_384,
		database: 'registry',
		toplevel: true,
		text,
		since: ago(3 * day),
		meanMs: (total.execMs ?? 0) / (total.calls ?? 1),
		deviationMs: 1.5,
		leastMs: 0.1,
		mostMs: 840,
		meanPlanMs: 0,
		deviationPlanMs: 0,
		counted: countedOf(statementCounters, total),
		...change,
	};
}

const rows: readonly StatementRow[] = [
	statementRow('101', 'select * from request_logs\n\twhere created_at > $1', {
		calls: 20_000,
		execMs: 400_000,
		rows: 2_000_000,
		sharedHit: 900_000,
		sharedRead: 100_000,
		tempWritten: 5000,
		walBytes: 0,
	}),
	statementRow('-102', 'insert into request_logs (path, duration) values ($1, $2)', {
		calls: 500_000,
		execMs: 100_000,
		rows: 500_000,
		sharedHit: 1_000_000,
		walBytes: 800_000_000,
		walRecords: 1_500_000,
		jitFunctions: null,
		workersPlanned: null,
	}),
	statementRow('103', null, {calls: 3, execMs: 12_000}, {database: null, databaseId: 99, toplevel: false}),
];

export const statements: Statements = {
	schema: 'public',
	version: '1.12',
	serverTime: now,
	connectedAt: ago(3600),
	entries: 5,
	mostEntries: 5000,
	hidden: 2,
	own: 0,
	deallocations: 3,
	evicted: 12,
	statsReset: ago(30 * day),
	resetSeenAt: null,
	planning: false,
	ioTiming: true,
	blockBytes: 8192,
	sums: sumOf(rows.map(({counted}) => counted)),
	rows: [...rows],
};

export const noStatements: Statements = {
	...statements,
	entries: 0,
	hidden: 0,
	evicted: 0,
	sums: countedOf(statementCounters, {}),
	rows: [],
};
