import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {isOdd, isPending, type MigrationRow} from '../../domain/migrations/status.ts';
import type {Migrations} from '../../domain/snapshot/schema.ts';
import {plural} from '../../format/quantities.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {stateText, stateTone} from './table.ts';

/** Applied and pending migrations. */
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

export function migrationSegments({rows, skipped}: Migrations): Segment[] {
	const pendingCount = rows.filter(isPending).length;
	const odd = rows.filter(isOdd).length;
	return [
		['good', `${rows.length - pendingCount} applied`],
		', ',
		[pendingCount > 0 ? 'warning' : 'plain', `${pendingCount} pending`],
		...(odd > 0 ? ([', ', ['bad', `${plural(odd, 'problem')}`]] as Segment[]) : []),
		...(skipped.length > 0
			? ([', ', ['warning', `${plural(skipped.length, 'file')} skipped`]] as Segment[])
			: []),
	];
}

export function sourceText({source, directory, ledger}: Migrations): string {
	const from = source === 'pack' ? 'registry pack' : sanitize(directory ?? '');
	return ledger === 'absent' ? `${from}, no migration ledger yet` : from;
}

/** The SQL of one migration, up and down. */
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

/** The problem of a migration as a sentence, or an empty text. */
function problemText({problem, state}: MigrationRow): string {
	if (problem !== null) return `The file cannot be run: ${problem.text}`;
	if (state === 'changed') return 'The file has changed since it was applied. This is its current text.';
	if (state === 'missing-file') return 'The migration is applied, and its file does not exist.';
	return state === 'out-of-order' ? 'A later migration is already applied.' : '';
}

function colored(text: string): Segment[] {
	return /^\s*--/.test(text) ? [['muted', text]] : [text];
}

/** The pending migrations, for the overview. */
export function pendingLines({rows}: Migrations, width: number, height: number, skin: Skin): string[] {
	const waiting = rows.filter(isPending);
	return waiting
		.slice(0, height)
		.map(row => line(['    ', ['warning', 'pending '], `${row.version} ${row.name}`], width, skin));
}
