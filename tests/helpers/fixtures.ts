import type {Sections, ServerIdentity, Snapshot} from '../../source/domain/snapshot/schema.ts';
import type {Section} from '../../source/domain/snapshot/section.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {findingsOf} from '../../source/findings/findings.ts';
import {append, ring} from '../../source/history/ring.ts';
import {type Vitals, vitals} from '../../source/history/vitals.ts';
import type {ServerError} from '../../source/postgres/server-error.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {sanitizeDeep} from '../../source/terminal/sanitize.ts';
import {emptyRegistry, notInstalled} from './fixtures-bare.ts';
import {databases} from './fixtures-databases.ts';
import {migrations} from './fixtures-migrations.ts';
import {missing} from './fixtures-missing.ts';
import {plans} from './fixtures-planned.ts';
import {progress} from './fixtures-progress.ts';
import {indexes, indexRow, tables} from './fixtures-relations.ts';
import {replication, replicationStandby} from './fixtures-replication.ts';
import {ago, health, identity, now, registry, requests, tenants} from './fixtures-sections.ts';
import {blocking, locks, sessions} from './fixtures-sessions.ts';
import {settings} from './fixtures-settings.ts';
import {statements} from './fixtures-statements.ts';
import {alerts, upkeep} from './fixtures-upkeep.ts';
import {vacuum} from './fixtures-vacuum.ts';
import {waitHistory, waits} from './fixtures-waits.ts';

export function ok<T>(value: T, sampledAt = now): Section<T> {
	return {status: 'ok', value, sampledAt, tookMs: 1.5};
}

export const healthySections: Sections = {
	health: ok(health),
	registry: ok(registry),
	requests: ok(requests),
	tenants: ok(tenants),
	indexes: ok(indexes),
	tables: ok(tables),
	migrations: ok(migrations),
	upkeep: ok(upkeep),
	alerts: ok(alerts),
	statements: ok(statements),
	replication: ok(replication),
	waits: ok(waits),
	settings: ok(settings),
	databases: ok(databases),
	progress: ok(progress),
	plans: ok(plans),
	missing: ok(missing),
	sessions: ok(sessions),
	blocking: ok(blocking),
	locks: ok(locks),
	vacuum: ok(vacuum),
};

export function snapshotOf(sections: Partial<Sections> = {}, server: Partial<ServerIdentity> = {}): Snapshot {
	const all = {...healthySections, ...sections};
	return {
		version: 2,
		takenAt: now,
		server: {...identity, ...server},
		sections: all,
		findings: findingsOf(all, now),
		cost: {queries: 9, tookMs: 4.2},
	};
}

/** Thirty samples that go up and down, with one that failed. */
function historyOf(snapshot: Snapshot): Live['history'] {
	let history = ring<Vitals>(450);
	for (let index = 0; index < 30; index++) {
		const known = vitals(snapshot);
		const lost = index === 12;
		const active = known.active === null || lost ? null : known.active + (index % 5);
		history = append(history, {...known, at: ago(60 - index * 2), active});
	}
	return history;
}

export function liveOf(change: Partial<Live> = {}): Live {
	const snapshot = change.snapshot ?? snapshotOf();
	return {
		snapshot,
		history: historyOf(snapshot),
		waits: snapshot.sections.waits.status === 'pending' ? undefined : waitHistory,
		minutes: ring(64),
		link: {state: 'live'},
		paused: false,
		intervalMs: 2000,
		windowHours: 1,
		detail: undefined,
		now,
		...change,
	};
}

export function every(section: Section<never>): Sections {
	return Object.fromEntries(Object.keys(emptySections).map(id => [id, section])) as unknown as Sections;
}

export const timeout: ServerError = {code: '57014', message: 'canceling statement due to statement timeout'};
const refused: ServerError = {code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.1:5432'};

/** As `failed` makes it of a section that was good before. */
function failedOf(sections: Sections): Sections {
	return Object.fromEntries(
		Object.entries(sections).map(([id, section]) => [
			id,
			{
				status: 'failed',
				error: timeout,
				...(section.status === 'ok' ? {last: {value: section.value, sampledAt: ago(95)}} : {}),
			},
		]),
	) as unknown as Sections;
}

/** Escapes, line breaks, overrides, wide and combining characters: what a name in a database may hold. */
export const hostileName = '\u001b[31mred\u001b[0m\r\n\u009b2J日本語\t\u202eevil e\u0301👩‍👩‍👧';

/** Every name of the snapshot replaced, and made safe as the queries make it. */
export function hostileSnapshot(hostile = hostileName): Snapshot {
	const named = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(named);
		if (value === null || typeof value !== 'object' || value instanceof Date) return value;
		const words = [
			'name',
			'table',
			'tenant',
			'endpoint',
			'relation',
			'definition',
			'database',
			'user',
			'reason',
			'application',
			'query',
			'gid',
			'owner',
			'detail',
			'client',
		];
		return Object.fromEntries(
			Object.entries(value).map(([key, item]) => [
				key,
				words.includes(key) && typeof item === 'string' ? `${hostile}${item}` : named(item),
			]),
		);
	};
	const snapshot = sanitizeDeep(named(snapshotOf())) as Snapshot;
	return {...snapshot, findings: findingsOf(snapshot.sections, now)};
}

/** Every state of a console, each as one `Live`. */
export const scenarios = {
	healthy: liveOf(),
	pending: liveOf({snapshot: snapshotOf(emptySections), history: ring(450)}),
	unsupported: liveOf({
		snapshot: snapshotOf(
			every({status: 'unsupported', code: 'none', facts: {}, reason: 'This database is not a registry.'}),
		),
	}),
	denied: liveOf({
		snapshot: snapshotOf(
			every({
				status: 'denied',
				code: 'none',
				facts: {},
				reason: 'permission denied for table request_logs',
				grant: 'GRANT pg_monitor TO dba',
			}),
		),
	}),
	failed: liveOf({snapshot: snapshotOf(failedOf(healthySections))}),
	failedAtOnce: liveOf({snapshot: snapshotOf(failedOf(emptySections))}),
	lost: liveOf({
		now: new Date(now.getTime() + 14_000),
		link: {
			state: 'lost',
			since: now,
			attempt: 2,
			nextAttemptAt: new Date(now.getTime() + 18_000),
			error: refused,
		},
	}),
	paused: liveOf({now: new Date(now.getTime() + 65_000), paused: true}),
	stale: liveOf({now: new Date(now.getTime() + 14_000)}),
	standby: liveOf({
		snapshot: snapshotOf(
			{
				health: ok({...health, inRecovery: true, senders: 0, standbyLagMs: 1500, standbyLagBytes: 65_536}),
				replication: ok(replicationStandby),
			},
			{inRecovery: true},
		),
	}),
	empty: liveOf({snapshot: snapshotOf(emptyRegistry)}),
	notInstalled: liveOf({snapshot: snapshotOf(notInstalled)}),
	production: liveOf({snapshot: snapshotOf({}, {production: true})}),
	blind: liveOf({
		snapshot: snapshotOf({
			health: ok({...health, hidden: 12, oldestTransactionMs: null, longestQueryMs: null, rates: null}),
		}),
	}),
	hostile: liveOf({snapshot: hostileSnapshot()}),
	many: liveOf({
		snapshot: snapshotOf({
			indexes: ok({
				...indexes,
				rows: Array.from({length: 3000}, (_unused, index) => indexRow(1000 + index, `idx_${index}`)),
			}),
		}),
	}),
} satisfies Record<string, Live>;

export type Scenario = keyof typeof scenarios;
