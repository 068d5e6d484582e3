import {heading, line} from '../components/skin.ts';
import {absenceText, type Section, shownValue} from '../domain/snapshot/section.ts';
import type {PlanRow, Plans} from '../domain/statements/plans.ts';
import {age, dateTime} from '../format/quantities.ts';
import type {PaneView} from './pane.ts';

/** A plan that was read for a recording or to compare, with its age. */
export function planLines(
	title: string,
	at: Date,
	lines: readonly string[],
	{live, width, skin}: PaneView,
): string[] {
	return [
		'',
		heading([['title', title]], [['muted', `${dateTime(at)} (${age(at, live.now)})`]], width, skin),
		...lines.map(part => line(['  ', part], width, skin)),
	];
}

/** Why there is no plan of a statement to show, where one might be missed. */
export function noPlanWords(
	section: Section<Plans>,
	row: PlanRow | undefined,
	{live}: Pick<PaneView, 'live'>,
): string {
	if (row?.unknown) return row.unknown;
	if (shownValue(section))
		return 'it is not one of the statements that took the most time, or of another database';
	switch (section.status) {
		case 'unsupported':
			return absenceText(section);
		case 'failed':
			return section.error.message;
		default:
			return live.past ? 'not recorded' : 'plans are read for a recording (R) and for what changed (c)';
	}
}
