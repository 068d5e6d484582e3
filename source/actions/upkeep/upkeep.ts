import {type UpkeepKind, upkeepKinds} from '../../domain/upkeep/kinds.ts';
import {plural} from '../../format/quantities.ts';
import {NothingToDo, UsageError} from '../../postgres/errors.ts';
import {readUpkeepObjects} from '../../queries/upkeep/upkeep.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {checkLine} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Plan} from '../engine/plan.ts';
import {partitionsWork} from './partitions.ts';
import {refreshWork} from './refresh.ts';
import {retentionWork} from './retention.ts';
import {analyzeWork, reviewWork} from './reviews.ts';
import type {Piece, UpkeepTarget, Work} from './work.ts';

const works: Record<UpkeepKind, Work> = {
	partitions: partitionsWork,
	retention: retentionWork,
	refresh: refreshWork,
	analyze: analyzeWork,
	weekly: reviewWork,
	monthly: reviewWork,
	quarterly: reviewWork,
};

export type UpkeepRequest = {readonly action: 'upkeep'; readonly names: readonly string[]};

/**
Runs tasks by name: `partitions:mcp.tool_executions` for one table, `partitions` for all due tables. Each task is a unit;
they run in the order of their kinds, so that reviews come last.
*/
export const upkeep: Action<UpkeepRequest, UpkeepTarget> = {
	id: 'upkeep',
	title: 'Run upkeep tasks',
	async plan(context, {names}) {
		const asked = [...new Set(names)]
			.map(name => ({name, ...parsed(name)}))
			.toSorted((a, b) => upkeepKinds.indexOf(a.kind) - upkeepKinds.indexOf(b.kind));
		const objects = await readUpkeepObjects(context.reader);
		const pieces: Piece[] = [];
		for (const {name, kind, target} of asked) {
			const found = await works[kind].plan({...context, objects}, target, kind);
			if (found.length === 0) throw noSuch(name);
			pieces.push(...found);
		}
		const units = onceEach(pieces.flatMap(({unit}) => unit ?? []));
		// Two reviews may have the same findings.
		const checks = [
			...new Map(pieces.flatMap(piece => piece.checks).map(check => [checkLine(check), check])).values(),
		];
		if (units.length === 0 && checks.length === 0) {
			throw new NothingToDo(pieces.flatMap(({nothing}) => nothing?.text ?? []).join(' '));
		}
		const risk = worst(pieces.map(piece => piece.risk));
		const [only] = units;
		return createPlan(upkeep, context, {
			title: units.length === 1 && only ? only.title : `Upkeep: ${plural(units.length, 'task')}`,
			risk,
			units,
			checks,
		});
	},
	verify(reader, {target, statements}) {
		return works[target.task].verify(reader, target, statements);
	},
	async outcome(reader, {target}) {
		return works[target.task].outcome?.(reader, target);
	},
};

/** A task that is given by kind and by name runs once. */
function onceEach<Item extends {readonly target: UpkeepTarget}>(units: readonly Item[]): Item[] {
	return units.filter(
		({target}, index) => units.findIndex(other => other.target.name === target.name) === index,
	);
}

/** `kind` or `kind:target`. */
function parsed(name: string): {kind: UpkeepKind; target: string} {
	const [word = '', ...rest] = name.split(':');
	const kind = upkeepKinds.find(known => known === word);
	if (!kind) throw noSuch(name);
	return {kind, target: rest.join(':')};
}

function noSuch(name: string): UsageError {
	return new UsageError(
		`There is no upkeep task "${sanitize(name)}". For the names, run: pgdeck upkeep list`,
	);
}

function worst(risks: ReadonlyArray<Plan['risk']>): Plan['risk'] {
	return (['irreversible', 'high'] as const).find(risk => risks.includes(risk)) ?? 'low';
}
