import {randomBytes} from 'node:crypto';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Facts} from '../../format/coded.ts';
import type {LockMode} from '../../migrations/locks/lock-modes.ts';

/** A parameter of a statement. The duration of the run is only known after it. */
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
	/** The command; `migration` for a statement of a file. */
	readonly does: StatementKind;
	/** The text as sent. Sanitized for the screen, because names in it may be hostile. */
	readonly text: string;
	readonly parameters?: readonly Parameter[];
	readonly lock: LockMode;
	/** The relations that the lock is on. */
	readonly on: readonly string[];
	/** The index that it builds CONCURRENTLY, which is checked afterwards. */
	readonly buildsIndex?: string;
	/** Outside a transaction: gives up waiting for its lock soon, because other sessions would queue behind it. */
	readonly stepsAside?: true;
	/** Its position in a file. */
	readonly source?: {readonly file: string; readonly line: number};
};

/** The object of a unit, identified again before the unit runs. Each action declares its own facts. */
export type Target = {readonly kind: string; readonly name?: string};

/** Done as a whole or not at all: one migration file, one index. */
export type Unit<T extends Target = Target> = {
	/** The plan's id, a dot and the number of the unit. */
	readonly id: string;
	readonly title: string;
	readonly target: T;
	/** Whether it runs in one transaction. Otherwise each statement runs by itself. */
	readonly transactional: boolean;
	readonly statements: readonly PlannedStatement[];
	/**
	Statements for the migration ledger, in a reset session: at the end of the unit's transaction, or in a transaction
	of their own if the unit has none.
	*/
	readonly record: readonly PlannedStatement[];
	/** Statements that restore what the unit changed. */
	readonly undo?: readonly string[];
};

/** A unit without its number in the plan. */
export type UnitDraft<T extends Target = Target> = Omit<Unit<T>, 'id'>;

/**
A result of examining a plan. `pass` is only counted, `info` is a fact to know before confirming. Made by the functions
of check.ts from the words of a topic.
*/
export type Check = {
	readonly verdict: 'pass' | 'info' | 'warn' | 'block';
	readonly code: string;
	readonly facts: Facts;
	/** The sentence, without its object in front. */
	readonly text: string;
	/** The index, table, session or line of a file, as shown; none for the plan as a whole. */
	readonly object?: string;
	/** Replaces the sentences of several objects that differ only in figures: `few scans`. */
	readonly title?: string;
	/** Shown before other warnings: data is lost, or all sessions wait. */
	readonly grave?: true;
};

/** Everything that will be done, before it is confirmed. Built by reading only and never changed. */
export type Plan<T extends Target = Target> = {
	readonly id: string;
	readonly action: string;
	readonly title: string;
	readonly risk: 'low' | 'high' | 'irreversible';
	readonly server: ServerIdentity;
	readonly units: ReadonlyArray<Unit<T>>;
	readonly checks: readonly Check[];
	/** The key of the advisory lock that prevents concurrent runs. */
	readonly advisoryLock?: string;
	/** The word to type to confirm it. */
	readonly typedWord?: string;
	readonly plannedAt: Date;
};

/** Short enough to type after `pgdeck indexes undo` and to find in the journal. */
export function planId(): string {
	return randomBytes(3).toString('hex');
}

export function blockers(plan: Plan): readonly Check[] {
	return plan.checks.filter(({verdict}) => verdict === 'block');
}
