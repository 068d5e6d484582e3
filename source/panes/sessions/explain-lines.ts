import {heading, line} from '../../components/skin.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import {wrap} from '../../terminal/width.ts';
import {notice} from '../notice.ts';
import type {PaneView} from '../pane.ts';

/** The plan of the statement, where it was asked for. */
export function explainLines(row: SessionRow, {live, width, skin}: PaneView): string[] {
	const {detail} = live;
	if (detail?.focus.kind !== 'explain' || detail.focus.pid !== row.pid) return [];
	const {section} = detail;
	const head = (aside: string) =>
		heading([['title', 'EXPLAIN']], aside === '' ? [] : [['muted', aside]], width, skin);
	if (section.status !== 'ok' || section.value.kind !== 'explain') {
		return ['', head(''), ...notice(section, width, skin)];
	}
	const {lines, generic, role, statement} = section.value;
	const aside = [generic ? 'generic plan' : '', `as ${role}`, 'an estimate: nothing was run'];
	const other = statement !== row.query ? ['Of the statement that was here when e was pressed.'] : [];
	return [
		'',
		head(aside.filter(Boolean).join(', ')),
		...other.map(text => line(['  ', ['muted', text]], width, skin)),
		...lines.flatMap(text =>
			wrap(text, Math.max(10, width - 3)).map(part => line(['  ', part], width, skin)),
		),
	];
}
