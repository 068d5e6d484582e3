import {line, padPainted, type Segment, type Skin, segmentsWidth, spreadLine} from '../components/skin.ts';
import {age, clock, duration} from '../format/quantities.ts';
import {isStale, type Live} from '../sampler/live.ts';
import {paneKeys, paneTitles} from './routes.ts';
import {type PaneId, paneIds} from './state.ts';

/** Which server this is, always: what is acted on must never be in doubt. Long parts give way to the short. */
function badge(live: Live, readOnly: boolean, width: number): Segment[] {
	const {server} = live.snapshot;
	const place = server.host.startsWith('/') ? `${server.host}` : `${server.host}:${server.port}`;
	const mode: Segment = readOnly
		? ['good', 'READ-ONLY']
		: server.inRecovery
			? ['good', 'STANDBY']
			: ['warning', 'WRITE'];
	const prod: Segment[] = server.production ? [['danger', ' PROD '], ' '] : [];
	const role = server.inRecovery ? 'standby' : 'primary';
	const full: Segment[] = [
		' ',
		...prod,
		['strong', server.database],
		['muted', ' on '],
		['strong', place],
		['muted', ' as '],
		server.user,
		['muted', `  ${role} ${server.version.split(' ')[0]}  `],
		mode,
	];
	if (segmentsWidth(full) <= width) return full;
	const short: Segment[] = [
		' ',
		...prod,
		['strong', server.database],
		['muted', '@'],
		place,
		'  ',
		role,
		' ',
		mode,
	];
	if (segmentsWidth(short) <= width) return short;
	return [' ', ...prod, mode, ' ', ['strong', server.database], ['muted', '@'], place];
}

/** Whether what is on screen is true now, and what of that has to be said on a narrow screen too. */
function freshness(live: Live): {full: Segment[]; short: Segment[]} {
	const {link, paused, snapshot, now, intervalMs} = live;
	const old = age(snapshot.takenAt, now);
	if (link.state === 'lost') {
		const wait = Math.max(0, link.nextAttemptAt.getTime() - now.getTime());
		const next = wait > 500 ? `next in ${duration(Math.ceil(wait / 1000) * 1000)}` : 'now';
		const lost: Segment = ['danger', ' LOST '];
		return {
			full: [lost, ['bad', ` ${old} old, reconnecting ${link.attempt + 1}, ${next} `]],
			short: [lost, ['bad', ` ${old} old `]],
		};
	}
	if (paused || isStale(live)) {
		const state: Segment[] = [
			['danger', paused ? ' PAUSED ' : ' STALE '],
			['warning', ` ${old} old `],
		];
		return {full: state, short: state};
	}
	const pending = Object.values(snapshot.sections).every(({status}) => status === 'pending');
	if (pending) return {full: [['muted', 'sampling ']], short: [['muted', 'sampling ']]};
	const {queries, tookMs} = snapshot.cost;
	const cost = `${queries} queries ${duration(tookMs)}, every ${duration(intervalMs)}  `;
	const time: Segment[] = [['strong', clock(snapshot.takenAt)], ' '];
	return {full: [['muted', cost], ...time], short: time};
}

export function headerLine(live: Live, readOnly: boolean, width: number, skin: Skin): string {
	const {full, short} = freshness(live);
	const spared = width - segmentsWidth(full) - 1;
	const left = badge(live, readOnly, spared);
	if (segmentsWidth(left) <= spared) return spreadLine(left, full, width, skin);
	// A narrow screen: the cost gives way before the name of the server does, that before the state of the data.
	const room = width - segmentsWidth(short) - 1;
	const cut = line(badge(live, readOnly, room), room, skin);
	return `${padPainted(cut, room)} ${line(short, width - room - 1, skin)}`;
}

/** The panes with their keys; the current one inverted. On a narrow screen without room around the names. */
export function tabsLine(current: PaneId, width: number, skin: Skin): string {
	const tabs = (text: (pane: PaneId) => string, gap: string): Segment[] =>
		paneIds.flatMap((pane): Segment[] => [gap, [pane === current ? 'selected' : 'muted', text(pane)]]);
	const full = tabs(pane => ` ${paneKeys[pane]} ${paneTitles[pane]} `, '');
	const narrow = tabs(pane => `${paneKeys[pane]} ${pane === 'overview' ? 'All' : paneTitles[pane]}`, ' ');
	return line(segmentsWidth(full) <= width ? full : narrow, width, skin);
}
