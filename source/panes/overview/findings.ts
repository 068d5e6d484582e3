import {heading, line, type Segment} from '../../components/skin.ts';
import type {Findings} from '../../domain/findings/finding.ts';
import {findingLines} from '../../domain/findings/finding-groups.ts';
import {paneTable} from '../../domain/snapshot/panes.ts';
import {plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {findingTotals} from '../findings/pane.ts';
import {findingTone, sinceText} from '../findings/table.ts';
import type {PaneView} from '../pane.ts';

/** The worst findings, above all panels. Empty before the first sample. */
export function findingsLines({live, width, height, skin}: PaneView): string[] {
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
