import {describe, expect, it} from 'vitest';
import type {Judged} from '../../source/domain/findings/finding.ts';
import type {Replication} from '../../source/domain/replication/schema.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {lagRule, standbyRule} from '../../source/findings/replication/lag-rules.ts';
import {
	archiverRule,
	checkpointRule,
	slotRule,
	subscriptionRule,
} from '../../source/findings/replication/rules.ts';
import {checkpointCounters} from '../../source/queries/replication/wal.ts';
import type {SessionRow} from '../../source/queries/sessions/sessions.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {ok} from '../helpers/fixtures.ts';
import {countedOf} from '../helpers/fixtures-counted.ts';
import {replication, replicationStandby} from '../helpers/fixtures-replication.ts';
import {ago} from '../helpers/fixtures-sections.ts';
import {sessionRow} from '../helpers/fixtures-sessions.ts';

const GB = 1024 ** 3;
const of = (change: Partial<Replication>, base = replication) => ({
	...emptySections,
	replication: ok({...base, ...change}),
});
const brief = ({rows}: Judged) => rows.map(({severity, title}) => `${severity}: ${title}`);
const [sender, slot] = [replication.senders[0], replication.slots[0]] as [
	Replication['senders'][number],
	Replication['slots'][number],
];

describe('replication slots', () => {
	it.each([
		['at the threshold', {retainedBytes: 10 * GB}, []],
		[
			'above the threshold',
			{retainedBytes: 10 * GB + 1},
			['warning: replication slot slot_a retains 10.0 GB of WAL'],
		],
		[
			'inactive, above the threshold',
			{retainedBytes: 11 * GB, active: false},
			['critical: inactive replication slot slot_a retains 11.0 GB of WAL'],
		],
		['inactive, with little WAL', {retainedBytes: GB, active: false}, []],
		['unknown', {retainedBytes: null, walStatus: null}, []],
		[
			'about to lose WAL',
			{retainedBytes: GB, walStatus: 'unreserved'},
			['critical: replication slot slot_a is about to lose WAL: 1.0 GB retained'],
		],
		[
			'with lost WAL',
			{retainedBytes: null, walStatus: 'lost'},
			['warning: replication slot slot_a has lost required WAL'],
		],
		[
			'invalidated',
			{invalidated: 'idle_timeout'},
			['warning: replication slot slot_a has lost required WAL: idle_timeout'],
		],
		[
			'in conflict with recovery',
			{conflicting: true},
			['warning: replication slot slot_a has lost required WAL'],
		],
	])('%s', (_what, change, expected) => {
		expect(brief(slotRule(of({slots: [{...slot, ...change}]}), defaultThresholds))).toEqual(expected);
	});

	it('show inactivity, remaining WAL and xmin horizon', () => {
		const change = {active: false, inactiveSince: ago(60), safeBytes: GB, xminAge: 5, catalogXminAge: 7};
		const [finding] = slotRule(
			of({slots: [{...slot, ...change, retainedBytes: 11 * GB}]}),
			defaultThresholds,
		).rows;
		expect(finding?.since).toEqual(ago(60));
		expect(finding?.evidence).toEqual([
			'physical slot, inactive, WAL status reserved, 1.0 GB left before it loses WAL.',
			'It holds back the xmin horizon by 7 transactions.',
		]);
	});
});

