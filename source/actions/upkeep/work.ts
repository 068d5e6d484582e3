import noteSql from '../../../sql/actions/upkeep-note.sql';
import type {Obstacle} from '../../domain/snapshot/section.ts';
import type {UpkeepKind} from '../../domain/upkeep/kinds.ts';
import {callObstacle} from '../../domain/upkeep/rights.ts';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {sqlBody} from '../../queries/statement.ts';
import type {UpkeepObjects} from '../../queries/upkeep/upkeep.ts';
import {sanitize, sanitizeDeep} from '../../terminal/sanitize.ts';
import type {PlanContext} from '../engine/action.ts';
import * as check from '../engine/check.ts';
import type {Check, Plan, PlannedStatement, UnitDraft} from '../engine/plan.ts';
import {said} from './words.ts';

export type WorkContext = PlanContext & {readonly objects: UpkeepObjects};

/** A task, and the facts that must be unchanged when it runs. */
export type UpkeepTarget = {
	readonly kind: 'upkeep';
	readonly task: UpkeepKind;
	readonly name: string;
	/** Its table, view or policy, as sent to the server. */
	readonly of: string;
	readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
};

/** The plan for one task: a unit, or why there is none. */
export type Piece = {
	readonly unit?: UnitDraft<UpkeepTarget>;
	readonly checks: readonly Check[];
	readonly risk: Plan['risk'];
	/** Why there is nothing to do. */
	readonly nothing?: Coded;
};

/** One kind of upkeep. */
export type Work = {
	/**
	@param target the chosen object, as the list shows it; empty for all due ones
	@returns an empty list if there is no such target
	*/
	plan(context: WorkContext, target: string, kind: UpkeepKind): Promise<readonly Piece[]>;
	verify(
		reader: Reader,
		target: UpkeepTarget,
		statements: readonly PlannedStatement[],
	): Promise<Coded | undefined>;
	outcome?(reader: Reader, target: UpkeepTarget): Promise<Coded | undefined>;
};

/** Statements that record a run for all users; a warning if the registry or this role can't. */
export function noted(
	{objects, server}: WorkContext,
	task: UpkeepKind,
	target: string,
	summary: Readonly<Record<string, unknown>> = {},
): {statements: PlannedStatement[]; checks: Check[]} {
	const obstacle = callObstacle(['note_upkeep'], objects, server);
	if (obstacle) {
		const {reason, grant} = obstacle;
		return {statements: [], checks: [warn(said('not-recorded', {reason, grant}))]};
	}
	const statement: PlannedStatement = {
		does: 'record',
		text: sqlBody(noteSql),
		parameters: [task, target, JSON.stringify(summary)],
		lock: 'ROW EXCLUSIVE',
		on: ['mcp.upkeep_log'],
	};
	return {statements: [statement], checks: []};
}

/** A task that this role, or nobody, can run. */
export function blocked(name: string, {code, facts, reason, grant}: Obstacle): Piece {
	const {text} = said('obstacle', {reason, grant});
	const why: Coded = {code, facts: {...facts, grant}, text};
	return {checks: [check.block(safe(why), {object: name})], risk: 'low'};
}

export function nothing(why: Coded): Piece {
	return {checks: [], risk: 'low', nothing: safe(why)};
}

export const pass = (why: Coded, object?: string): Check => check.pass(safe(why), about(object));
export const info = (why: Coded, object?: string): Check => check.info(safe(why), about(object));
export const warn = (why: Coded, object?: string): Check => check.warn(safe(why), about(object));

const about = (object: string | undefined) => (object === undefined ? {} : {object});

/** Names in it come from the server unsanitized. */
export const safe = <Code extends string>(why: Coded<Code>): Coded<Code> => sanitizeDeep(why) as Coded<Code>;

/** A relation as the list shows it. */
export function shownName({schema, name}: {readonly schema: string; readonly name: string}): string {
	return sanitize(`${schema}.${name}`);
}
