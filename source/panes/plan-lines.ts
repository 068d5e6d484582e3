import {heading, line} from '../components/skin.ts';
import {absenceText, type Section, shownValue} from '../domain/snapshot/section.ts';
import type {PlanRow, Plans} from '../domain/statements/plans.ts';
import {age, dateTime} from '../format/quantities.ts';
import type {PaneView} from './pane.ts';

/** A query plan that was read for a recording or a comparison, with its age. */
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

/** Why a statement has no query plan. */
export function noPlanWords(
	section: Section<Plans>,
	row: PlanRow | undefined,
	{live}: Pick<PaneView, 'live'>,
): string {
	if (row?.unknown) return row.unknown;
	if (shownValue(section)) return 'not among the statements with the most total time, or in another database';
	switch (section.status) {
		case 'unsupported':
			return absenceText(section);
		case 'failed':
			return section.error.message;
		default:
			return live.past ? 'not recorded' : 'query plans are read for a recording (R) and for changes (c)';
	}
}
