import {seenCount} from '../../domain/sessions/words.ts';
import type {Waits} from '../../domain/waits/schema.ts';
import {facts, type StillRow} from './still-table.ts';

/** The wait events of one sample. */
export function waitsText({points}: Waits, table: (rows: readonly StillRow[]) => string): string {
	const last = points.at(-1);
	const active = (last?.counts ?? []).reduce((sum, {count}) => sum + count, 0);
	const hidden = last?.hidden ?? 0;
	const aside = hidden > 0 ? `, ${hidden} hidden (needs pg_monitor)` : '';
	return [
		facts([['active', `${seenCount(active, hidden)}${aside}`]]),
		table(
			(last?.counts ?? [])
				.toSorted((a, b) => b.count - a.count)
				.map(({class: name, event, count}) => ({class: name, event, sessions: String(count)})),
		),
	].join('\n');
}
