import {heading, type Segment} from '../../components/skin.ts';
import {modeWords, thingWords} from '../../domain/locks/words.ts';
import {count, duration, plural} from '../../format/quantities.ts';
import type {LockRow, LocksValue} from '../../queries/locks/locks.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {factLines} from '../facts.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {holderWords} from './table.ts';

/** Current locks, with totals by mode. */
export function locksPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.locks;
	const locks = current(section, live);
	const problems = notice(section, width, skin);
	if (!locks) return {lines: problems, rows: 0};
	const head = heading(totals(locks.value), locks.old === '' ? [] : [['muted', locks.old]], width, skin);
	const modes = factLines('by mode', modesText(locks.value), width, skin);
	return aboveTable([...problems, head, ...(locks.value.modes.length === 0 ? [] : modes)], view);
}

function totals({all, modes, rows}: LocksValue): Segment[] {
	const waiting = modes.reduce((sum, mode) => sum + mode.waiting, 0);
	return [
		all > rows.length ? `the first ${count(rows.length)} of ${plural(all, 'lock')}` : plural(all, 'lock'),
		...(waiting === 0 ? [] : ([', ', ['bad', `${count(waiting)} waiting`]] as Segment[])),
	];
}

function modesText({modes}: LocksValue): string {
	return modes
		.map(
			({mode, granted, waiting}) =>
				`${modeWords(mode)} ${count(granted)}${waiting === 0 ? '' : ` (+${count(waiting)} waiting)`}`,
		)
		.join(', ');
}

/** One lock in full. */
export function lockDetail(row: LockRow, {width, skin}: PaneView): string[] {
	const fact = (label: string, value: string) => factLines(label, value, width, skin);
	return [
		heading(
			[['title', oneLine(thingWords(row))]],
			[[row.granted ? 'good' : 'bad', row.granted ? 'granted' : 'waiting']],
			width,
			skin,
		),
		...fact('mode', modeWords(row.mode)),
		...fact('type', row.kind),
		...fact(row.granted ? 'held by' : 'requested by', holderWords(row)),
		...(row.granted
			? []
			: fact('waiting for', row.waitMs === null ? 'n/a: requires PostgreSQL 14' : duration(row.waitMs))),
		...fact('state', row.state ?? 'n/a'),
		...fact('transaction', row.transactionMs === null ? 'n/a' : `open for ${duration(row.transactionMs)}`),
		...fact('fast-path lock', row.fastPath ? 'yes' : 'no'),
		...(row.here ? [] : fact('database', 'another one: relation names are known in their own database only')),
		...fact('statement', row.query ?? 'n/a'),
	];
}
