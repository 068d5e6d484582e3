import {heading, line, type Segment} from '../../components/skin.ts';
import {type Finding, type Findings, severities, unjudgedText} from '../../domain/findings/finding.ts';
import {ruleName} from '../../domain/findings/rules.ts';
import {paneTable} from '../../domain/snapshot/panes.ts';
import {dateTime, plural, timeAgo} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {findingTone, severityTones} from './table.ts';

/** All findings, the worst first, and below them the rules that could not be checked, with the reason. */
export function findingsPane(view: PaneView): Drawn {
	const {live, width, height, skin} = view;
	const {findings, sections} = live.snapshot;
	if (Object.values(sections).every(({status}) => status === 'pending')) {
		return {lines: [line(['  ', ['muted', 'sampling']], width, skin)], rows: 0};
	}
	const head = heading(
		[['title', 'Findings'], ' ', ...findingTotals(findings)],
		[['muted', 'a acknowledges']],
		width,
		skin,
	);
	// Absent topics share one line: the pane of each topic gives the reason.
	const absent = findings.unknown.filter(({blind}) => !blind);
	const blind = findings.unknown.filter(item => item.blind);
	const names = [...new Set(absent.map(({rule}) => ruleName(rule)))].join(', ');
	const notes: ReadonlyArray<readonly [name: string, text: string]> = [
		...blind.map(item => [ruleName(item.rule), oneLine(unjudgedText(item))] as const),
		...(absent.length === 0
			? []
			: [[plural(absent.length, 'rule'), `not for this database: ${names}`] as const]),
	];
	const most = Math.max(0, Math.min(notes.length, Math.floor(height / 3) - 1));
	const unknown = notes
		.slice(0, most)
		.map(([name, text]) => line([' n/a ', ['muted', name.padEnd(20)], ' ', ['muted', text]], width, skin));
	const aside = unknown.length < notes.length ? `${unknown.length} of ${notes.length} lines` : '';
	const tail =
		unknown.length === 0
			? []
			: [
					heading(
						[['title', `${plural(findings.unknown.length, 'rule')} not checked`]],
						aside === '' ? [] : [['muted', aside]],
						width,
						skin,
					),
					...unknown,
				];
	const drawn = aboveTable([head], {...view, height: height - tail.length});
	const filled = Array.from({length: height - tail.length}, (_unused, index) => drawn.lines[index] ?? '');
	return {lines: [...filled, ...tail], rows: drawn.rows};
}

/** The number of findings of each severity, acknowledged ones counted apart. */
export function findingTotals({rows}: Findings): Segment[] {
	const open = rows.filter(({acknowledged}) => acknowledged === null);
	const parts = severities.flatMap((severity): Segment[][] => {
		const number = open.filter(row => row.severity === severity).length;
		return number === 0 ? [] : [[[severityTones[severity], `${number} ${severity}`]]];
	});
	if (parts.length === 0) parts.push([['good', 'none']]);
	if (open.length < rows.length) parts.push([['muted', `${rows.length - open.length} acknowledged`]]);
	return parts.flatMap((part, index): Segment[] => (index === 0 ? part : [', ', ...part]));
}

/** One finding in full. */
export function findingDetail(finding: Finding, {live, width, skin}: PaneView): string[] {
	const {severity, rule, since, sinceKnown, evidence, help, pane, acknowledged} = finding;
	const text = (label: string, value: string) =>
		wrap(oneLine(value), Math.max(10, width - 16)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(13)], part], width, skin),
		);
	const ago = `${dateTime(since)} (${timeAgo(since, live.now)})`;
	const {title, keys} = paneTable[pane];
	return [
		heading([['title', ruleName(rule)]], [[findingTone(finding), severity]], width, skin),
		...text('problem', finding.title),
		...text('since', sinceKnown ? ago : `${ago} or earlier: first seen by pgdeck then`),
		...evidence.flatMap((item, index) => text(index === 0 ? 'evidence' : '', item)),
		...(help === null ? [] : text('next step', help)),
		...text('details', `press f for ${finding.row === null ? title : `its row on ${title}`} (${keys[0]})`),
		...(acknowledged
			? text(
					'acknowledged',
					`by ${acknowledged.by} until ${dateTime(acknowledged.until)}: ${acknowledged.reason}. Press a to withdraw it.`,
				)
			: []),
	];
}
