import {heading, line} from '../../components/skin.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import {count, duration, percent} from '../../format/quantities.ts';
import type {RequestGroup} from '../../queries/requests/requests.ts';
import {wrap} from '../../terminal/width.ts';
import type {PaneView} from '../pane.ts';
import type {RequestList} from './groups.ts';
import {windowText} from './pane.ts';

/** One path or server of the request log. */
export function groupDetail(group: RequestGroup, list: RequestList, {live, width, skin}: PaneView): string[] {
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 16)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(13)], part], width, skin),
		);
	return [
		heading([['title', group.name]], [['muted', windowText(live.windowHours)]], width, skin),
		...text('kind', list === 'paths' ? 'path' : 'server'),
		...text('requests', count(group.count)),
		...text(
			'errors',
			group.errors === null
				? 'n/a: no status of these requests is known. Is requests.columns.status mapped?'
				: `${count(group.errors)} (${percent(errorShare(group.errors, group.count))})`,
		),
		...text('average', duration(group.averageMs)),
		...text('p95', `${duration(group.p95Ms)}, an observed duration (percentile_disc)`),
	];
}
