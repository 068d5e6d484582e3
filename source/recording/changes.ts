import {dropReason, dropVerdict, indexState} from '../domain/indexes/droppable.ts';
import type {Indexes, IndexRow} from '../domain/indexes/schema.ts';
import type {ServerSetting, ServerSettings} from '../domain/settings/schema.ts';
import type {Health, Sections} from '../domain/snapshot/schema.ts';
import {type Section, shownValue} from '../domain/snapshot/section.ts';
import type {Side} from '../domain/snapshot/side.ts';
import type {Plans} from '../domain/statements/plans.ts';
import type {Statements} from '../domain/statements/schema.ts';
import type {TableStatus, Tables} from '../domain/tables/schema.ts';
import {bytes, count, dateTime} from '../format/quantities.ts';
import {byName, type Change, type ComparedPart} from './change.ts';
import {planChanges, plansUnknown} from './plan-changes.ts';
import {statementChanges} from './statement-changes.ts';

export type Comparison = {
	readonly changes: readonly Change[];
	/** The parts that could not be compared, and why. */
	readonly unknown: ReadonlyArray<{readonly part: ComparedPart; readonly reason: string}>;
};

/** The changes between two samples, kept while they are on screen: comparing thousands of indexes takes a while. */
const foundBefore = new WeakMap<object, {readonly one: object; readonly changes: readonly Change[]}>();

function remembered<T extends object>(one: T, other: T, differences: (one: T, other: T) => Change[]) {
	const known = foundBefore.get(other);
	if (known?.one === one) return known.changes;
	const changes = differences(one, other);
	foundBefore.set(other, {one, changes});
	return changes;
}

/** The differences between two moments. */
export function compareSides(before: Side, after: Side): Comparison {
	const changes: Change[] = serverChanges(before, after);
	const unknown: Array<Comparison['unknown'][number]> = [];
	const compare = <T extends object>(
		part: ComparedPart,
		rowsOf: (side: Side) => T | undefined,
		differences: (before: T, after: T) => Change[],
	) => {
		const [one, other] = [rowsOf(before), rowsOf(after)];
		if (one !== undefined && other !== undefined) changes.push(...remembered(one, other, differences));
		else {
			const [side, when] = one === undefined ? [before, 'before'] : [after, 'after'];
			unknown.push({part, reason: `${when}: ${reasonOf(side.section(part))}`});
		}
	};
	compare('settings', side => known<ServerSettings>(side, 'settings')?.rows, settingChanges);
	compare('indexes', side => known<Indexes>(side, 'indexes')?.rows, indexChanges);
	compare('tables', side => known<Tables>(side, 'tables')?.rows, tableChanges);
	compare('statements', side => known<Statements>(side, 'statements')?.rows, statementChanges);
	compare('plans', side => known<Plans>(side, 'plans'), planChanges);
	const [plans, plansAfter] = [known<Plans>(before, 'plans'), known<Plans>(after, 'plans')];
	const unplanned = plans && plansAfter && plansUnknown(plans, plansAfter);
	if (unplanned !== undefined) unknown.push({part: 'plans', reason: unplanned});
	return {changes, unknown};
}

/** A section whose form this version has: it was checked when it was read. */
function known<T>(side: Side, id: keyof Sections): T | undefined {
	const section = side.section(id);
	return section && (shownValue(section)?.value as T | undefined);
}

function reasonOf(section: Section<unknown> | undefined): string {
	switch (section?.status) {
		case undefined:
			return 'there is none of it';
		case 'pending':
			return 'not sampled yet';
		case 'unsupported':
		case 'denied':
			return section.reason;
		case 'failed':
			return section.error.message;
		case 'ok':
			return 'it is of another form';
	}
}

function serverChanges(before: Side, after: Side): Change[] {
	const changed = (name: string, was: string | null, is: string | null): Change[] =>
		was === is ? [] : [{part: 'server', kind: 'changed', name, before: was, after: is}];
	const role = ({server}: Side) => (server.inRecovery ? 'standby' : 'primary');
	const [health, healthAfter] = [known<Health>(before, 'health'), known<Health>(after, 'health')];
	const reset = (value: Health) => (value.statsReset ? dateTime(value.statsReset) : null);
	return [
		...changed('version', before.server.version, after.server.version),
		...changed('role', role(before), role(after)),
		...(health && healthAfter
			? [
					...changed('started', dateTime(health.startedAt), dateTime(healthAfter.startedAt)),
					...changed('statistics since', reset(health), reset(healthAfter)),
					...changed('max_connections', count(health.maxConnections), count(healthAfter.maxConnections)),
				]
			: []),
	];
}

function settingChanges(before: readonly ServerSetting[], after: readonly ServerSetting[]): Change[] {
	const words = ({shown, pendingRestart}: ServerSetting) =>
		`${shown === '' ? "''" : shown}${pendingRestart ? ', pending restart' : ''}`;
	// The value of a parameter that pgdeck sets itself is hidden where the role may not read the files.
	const unknown = new Set([...before, ...after].filter(({source}) => source === null).map(({name}) => name));
	const known = (rows: readonly ServerSetting[]) => rows.filter(({name}) => !unknown.has(name));
	return byName(
		'settings',
		known(before),
		known(after),
		({name}) => name,
		words,
		(one, other) => {
			if (words(one) !== words(other)) return [[words(one), words(other)]];
			// Displayed values are rounded.
			const exactly = ({setting, unit}: ServerSetting) => `${setting}${unit === null ? '' : ` of ${unit}`}`;
			return one.own || exactly(one) === exactly(other) ? [] : [[exactly(one), exactly(other)]];
		},
	);
}

function indexChanges(before: readonly IndexRow[], after: readonly IndexRow[]): Change[] {
	return byName(
		'indexes',
		before,
		after,
		({schema, name}) => `${schema}.${name}`,
		({definition, sizeBytes}) => definition ?? bytes(sizeBytes),
		(one, other) => {
			const facts: ReadonlyArray<readonly [string | null, string | null]> = [
				[one.definition, other.definition],
				[indexState(one), indexState(other)],
			];
			const changed = facts.filter(([was, is]) => was !== is);
			if (hasOtherVerdict(one, other)) changed.push([answerText(one), answerText(other)]);
			return grown(one.sizeBytes, other.sizeBytes)
				? [...changed, [bytes(one.sizeBytes), bytes(other.sizeBytes)]]
				: changed;
		},
	);
}

function answerText(row: IndexRow): string {
	return `droppable: ${dropVerdict(row).answer}, ${dropReason(row)}`;
}

/** The days alone change every day. */
function hasOtherVerdict(one: IndexRow, other: IndexRow): boolean {
	const [was, is] = [dropVerdict(one), dropVerdict(other)];
	return was.answer !== is.answer || was.code !== is.code;
}

function tableChanges(before: readonly TableStatus[], after: readonly TableStatus[]): Change[] {
	const sizeOf = ({tableBytes}: TableStatus) => bytes(tableBytes);
	return byName(
		'tables',
		before,
		after,
		({schema, name}) => `${schema}.${name}`,
		sizeOf,
		(one, other) => (grown(one.tableBytes, other.tableBytes) ? [[sizeOf(one), sizeOf(other)]] : []),
	);
}

/** A tenth and a megabyte: what is less changes all the time. */
function grown(before: number | null, after: number | null): boolean {
	if (before === null || after === null) return false;
	const change = Math.abs(after - before);
	return change >= 1024 ** 2 && change >= before / 10;
}
