import {type Findings, unjudgedText} from '../../domain/findings/finding.ts';
import {findingLines} from '../../domain/findings/finding-groups.ts';
import {ruleMany, ruleName} from '../../domain/findings/rules.ts';
import type {Alerts} from '../../domain/registry/alerts.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import * as format from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import type {StillRow} from './still-table.ts';

/** One line for each finding, grouped by rule, and one for each rule that could not be checked. */
export function findingsText({rows, unknown}: Findings): string {
	const lines = [
		...findingLines(rows).flatMap(({severity, rule, title, members}) =>
			members.length === 1
				? [`  ${severity.padEnd(9)} ${oneLine(title)}`]
				: [
						`  ${severity.padEnd(9)} ${members.length} ${ruleMany(rule)}:`,
						...members.map(member => `  ${''.padEnd(9)}   ${oneLine(member.title)}`),
					],
		),
		...unknown.map(item => `  n/a       ${ruleName(item.rule)}: ${oneLine(unjudgedText(item))}`),
	];
	return rows.length === 0 ? ['  none', ...lines].join('\n') : lines.join('\n');
}

type Shown = <T>(section: Section<T>, text: (value: T) => string) => string;

export function alertsText(
	{pools, open, keys, slow}: Alerts,
	shown: Shown,
	table: (rows: readonly StillRow[]) => string,
): string {
	return [
		shown(pools, rows =>
			table(
				rows.map(({name, inUse, size, waiting, utilisation}) => ({
					pool: name,
					'in use': `${inUse} of ${size}`,
					utilisation: utilisation === null ? 'n/a' : `${utilisation.toFixed(1)} %`,
					waiting: format.count(waiting),
				})),
			),
		),
		shown(open, rows =>
			table(
				rows.map(({type, severity, message, since}) => ({
					alert: type,
					severity,
					since: format.dateTime(since),
					message,
				})),
			),
		),
		shown(keys, rows =>
			table(
				rows.map(({table: of, name, id, locked, expiresAt}) => ({
					'API key': name ?? id,
					of,
					locked: locked ? 'yes' : 'no',
					expires: expiresAt ? format.dateTime(expiresAt) : 'never',
				})),
			),
		),
		shown(slow, rows =>
			table(
				rows.map(({what, calls, averageMs, longestMs}) => ({
					'slow query': what,
					calls: format.count(calls),
					average: format.duration(averageMs),
					longest: format.duration(longestMs),
				})),
			),
		),
	].join('\n');
}
