import {describe, expect, it} from 'vitest';
import type {Sections} from '../../source/domain/snapshot/schema.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {findingsOf} from '../../source/findings/findings.ts';
import {monthlyGrowth} from '../../source/findings/upkeep/rules.ts';
import type {SlowQuery} from '../../source/queries/registry/alerts.ts';
import {every, healthySections, ok, scenarios} from '../helpers/fixtures.ts';
import {emptyRegistry, notInstalled} from '../helpers/fixtures-bare.ts';
import {tables} from '../helpers/fixtures-relations.ts';
import {ago, day, health, now, registry} from '../helpers/fixtures-sections.ts';
import {alerts, allAllowed, partitioned, upkeepOf} from '../helpers/fixtures-upkeep.ts';

const titles = (sections: Partial<Sections>) =>
	findingsOf({...emptySections, ...sections}, now).rows.map(({severity, title}) => `${severity}: ${title}`);
const pool = (utilisation: number | null, waiting = 0, reportedAt: Date | null = ago(5)) => ({
	id: 'p',
	name: 'gateway',
	size: 20,
	inUse: 17,
	waiting,
	utilisation,
	reportedAt,
});
const pools = (...list: Array<ReturnType<typeof pool>>) => ({alerts: ok({...alerts, pools: ok(list)})});
const table = (change: object) => ({
	tables: ok({
		...tables,
		rows: [{...(tables.rows[0] as (typeof tables)['rows'][number]), deadTuples: 0, deadRatio: 0, ...change}],
	}),
});
const growth = (bytesThen: number, bytes: number | null, days: number) => ({
	upkeep: ok(
		upkeepOf({
			partitions: ok([]),
			retention: ok([]),
			views: ok([]),
			statistics: ok({tables: 1, never: 0, oldestAt: now, ...allAllowed, due: []}),
			growth: ok({
				firstAt: ago(days * day),
				tables: [{oid: 1, table: 'public.t', recordedAt: ago(days * day), bytesThen, bytes}],
			}),
		}),
	),
});
const MB = 1024 * 1024;
const months = (...of: Parameters<typeof partitioned>) => ({
	upkeep: ok(
		upkeepOf({
			partitions: ok([partitioned(...of)]),
			retention: ok([]),
			views: ok([]),
			statistics: ok({tables: 1, never: 0, oldestAt: now, ...allAllowed, due: []}),
		}),
	),
});
const slowQuery = (change: Partial<SlowQuery>): SlowQuery => ({
	...{id: 'h', queryId: null, user: null, what: 'SELECT tools'},
	...{calls: 3, averageMs: 1500, longestMs: 4000},
	...change,
});
const withoutGrowth = (list: string[]) => list.filter(text => !text.includes(' grows '));

