import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import type {Journal} from './journal.ts';
import type {Plan, PlannedStatement, Target, Unit} from './plan.ts';
import type {Manner, Permission} from './policy.ts';

/** What a plan is built from. Reads only. */
export type PlanContext = {
	readonly reader: Reader;
	/** The one that the plan would be run with. */
	readonly connection: ConnectionSettings;
	readonly server: ServerIdentity;
	readonly permission: Permission;
	readonly journal: Journal;
	readonly now: Date;
};

/** What is asked for: which action, and on what. Each action declares its own; table.ts has the union. */
export type Request = {readonly action: string};

/** What is known right after a unit's statements. */
export type After = {
	/** The rows of each statement that was sent, in order. */
	readonly answers: ReadonlyArray<ReadonlyArray<Readonly<Record<string, unknown>>>>;
	/** SQLSTATE of the failure. */
	readonly code?: string;
	/** Aborted when the run is cancelled. */
	readonly signal: AbortSignal;
	/** Shows what the run waits for. */
	note(text: string | undefined): void;
};

/** What an action says of a unit: coded. A bare sentence only until all topics have words. */
export type Said = Coded | string;

/** The statements succeeded without their intended effect. */
export type Unachieved = {readonly unachieved: Said};

/** Where a run takes place, for what an action opens besides the connection of the run. */
export type RunPlace = {
	readonly server: ServerIdentity;
	readonly connection: ConnectionSettings;
	/** Connections to the other servers of the cluster, as the configuration names them. */
	readonly replicas: readonly string[];
};

/**
@template R its request
@template T the objects of its units
@template Opened what `open` opens
*/
export type Action<R extends Request = Request, T extends Target = Target, Opened = unknown> = Manner & {
	readonly id: R['action'];
	/** As the action menu names it. */
	readonly title: string;
	/** Its units do not depend on each other: after a failed one the others still run. */
	readonly independent?: true;
	plan(context: PlanContext, request: R): Promise<Plan<T>>;
	/** Opens what `verify` needs for the length of a run; closed after it. */
	open?(place: RunPlace): Opened & {close(): Promise<void>};
	/** Checks a unit again right before it runs. Returns why it can't run any more. */
	verify(reader: Reader, unit: Unit<T>, opened: Opened): Promise<Said | undefined>;
	/** Read repeatedly while a unit runs: the state of its object, and what a cancel would leave. */
	meanwhile?(reader: Reader, unit: Unit<T>): Promise<Said | undefined>;
	/**
	Statements that remove what a failed or cancelled unit left behind: sent on the same session, if it lives.
	@param code SQLSTATE of the failure
	*/
	cleanUp?(reader: Reader, unit: Unit<T>, code: string): Promise<readonly PlannedStatement[]>;
	/** What is true after a unit, done or failed, where there is something to say. */
	outcome?(reader: Reader, unit: Unit<T>, after: After): Promise<Said | Unachieved | undefined>;
};
