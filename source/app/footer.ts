import {type WatchedDrop, watchText} from '../actions/indexes/drop-watch.ts';
import {line, type Segment, type Skin, spreadLine} from '../components/skin.ts';
import {tableStatus} from '../components/table/table-lines.ts';
import {type PaneId, paneTable} from '../domain/snapshot/panes.ts';
import {age, duration} from '../format/quantities.ts';
import type {Live} from '../sampler/engine/live.ts';
import {widthOf, wrap} from '../terminal/width.ts';
import type {CommandContext} from './command.ts';
import {commandsHeard, scopesNow} from './command-table.ts';
import type {Toast} from './state.ts';

/** Maximum number of lines of a message. */
const longest = 4;

/** A message in full: server errors seldom fit on one line of 80 columns. */
function messageLines({text, tone}: Toast, width: number, skin: Skin): string[] {
	const parts = wrap(text, Math.max(1, width - 2));
	// `line` cuts the rest.
	const shown =
		parts.length > longest ? [...parts.slice(0, longest - 1), parts.slice(longest - 1).join(' ')] : parts;
	return shown.map(part => line([' ', [tone === 'error' ? 'bad' : 'accent', part]], width, skin));
}

/** Height of the status: more than one line for a long message or a watched drop. */
export function statusHeight(
	{ui: {toast}, services, now}: Pick<CommandContext, 'ui' | 'services' | 'now'>,
	width: number,
	skin: Skin,
): number {
	const message = toast ? messageLines(toast, width, skin).length : 1;
	return message + watchLines(services.watched(), now, width, skin).length;
}

/** The effect of a watched drop so far, shown on every pane. */
function watchLines(watched: WatchedDrop | undefined, now: number, width: number, skin: Skin): string[] {
	if (!watched) return [];
	const parts = wrap(watchText(watched, now), Math.max(1, width - 2));
	const shown = parts.length > 2 ? [parts[0] ?? '', parts.slice(1).join(' ')] : parts;
	return shown.map(part => line([' ', ['warning', part]], width, skin));
}

export function statusLines(context: CommandContext, width: number, skin: Skin): string[] {
	const {toast} = context.ui;
	return [
		...watchLines(context.services.watched(), context.now, width, skin),
		...(toast ? messageLines(toast, width, skin) : [placeLine(context, width, skin)]),
	];
}

/** The path to what is on screen, and the state of the table. */
function placeLine(context: CommandContext, width: number, skin: Skin): string {
	const {ui, live, list} = context;
	const row = ui.detail ? list?.model.rows.find(item => list.model.id(item) === ui.detail?.id) : undefined;
	const crumbs = [live.snapshot.server.database, paneTable[ui.pane].title.toLowerCase()];
	if (row !== undefined && list) crumbs.push(list.model.name(row));
	const segments: Segment[] = [' ', ['muted', crumbs.join(' > ')]];
	if (ui.detail && context.detail && context.detail.lines > context.detail.height) {
		const {lines, height} = context.detail;
		const first = Math.min(ui.detail.offset, lines - height) + 1;
		segments.push('  ', `lines ${first}-${first + height - 1} of ${lines}`);
	} else if (list && !ui.detail) {
		const status = tableStatus(list.model, list.state, list.height + 1, live.now);
		if (status !== '') segments.push('  ', status);
	}
	if (ui.run?.status === 'running') segments.push('  ', ['warning', `running: ${ui.run.plan.title} (v)`]);
	return spreadLine(segments, paneCost(live, ui.pane), width, skin);
}

/** The most important keys, as many as fit. */
export function keysLine(context: CommandContext, width: number, skin: Skin): string {
	const hints = commandsHeard(scopesNow(context))
		.filter(
			command =>
				command.hint && command.disabled?.(context) === undefined && !(command.dangerous && context.readOnly),
		)
		.toSorted((a, b) => (a.hint?.[0] ?? 0) - (b.hint?.[0] ?? 0))
		.map(({hint: [, text] = [0, '']}) => (typeof text === 'string' ? text : text(context)))
		.filter(Boolean);
	const shown: Segment[] = [];
	let used = 1;
	for (const hint of hints) {
		if (used + widthOf(hint) + 2 > width) break;
		const [key = '', ...rest] = hint.split(' ');
		shown.push(['accent', key], ` ${rest.join(' ')}  `);
		used += widthOf(hint) + 2;
	}
	return line([' ', ...shown], width, skin);
}

/** Server time of the last queries of this pane, and their age if they are not current. */
export function paneCost({snapshot, now, intervalMs}: Live, pane: PaneId): Segment[] {
	const known = paneTable[pane].sections
		.map(id => snapshot.sections[id])
		.filter(section => section.status === 'ok');
	if (known.length === 0) return [];
	const tookMs = known.reduce((sum, section) => sum + section.tookMs, 0);
	const oldest = new Date(Math.min(...known.map(({sampledAt}) => sampledAt.getTime())));
	const old = now.getTime() - oldest.getTime() > 2 * intervalMs + 1000 ? `, ${age(oldest, now)} ago` : '';
	return [['muted', `this pane ${duration(tookMs)}${old} `]];
}
