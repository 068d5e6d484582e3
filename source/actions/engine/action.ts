import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import type {Journal} from './journal.ts';
import type {Plan, PlannedStatement, Target, Unit} from './plan.ts';
import type {Manner, Permission} from './policy.ts';

/** The inputs of an action plan. Building one only reads. */
export type PlanContext = {
	readonly reader: Reader;
	/** The connection that the plan would run on. */
	readonly connection: ConnectionSettings;
	readonly server: ServerIdentity;
	readonly permission: Permission;
	readonly journal: Journal;
	readonly now: Date;
};

/** The requested action and its objects. Each action declares its own type; table.ts has the union. */
export type Request = {readonly action: string};

/** The facts known right after the statements of a unit. */
export type After = {
	/** The result rows of each statement, in order. */
	readonly answers: ReadonlyArray<ReadonlyArray<Readonly<Record<string, unknown>>>>;
	/** SQLSTATE of the failure. */
	readonly code?: string;
	/** Aborted when the run is canceled. */
	readonly signal: AbortSignal;
	/** Shows what the run waits for. */
	note(text: string | undefined): void;
};

/** The statements succeeded without their intended effect. */
export type Unachieved = {readonly unachieved: Coded};

/** The place of a run, for connections that an action opens besides that of the run. */
export type RunPlace = {
	readonly server: ServerIdentity;
	readonly connection: ConnectionSettings;
	/** Connections to the other nodes of the cluster, from the configuration. */
	readonly replicas: readonly string[];
};

/**
@template R the request
@template T the objects of its units
@template Opened what `open` opens
*/
export type Action<R extends Request = Request, T extends Target = Target, Opened = unknown> = Manner & {
	readonly id: R['action'];
	/** The title in the action menu. */
	readonly title: string;
	/** Its units are independent: after a failed unit the others still run. */
	readonly independent?: true;
	plan(context: PlanContext, request: R): Promise<Plan<T>>;
	/** Opens what `verify` needs during a run. It is closed after the run. */
	open?(place: RunPlace): Opened & {close(): Promise<void>};
	/** Checks a unit again right before it runs. Returns the reason if it can't run any more. */
	verify(reader: Reader, unit: Unit<T>, opened: Opened): Promise<Coded | undefined>;
	/** Read repeatedly while a unit runs: the state of its object, and what a cancel would leave behind. */
	meanwhile?(reader: Reader, unit: Unit<T>): Promise<Coded | undefined>;
	/**
	Statements that remove what a failed or canceled unit left behind. They run in the same session if it is still
	connected.
	@param code SQLSTATE of the failure
	*/
	cleanUp?(reader: Reader, unit: Unit<T>, code: string): Promise<readonly PlannedStatement[]>;
	/** The state after a unit, done or failed, if there is something to say. */
	outcome?(reader: Reader, unit: Unit<T>, after: After): Promise<Coded | Unachieved | undefined>;
};