describe('the archiver', () => {
	const {archiver} = replication;
	it.each([
		['fails', {}, 42, ', 42 files waiting'],
		['fails, and one file waits', {}, 1, ', 1 file waiting'],
		['fails, and none was counted before it did', {}, 0, ''],
		['fails, and how many wait is not known', {}, null, ''],
		['fails, and which file is not known', {lastFailed: null}, 0, ''],
	])('%s', (_what, change, waiting, words) => {
		const walFiles = waiting === null ? replicationStandby.walFiles : ok({files: 75, bytes: 1, waiting});
		const sections = of({archiver: {...archiver, ...change}, walFiles});
		const file = 'lastFailed' in change ? '' : ' at 000000010000000000000005';
		expect(brief(archiverRule(sections))).toEqual([`critical: WAL archiving fails${file}${words}`]);
	});

	it.each([
		['is off', {archiveMode: 'off'}],
		['does not fail', {archiver: {...archiver, failing: false}}],
		[
			'does not fail, and has as much to do as it may',
			{archiver: {...archiver, failing: false}, walFiles: ok({files: 75, bytes: 1, waiting: 64})},
		],
		[
			'is off, with old files that wait',
			{archiveMode: 'off', walFiles: ok({files: 75, bytes: 1, waiting: 999})},
		],
	])('%s: no finding', (_what, change) => {
		expect(archiverRule(of(change)).rows).toEqual([]);
	});

	it('is behind with a hanging or empty archive_command', () => {
		const change = {
			archiver: {...archiver, failing: false},
			walFiles: ok({files: 75, bytes: 1, waiting: 65}),
		};
		const judged = archiverRule(of(change));
		expect(brief(judged)).toEqual(['warning: WAL archiving is behind: 65 files waiting, more than 64']);
		expect(judged.rows[0]?.help).toContain('whether archive_command is set');
	});

	it('shows the last archived file', () => {
		const evidence = (lastArchivedAt: Date | null) =>
			archiverRule(of({archiver: {...archiver, lastArchivedAt}})).rows[0]?.evidence?.[0];
		expect(evidence(archiver.lastArchivedAt)).toBe('Last archived: 000000010000000000000004, 2 h ago.');
		expect(evidence(null)).toBe('No file was archived since the counters were reset.');
	});
});

describe('checkpoints', () => {
	/** @param written in max_wal_size */
	const judge = (timed: number, requested: number, written: number, change: Partial<Replication> = {}) => {
		const {sinceConnected, ...rest} = countedOf(checkpointCounters, {
			timed: timed * 10,
			requested: requested * 10,
		});
		return checkpointRule(
			of({
				checkpoints: {...rest, sinceConnected, statsReset: null},
				written: countedOf(['bytes'], {bytes: written * replication.maxWalBytes * 10}),
				...change,
			}),
			defaultThresholds,
		);
	};
	it.each([
		['too few', 0, 3, 9, []],
		['half by time', 2, 2, 9, []],
		['most by WAL', 2, 3, 9, ['warning: 60 % of 5 checkpoints were triggered by WAL volume']],
		['all by WAL', 0, 4, 2, ['warning: 100 % of 4 checkpoints were triggered by WAL volume']],
		['requested, with little WAL', 2, 100, 1, []],
		['requested, some by WAL', 2, 100, 1.5, ['warning: 60 % of 5 checkpoints were triggered by WAL volume']],
		['none', 0, 0, 0, []],
	])('%s: %d timed, %d requested, %d times max_wal_size', (_what, timed, requested, written, expected) => {
		expect(brief(judge(timed, requested, written))).toEqual(expected);
	});

	it('are ignored on a standby and before the second sample', () => {
		expect(judge(0, 10, 9, {inRecovery: true}).rows).toEqual([]);
		const first = {...replication.checkpoints, sinceConnected: null};
		expect(judge(0, 10, 9, {checkpoints: first}).rows).toEqual([]);
	});
});

