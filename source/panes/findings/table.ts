import type {TableModel} from '../../components/table/column.ts';
import type {Finding} from '../../domain/findings/finding.ts';
import {type FindingLine, isKind, openedLines} from '../../domain/findings/finding-groups.ts';
import {ruleName} from '../../domain/findings/rules.ts';
import {paneTable} from '../../domain/snapshot/panes.ts';
import {age} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import type {Token} from '../../theme/tokens.ts';

export const severityTones: Readonly<Record<Finding['severity'], Token>> = {
	critical: 'bad',
	warning: 'warning',
	info: 'muted',
};

/** What is acknowledged is no alarm any more. */
export function findingTone({severity, acknowledged}: Finding): Token {
	return acknowledged ? 'muted' : severityTones[severity];
}

/** For how long; `>` where it was so already when pgdeck first looked, and nothing at that first look. */
export function sinceText({since, sinceKnown}: Finding, now: Date): string {
	const text = age(since, now);
	if (sinceKnown) return text;
	return text === 'now' ? 'n/a' : `>${text}`;
}

const model: Omit<TableModel<FindingLine>, 'rows'> = {
	id: finding => finding.id,
	name: finding => oneLine(finding.title),
	search: ({severity, rule, title, members}) =>
		[severity, ruleName(rule), title, ...members.map(({title}) => title)].join(' '),
	copy: ({members}) => members.map(({title}) => title).join('\n'),
	unfolds: isKind,
	defaultSort: {column: 'severity', descending: false},
	empty: 'Nothing is wrong by any rule that could look.',
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
			title: 'what is wrong',
			width: 24,
			flexible: true,
			text: ({title, below}) => `${below ? '  ' : ''}${oneLine(title)}`,
			order: ({title}) => title,
		},
	],
};

/** What the user has opened: lines of a kind, and the one finding that is shown in full. */
type Opened = {
	readonly openKinds: ReadonlySet<string>;
	readonly detail: {readonly id: string} | undefined;
};

/** By severity they stand as the rules rank them, here as on the overview. */
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
