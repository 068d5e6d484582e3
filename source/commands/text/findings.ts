import {type Findings, unjudgedText} from '../../domain/findings/finding.ts';
import {findingLines} from '../../domain/findings/finding-groups.ts';
import {ruleMany, ruleName} from '../../domain/findings/rules.ts';
import {plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';

/**
One line per finding, those of a kind below their count.
@param brief names the rules that could not be evaluated on one line, without their reasons
*/
export function findingsText({rows, unknown}: Findings, brief = false): string {
	const lines = [
		...findingLines(rows).flatMap(({severity, rule, title, members}) =>
			members.length === 1
				? [`  ${severity.padEnd(9)} ${oneLine(title)}`]
				: [
						`  ${severity.padEnd(9)} ${members.length} ${ruleMany(rule)}:`,
						...members.map(member => `  ${''.padEnd(9)}   ${oneLine(member.title)}`),
					],
		),
		...(brief
			? briefUnknown(unknown)
			: unknown.map(item => `  n/a       ${ruleName(item.rule)}: ${oneLine(unjudgedText(item))}`)),
	];
	return rows.length === 0 ? ['  none', ...lines].join('\n') : lines.join('\n');
}

function briefUnknown(unknown: Findings['unknown']): string[] {
	if (unknown.length === 0) return [];
	const names = unknown.map(({rule}) => ruleName(rule)).join(', ');
	return [`  n/a       ${plural(unknown.length, 'rule')} (reasons: pgdeck check): ${names}`];
}
