import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import type {MigrationSet} from '../../migrations/set.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import type {DropEvidence} from '../indexes/drop-evidence.ts';
import type {Elsewhere} from '../indexes/elsewhere.ts';
import type {SettingsRequest} from '../tables/settings-names.ts';
import type {VacuumOptions} from '../vacuum/vacuum-options.ts';
import type {Journal} from './journal.ts';
import type {ActionId, Plan, PlannedStatement, SessionKey, Unit} from './plan.ts';
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
	| {
			readonly action: 'drop-indexes';
			readonly oids: readonly number[];
			readonly evidence?: DropEvidence;
	  }
	| {readonly action: 'undo-drop'; readonly id: string}
	| {readonly action: 'optimize'}
	| {readonly action: 'create-database'; readonly name: string}
	| {readonly action: 'upkeep'; readonly names: readonly string[]}
	| {
			readonly action: 'cancel-backends' | 'terminate-backends';
			readonly sessions: readonly SessionKey[];
	  }
	| {readonly action: 'rollback-prepared'; readonly gid: string}
	| {readonly action: 'vacuum'; readonly tables: readonly number[]; readonly options?: VacuumOptions}
	| {readonly action: 'analyze-tables'; readonly tables: readonly number[]}
	| {readonly action: 'reindex'; readonly tables?: readonly number[]; readonly indexes?: readonly number[]}
	| {
			readonly action: 'create-index';
			readonly definitions?: readonly string[];
			/** Those that foreign keys of these tables lack, or of all. */
			readonly foreignKeysOf?: readonly number[] | 'all';
			/** Those that these constraints lack. */
			readonly foreignKeys?: readonly number[];
	  }
	| {readonly action: 'clean-leftovers'; readonly indexes: readonly number[] | 'all'}
	| ({readonly action: 'table-settings'} & SettingsRequest)
	| {readonly action: 'repack-advice'; readonly table: number};

/** What is known right after a unit's statements. */
export type After = {
	/** The rows of each statement that was sent, in order. */
	readonly answers: ReadonlyArray<ReadonlyArray<Readonly<Record<string, unknown>>>>;
	/** SQLSTATE of what it failed with. */
	readonly code?: string;
	/** The run was cancelled: nobody waits any more. */
	readonly signal: AbortSignal;
	/** What is waited for. */
	note(text: string | undefined): void;
};

/** Its statements went through, and what was meant by them has not come about. */
export type Unachieved = {readonly unachieved: Said};

/** What an action says of a unit: coded. A bare sentence only until all topics have words. */
export type Said = Coded | string;

/** The request of one action, where several share a form too. */
type RequestOf<Id extends ActionId> = Request extends infer Each
	? Each extends {readonly action: infer Names}
		? Id extends Names
			? Each
			: never
		: never
	: never;

export type Action<Id extends ActionId = ActionId> = {
	readonly id: Id;
	/** As the action menu names it. */
	readonly title: string;
	plan(context: PlanContext, request: RequestOf<Id>): Promise<Plan>;
	/** Looked at again right before a unit is run: why it can't be any more, in a sentence, or undefined. */
	verify(reader: Reader, unit: Unit, elsewhere: Elsewhere): Promise<Said | undefined>;
	/** Looked at while a unit runs: in which state its object is now, and what a cancel would leave, in a sentence. */
	meanwhile?(reader: Reader, unit: Unit): Promise<Said | undefined>;
	/**
	What a unit that failed or was cancelled has left and would better not: sent on the same session, if it lives.
	@param code of the error that it failed with
	*/
	cleanUp?(reader: Reader, unit: Unit, code: string): Promise<readonly PlannedStatement[]>;
	/** Looked at after a unit, done or failed: what is true now, in a sentence, where there is something to say. */
	outcome?(reader: Reader, unit: Unit, after: After): Promise<Said | Unachieved | undefined>;
	/** Its units have nothing to do with each other: one that fails does not keep the others from being run. */
	readonly independent?: true;
};
