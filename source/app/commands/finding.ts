import type {Command, CommandContext} from '../command.ts';
import {focusOf} from '../focus.ts';
import {info} from '../messages.ts';

/** Shows the row behind the finding after the one shown last; from the overview, behind the worst. */
function next({ui, live, services, dispatch}: CommandContext): void {
	const {rows} = live.snapshot.findings;
	const finding = rows[(rows.findIndex(({id}) => id === ui.finding) + 1) % rows.length];
	if (!finding) return;
	const {pane, row} = finding;
	dispatch({type: 'go', pane});
	dispatch({type: 'finding', id: finding.id});
	if (row !== null) {
		dispatch({type: 'open', id: row});
		services.focus(focusOf(pane, row, live));
	}
	dispatch(info(finding.title));
}

export const findingCommands: readonly Command[] = [
	{
		id: 'finding.next',
		keys: ['f'],
		title: 'the next finding, with the row behind it',
		scope: 'global',
		palette: 'next finding',
		disabled: ({live}) => (live.snapshot.findings.rows.length === 0 ? 'There are no findings.' : undefined),
		run: next,
	},
];
