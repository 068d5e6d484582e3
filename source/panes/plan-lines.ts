import {heading, line} from '../components/skin.ts';
import {absenceText, type Section, shownValue} from '../domain/snapshot/section.ts';
import type {PlanRow, Plans} from '../domain/statements/plans.ts';
import {age, dateTime} from '../format/quantities.ts';
import type {PaneView} from './pane.ts';

/** A sampled query plan with its age. */
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

/** Why there is no query plan to show. */
export function noPlanWords(
	section: Section<Plans>,
	row: PlanRow | undefined,
	{live}: Pick<PaneView, 'live'>,
): string {
	if (row?.unknown) return row.unknown.text;
	if (shownValue(section))
		return 'only the statements of this database with the most execution time are planned';
	switch (section.status) {
		case 'unsupported':
			return absenceText(section);
		case 'failed':
			return section.error.message;
		default:
			return live.past ? 'not recorded' : 'query plans are read while recording (R) and on Changes (c)';
	}
}
