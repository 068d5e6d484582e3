import {heading, line, type Segment} from '../../components/skin.ts';
import {plural} from '../../format/quantities.ts';
import type {Finding, Findings} from '../../snapshot/finding.ts';
import {paneTable} from '../../snapshot/panes.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import type {Token} from '../../theme/tokens.ts';
import type {PaneView} from '../pane.ts';

const tones: Readonly<Record<Finding['severity'], Token>> = {
	critical: 'bad',
	warning: 'warning',
	info: 'muted',
};

/** What is wrong, the worst first, above all panels. Nothing before the first sample. */
export function findingsLines({live, width, height, skin}: PaneView): string[] {
	const {findings, sections} = live.snapshot;
	if (Object.values(sections).every(({status}) => status === 'pending')) return [];
	const most = height < 20 ? 0 : height < 26 ? 2 : height < 40 ? 4 : 8;
	const head = heading([['title', 'Findings'], ' ', ...totals(findings)], aside(findings), width, skin);
	const rows = findings.rows
		.slice(0, most)
		.map(({severity, title, pane}) =>
			line(
				[
					' ',
					['accent', paneTable[pane].keys[0]],
					' ',
					[tones[severity], severity.padEnd(9)],
					oneLine(title),
				],
				width,
				skin,
			),
		);
	return [head, ...rows];
}

function totals({rows}: Findings): Segment[] {
	if (rows.length === 0) return [['good', 'none']];
	const parts = (['critical', 'warning', 'info'] as const).flatMap((severity): Segment[][] => {
		const number = rows.filter(row => row.severity === severity).length;
		return number === 0 ? [] : [[[tones[severity], `${number} ${severity}`]]];
	});
	return parts.flatMap((part, index): Segment[] => (index === 0 ? part : [', ', ...part]));
}

function aside({rows, unknown}: Findings): Segment[] {
	const texts = [
		rows.length > 0 ? 'f shows the next' : '',
		unknown.length > 0 ? `${plural(unknown.length, 'rule')} n/a` : '',
	].filter(Boolean);
	return texts.length === 0 ? [] : [['muted', texts.join(', ')]];
}
