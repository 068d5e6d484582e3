import {type JournalStory, outcomeSentence, outcomeWords} from '../../actions/engine/journal-story.ts';
import {heading, line} from '../../components/skin.ts';
import type {TableModel} from '../../components/table/model.ts';
import {dateTime, duration, plural, shortDuration} from '../../format/quantities.ts';
import {describeError} from '../../postgres/server-error.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';

function outcomeTone({outcome}: JournalStory): Token {
	if (outcome === 'done') return 'good';
	return outcome === 'failed' || outcome === 'interrupted' ? 'bad' : 'muted';
}

const model: Omit<TableModel<JournalStory>, 'rows'> = {
	id: ({id}) => id,
	name: ({begun}) => sanitize(begun.title),
	search: ({id, begun, outcome}) =>
		sanitize(
			`${id} ${begun.title} ${begun.who.user} ${begun.server.database} ${begun.server.host} ${outcome}`,
		),
	defaultSort: {column: 'when', descending: true},
	empty: 'Nothing has been changed with pgdeck from this host yet.',
	columns: [
		{
			id: 'when',
			title: 'when',
			width: 19,
			descendingFirst: true,
			text: ({begun}) => dateTime(begun.at),
			order: ({begun}) => begun.at.getTime(),
		},
		{
			id: 'what',
			title: 'what',
			width: 30,
			flexible: true,
			text: ({begun}) => sanitize(begun.title),
			order: ({begun}) => begun.title,
		},
		{id: 'outcome', title: 'result', width: 11, text: outcomeWords, order: outcomeWords, tone: outcomeTone},
		{
			id: 'took',
			title: 'took',
			width: 8,
			align: 'right',
			descendingFirst: true,
			text: ({ended}) => (ended?.tookMs === undefined ? '-' : shortDuration(ended.tookMs)),
			order: ({ended}) => ended?.tookMs ?? null,
		},
		{id: 'id', title: 'id', width: 9, text: ({id}) => id, order: ({id}) => id},
		{
			id: 'who',
			title: 'user',
			width: 16,
			text: ({begun}) => `${begun.who.user} as ${begun.who.role}`,
			order: ({begun}) => begun.who.user,
		},
		{
			id: 'where',
			title: 'database',
			width: 24,
			text: ({begun}) => `${begun.server.database} on ${begun.server.host}:${begun.server.port}`,
			order: ({begun}) => begun.server.database,
		},
	],
};

export function journalTable(stories: readonly JournalStory[]): TableModel<JournalStory> {
	return {...model, rows: stories};
}

/** Actions run from this host, of all pgdeck sessions. */
export function journalPane(view: PaneView): Drawn {
	const {width, skin} = view;
	const {stories, journalFile: file, journalProblem: problem} = view.beside;
	const head = heading(
		[['title', plural(stories.length, 'entry', 'entries')]],
		[['muted', file]],
		width,
		skin,
	);
	if (problem === undefined) return aboveTable([head], view);
	const lines = wrap(sanitize(`n/a: ${problem}`), width - 2).map(text =>
		line([' ', ['bad', text]], width, skin),
	);
	return {lines, rows: 0};
}

/** One action in full. */
export function journalDetail(story: JournalStory, {width, skin}: PaneView): string[] {
	const {id, begun, ended, outcome} = story;
	const text = (label: string, value: string) =>
		wrap(sanitize(value), Math.max(10, width - 16)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(13)], part], width, skin),
		);
	const tone = outcomeTone(story);
	return [
		heading([['title', sanitize(begun.title)]], [[tone, sanitize(outcomeSentence(story))]], width, skin),
		...text('id', id),
		...text('plan', `${begun.plan}, ${begun.action}`),
		...text('begun', dateTime(begun.at)),
		...(ended?.tookMs === undefined ? [] : text('took', duration(ended.tookMs))),
		...text(
			'user',
			`${begun.who.user} on ${begun.who.host}, process ${begun.who.process}, as ${begun.who.role}`,
		),
		...text(
			'server',
			`${begun.server.database} on ${begun.server.host}:${begun.server.port}, ${begun.server.version}`,
		),
		...(outcome === 'interrupted'
			? text('result', 'unknown: pgdeck ended before the server answered. Check the object.')
			: []),
		...(ended?.result ? text('result', ended.result) : []),
		...(ended?.error ? text('error', `${ended.error.code}: ${describeError(ended.error)}`) : []),
		...begun.statements.flatMap((statement, index) => text(index === 0 ? 'statements' : '', `${statement};`)),
		...begun.undo.flatMap((statement, index) => text(index === 0 ? 'undo' : '', `${statement};`)),
	];
}