describe('lag', () => {
	it.each([
		['at the threshold', {replayLagMs: 30_000, replayLagBytes: GB}, []],
		[
			'longer',
			{replayLagMs: 30_001, replayLagBytes: 5},
			['warning: replica standby_a lags 30 s (5 B) behind'],
		],
		['more', {replayLagMs: null, replayLagBytes: GB + 1}, ['warning: replica standby_a lags 1.0 GB behind']],
		['unknown', {replayLagMs: null, replayLagBytes: null}, []],
	])('is judged for a standby: %s', (_what, change, expected) => {
		expect(brief(lagRule(of({senders: [{...sender, ...change}]}), defaultThresholds))).toEqual(expected);
	});

	it('tells standbys of the same name apart by process', () => {
		const late = {...sender, replayLagMs: 60_000};
		const ids = (...senders: Replication['senders'][number][]) =>
			lagRule(of({senders}), defaultThresholds).rows.map(({id}) => id);
		expect(ids(late)).toEqual(['replication-lag:standby_a']);
		expect(ids(late, {...late, pid: 4002})).toEqual([
			'replication-lag:standby_a:4001',
			'replication-lag:standby_a:4002',
		]);
		expect(ids({...late, application: '', client: null})).toEqual(['replication-lag:4001']);
	});

	it.each([
		['has replayed all, long ago', {replayLagBytes: 0, replayLagMs: 1e9, replayPaused: false}, null],
		[
			'is late',
			{replayLagBytes: 5, replayLagMs: 30_001, replayPaused: false},
			'Check for long queries on this standby',
		],
		['is paused', {replayLagBytes: GB + 1, replayLagMs: 0, replayPaused: true}, 'pg_wal_replay_resume()'],
	])('on this standby: %s', (_what, change, help) => {
		const [finding] = lagRule(of({...change, senders: []}, replicationStandby), defaultThresholds).rows;
		expect(finding?.help.includes(help ?? '') ?? null).toBe(help === null ? null : true);
	});

	it.each([
		[
			'a lock',
			{type: 'Lock', event: 'relation'},
			'Replay waits for a lock of a session: 12 "report" of app.',
			'12 x',
		],
		[
			'snapshots',
			{type: 'IPC', event: 'RecoveryConflictSnapshot'},
			'Replay waits for queries on this standby (IPC:RecoveryConflictSnapshot). Oldest snapshot: 12 "report" of app in shop, 900 transactions old, transaction open for 1 min.',
			'12 x',
		],
		[
			'I/O',
			{type: 'IO', event: 'DataFileRead'},
			'Replay waits for IO:DataFileRead, not for a session.',
			null,
		],
		['nothing', {type: null, event: null}, 'Replay waits for nothing: it runs at full speed.', null],
		['hidden', null, 'The reason for the lag is hidden from this role: it requires pg_monitor.', null],
	])('names what holds up replay on this standby: %s', (_what, replayWait, why, row) => {
		const session = (pid: number, change: Partial<SessionRow>) =>
			sessionRow(pid, {backendStart: 'x', user: 'app', database: 'shop', application: 'report', ...change});
		const startup = session(9, {type: 'startup'});
		const rows = [session(11, {xminAge: 5}), session(12, {xminAge: 900, transactionMs: 60_000})];
		const party = {prepared: null, wait: null};
		const wait = {
			ms: 1,
			since: null,
			thing: null,
			mode: null,
			behind: [{id: '12 x', holds: [], queued: false}],
		};
		const sections = {
			...of(
				{replayLagBytes: 5, replayLagMs: 60_000, replayPaused: false, replayWait, senders: []},
				replicationStandby,
			),
			sessions: ok({all: 2, hidden: 0, rows}),
			blocking: ok({
				waiting: 1,
				asked: 1,
				parties: [
					{...party, id: '9 x', pid: 9, session: startup, wait},
					{...party, id: '12 x', pid: 12, session: rows[1] ?? startup},
				],
			}),
		};
		const [finding] = lagRule(sections, defaultThresholds).rows;
		expect(finding?.evidence).toContain(why);
		expect(finding).toMatchObject({row, pane: row === null ? 'replication' : 'sessions'});
	});

	it('is reported as hidden', () => {
		expect(lagRule(of({}, replicationStandby), defaultThresholds).unknown).toMatchObject([{blind: true}]);
	});
});

describe('a standby without a WAL receiver', () => {
	it.each([
		['has a receiver', {}, []],
		['has none', {receiver: null}, ['The last replayed transaction is 2 s old.']],
		[
			'has replayed nothing',
			{receiver: null, replayedAt: null},
			['No transaction was replayed since the start.'],
		],
		['is none', {receiver: null, inRecovery: false}, []],
	])('%s', (_what, change, expected) => {
		const {rows} = standbyRule(of(change, replicationStandby));
		expect(rows.flatMap(({evidence}) => evidence)).toEqual(expected);
	});
});

describe('subscriptions', () => {
	const [subscription] = replication.subscriptions as [Replication['subscriptions'][number]];
	it.each([
		['without a worker', {}, ['5 apply errors since its counters were reset.']],
		['without error counts', {applyErrors: null}, []],
		['with a worker', {pid: 1}, null],
		['disabled', {enabled: false}, null],
		['maybe disabled', {enabled: null}, null],
	])('%s', (_what, change, expected) => {
		const {rows} = subscriptionRule(of({subscriptions: [{...subscription, ...change}]}));
		expect(rows[0]?.evidence ?? null).toEqual(expected);
	});
});
