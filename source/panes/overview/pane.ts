import {padPainted} from '../../components/skin.ts';
import type {Drawn, PaneView} from '../pane.ts';
import {findingsLines} from './findings.ts';
import {gutter, overviewGrid} from './grid.ts';
import {panels} from './panels.ts';

/** All panes at once, live. */
export function overviewPane(view: PaneView): Drawn {
	const {live, width, height, skin} = view;
	const findings = findingsLines(view);
	const lines = overviewGrid(width, height - findings.length).flatMap(row => {
		const blocks = row.panels.map(panel => ({
			width: panel.width,
			lines: panels[panel.id](live, panel.width, row.height, skin).slice(0, row.height),
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
	return {lines: [...findings, ...lines], rows: 0};
}