describe('a finding', () => {
	it('names server and service of an open breaker, and ignores a half-open one', () => {
		expect(titles({registry: ok(registry)})).toEqual([
			'critical: circuit breaker open: http of search, 9 failures of 5',
		]);
	});

	it.each([
		[85, 0, []],
		[85.1, 0, ['warning: pool gateway 85 % in use 5 s ago, more than 85 %: 17 of 20, 0 waiting']],
		[100, 3, ['critical: pool gateway 100 % in use 5 s ago, more than 85 %: 17 of 20, 3 waiting']],
		[null, 0, []],
	])('judges a pool at %s %% with %d waiting', (utilisation, waiting, expected) => {
		expect(titles(pools(pool(utilisation, waiting)))).toEqual(expected);
	});

	it.each([
		[0, 'critical: pool gateway 99 % in use now, more than 85 %: 17 of 20, 3 waiting'],
		[600, 'critical: pool gateway 99 % in use 10 min ago, more than 85 %: 17 of 20, 3 waiting'],
		[660, 'info: pool gateway last reported 11 min ago: 99 % in use, 17 of 20, 3 waiting'],
		[30 * day, 'info: pool gateway last reported 30 d ago: 99 % in use, 17 of 20, 3 waiting'],
		[null, 'info: pool gateway has no report time: 99 % in use, 17 of 20, 3 waiting'],
	])('judges a pool that reported %s seconds ago', (secondsAgo, expected) => {
		const reportedAt = secondsAgo === null ? null : ago(secondsAgo);
		expect(titles(pools(pool(99, 3, reportedAt)))).toEqual([expected]);
	});

	it('ignores the index usage of a table replaced by a move', () => {
		const unused = {liveTuples: 10_000, indexScans: 0, sequentialScans: 200};
		expect(titles(table(unused))).toHaveLength(1);
		expect(titles(table({...unused, replaced: true}))).toEqual([]);
	});

	it('repeats an alert of the registry with its figures', () => {
		const alert = {
			id: 'a',
			serverId: 'id-search',
			type: 'latency',
			message: 'p95 is high',
			value: 1500,
			threshold: 1000,
			since: now,
		};
		expect(
			titles({
				alerts: ok({
					...alerts,
					pools: ok([]),
					open: ok([
						{...alert, severity: 'info'},
						{...alert, id: 'b', severity: 'critical'},
						{...alert, id: 'c', severity: 'odd', value: null},
					]),
				}),
			}),
		).toEqual([
			'critical: alert latency: p95 is high (1,500, threshold 1,000)',
			'warning: alert latency: p95 is high',
			'info: alert latency: p95 is high (1,500, threshold 1,000)',
		]);
	});

	it('distinguishes keys of the same name by id', () => {
		const key = (id: string, name: string | null) => ({
			table: 'enhanced_api_keys' as const,
			id,
			name,
			locked: true,
			expiresAt: null,
		});
		const keys = [
			key('0198a1b2-c3d4-7000-8000-000000000001', 'deploy'),
			key('0198a1b2-c3d5-7000-8000-000000000001', 'deploy'),
			key('77777777-0000-4000-8000-000000000001', 'deploy'),
			key('88888888-0000-4000-8000-000000000001', 'other'),
		];
		expect(titles({alerts: ok({...alerts, pools: ok([]), keys: ok(keys)})})).toEqual([
			'warning: API key deploy (id 0198a1b2-c3d4…) of enhanced_api_keys is locked',
			'warning: API key deploy (id 0198a1b2-c3d5…) of enhanced_api_keys is locked',
			'warning: API key deploy (id 77777777…) of enhanced_api_keys is locked',
			'warning: API key other of enhanced_api_keys is locked',
		]);
	});

	it.each([
		[9999, 0, 1000, []],
		[10_000, 0, 99, []],
		[10_000, 80, 20, []],
		[10_000, 79, 21, ['warning: public.request_logs: index scans are 79.0 % of 100 scans (threshold 80 %)']],
	])(
		'judges index usage: %d rows, %d index scans, %d sequential scans',
		(liveTuples, indexScans, sequentialScans, expected) => {
			expect(titles(table({liveTuples, indexScans, sequentialScans}))).toEqual(expected);
		},
	);

	it.each([
		[100 * MB, 120 * MB, 30, []],
		[
			100 * MB,
			121 * MB,
			30,
			['warning: public.t grows 21 % a month, more than 20 %: 100 MB to 121 MB in 30 d'],
		],
		[100 * MB, 130 * MB, 60, []],
		// 19 % a month for a year, which on a straight line would be 59 %.
		[100 * MB, Math.round(100 * 1.19 ** 12) * MB, 360, []],
		[
			100 * MB,
			Math.round(100 * 1.25 ** 12) * MB,
			360,
			['warning: public.t grows 25 % a month, more than 20 %: 100 MB to 1.4 GB in 360 d'],
		],
		// Fewer days than a month count for more.
		[
			100 * MB,
			115 * MB,
			20,
			['warning: public.t grows 23 % a month, more than 20 %: 100 MB to 115 MB in 20 d'],
		],
		[1 * MB, 9 * MB, 30, []],
		[
			1 * MB,
			10 * MB,
			30,
			['warning: public.t grows 900 % a month, more than 20 %: 1.0 MB to 10.0 MB in 30 d'],
		],
		[100 * MB, 50 * MB, 30, []],
		[0, 100 * MB, 30, []],
		[100 * MB, null, 30, []],
	])('judges growth from %d to %s bytes in %d days', (then, size, days, expected) => {
		expect(titles(growth(then, size, days))).toEqual(expected);
	});

	it.each([
		[100, 115, 30, 0.15],
		[100, 100 * 1.15 ** 12, 360, 0.15],
		[100, 100 * 1.15 ** 2, 60, 0.15],
		[100, 110, 15, 0.21],
		[100, 100, 90, 0],
		[100, 25, 60, -0.5],
	])('computes monthly growth of %d to %d bytes in %d days as %d', (then, size, days, monthly) => {
		expect(monthlyGrowth(then, size, days)).toBeCloseTo(monthly, 10);
	});

	it.each([
		[1000, []],
		[1001, ['info: slow statement running for 1 s, more than 1 s']],
		[null, []],
	])('judges the longest query, %s ms', (longestQueryMs, expected) => {
		expect(titles({health: ok({...health, longestQueryMs})})).toEqual(expected);
	});

	it('shows the text of a slow statement and leads to its row', () => {
		const {statements} = healthySections;
		if (statements.status !== 'ok') throw new Error('The scenario has statements.');
		const row = statements.value.rows.find(({text}) => text !== null);
		if (!row) throw new Error('The scenario has statements.');
		const of = (user: string) => {
			const slow = ok([slowQuery({id: row.queryId, queryId: row.queryId, user})]);
			const sections = {...emptyRegistry, statements, alerts: ok({...alerts, pools: ok([]), slow})};
			return findingsOf(sections, now).rows.find(
				({rule, severity}) => rule === 'slow-statements' && severity === 'warning',
			);
		};
		const found = of(row.user);
		expect(found).toMatchObject({pane: 'statements', row: row.id});
		expect(found?.title).toContain((row.text ?? '').slice(0, 20));
		expect(of('another')).toMatchObject({pane: 'health', row: null});
	});

	it.each([
		['create index on t (a)', 0],
		['  -- by hand\nVACUUM (ANALYZE) t', 0],
		['/* job 7 */ copy t from stdin', 0],
		['createa()', 1],
		['select created from t', 1],
	])('ignores slow maintenance: %j', (text, number) => {
		const {statements} = healthySections;
		if (statements.status !== 'ok') throw new Error('The scenario has statements.');
		const [row] = statements.value.rows;
		if (!row) throw new Error('The scenario has statements.');
		const slow = ok([slowQuery({id: row.queryId, queryId: row.queryId, user: row.user})]);
		const sections = {
			...emptyRegistry,
			statements: ok({...statements.value, rows: [{...row, text}]}),
			alerts: ok({...alerts, pools: ok([]), slow}),
		};
		expect(findingsOf(sections, now).rows.filter(({id}) => id.startsWith('slow:'))).toHaveLength(number);
	});

	it('reports slow queries measured by the registry', () => {
		const slow = ok([slowQuery({})]);
		expect(titles({alerts: ok({...alerts, pools: ok([]), slow})})).toEqual([
			'warning: slow statement: mean 1.5 s, max 4 s, 3 calls: SELECT tools',
		]);
	});

	it.each([
		[1, []],
		[0, ['warning: mcp.log has no partition for 2026-12']],
		[-1, ['warning: mcp.log has no partition for 2026-11']],
	])('judges partitions that end %d months from now', (to, expected) => {
		expect(withoutGrowth(titles(months('log', -3, to)))).toEqual(expected);
	});

	it('warns of failing writes without a default partition', () => {
		const log = partitioned('log', -3, -1);
		const bare = {...log, parts: log.parts.filter(part => !part.default)};
		const sections = {upkeep: ok(upkeepOf({partitions: ok([bare]), retention: ok([]), views: ok([])}))};
		expect(titles(sections)[0]).toBe(
			'critical: mcp.log has no partition for 2026-11, and no default partition: writes will fail',
		);
	});

	it('opens its pane and row', () => {
		const {rows} = findingsOf(healthySections, now);
		expect(rows.map(({severity, rule, pane, row}) => [severity, rule, pane, row])).toEqual([
			['critical', 'replication-slots', 'replication', 'slot forgotten'],
			['critical', 'archiver', 'replication', null],
			['critical', 'checksums', 'databases', '5'],
			['critical', 'circuit-breakers', 'health', 'id-search'],
			['warning', 'blocking', 'blocking', '4711 2026-11-21T08:00:00.004711Z'],
			['warning', 'idle-in-transaction', 'sessions', '4711 2026-11-21T08:00:00.004711Z'],
			['warning', 'replication-slots', 'replication', 'slot broken'],
			['warning', 'subscriptions', 'replication', 'subscription 16999'],
			['warning', 'prepared-transactions', 'databases', '16384'],
			['warning', 'xmin-horizon', 'vacuum', null],
			['warning', 'pools', 'health', null],
			['warning', 'partitions', 'upkeep', 'partitions:mcp.tool_executions'],
			['warning', 'retention-overdue', 'upkeep', 'retention:mcp.tool_executions'],
			['warning', 'stale-views', 'upkeep', 'refresh:mcp.tool_execution_stats'],
			['warning', 'table-growth', 'upkeep', 'monthly'],
			['warning', 'dead-tuples', 'tables', '201'],
			['warning', 'dead-tuples', 'tables', '203'],
			['warning', 'autovacuum-overdue', 'vacuum', '201'],
			['warning', 'invalid-indexes', 'indexes', '106'],
			['info', 'slow-statements', 'sessions', '4714 2026-11-21T08:00:00.004714Z'],
			['info', 'planner-statistics', 'upkeep', 'analyze'],
			['info', 'wraparound-vacuum', 'vacuum', '203'],
			['info', 'pending-restart', 'settings', 'max_connections'],
		]);
	});
});

