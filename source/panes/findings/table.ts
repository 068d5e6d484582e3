import type {TableModel} from '../../components/table/model.ts';
import type {Finding} from '../../domain/findings/finding.ts';
import {type FindingLine, isKind, openedLines} from '../../domain/findings/finding-groups.ts';
import {ruleName} from '../../domain/findings/rules.ts';
import {paneTable} from '../../domain/snapshot/panes.ts';
import {age, isNow} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import type {Token} from '../../theme/tokens.ts';

export const severityTones: Readonly<Record<Finding['severity'], Token>> = {
	critical: 'bad',
	warning: 'warning',
	info: 'muted',
};

/** An acknowledged finding is no alarm. */
export function findingTone({severity, acknowledged}: Finding): Token {
	return acknowledged ? 'muted' : severityTones[severity];
}

/** How long the problem has lasted; `>` where it is older than the first sample, n/a in the first sample. */
export function sinceText({since, sinceKnown}: Finding, now: Date): string {
	if (sinceKnown) return age(since, now);
	return isNow(since, now) ? 'n/a' : `>${age(since, now)}`;
}

const model: Omit<TableModel<FindingLine>, 'rows'> = {
	id: finding => finding.id,
	name: finding => oneLine(finding.title),
	search: ({severity, rule, title, members}) =>
		[severity, ruleName(rule), title, ...members.map(({title}) => title)].join(' '),
	copy: ({members}) => members.map(({title}) => title).join('\n'),
	unfolds: isKind,
	defaultSort: {column: 'severity', descending: false},
	empty: 'No findings.',
	columns: [
		{
			id: 'severity',
			title: 'severity',
			width: 12,
			text: ({severity, acknowledged}) => (acknowledged ? 'acknowledged' : severity),
			order: () => 0,
			tone: findingTone,
		},
		{
			id: 'since',
			title: 'since',
			width: 12,
			align: 'right',
			descendingFirst: true,
			text: (finding, {now}) => sinceText(finding, now),
			order: ({since}) => -since.getTime(),
		},
		{
			id: 'pane',
			title: 'pane',
			width: 13,
			text: ({pane}) => `${paneTable[pane].keys[0]} ${paneTable[pane].title}`,
			order: ({pane}) => paneTable[pane].title,
		},
		{
			id: 'title',
			title: 'finding',
			width: 24,
			flexible: true,
			text: ({title, below}) => `${below ? '  ' : ''}${oneLine(title)}`,
			order: ({title}) => title,
		},
	],
};

/** The groups that are expanded, and the finding in the detail view. */
type Opened = {
	readonly openKinds: ReadonlySet<string>;
	readonly detail: {readonly id: string} | undefined;
};

/** Sorted by severity the rows keep the order of the rules, as on the overview. */
export function findingsTable(
	{snapshot}: Pick<Live, 'snapshot'>,
	{openKinds, detail}: Opened,
): TableModel<FindingLine> {
	const rows = openedLines(snapshot.findings.rows, openKinds, detail?.id);
	const places = new Map(rows.map(({id}, place) => [id, place]));
	const columns = model.columns.map(column =>
		column.id === 'severity' ? {...column, order: ({id}: FindingLine) => places.get(id) ?? null} : column,
	);
	return {...model, columns, rows};
}
