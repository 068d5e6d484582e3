import {line, padPainted, type Segment, type Skin, segmentsWidth, spreadLine} from '../components/skin.ts';
import {isIdlePane} from '../domain/snapshot/availability.ts';
import {type PaneId, paneIds, paneTable} from '../domain/snapshot/panes.ts';
import type {Sections} from '../domain/snapshot/schema.ts';
import {age, clock, count, dateTime, duration, plural} from '../format/quantities.ts';
import {isStale, type Live, type ShownPast} from '../sampler/engine/live.ts';

/** The server, from the longest form to the shortest. Always shown: the target of actions must never be in doubt. */
function badges(live: Live, readOnly: boolean): [full: Segment[], short: Segment[], least: Segment[]] {
	const {server} = live.snapshot;
	const place = server.host.startsWith('/') ? `${server.host}` : `${server.host}:${server.port}`;
	const mode: Segment =
		readOnly || live.past
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
	const short: Segment[] = [
		' ',
		...prod,
		['strong', server.database],
		['muted', '@'],
		place,
		'  ',
		// The STANDBY mark says it.
		mode[1] === 'STANDBY' ? '' : `${role} `,
		mode,
	];
	return [full, short, [' ', ...prod, mode, ' ', ['strong', server.database], ['muted', '@'], place]];
}

/** The freshness of the data, from the longest form to the shortest. */
function freshness(live: Live): Segment[][] {
	const {link, paused, snapshot, now, intervalMs, past} = live;
	if (past) return replayed(past);
	const old = age(snapshot.takenAt, now);
	if (link.state === 'lost') {
		const wait = Math.max(0, link.nextAttemptAt.getTime() - now.getTime());
		const next = wait > 500 ? `next in ${duration(Math.ceil(wait / 1000) * 1000)}` : 'now';
		const lost: Segment = ['danger', ' LOST '];
		return [
			[lost, ['bad', ` ${old} old, reconnecting ${link.attempt + 1}, ${next} `]],
			[lost, ['bad', ` ${old} old `]],
		];
	}
	if (paused || isStale(live)) {
		return [
			[
				['danger', paused ? ' PAUSED ' : ' STALE '],
				['warning', ` ${old} old `],
			],
		];
	}
	const pending = Object.values(snapshot.sections).every(({status}) => status === 'pending');
	if (pending) return [[['muted', 'sampling ']]];
	const cost = `${duration(snapshot.cost.tookMs)}, every ${duration(intervalMs)}  `;
	const time: Segment[] = [['strong', clock(snapshot.takenAt)], ' '];
	return [
		[['muted', `${plural(snapshot.cost.queries, 'query', 'queries')} ${cost}`], ...time],
		[['muted', cost], ...time],
		time,
	];
}

/** The time of a past sample, marked unmistakably: the screen does not show the present. */
function replayed({at, agoMs, place, of, speed}: ShownPast): Segment[][] {
	const today = agoMs !== undefined && at.toDateString() === new Date(at.getTime() + agoMs).toDateString();
	const mark = (time: string): Segment => ['danger', ` REPLAY ${time} `];
	const plays = speed === undefined ? '' : ` x${speed}`;
	const ago = agoMs === undefined ? '' : ` ${age(at, new Date(at.getTime() + agoMs))} ago`;
	const full = mark(today ? clock(at) : dateTime(at));
	const placed: Segment = ['warning', `${ago}${plays}  ${count(place)} of ${count(of)} `];
	return [[full, placed], [full, ['warning', `${ago}${plays} `]], [full], [mark(clock(at))]];
}

/** Whether samples are recorded to a file, or recording has failed. */
function recorded({recording}: Live): Segment[] {
	if (!recording) return [];
	return [['danger', recording.problem === undefined ? ' REC ' : ' REC FAILED '], ' '];
}

export function headerLine(live: Live, readOnly: boolean, width: number, skin: Skin): string {
	const [full, short, least] = badges(live, readOnly);
	const states = freshness(live).map(state => [...recorded(live), ...state]);
	const state = states.at(-1) ?? [];
	// On a narrow screen the cost gives way first, then the server, last the freshness.
	const pairs = states.flatMap(right => [full, short].map(badge => [badge, right] as const));
	const fits = [...pairs, [least, state] as const].find(
		([badge, right]) => segmentsWidth(badge) + segmentsWidth(right) < width,
	);
	if (fits) return spreadLine(fits[0], fits[1], width, skin);
	const room = width - segmentsWidth(state) - 1;
	return `${padPainted(line(least, room, skin), room)} ${line(state, width - room - 1, skin)}`;
}

/**
The panes with their keys, without those that have nothing to show in this database; the current one inverted. A narrow
screen shows short titles, and if they do not fit either, the screenful with the current one and marks for more.
*/
export function tabsLine(current: PaneId, sections: Sections, width: number, skin: Skin): string {
	const panes = paneIds.filter(pane => pane === current || !isIdlePane(pane, sections));
	const tab = (pane: PaneId, text: string): Segment => [pane === current ? 'selected' : 'muted', text];
	const full = panes.map(pane => tab(pane, ` ${paneTable[pane].keys[0]} ${paneTable[pane].title} `));
	if (segmentsWidth(full) <= width) return line(full, width, skin);
	const narrow = panes.map((pane): Segment[] => {
		const {keys, short, title} = paneTable[pane];
		return [' ', tab(pane, `${keys[0]} ${short ?? title}`)];
	});
	const room = width - 2;
	const [from, to] = tabsThatFit(narrow.map(segmentsWidth), panes.indexOf(current), room);
	const before = from > 0 ? skin.glyphs.more.left : ' ';
	const shown = [['muted', before] as Segment, ...narrow.slice(from, to).flat()];
	if (to === panes.length) return line(shown, width, skin);
	return spreadLine(shown, [['muted', skin.glyphs.more.right]], width, skin);
}

/** The range of tabs on screen, end excluded. It changes by the screenful, not with each step. */
export function tabsThatFit(
	widths: readonly number[],
	current: number,
	room: number,
): [from: number, to: number] {
	let from = 0;
	let used = 0;
	for (const [index, width] of widths.entries()) {
		if (used + width > room) {
			if (index > current) return [from, index];
			from = index;
			used = 0;
		}
		used += width;
	}
	return [from, widths.length];
}
