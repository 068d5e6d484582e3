import {type LockMode, strongest} from '../../migrations/locks/lock-modes.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {checkLine} from './check.ts';
import type {Check, Plan, PlannedStatement} from './plan.ts';

/* The parts of a plan as the screen and the command line show them, in the order in which a person decides. */

/** Checks of one kind in one line. */
export type CheckGroup = {
	readonly verdict: Check['verdict'];
	readonly text: string;
	/** The checks whose own sentences the line omits. */
	readonly folded: readonly Check[];
};

export type PlanOutline = {
	readonly blocks: readonly CheckGroup[];
	/** The gravest first. */
	readonly warnings: readonly CheckGroup[];
	readonly facts: readonly CheckGroup[];
	/** `12 checks passed`; empty if none did. */
	readonly passed: string;
	/** The sentences that grouped lines omit. */
	readonly details: readonly string[];
	/** The sentences of the checks that passed. */
	readonly passedDetails: readonly string[];
	readonly undo: readonly string[];
};

export function outlineOf(plan: Plan): PlanOutline {
	const groups = groupChecks(plan.checks.filter(({verdict}) => verdict !== 'pass'));
	const passed = plan.checks.filter(({verdict}) => verdict === 'pass');
	const of = (verdict: Check['verdict']) => groups.filter(group => group.verdict === verdict);
	return {
		blocks: of('block'),
		warnings: of('warn'),
		facts: of('info'),
		passed: passed.length === 0 ? '' : `${passed.length} ${passed.length === 1 ? 'check' : 'checks'} passed`,
		details: groups.flatMap(group => group.folded).map(checkLine),
		passedDetails: passed.map(checkLine),
		undo: plan.units.flatMap(unit => unit.undo ?? []),
	};
}

/** Groups by verdict and code, in the order of their first checks, grave ones first. */
export function groupChecks(checks: readonly Check[]): CheckGroup[] {
	const kinds = new Map<string, Check[]>();
	for (const check of checks) {
		const kind = `${check.verdict} ${check.code}`;
		kinds.set(kind, [...(kinds.get(kind) ?? []), check]);
	}
	return [...kinds.values()].toSorted((a, b) => gravity(a) - gravity(b)).flatMap(groupsOf);
}

function gravity(checks: readonly Check[]): number {
	return checks.some(({grave}) => grave) ? 0 : 1;
}

/** One line for checks with the same text or a common title, otherwise one line per check. */
function groupsOf(checks: readonly Check[]): CheckGroup[] {
	const [first] = checks;
	if (!first) return [];
	const {verdict, text, title} = first;
	const objects = [...new Set(checks.flatMap(({object}) => object ?? []))];
	const alike = checks.every(check => check.text === text && check.object !== undefined);
	if (checks.length > 1 && alike) {
		return [{verdict, text: `${named(objects)}: ${text}`, folded: []}];
	}
	if (checks.length > 1 && title !== undefined && objects.length > 0) {
		return [{verdict, text: `${title}: ${named(objects)}`, folded: checks}];
	}
	return [...new Set(checks.map(checkLine))].map(line => ({verdict, text: line, folded: []}));
}

/** The most names listed. More are counted. */
const mostNames = 6;

function named(objects: readonly string[]): string {
	if (objects.length === 1) return objects.join('');
	const shown = objects.slice(0, mostNames).join(', ');
	return `${shown}${objects.length > mostNames ? ', …' : ''} (${objects.length})`;
}

export const riskText: Record<Plan['risk'], string> = {
	low: 'low risk',
	high: 'high risk',
	irreversible: 'irreversible',
};

/** `registry on db-1:5432 as dba` */
export function planTarget({server}: Plan): string {
	return `${server.database} on ${server.host}:${server.port} as ${server.user}`;
}

/** The lock of a statement and the relations that it is on. */
export function lockText({lock, on}: Pick<PlannedStatement, 'lock' | 'on'>): string {
	if (lock === 'none') return 'locks no existing object';
	if (lock === 'unknown') return 'locks unknown';
	return on.length === 0 ? lock : `${lock} on ${on.map(sanitize).join(', ')}`;
}

export type Step = {readonly title: string; readonly lock: LockMode; readonly note: string};

/** Above this number, units are listed by title before their statements. */
const fewSteps = 8;

/** The units of a long plan with the strongest lock of each; none for a short plan. */
export function stepsOf({units}: Plan): readonly Step[] {
	if (units.length <= fewSteps) return [];
	return units.map(({title, statements, record}) => {
		const all = [...statements, ...record];
		const lock = strongest(all.map(statement => statement.lock));
		const tables = [...new Set(all.flatMap(statement => (statement.lock === lock ? statement.on : [])))];
		const on = tables.length > 3 ? [`${tables.length} tables`] : tables;
		return {title, lock, note: lockText({lock, on})};
	});
}
