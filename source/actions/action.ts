import type {MigrationSet} from '../migrations/set.ts';
import type {Reader} from '../postgres/reader.ts';
import type {ConnectionSettings} from '../settings/connection.ts';
import type {ServerIdentity} from '../snapshot/schema.ts';
import type {Journal} from './journal.ts';
import type {ActionId, Plan, Unit} from './plan.ts';
import type {Permission} from './policy.ts';

/** What a plan is built from. Reads only. */
export type PlanContext = {
	readonly reader: Reader;
	/** The one that the plan would be run with. */
	readonly connection: ConnectionSettings;
	readonly server: ServerIdentity;
	readonly permission: Permission;
	readonly journal: Journal;
	readonly migrations: MigrationSet | undefined;
	readonly now: Date;
};

/** What is asked for: which action, on what. */
export type Request =
	| {readonly action: 'apply-migrations'; readonly which: 'all' | {upTo: string} | {only: string}}
	| {readonly action: 'roll-back-migration'; readonly to?: string}
	| {readonly action: 'drop-indexes'; readonly oids: readonly number[]}
	| {readonly action: 'undo-drop'; readonly id: string}
	| {readonly action: 'optimize'}
	| {readonly action: 'create-database'; readonly name: string}
	| {readonly action: 'upkeep'; readonly names: readonly string[]};

export type Action<Id extends ActionId = ActionId> = {
	readonly id: Id;
	/** As the action menu names it. */
	readonly title: string;
	plan(context: PlanContext, request: Extract<Request, {action: Id}>): Promise<Plan>;
	/** Looked at again right before a unit is run: why it can't be any more, in a sentence, or undefined. */
	verify(reader: Reader, unit: Unit): Promise<string | undefined>;
	/** Looked at after a unit, done or failed: what is true now, in a sentence, where there is something to say. */
	outcome?(reader: Reader, unit: Unit): Promise<string | undefined>;
};
