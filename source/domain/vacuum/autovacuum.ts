import * as z from 'zod';
import type {AutovacuumSettings, VacuumRelation} from '../../queries/vacuum/vacuum.ts';

const checkKinds = ['vacuum', 'insert', 'analyze', 'freeze', 'multixact'] as const;

/** One of the questions that autovacuum asks of a relation. */
export const vacuumCheck = z.object({
	kind: z.enum(checkKinds).describe('insert: a vacuum for inserted rows alone; freeze and multixact: by age'),
	value: z.number().describe('What is counted, in rows; of freeze and multixact the age'),
	threshold: z.number().nullable().describe('Above it it is due; null where it is off'),
	off: z.string().nullable().describe('Why it is never due'),
	due: z.boolean(),
	left: z.number().nullable().describe('How many more make it due; 0 where it is'),
});
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
The arithmetic of relation_needs_vacanalyze() (autovacuum.c, 13 to 18): an option of the relation goes before the setting
of the server; a threshold is a base and a share of the rows, from 18 on at most autovacuum_vacuum_max_threshold, and
that for inserts counts only the share of its pages that is not frozen; and for its age a relation is vacuumed whatever
is turned off.
*/
export function autovacuumChecks(relation: Counted, settings: AutovacuumSettings): VacuumCheck[] {
	const {rowsEstimate, pages, frozenPages} = relation;
	const setting = (name: string) => numberOf(settings[name]);
	/** An option below its own least is one that is not set. */
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
	const off = offReason(relation, settings);
	const counted = (kind: VacuumCheck['kind'], value: number, threshold: number, reason = off) =>
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
			off ?? (insertBase < 0 ? 'its insert threshold is -1' : null),
		),
		// TOAST is never analyzed.
		...(relation.toast
			? []
			: [counted('analyze', relation.modifiedSinceAnalyze, share('autovacuum_analyze', rowsEstimate))]),
		...age('freeze', relation.xidAge, 'autovacuum_freeze_max_age'),
		...age('multixact', relation.mxidAge, 'autovacuum_multixact_freeze_max_age'),
	];
}

function offReason({options}: Pick<Counted, 'options'>, settings: AutovacuumSettings): string | null {
	if (settings.autovacuum === 'off') return 'autovacuum is off on this server';
	if (settings.track_counts === 'off') return 'track_counts is off on this server';
	// parse_bool() takes any beginning of false and no, off, and 0.
	const enabled = options?.autovacuum_enabled?.toLowerCase();
	return enabled !== undefined && /^(f|fa|fal|fals|false|n|no|of|off|0)$/.test(enabled)
		? 'autovacuum_enabled is off for it'
		: null;
}

function checkOf(
	kind: VacuumCheck['kind'],
	value: number,
	threshold: number,
	off: string | null,
): VacuumCheck {
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

/** How far a check is, from 0; from 1 on it is due. One that is off is nowhere. */
export function pressure({value, threshold, due}: VacuumCheck): number {
	if (threshold === null) return -1;
	// A threshold of 0 is passed by the first row.
	if (threshold <= 0) return due ? value + 1 : 0;
	return value / threshold;
}

/** The check that is nearest to being due, or the furthest beyond it. */
export function mostPressing(checks: readonly VacuumCheck[]): VacuumCheck | undefined {
	return checks.toSorted((a, b) => pressure(b) - pressure(a))[0];
}
