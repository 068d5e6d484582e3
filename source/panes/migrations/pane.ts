import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import type {Migrations} from '../../domain/snapshot/schema.ts';
import {plural} from '../../format/quantities.ts';
import type {MigrationRow} from '../../migrations/status.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {stateText, stateTone} from './table.ts';

/** Migrations: applied and pending. */
export function migrationsPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.migrations;
	const migrations = current(section, live);
	const problems = notice(section, width, skin);
	if (!migrations) return {lines: problems, rows: 0};
	const head = heading(
		migrationSegments(migrations.value),
		[['muted', sourceText(migrations.value)]],
		width,
		skin,
	);
	return aboveTable([...problems, head], view);
}

export function migrationSegments({rows, passedOver}: Migrations): Segment[] {
	const pendingCount = rows.filter(({state}) => state === 'pending').length;
	const odd = rows.filter(
		({state, problem}) => problem !== null || state === 'changed' || state === 'missing',
	).length;
	return [
		['good', `${rows.length - pendingCount} applied`],
		', ',
		[pendingCount > 0 ? 'warning' : 'plain', `${pendingCount} pending`],
		...(odd > 0 ? ([', ', ['bad', `${odd} to look at`]] as Segment[]) : []),
		...(passedOver.length > 0
			? ([', ', ['warning', `${plural(passedOver.length, 'file')} passed over`]] as Segment[])
			: []),
	];
}

export function sourceText({source, directory, ledger}: Migrations): string {
	const from = source === 'pack' ? 'registry pack' : sanitize(directory ?? '');
	return ledger === 'absent' ? `${from}, no ledger yet` : from;
}

/** The SQL of one migration, both ways. */
export function migrationDetail(row: MigrationRow, {live, width, skin}: PaneView): string[] {
	const section = live.detail?.section ?? {status: 'pending' as const};
	const file = section.status === 'ok' && section.value.kind === 'migration' ? section.value.file : undefined;
	const sql = (text: string) =>
		sanitize(text)
			.split('\n')
			.flatMap(part => wrap(part, width - 4))
			.map(part => line(['    ', ...colored(part)], width, skin));
	return [
		heading([['title', `${row.version} ${row.name}`]], [[stateTone(row), stateText(row)]], width, skin),
		...wrap(problemText(row), width - 4)
			.filter(Boolean)
			.map(part => line(['  ', [stateTone(row), part]], width, skin)),
		...notice(section, width, skin),
		...(file?.up
			? [
					line(['  ', ['muted', `up${file.up.transaction ? '' : ', outside a transaction'}`]], width, skin),
					...sql(file.up.text.trim()),
				]
			: []),
		...(file?.down
			? [
					'',
					line(
						['  ', ['muted', `down${file.down.transaction ? '' : ', outside a transaction'}`]],
						width,
						skin,
					),
					...sql(file.down.text.trim()),
				]
			: []),
	];
}

/** What is wrong with the file, as a sentence; empty where nothing is. */
function problemText({problem, state, outOfOrder}: MigrationRow): string {
	if (problem !== null) return `The file can not be run: ${problem}.`;
	if (state === 'changed') return 'The file has changed since it was applied. What is shown is as it is now.';
	return outOfOrder ? 'It is older than the last one that is applied.' : '';
}

function colored(text: string): Segment[] {
	return /^\s*--/.test(text) ? [['muted', text]] : [text];
}

/** Pending migrations by name, for the overview. */
export function pendingLines({rows}: Migrations, width: number, height: number, skin: Skin): string[] {
	const waiting = rows.filter(({state}) => state === 'pending');
	return waiting
		.slice(0, height)
		.map(row => line(['    ', ['warning', 'pending '], `${row.version} ${row.name}`], width, skin));
}
