import {randomBytes} from 'node:crypto';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {UpkeepKind} from '../../domain/upkeep/kinds.ts';
import type {Facts} from '../../format/coded.ts';
import type {LockMode} from '../../migrations/locks/lock-modes.ts';

export type ActionId =
	| 'apply-migrations'
	| 'roll-back-migration'
	| 'drop-indexes'
	| 'undo-drop'
	| 'optimize'
	| 'create-database'
	| 'upkeep'
	| 'cancel-backends'
	| 'terminate-backends'
	| 'rollback-prepared'
	| 'vacuum'
	| 'analyze-tables'
	| 'reindex'
	| 'create-index'
	| 'clean-leftovers'
	| 'table-settings'
	| 'repack-advice';

/** A value of a statement; the run's own duration is known only when it has run. */
export type Parameter = string | number | null | {readonly elapsedMs: true};

/** The SQL command of a statement that pgdeck wrote, so that no code reads its text. */
export const statementKinds = [
	'alter-index',
	'alter-table',
	'analyze',
	'attach-index',
	'call',
	'cancel-backend',
	'comment',
	'create-database',
	'create-index',
	'create-table',
	'drop-index',
	'drop-table',
	'grant',
	'migration',
	'record',
	'refresh-view',
	'reindex',
	'rollback-prepared',
	'set-default-tablespace',
	'set-parameter',
	'terminate-backend',
	'vacuum',
	'other',
] as const;
export type StatementKind = (typeof statementKinds)[number];

export type PlannedStatement = {
	/** Which command it is; `migration` for one out of a file. */
	readonly does?: StatementKind;
	/** As it is sent. For the screen it goes through `sanitise`: names in it may be hostile. */
	readonly text: string;
	readonly parameters?: readonly Parameter[];
	readonly lock: LockMode;
	/** The relations that the lock is on. */
	readonly on: readonly string[];
	/** The index that it builds CONCURRENTLY, looked at afterwards. */
	readonly buildsIndex?: string;
	/** Outside a transaction: it does not wait for its lock for long, since others would queue behind it. */
	readonly stepsAside?: true;
	/** Where it stands in its file. */
	readonly source?: {readonly file: string; readonly line: number};
};

/** What is done, or not, as a whole: one file of migrations, one index. */
export type Unit = {
	readonly id: string;
	readonly title: string;
	/** The object that it is about, found again by identity before it is run. */
	readonly target: Target;
	/** One transaction, or each statement on its own. */
	readonly transactional: boolean;
	readonly statements: readonly PlannedStatement[];
	/**
	The ledger's own, in the session as it was opened: at the end of the unit's transaction, or in one of their own after
	the statements of a unit that has none.
	*/
	readonly record: readonly PlannedStatement[];
	/** What brings it back. */
	readonly undo?: readonly string[];
};

export type Target =
	| {
			readonly kind: 'index';
			readonly oid: number;
			readonly name: string;
			readonly scans: number;
			/** Those that planning statements for the plan has made, beyond `scans`. */
			readonly ownScans?: number;
			/** Foreign keys that it alone served at the time, as the plan has said. */
			readonly aloneServes?: string;
			/** What standbys had counted of it: asked again before its turn. */
			readonly elsewhere?: ReadonlyArray<{readonly node: string; readonly scans: number}>;
			/** What is looked at after a drop: its table, and how often that was scanned a second until then. */
			readonly watch?: {readonly table: number; readonly perSecond: number | null};
	  }
	| {readonly kind: 'undo'; readonly name: string; readonly undoOf: string}
	| {readonly kind: 'migration'; readonly version: string; readonly name: string}
	/** Parts of the registry pack: an index that is to be absent or INVALID still, or something that may be done twice. */
	| {readonly kind: 'pack'; readonly names: readonly string[]; readonly index?: 'absent' | 'invalid'}
	| {readonly kind: 'database'; readonly name: string}
	| {readonly kind: 'ledger'}
	| SessionTarget
	| {
			readonly kind: 'prepared';
			readonly gid: string;
			readonly transaction: string;
			readonly preparedAt: string;
	  }
	| MaintenanceTarget
	| UpkeepTarget;

/** A session by its identity; one whose beginning may not be read has none. */
export type SessionKey = {readonly pid: number; readonly backendStart: string | null};

/** A session by its identity, and of one that is cancelled the statement too. */
export type SessionTarget = {
	readonly kind: 'session';
	readonly signal: 'cancel' | 'terminate';
	readonly pid: number;
	readonly backendStart: string;
	readonly queryStart: string | null;
};

/** A table or an index that is kept in order, found again by its oid; an index that is still to be built has none. */
type MaintenanceTarget = {
	readonly kind: 'maintenance';
	readonly of: 'table' | 'index';
	readonly oid: number | null;
	/** As SQL writes it, raw. */
	readonly name: string;
	readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
};

/** A piece of upkeep, and what of it must not have changed when it is run. */
export type UpkeepTarget = {
	readonly kind: 'upkeep';
	readonly task: UpkeepKind;
	readonly name: string;
	/** Its table, view or policy, as it is sent. */
	readonly of: string;
	readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
};

/**
Something that was looked at for a plan. `info` is what a person wants to know before confirming and speaks neither for
nor against it: shown in full, while checks that pass are folded to one line. Made by `pass`, `info`, `warn` and `block`
of check.ts from the words of a topic.
*/
export type Check = {
	readonly verdict: 'pass' | 'info' | 'warn' | 'block';
	/** While checks are being converted: one without a code has its sentence in `detail`. */
	readonly code?: string;
	readonly facts?: Facts;
	/** The sentence, without its object in front. */
	readonly text?: string;
	/** The index, table, session or file line that it is about, as shown; none for the plan as a whole. */
	readonly object?: string;
	/** Stands for the sentences of several objects that differ in their figures: `few scans`. */
	readonly title?: string;
	/** Until checks are converted. */
	readonly name?: string;
	/** Until checks are converted: the object and the sentence in one. */
	readonly detail: string;
};

/** What will be done, in full, before anyone says yes. Built by reading only; nothing in it changes afterwards. */
export type Plan = {
	readonly id: string;
	readonly action: ActionId;
	readonly title: string;
	readonly risk: 'low' | 'high' | 'irreversible';
	readonly server: ServerIdentity;
	readonly units: readonly Unit[];
	readonly checks: readonly Check[];
	/** Key of the advisory lock that keeps two people from doing this at once. */
	readonly advisoryLock?: string;
	/** To be typed before it is run. */
	readonly typedWord?: string;
	readonly plannedAt: Date;
};

/** Short enough to type after `pgdeck indexes undo`, and to find in the journal. */
export function planId(): string {
	return randomBytes(3).toString('hex');
}

export function blockers(plan: Plan): readonly Check[] {
	return plan.checks.filter(({verdict}) => verdict === 'block');
}
