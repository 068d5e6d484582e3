import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import {type RuleId, ruleName} from '../../domain/findings/rules.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {monthName, monthOf, monthsOf} from '../../domain/upkeep/months.ts';
import type {Upkeep} from '../../domain/upkeep/schema.ts';
import {strayRows} from '../../domain/upkeep/stray-rows.ts';
import {taskText} from '../../domain/upkeep/words.ts';
import {age, bytes, percent} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, together} from '../known.ts';

const dayMs = 86_400_000;
/** Days of a month, for growth. */
const monthDays = 30;
/** Growth is measured over at least this many days, as in sql/queries/upkeep/upkeep-growth.sql. */
const growthDays = 20;
/** The growth of smaller tables does not matter. */
const smallBytes = 10 * 1024 * 1024;

const ofUpkeep = (sections: Sections, rule: RuleId, judge: (upkeep: Upkeep) => Judged): Judged => {
	const known = shownValue(sections.upkeep);
	return known ? judge(known.value) : judged(rule, sections.upkeep, () => []);
};

/** Tables without a partition for this month or the next, and rows of default partitions that upkeep does not move. */
export function partitionRule(sections: Sections, now: Date): Judged {
	return ofUpkeep(sections, 'partitions', ({partitions}) =>
		judged('partitions', partitions, tables =>
			tables.flatMap((table): FindingDraft[] => {
				const {missing, odd} = monthsOf(table, now);
				const [first] = missing;
				const target = `${table.schema}.${table.name}`;
				const staying = strayRows(table, now).staying.map(
					({reason, help}, index): FindingDraft => ({
						id: `stray:${table.oid}:${index}`,
						rule: 'stray-rows',
						severity: 'info',
						about: target,
						title: `${target}: ${reason.text}`,
						help,
						pane: 'upkeep',
						row: `partitions:${target}`,
					}),
				);
				if (odd || first === undefined || first > monthOf(now, 1)) return staying;
				const taken = table.parts.some(part => part.default);
				return [
					...staying,
					{
						id: `partition:${table.oid}`,
						rule: 'partitions',
						severity: first <= now && !taken ? 'critical' : 'warning',
						about: target,
						title: `${target} has no partition for ${monthName(first)}${taken ? '' : ', and no default partition: writes will fail'}`,
						pane: 'upkeep',
						row: `partitions:${target}`,
						help: 'x on the upkeep pane creates the missing months.',
					},
				];
			}),
		),
	);
}

/** Overdue policies and stale views. Overdue reviews are not findings. */
export function dueRule(sections: Sections): Judged {
	const rules = {retention: 'retention-overdue', refresh: 'stale-views'} as const;
	return ofUpkeep(sections, 'retention-overdue', ({retention, views, tasks}) => {
		const of = (kind: keyof typeof rules): FindingDraft[] =>
			tasks
				.filter(task => task.kind === kind && task.state === 'due')
				.map(task => ({
					id: task.name,
					rule: rules[kind],
					severity: 'warning',
					about: task.target,
					title: `${ruleName(rules[kind])}: ${task.target}: ${taskText(task)}`,
					pane: 'upkeep',
					row: task.name,
					help: 'x on the upkeep pane runs it.',
				}));
		return together(
			judged(rules.retention, retention, () => of('retention')),
			judged(rules.refresh, views, () => of('refresh')),
		);
	});
}

/** Growth a month, compounded: 15 % a month is fivefold in a year. */
export function monthlyGrowth(bytesThen: number, bytesNow: number, days: number): number {
	return (bytesNow / bytesThen) ** (monthDays / days) - 1;
}

/** Why there is no recorded size to compare with. */
function growthUnknown(firstAt: Date | null, now: Date): string {
	if (firstAt === null) return 'no sizes are recorded yet: the monthly review records them';
	const old = age(firstAt, now);
	return now.getTime() - firstAt.getTime() < growthDays * dayMs
		? `the oldest recorded size is ${old} old: growth is measured over at least ${growthDays} days`
		: `the sizes recorded at least ${growthDays} days ago, the oldest ${old} ago, are of tables that no longer exist`;
}

/**
Tables that grow by more than a share a month, by default 20 percent, according to recorded sizes. Tables below 10 MB and
tables that were empty are skipped.
*/
export function growthRule(sections: Sections, now: Date, {growthPercentPerMonth}: Thresholds): Judged {
	const mostGrowth = growthPercentPerMonth / 100;
	return ofUpkeep(sections, 'table-growth', ({growth}) => {
		const known = shownValue(growth)?.value;
		if (known && known.tables.length === 0) {
			return {
				rows: [],
				unknown: [
					{rule: 'table-growth', code: 'no-data', reason: growthUnknown(known.firstAt, now), blind: false},
				],
			};
		}
		return judged('table-growth', growth, ({tables}) =>
			tables.flatMap(({table, bytes: size, bytesThen, recordedAt}): FindingDraft[] => {
				if (size === null || bytesThen === 0 || size < smallBytes) return [];
				const days = (now.getTime() - recordedAt.getTime()) / dayMs;
				const monthly = monthlyGrowth(bytesThen, size, days);
				if (monthly <= mostGrowth) return [];
				return [
					{
						id: `growth:${table}`,
						rule: 'table-growth',
						severity: 'warning',
						about: table,
						title: `${table} grows ${percent(monthly, 0)} a month, more than ${percent(mostGrowth, 0)}: ${bytes(bytesThen)} to ${bytes(size)} in ${age(recordedAt, now)}`,
						pane: 'upkeep',
						row: 'monthly',
						help: 'See the tables pane for its contents. A retention policy limits how long rows are kept.',
					},
				];
			}),
		);
	});
}

/** Tables without a recorded ANALYZE, as one finding. */
export function statisticsRule(sections: Sections): Judged {
	// ANALYZE runs on the primary, and each server has its own counters.
	if (shownValue(sections.health)?.value.inRecovery) {
		const reason = 'a standby does not record ANALYZE: connect to the primary';
		return {rows: [], unknown: [{rule: 'planner-statistics', code: 'unsupported', reason, blind: false}]};
	}
	return ofUpkeep(sections, 'planner-statistics', ({statistics}) =>
		judged('planner-statistics', statistics, ({never, tables, due}) => {
			const first = due.find(({analyzedAt}) => analyzedAt === null);
			if (never === 0 || !first) return [];
			return [
				{
					id: 'statistics',
					rule: 'planner-statistics',
					severity: 'info',
					title: `no ANALYZE is recorded for ${never} of ${tables} tables, first ${first.schema}.${first.name}`,
					pane: 'upkeep',
					row: 'analyze',
					help: 'x on the upkeep pane runs ANALYZE on them.',
				},
			];
		}),
	);
}
