import {randomBytes} from 'node:crypto';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Facts} from '../../format/coded.ts';
import type {LockMode} from '../../migrations/locks/lock-modes.ts';

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
	/** As it is sent. For the screen it goes through `sanitize`: names in it may be hostile. */
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

/** The object that a unit is about, found again by identity before it runs. Each action declares its own facts. */
export type Target = {readonly kind: string; readonly name?: string};

/** Done as a whole or not at all: one migration file, one index. */
export type Unit<T extends Target = Target> = {
	/** The plan's id, a dot and the number of the unit. */
	readonly id: string;
	readonly title: string;
	readonly target: T;
	/** One transaction, or each statement on its own. */
	readonly transactional: boolean;
	readonly statements: readonly PlannedStatement[];
	/**
	The ledger's own, in the session as it was opened: at the end of the unit's transaction, or in one of their own after
	the statements of a unit that has none.
	*/
	readonly record: readonly PlannedStatement[];
	/** Statements that restore what the unit changed. */
	readonly undo?: readonly string[];
};

/** A unit without its number in the plan. */
export type UnitDraft<T extends Target = Target> = Omit<Unit<T>, 'id'>;

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
	/** Shown before other warnings: data is lost, or everybody waits. */
	readonly grave?: true;
	/** Until checks are converted. */
	readonly name?: string;
	/** Until checks are converted: the object and the sentence in one. */
	readonly detail: string;
};

/** What will be done, in full, before anyone says yes. Built by reading only; nothing in it changes afterwards. */
export type Plan<T extends Target = Target> = {
	readonly id: string;
	readonly action: string;
	readonly title: string;
	readonly risk: 'low' | 'high' | 'irreversible';
	readonly server: ServerIdentity;
	readonly units: ReadonlyArray<Unit<T>>;
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
