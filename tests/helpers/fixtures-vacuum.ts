import type {Section} from '../../source/domain/snapshot/section.ts';
import {autovacuumChecks} from '../../source/domain/vacuum/autovacuum.ts';
import type {Vacuum, VacuumRow} from '../../source/domain/vacuum/schema.ts';
import {sequenceUseOf} from '../../source/domain/vacuum/sequences.ts';
import {heldReason} from '../../source/domain/vacuum/words.ts';
import {wraparound} from '../../source/domain/vacuum/wraparound.ts';
import type {VacuumRelation} from '../../source/queries/vacuum/vacuum.ts';
import {ago, now} from './fixtures-sections.ts';

const ok = <T>(value: T): Section<T> => ({status: 'ok', value, sampledAt: now, tookMs: 1});

/** The defaults of PostgreSQL 18. */
export const autovacuumSettings = {
	autovacuum: 'on',
	track_counts: 'on',
	autovacuum_naptime: '60',
	autovacuum_max_workers: '3',
	autovacuum_vacuum_threshold: '50',
	autovacuum_vacuum_scale_factor: '0.2',
	autovacuum_vacuum_max_threshold: '100000000',
	autovacuum_vacuum_insert_threshold: '1000',
	autovacuum_vacuum_insert_scale_factor: '0.2',
	autovacuum_analyze_threshold: '50',
	autovacuum_analyze_scale_factor: '0.1',
	autovacuum_freeze_max_age: '200000000',
	autovacuum_multixact_freeze_max_age: '400000000',
	vacuum_failsafe_age: '1600000000',
	vacuum_multixact_failsafe_age: '1600000000',
};

export const vacuumRelation = (name: string, change: Partial<VacuumRelation> = {}): VacuumRelation => ({
	oid: 201,
	tableOid: 201,
	schema: 'public',
	name,
	toast: false,
	pages: 1000,
	frozenPages: 0,
	rowsEstimate: 100_000,
	deadTuples: 0,
	insertsSinceVacuum: 0,
	modifiedSinceAnalyze: 0,
	xidAge: 1_000_000,
	mxidAge: 10,
	options: null,
	lastVacuum: null,
	lastAutovacuum: ago(7200),
	lastAnalyze: null,
	lastAutoanalyze: null,
	...change,
});

const row = (name: string, change: Partial<VacuumRow>): VacuumRow => {
	const relation = vacuumRelation(name, change);
	return {
		...relation,
		checks: autovacuumChecks(relation, autovacuumSettings),
		dueSince: null,
		heldBy: null,
		...change,
	};
};

const sequence = sequenceUseOf({
	oid: 601,
	schema: 'public',
	name: 'request_logs_id_seq',
	type: 'bigint',
	least: 1,
	most: 2 ** 63 - 1,
	increment: 1,
	cycles: false,
	column: 'public.request_logs.id',
	columnType: 'integer',
	unseen: null,
	last: 1_800_000_000,
});

const session = {
	kind: 'session',
	pid: 4242,
	backendStart: '2026-01-02T03:04:05.678901Z',
	name: null,
	user: 'anna',
	application: 'psql',
	address: '10.0.0.7',
	state: 'idle in transaction',
	database: 'registry',
	since: ago(3 * 3600),
	age: 1_234_567,
	here: true,
	catalogs: false,
	active: null,
} as const;

export const vacuum: Vacuum = {
	settings: autovacuumSettings,
	horizon: ok({
		holders: [
			session,
			{
				...session,
				kind: 'logical-slot',
				pid: null,
				backendStart: null,
				name: 'to_warehouse',
				user: null,
				application: null,
				address: null,
				state: null,
				since: null,
				age: 9_000_000,
				catalogs: true,
				active: false,
			},
		],
		hidden: [],
	}),
	running: ok([
		{
			pid: 5151,
			database: 'registry',
			here: true,
			oid: 203,
			schema: 'audit',
			name: 'events',
			toast: false,
			phase: 'scanning heap',
			pages: 1000,
			pagesScanned: 450,
			pagesVacuumed: 0,
			indexRounds: 0,
			indexesTotal: 0,
			indexesDone: 0,
			deadBytes: 65_536,
			deadBytesMost: 67_108_864,
			startedAt: ago(180),
			user: null,
			automatic: true,
			againstWraparound: true,
		},
	]),
	relations: ok({
		total: 40,
		due: 2,
		rows: [
			row('request_logs', {
				rowsEstimate: 10_000_000,
				deadTuples: 4_500_000,
				dueSince: ago(3 * 3600),
				heldBy: heldReason('xmin-horizon', {holder: 'session 4242 (anna, psql)'}),
			}),
			row('events', {oid: 203, tableOid: 203, schema: 'audit', xidAge: 210_000_000, dueSince: ago(60)}),
			row('tenants', {
				oid: 202,
				tableOid: 202,
				options: {autovacuum_enabled: 'false', autovacuum_vacuum_scale_factor: '1e-05'},
				deadTuples: 77,
			}),
			row('documents', {oid: 299, tableOid: 298, toast: true, deadTuples: 12_345}),
		],
		obstacles: [],
	}),
	databases: ok({
		databases: [
			{name: 'registry', here: true, connectable: true, xidAge: 210_000_000, mxidAge: 1000},
			{
				name: 'template0',
				here: false,
				connectable: false,
				template: true,
				xidAge: 150_000_000,
				mxidAge: 1000,
			},
		].map(database => wraparound(database, autovacuumSettings, 180_000)),
		oldest: [{oid: 203, schema: 'audit', name: 'events', toast: false, xidAge: 210_000_000, mxidAge: 10}],
	}),
	sequences: ok({
		total: 12,
		unseen: 2,
		grant: 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA audit TO dba',
		elsewhere: [{database: 'shop', askedAt: ago(120), total: 3, unseen: 0, reason: null}],
		rows: [sequence],
	}),
};

/** A server on which nothing has happened yet. */
export const vacuumElsewhere: Vacuum = {
	settings: autovacuumSettings,
	horizon: ok({holders: [], hidden: []}),
	running: ok([]),
	relations: ok({total: 0, due: 0, rows: [], obstacles: []}),
	databases: ok({
		databases: [
			wraparound(
				{name: 'registry', here: true, connectable: true, xidAge: 700, mxidAge: 0},
				autovacuumSettings,
				180_000,
			),
		],
		oldest: [],
	}),
	sequences: ok({
		total: 0,
		unseen: 0,
		grant: null,
		elsewhere: [],
		rows: [],
	}),
};
