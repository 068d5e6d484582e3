import {line, type Segment, type Skin} from '../components/skin.ts';
import {tableStatus} from '../components/table/table-lines.ts';
import {widthOf} from '../terminal/width.ts';
import type {CommandContext} from './command.ts';
import {commandsHeard, scopesNow} from './command-table.ts';
import {paneTitles} from './routes.ts';

/** Where one is, and what the table or the last action says. */
export function statusLine(context: CommandContext, width: number, skin: Skin): string {
	const {ui, live, list} = context;
	if (ui.toast) {
		const tone = ui.toast.tone === 'error' ? 'bad' : 'accent';
		return line([' ', [tone, ui.toast.text]], width, skin);
	}
	const row = ui.detail ? list?.model.rows.find(item => list.model.id(item) === ui.detail?.id) : undefined;
	const crumbs = [live.snapshot.server.database, paneTitles[ui.pane].toLowerCase()];
	if (row !== undefined && list) crumbs.push(list.model.name(row));
	const segments: Segment[] = [' ', ['muted', crumbs.join(' > ')]];
	if (ui.detail && context.detail && context.detail.lines > context.detail.height) {
		const {lines, height} = context.detail;
		const first = Math.min(ui.detail.offset, lines - height) + 1;
		segments.push('  ', `lines ${first}-${first + height - 1} of ${lines}`);
	} else if (list && !ui.detail) {
		segments.push('  ', tableStatus(list.model, list.state, list.height + 1, live.now));
	}
	if (ui.run?.status === 'running') segments.push('  ', ['warning', `running: ${ui.run.plan.title} (v)`]);
	return line(segments, width, skin);
}

/** The few keys that matter now, cut from the right to fit. */
export function keysLine(context: CommandContext, width: number, skin: Skin): string {
	const heard = commandsHeard(scopesNow(context)).filter(
		command =>
			command.hint && command.disabled?.(context) === undefined && !(command.dangerous && context.readOnly),
	);
	const hints = heard
		.toSorted((a, b) => (a.hint?.[0] ?? 0) - (b.hint?.[0] ?? 0))
		.map(({hint}) => hint?.[1] ?? '');
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
