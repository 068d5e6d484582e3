import * as z from 'zod';
import type {CodedBy} from '../../format/coded.ts';
import type {AutovacuumSettings, VacuumRelation} from '../../queries/vacuum/vacuum.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';
import {offReason, offWords} from './words.ts';

const checkKinds = ['vacuum', 'insert', 'analyze', 'freeze', 'multixact'] as const;

/** One condition that autovacuum checks for a relation. */
export const vacuumCheck = z.object({
	kind: z.enum(checkKinds).describe('insert: a vacuum for inserted rows alone; freeze and multixact: by age'),
	value: z.number().describe('Rows counted; for freeze and multixact the age'),
	threshold: z.number().nullable().describe('Due above this; null where it is off'),
	off: codedSchema(offWords).nullable().describe('Why it is never due'),
	due: z.boolean(),
	left: z.number().nullable().describe('How many more make it due; 0 where it is due'),
});
type Off = CodedBy<typeof offWords>;
export type VacuumCheck = z.output<typeof vacuumCheck>;

type Counted = Pick<
	VacuumRelation,
	| 'toast'
	| 'pages'
	| 'frozenPages'
	| 'rowsEstimate'
	| 'deadTuples'
	| 'insertsSinceVacuum'
	| 'modifiedSinceAnalyze'
	| 'xidAge'
	| 'mxidAge'
	| 'options'
>;

/**
The arithmetic of relation_needs_vacanalyze() (autovacuum.c, 13 to 18). A storage parameter overrides the server parameter.
A threshold is a base plus a share of the rows; since 18 autovacuum_vacuum_max_threshold caps it, and the insert threshold
counts unfrozen pages only. A relation is frozen by age even where autovacuum is off.
*/
export function autovacuumChecks(relation: Counted, settings: AutovacuumSettings): VacuumCheck[] {
	const {rowsEstimate, pages, frozenPages} = relation;
	const setting = (name: string) => numberOf(settings[name]);
	/** A storage parameter below its minimum counts as not set. */
	const chosen = (name: string, least = 0) => {
		const own = numberOf(relation.options?.[name]);
		return own !== undefined && own >= least ? own : setting(name);
	};
	const share = (name: string, rows: number) =>
		(chosen(`${name}_threshold`) ?? 0) + (chosen(`${name}_scale_factor`) ?? 0) * rows;
	const most = chosen('autovacuum_vacuum_max_threshold', -1) ?? -1;
	const dead = share('autovacuum_vacuum', rowsEstimate);
	const insertBase = chosen('autovacuum_vacuum_insert_threshold', -1) ?? -1;
	const frozen = pages > 0 && frozenPages !== null ? Math.min(frozenPages, pages) / pages : 0;
	const inserted =
		insertBase + (chosen('autovacuum_vacuum_insert_scale_factor') ?? 0) * rowsEstimate * (1 - frozen);
	const off = whyOff(relation, settings);
	const counted = (kind: VacuumCheck['kind'], value: number, threshold: number, reason: Off | null = off) =>
		checkOf(kind, value, threshold, reason);
	const age = (kind: 'freeze' | 'multixact', value: number | null, name: string) => {
		const server = setting(name) ?? 0;
		const own = numberOf(relation.options?.[name]);
		const threshold = own !== undefined && own >= 0 ? Math.min(own, server) : server;
		return value === null ? [] : [checkOf(kind, value, threshold, null)];
	};
	return [
		counted('vacuum', relation.deadTuples, most >= 0 ? Math.min(dead, most) : dead),
		counted(
			'insert',
			relation.insertsSinceVacuum,
			inserted,
			off ?? (insertBase < 0 ? offReason('insert-threshold-off') : null),
		),
		// TOAST is never analyzed.
		...(relation.toast
			? []
			: [counted('analyze', relation.modifiedSinceAnalyze, share('autovacuum_analyze', rowsEstimate))]),
		...age('freeze', relation.xidAge, 'autovacuum_freeze_max_age'),
		...age('multixact', relation.mxidAge, 'autovacuum_multixact_freeze_max_age'),
	];
}

function whyOff({options}: Pick<Counted, 'options'>, settings: AutovacuumSettings): Off | null {
	if (settings.autovacuum === 'off') return offReason('autovacuum-off');
	if (settings.track_counts === 'off') return offReason('track-counts-off');
	// parse_bool() accepts any prefix of false and no, then off and 0.
	const enabled = options?.autovacuum_enabled?.toLowerCase();
	return enabled !== undefined && /^(f|fa|fal|fals|false|n|no|of|off|0)$/.test(enabled)
		? offReason('table-autovacuum-off')
		: null;
}

function checkOf(kind: VacuumCheck['kind'], value: number, threshold: number, off: Off | null): VacuumCheck {
	if (off !== null) return {kind, value, threshold: null, off, due: false, left: null};
	const due = value > threshold;
	// The first whole number above the threshold makes it due.
	return {kind, value, threshold, off, due, left: due ? 0 : Math.floor(threshold) + 1 - value};
}

function numberOf(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	return Number.isFinite(value) ? value : undefined;
}

/** Value as a multiple of the threshold; -1 where the check is off. */
export function pressure({value, threshold, due}: VacuumCheck): number {
	if (threshold === null) return -1;
	// The first row exceeds a threshold of 0.
	if (threshold <= 0) return due ? value + 1 : 0;
	return value / threshold;
}

/** The check that is the furthest beyond its threshold, or the nearest to it. */
export function mostPressing(checks: readonly VacuumCheck[]): VacuumCheck | undefined {
	return checks.toSorted((a, b) => pressure(b) - pressure(a))[0];
}
