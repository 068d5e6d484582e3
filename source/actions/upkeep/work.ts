import noteSql from '../../../sql/actions/upkeep-note.sql';
import type {Obstacle} from '../../domain/snapshot/section.ts';
import type {UpkeepKind} from '../../domain/upkeep/kinds.ts';
import {callObstacle, obstacleText} from '../../domain/upkeep/rights.ts';
import type {Reader} from '../../postgres/reader.ts';
import {sqlBody} from '../../queries/statement.ts';
import type {UpkeepObjects} from '../../queries/upkeep/upkeep.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {PlanContext} from '../engine/action.ts';
import type {Check, Plan, PlannedStatement, UnitDraft} from '../engine/plan.ts';

export type WorkContext = PlanContext & {readonly objects: UpkeepObjects};

/** A piece of upkeep, and what must not have changed when it runs. */
export type UpkeepTarget = {
	readonly kind: 'upkeep';
	readonly task: UpkeepKind;
	readonly name: string;
	/** Its table, view or policy, as it is sent. */
	readonly of: string;
	readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
};

/** What one named piece of upkeep comes to: a unit, or why there is none. */
export type Piece = {
	readonly unit?: UnitDraft<UpkeepTarget>;
	readonly checks: readonly Check[];
	readonly risk: Plan['risk'];
	/** Nothing is to be done, in a sentence. */
	readonly nothing?: string;
};

/** One kind of upkeep. */
export type Work = {
	/**
	@param target the one that is meant, as the list shows it; empty for all that are due
	@returns nothing where there is no such target
	*/
	plan(context: WorkContext, target: string, kind: UpkeepKind): Promise<readonly Piece[]>;
	verify(
		reader: Reader,
		target: UpkeepTarget,
		statements: readonly PlannedStatement[],
	): Promise<string | undefined>;
	outcome?(reader: Reader, target: UpkeepTarget): Promise<string | undefined>;
};

/** That it is done, for everybody to see; nothing where the registry has no place for that, or this role no right. */
export function noted(
	{objects, server}: WorkContext,
	task: UpkeepKind,
	target: string,
	summary: Readonly<Record<string, unknown>> = {},
): {statements: PlannedStatement[]; checks: Check[]} {
	const obstacle = callObstacle(['note_upkeep'], objects, server);
	if (obstacle) {
		const detail = `that it was done will not be remembered: ${obstacleText(obstacle)}`;
		return {statements: [], checks: [{name: 'record', verdict: 'warn', detail: sanitize(detail)}]};
	}
	const statement: PlannedStatement = {
		text: sqlBody(noteSql),
		parameters: [task, target, JSON.stringify(summary)],
		lock: 'ROW EXCLUSIVE',
		on: ['mcp.upkeep_log'],
	};
	return {statements: [statement], checks: []};
}

/** A piece that this role can't do, or that can't be done at all. */
export function blocked(name: string, obstacle: Pick<Obstacle, 'reason' | 'grant'>): Piece {
	return {
		checks: [{name, verdict: 'block', detail: sanitize(`${name}: ${obstacleText(obstacle)}`)}],
		risk: 'low',
	};
}

export function nothing(sentence: string): Piece {
	return {checks: [], risk: 'low', nothing: sanitize(sentence)};
}

export function pass(name: string, detail: string): Check {
	return {name, verdict: 'pass', detail: sanitize(detail)};
}

export function warn(name: string, detail: string): Check {
	return {name, verdict: 'warn', detail: sanitize(detail)};
}

/** A relation as the list shows it. */
export function shownName({schema, name}: {readonly schema: string; readonly name: string}): string {
	return sanitize(`${schema}.${name}`);
}
