import {heading, line, padPainted, type Segment} from '../../components/skin.ts';
import type {Findings} from '../../domain/findings/finding.ts';
import {findingLines} from '../../domain/findings/finding-groups.ts';
import {isBehindPack, packCommand} from '../../domain/snapshot/availability.ts';
import {paneTable} from '../../domain/snapshot/panes.ts';
import {plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {widthOf, wrap} from '../../terminal/width.ts';
import {findingTotals} from '../findings/pane.ts';
import {findingTone, sinceText} from '../findings/table.ts';
import type {Drawn, PaneView} from '../pane.ts';
import {gutter, overviewGrid, type PanelId} from './grid.ts';
import {panels} from './panels.ts';

/** The worst findings, and a panel for each of the main panes. */
export function overviewPane(view: PaneView): Drawn {
	const {live, width, height, skin} = view;
	const findings = findingsLines(view);
	const {without, lines: notes} = leftOut(view);
	const room = height - findings.length - notes.length;
	const lines = overviewGrid(width, room, without).flatMap(row => {
		const blocks = row.panels.map(panel => ({
			width: panel.width,
			lines: panels[panel.id].draw(live, panel.width, row.height, skin).slice(0, row.height),
		}));
		return Array.from({length: row.height}, (_unused, index) =>
			blocks
				.map(({lines, width: own}, place) => {
					const text = lines[index] ?? '';
					return place === blocks.length - 1 ? text : padPainted(text, own);
				})
				.join(' '.repeat(gutter)),
		);
	});
	return {lines: [...findings, ...lines, ...notes], rows: 0};
}

/** Panels that the database has nothing for: one line names them, their panes give the reason. */
function leftOut({live, width, skin}: PaneView): {without: ReadonlySet<PanelId>; lines: string[]} {
	const {sections, server} = live.snapshot;
	const ids = (Object.keys(panels) as PanelId[]).filter(id =>
		panels[id].sections(sections).every(({status}) => status === 'unsupported'),
	);
	const behindPack = isBehindPack('registry', sections);
	const unanswered = ids.filter(id => id !== 'registry' || !behindPack).map(id => panels[id].name);
	const unansweredText = `n/a: ${plural(unanswered.length, 'panel')} (${unanswered.join(', ')}). Their panes give the reason.`;
	const lines = [
		...(unanswered.length === 0 ? [] : wrap(unansweredText, width - 2)),
		...(behindPack ? packLines(packCommand(server), width - 2) : []),
	];
	return {
		without: new Set(ids),
		lines: lines.map(text => line([' ', ['muted', text]], width, skin)),
	};
}

/** On one line where there is room; otherwise the command has its own, so that it can be pasted. */
function packLines(command: string, width: number): string[] {
	const lead = 'Registry pack not installed. To install it:';
	return widthOf(lead) + widthOf(command) < width ? [`${lead} ${command}`] : [lead, ...wrap(command, width)];
}

/** The worst findings, above all panels. Empty before the first sample. */
function findingsLines({live, width, height, skin}: PaneView): string[] {
	const {findings, sections} = live.snapshot;
	if (Object.values(sections).every(({status}) => status === 'pending')) return [];
	const most = height < 20 ? 0 : height < 26 ? 2 : height < 40 ? 4 : 8;
	const title: Segment[] = [['accent', '!'], ' ', ['title', 'Findings'], ' '];
	const head = heading([...title, ...findingTotals(findings)], aside(findings), width, skin);
	const rows = findingLines(findings.rows.filter(({acknowledged}) => acknowledged === null))
		.slice(0, most)
		.map(finding =>
			line(
				[
					' ',
					['accent', paneTable[finding.pane].keys[0]],
					' ',
					[findingTone(finding), finding.severity.padEnd(9)],
					['muted', `${sinceText(finding, live.now)} `],
					oneLine(finding.title),
				],
				width,
				skin,
			),
		);
	return [head, ...rows];
}

function aside({rows, unknown}: Findings): Segment[] {
	const texts = [
		rows.length > 0 ? 'f next' : '',
		unknown.length > 0 ? `${plural(unknown.length, 'rule')} not checked` : '',
	].filter(Boolean);
	return texts.length === 0 ? [] : [['muted', texts.join(', ')]];
}