describe('rules that could not be checked', () => {
	it('have a reason and make no finding', () => {
		expect(
			findingsOf(
				every({status: 'denied', code: 'none', facts: {}, reason: 'no right', grant: 'GRANT x TO y'}),
				now,
			),
		).toMatchObject({
			rows: [],
			unknown: expect.arrayContaining([
				{rule: 'circuit-breakers', code: 'denied', reason: 'no right', grant: 'GRANT x TO y', blind: true},
				{rule: 'table-growth', code: 'denied', reason: 'no right', grant: 'GRANT x TO y', blind: true},
			]),
		});
	});

	it('are none before the first sample', () => {
		expect(findingsOf(emptySections, now)).toEqual({rows: [], unknown: []});
		expect(
			findingsOf({...emptyRegistry, upkeep: ok(upkeepOf({growth: ok({firstAt: null, tables: []})}))}, now)
				.unknown,
		).toContainEqual({
			rule: 'table-growth',
			code: 'no-data',
			grant: null,
			reason: 'no sizes are recorded yet: the monthly review records them',
			blind: false,
		});
	});

	it.each([
		[3, 'the oldest recorded size is 3 d old: growth is measured over at least 20 days'],
		[40, 'the sizes recorded at least 20 days ago, the oldest 40 d ago, are of tables that no longer exist'],
	])('say why %d-day-old sizes are not compared', (days, reason) => {
		const upkeep = ok(upkeepOf({growth: ok({firstAt: ago(days * day), tables: []})}));
		expect(findingsOf({...emptyRegistry, upkeep}, now).unknown).toContainEqual({
			rule: 'table-growth',
			code: 'no-data',
			grant: null,
			reason,
			blind: false,
		});
	});

	it('include planner statistics on a standby', () => {
		const {sections} = scenarios.standby.snapshot;
		const {rows, unknown} = findingsOf(sections, now);
		expect(
			findingsOf(scenarios.healthy.snapshot.sections, now).rows.some(
				({rule}) => rule === 'planner-statistics',
			),
		).toBe(true);
		expect(rows.filter(({rule}) => rule === 'planner-statistics')).toEqual([]);
		expect(unknown).toContainEqual(expect.objectContaining({rule: 'planner-statistics', blind: false}));
	});

	it('include rules of the pack on any other database', () => {
		const {rows, unknown} = findingsOf(notInstalled, now);
		expect(rows.map(({rule}) => rule)).toEqual(['planner-statistics']);
		expect(unknown.map(({rule}) => rule)).toEqual([
			'request-p95',
			'circuit-breakers',
			'pools',
			'alerts',
			'api-keys',
			'retention-overdue',
			'slow-statements',
			'table-growth',
		]);
	});
});
