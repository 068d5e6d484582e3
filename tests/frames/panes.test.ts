import {describe, expect, it} from 'vitest';
import {healthText} from '../../source/commands/text/health.ts';
import {type PaneId, paneTable} from '../../source/domain/snapshot/panes.ts';
import {liveOf, ok, scenarios, snapshotOf} from '../helpers/fixtures.ts';
import {journalStories} from '../helpers/fixtures-plans.ts';
import {health} from '../helpers/fixtures-sections.ts';
import {type Frame, frameOf, type ScreenOptions, sizes, uiOn} from '../helpers/render.ts';

const beside = {stories: journalStories, journalFile: '/home/anna/journal.jsonl'};

const wide = {columns: 200, rows: 50};

/** The lines between tabs and status line. */
function body(pane: PaneId, options: ScreenOptions = {}): Frame & {body: string} {
	const frame = frameOf({ui: uiOn(pane), beside, ...options});
	return {...frame, body: frame.plain.slice(2, -2).join('\n')};
}

/** Text that each pane must show even on the smallest common screen. */
const figures: Record<PaneId, readonly (string | RegExp)[]> = {
	overview: [
		/connections +37\/100/,
		/p95 812 ms +requests 54,321/,
		/acme +40\.0k/,
		/Unused +5/,
		/2 droppable \(50\.0 MB\)/,
		/request_logs +2\.0 GB/,
		'4 applied, 3 pending, 3 problems',
		/4 servers: 1 unhealthy, 1 degraded/,
	],
	health: [
		/connections +37\/100/,
		/transactions +123\/s/,
		/cache hit +98\.76 %/,
		/oldest tx +12 min 34 s/,
		/replication +1\.5 MB/,
		/deadlocks +0\/s +7 in total/,
		/search +unhealthy +1\.5 s +41\.2 % http open/,
		/vision +degraded/,
	],
	requests: [
		/p95 812 ms +requests 54,321 +errors 2\.0 %/,
		'Slowest paths',
		/\/v1\/search +3\.1 s +420 ms +4,321 +6\.9 %/,
	],
	tenants: [
		'3 tenants, 54,321 requests',
		/acme +40,000 +73\.6 % ████░ +120 +90 ms +900 ms +2\.5 %/,
		/\(none\) +321 .* n\/a +n\/a/,
	],
	indexes: [
		/Unused 5 \(150 MB\), Low usage 1 \(50\.0 MB\), Active 2 \(1\.0 GB\) ─.* (scans: 30 d|since 2026-10-22)/,
		/idx_never_used +Unused +0 +50\.0 MB/,
		/idx_broken +INVALID/,
		/idx_busy +Active +1,234,567/,
	],
	tables: [
		/4 tables, 2\.1 GB in 3 of them, 9,000,000 dead rows in 3 of them ─.* (of 30 d|since 2026-10-22)/,
		/request_logs +2\.0 GB +4\.50M +31\.0 % █░░ +~400 MB +700–800 MB/,
		/tenants .* never analyzed/,
		/audit\.events +locked/,
		/erased +54\.9 MB +n\/a +n\/a/,
	],
	migrations: [
		'1 file skipped',
		'4 applied, 3 pending, 3 problems',
		/20260101000100 +core_tables +applied/,
		/edited_since +changed/,
		/file_is_gone +missing file/,
		/late_arrival +out of order/,
		/next_indexes +pending/,
		/half_written +pending, unusable/,
	],
	findings: [
		/─ Findings 4 critical, 15 warning, 4 info/,
		/severity. +since +pane +finding/,
		/critical +9 d N Replication +inactive replication slot /,
	],
	upkeep: [
		/7 due, 1 ok, 2 n\/a ─.*recorded in mcp\.upkeep_log/,
		/partitions:mcp\.tool_executions +due +never months to 2026-11/,
		/retention:mcp\.tool_executions +due +40 d archive 2 partitions/,
		/refresh:mcp\.tool_execution_st… +due +3 d 3 d old/,
		/analyze +due +never 2 tables of 42 due/,
		/monthly +due +45 d/,
		/weekly +ok +3 d/,
		/retention:gone_table +n\/a +never n\/a/,
		/refresh:public\.hand_made +n\/a +n\/a n\/a/,
	],
	sessions: [
		/9 sessions: 4 active, 1 idle in transaction, 1 hidden, 2 waiting for a lock/,
		'1 session is hidden from this role. To see all: GRANT pg_monitor TO dba;',
		/4711 +12 min 34 s idle in xact +update orders/,
		/4712 +1 min +1 min 1 s lock wait +alter table/,
		/4714 .*\n.* \+4720 /,
		/4716 +n\/a +n\/a hidden +n\/a: requires pg/,
	],
	blocking: [
		/3 sessions waiting for a lock, 3 root blockers/,
		/4711 "night job" of app +2 +idle in xact +12 min 34 s/,
		/╰─ 4712 "gateway" of app +1 +59 s lock wait +1 min 1 s/,
		/╰─── 4713 "gateway" of app +~29 s lock wait/,
		/prepared transaction "orph/,
		/╰─ 4730 "gateway" of app +n\/a active/,
		/4799 +1 +ended/,
	],
	locks: [
		'the first 5 of 700 locks, 2 waiting',
		/by mode +ACCESS EXCLUSIVE 0 \(\+1 waiting\), ROW EXCLUSIVE 697,/,
		/orders +ACCESS EXCLUSIVE +waiting +4712 +59 s/,
		/orders +ROW EXCLUSIVE +granted +4711/,
		/relation 16500 of database/,
		/advisory lock 0:42:1 +EXCLUSIVE +granted +prepared/,
	],
	statements: [
		/5 statements, per second, last interval ─.* 2 hidden: pg_read_all_stats/,
		/select \* from request_l.* 400 ms\/s +78\.1 % +20\/s +20 ms +2\.0k\/s/,
		/query 103 .* 12 ms\/s +2\.3 %/,
	],
	waits: [
		'Active sessions 08:25:00 to 08:30:00',
		/all +5\.4 .*[▆▇█]+$/m,
		/CPU +4\.0/,
		/Lock +0\.4 .*[▃▄]/,
		/transactionid +Lock +0\.4 +7\.4 % .* 2 +2/,
		'3 events in 300 samples',
	],
	progress: [
		'4 operations in progress',
		/request_logs +VACUUM +scanning heap +25 % █+░+ +12 min 34 s/,
		/request_logs \(idx.* CREATE INDEX?.* waiting for writer.* 33 %/,
		/tenants +COPY FROM P.* - +n\/a/,
	],
	databases: [
		/2 databases, per second, last interval ─.* sizes 4 min old/,
		'1 prepared transaction, the oldest 2 d old: order-4711 of app in registry',
		/registry +8\.0 GB +37 +1\.1k\/s +90\.0 %/,
		/old +n\/a +0 .* 1\.90G/,
		/\(shared catalogs\) +- /,
	],
	settings: [
		/4 of 6 parameters changed ─.* 1 pending restart, 1 changed since 3 d ago/,
		/max_connections +100 +pending restart +100/,
		/shared_buffers +8\.0 GB +128 MB/,
		/statement_timeout +30 s +was 0 +0/,
	],
	replication: [
		'primary at 0/5180000',
		/WAL +1\.0 MB\/s, 100 MB since connected, 1\.2 GB in 75 files/,
		/archiver +FAILING 30 s ago at 000000010000000000000005/,
		/checkpoints +100 \(\+10\) timed, 700 \(\+70\) requested, writing 4 min 10 s/,
		/synchronous +FIRST 1 \(standby_a\)/,
		'1 of 10 senders, 3 of 10 slots, 1 subscription',
		/standby_a +sender +streaming, sync +1\.5 MB +4\.2 s/,
		/forgotten +slot +inactive +40\.0 GB/,
		/broken +slot +lost +n\/a/,
		/from_elsewhere +subscription +no worker/,
	],
	vacuum: [
		'2 due of 40 relations',
		/xmin horizon +session 4242 \(anna, psql\), transaction open for 3 h/,
		/running +audit\.events: scanning heap 45 %/,
		/wraparound +registry: 105\.0 % of autovacuum_freeze_max_age, 9.8/,
		/sequences +request_logs_id_seq 83\.8 % of integer column/,
		/request_logs +due: vacuum +4\.50M\/2\.00M +0\.5 % +3 h/,
		/audit\.events +due: freeze .*105\.0 %/,
		/documents \(TOAST\)/,
	],
	changes: ['n/a: there is nothing to compare with yet'],
	journal: [
		'5 entries',
		/idx_never_used +running/,
		/no end/,
		/declined/,
		/next_indexes.* failed/,
		/done +120 ms/,
	],
};

describe.each(sizes)('at $columns x $rows', size => {
	it.each(Object.keys(figures) as PaneId[])('%s shows its key figures', pane => {
		const {body: shown} = body(pane, {size});
		for (const figure of figures[pane]) expect(shown).toMatch(figure);
	});

	it('always shows server, panes and keys', () => {
		for (const pane of Object.keys(figures) as PaneId[]) {
			const {plain} = frameOf({ui: uiOn(pane), beside, size});
			expect(plain[0]).toMatch(/WRITE.*registry|registry.*WRITE/);
			expect(plain[0]).toContain('08:30:00');
			expect(plain[1]).toContain(paneTable[pane].keys[0]);
			const {title, short = title} = paneTable[pane];
			expect([title, short].some(name => plain[1]?.includes(name))).toBe(true);
			expect(plain.at(-2)).toContain(`registry > ${pane}`);
			expect(plain.at(-1)).toContain('? help');
		}
	});
});

describe('the opened row', () => {
	it.each([
		['health', 'id-search', ['http: open, 9 of 5 failures', 'success rate', '41.2 %']],
		['requests', '/v1/search', ['4,321', '300 (6.9 %)', 'an observed duration (percentile_disc)']],
		['tenants', 't-1', ['40,000 requests', '73.6 % of all', '120 users']],
		[
			'indexes',
			'101',
			[
				'CREATE INDEX idx_never_used',
				'droppable yes: unused for 40 days on 1 of 1 node. Press x to drop it.',
				'since 2026-10-22 08:30:00 (30 d)',
				'unused since pgdeck first saw it, 40 d ago, 240 samples, 1 reset',
				'The answer "yes" requires 35 days without use. Samples are kept in /home/anna/.local/state/pgdeck/indexes.sqlite.',
			],
		],
		['indexes', '105', ['it is the primary key']],
		['indexes', '107', ['this role does not own its table']],
		['indexes', '108', ['n/a: ACCESS EXCLUSIVE lock on its table']],
		[
			'tables',
			'201',
			['700–800 MB from planner statistics', '12,345 rows since the last ANALYZE', 'none since 2026-'],
		],
		[
			'tables',
			'204',
			['n/a: counted since 2026-10-22 08:30:00', '330,000', 'none since 2026-10-22 08:30:00'],
		],
		['tables', '202', ['n/a: never analyzed. Run ANALYZE on it.']],
		['migrations', '20260101000600', ['The file cannot be run: there is no "-- migrate:down" line']],
		[
			'upkeep',
			'partitions:mcp.tool_executions',
			['months to 2026-11, none for 2026-12, 2027-01, 2027-02', '2026-08 to 2026-09, ~1,000 rows', 'press x'],
		],
		[
			'upkeep',
			'monthly',
			[
				'2026-10-07 08:30:00 (45 d ago)',
				'anna',
				'public.tenants: no ANALYZE is recorded',
				'public.request_logs: analyzed 12 d ago, 4,000,000 rows changed since',
				'public.request_logs: 1.0 GB to 3.0 GB (200.0 %) in 45 d',
			],
		],
		['upkeep', 'weekly', ['dba: unused 5, unusedBytes 157286400']],
		[
			'upkeep',
			'refresh:public.hand_made',
			['REFRESH CONCURRENTLY requires a unique index on plain columns without a WHERE clause.'],
		],
		[
			'statements',
			'101/10/16384',
			[
				'select * from request_logs where created_at > $1',
				'mean 20 ms, standard deviation 1.5 ms, min 0.1 ms, max 840 ms',
				'n/a: pg_stat_statements.track_planning is off',
				'calls 20/s 2.0k 20.0k',
				'buffer hit ratio 90.00 % 90.00 % 90.00 %',
				'temp written 40.0 kB/s 3.9 MB 39.1 MB',
			],
		],
		['statements', '-102/10/16384', ['JIT functions n/a n/a n/a', 'WAL 781 kB/s 76.3 MB 763 MB']],
		['statements', '103/10/16384', ['n/a: text not read yet', 'dropped (99)', 'inside a function']],
		[
			'progress',
			'create_index 6002',
			[
				'CREATE INDEX CONCURRENTLY on request_logs (idx_new)',
				'1 of 3 sessions',
				'Lock: virtualxid',
				'lockers_total 3',
			],
		],
		[
			'settings',
			'shared_buffers',
			[
				'8.0 GB (1048576 × 8kB)',
				'configuration file: /etc/postgresql/18/main/postgresql.conf, line 127',
				'applies after a restart',
			],
		],
		[
			'settings',
			'max_connections',
			['The configuration files have another value, which applies after a restart.'],
		],
		[
			'databases',
			'16384',
			[
				'150,000,000, 7.0 % of the way to wraparound; autovacuum is forced at 200,000,000',
				'n/a: data_checksums is off',
				'order-4711 of app, 2 d old, holds back xmin by 1,500,000 transactions',
				'commits 1.0k/s 100k 1.00M',
			],
		],
		[
			'databases',
			'5',
			['n/a: requires CONNECT on the database, or pg_read_all_stats', 'n/a: never reset', '3 failures'],
		],
		['progress', 'copy 6003', ['n/a: total unknown', '5.0 MB']],
		['progress', 'copy 6004', ['n/a: requires pg_monitor']],
		[
			'waits',
			'Lock:transactionid',
			[
				'0.4 sessions on average, max 2',
				'300 registry update tenants set plan = $1',
				'5001 app registry 3.2 s gateway update tenants',
			],
		],
		[
			'replication',
			'slot forgotten',
			[
				'logical pgoutput in registry, extended, no WAL limit, holds back xmin by 1,500,000 transactions',
				'inactive since 2026-11-12',
			],
		],
		[
			'replication',
			`sender 4001 ${Date.parse('2026-11-19T08:30:00Z')}`,
			['flush lag 64.0 kB', 'replay lag 4.2 s', 'started at 2026-11-19'],
		],
		['journal', '778899.1', ['result unknown: pgdeck ended before the server answered']],
		['journal', 'd4e5f6.1', ['anna on bastion, process 4242, as dba', 'DROP INDEX CONCURRENTLY', 'undo']],
	] as Array<[PaneId, string, string[]]>)('shows %s, %s', (pane, id, expected) => {
		const shown = body(pane, {ui: uiOn(pane, {detail: {id, offset: 0}})}).body.replaceAll(/\s+/g, ' ');
		for (const text of expected) expect(shown).toContain(text);
	});

	it('says that the row no longer exists, and how to go back', () => {
		expect(body('tables', {ui: uiOn('tables', {detail: {id: '999', offset: 0}})}).body).toContain(
			'This row no longer exists. Esc goes back.',
		);
	});
});

describe('server states', () => {
	it('a standby shows its own lag', () => {
		expect(body('health', {live: scenarios.standby, size: wide}).body).toMatch(
			/standby lag +1\.5 s +64\.0 kB to replay/,
		);
	});

	it('a standby shows what it receives and replays, and what is hidden from this role', () => {
		const shown = body('replication', {live: scenarios.standby}).body;
		expect(shown).toContain('standby, received up to 0/5170000');
		expect(shown).toContain('senders hidden: GRANT pg_monitor TO dba;');
		expect(shown).toMatch(/replay +PAUSED, 64\.0 kB behind, 1\.5 s/);
		expect(shown).toMatch(/receiver +streaming, from 10\.0\.0\.1:5432, last message 1 s ago/);
		expect(shown).toContain('files n/a: requires pg_monitor');
	});

	it('I/O has three views, and is n/a before PostgreSQL 16', () => {
		const io = (view: string, live = scenarios.healthy) =>
			body('replication', {live, ui: uiOn('replication', {views: {replication: view}})}).body;
		expect(io('interval')).toMatch(/client backend, relation normal +7\.8 MB\/s/);
		expect(io('connected')).toMatch(/client backend, relation normal +781 MB/);
		expect(io('lifetime')).toMatch(/client backend, relation normal +7\.6 GB/);
		expect(io('lifetime', scenarios.empty)).toContain('pg_stat_io requires PostgreSQL 16');
	});

	it('hidden sessions are counted as hidden, never as 0', () => {
		const shown = body('health', {live: scenarios.blind, size: wide}).body;
		expect(shown).toMatch(/active +n\/a/);
		expect(shown).toMatch(/oldest tx +n\/a +12 hidden, requires pg_monitor/);
		expect(shown).toMatch(/transactions +-/);
	});

	it('figures of visible sessions are a lower bound', () => {
		const {snapshot} = scenarios.blind;
		const section = snapshot.sections.health;
		if (section.status !== 'ok') throw new Error('They are there.');
		const value = {...section.value, oldestTransactionMs: 200, longestQueryMs: 100};
		const sections = {...snapshot.sections, health: {...section, value}};
		const live = {...scenarios.blind, snapshot: {...snapshot, sections}};
		const shown = body('health', {live, size: wide}).body;
		expect(shown).toMatch(/oldest tx +>200 ms +12 hidden, requires pg_monitor/);
		expect(shown).toMatch(/longest query +>100 ms +12 hidden, requires pg_monitor/);
		expect(healthText(value, section.sampledAt)).toMatch(
			/oldest transaction +200 ms or more \(the rest requires pg_monitor\)/,
		);
	});

	it('reset counters are marked', () => {
		const live = liveOf({snapshot: snapshotOf({health: ok({...health, rates: null, reset: true})})});
		expect(body('health', {live}).body).toMatch(/transactions +reset/);
	});

	it('an empty list gives the reason', () => {
		const {snapshot} = scenarios.healthy;
		const {tables} = snapshot.sections;
		if (tables.status !== 'ok') throw new Error('no tables');
		const live = liveOf({snapshot: snapshotOf({tables: ok({...tables.value, rows: []})})});
		expect(body('tables', {live}).body).toContain('This database has no tables of its own.');
	});
});

it('an unreadable journal gives the reason, and is not shown as empty', () => {
	const journalProblem = "The journal /home/anna/journal.jsonl can't be read: your user may not.";
	const {text} = frameOf({ui: uiOn('journal'), beside: {...beside, stories: [], journalProblem}});
	expect(text).toContain(`n/a: ${journalProblem}`);
	expect(text).not.toContain('Nothing has been changed');
});
