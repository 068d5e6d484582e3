import {countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Tables} from '../../domain/tables/schema.ts';
import {reusableUnknown, verdictWords} from '../../domain/tables/words.ts';
import * as format from '../../format/quantities.ts';
import {bloatRange, dateOrNone, latest} from './snapshot-words.ts';
import type {DrawTable} from './still-table.ts';

export function tablesText(value: Tables, table: DrawTable): string {
	const rows = table(
		value.rows
			.toSorted((a, b) => (b.tableBytes ?? 0) - (a.tableBytes ?? 0))
			.map(item => ({
				table: `${item.schema}.${item.name}`,
				size: item.locked ? 'locked' : format.roughBytes(item.tableBytes, item.sizeIsEstimate),
				indexes: format.roughBytes(item.indexBytes, item.sizeIsEstimate),
				live: format.count(item.liveTuples),
				dead: format.count(item.deadTuples),
				'dead ratio': format.percent(item.deadRatio),
				reusable: format.roughBytes(item.reusableBytes, item.reusableSampled),
				'bloat, est.': bloatRange(item),
				verdict: verdictWords[item.verdict],
				vacuumed: dateOrNone(latest(item.lastVacuum, item.lastAutovacuum), value.countedSince),
				analyzed: dateOrNone(latest(item.lastAnalyze, item.lastAutoanalyze), value.countedSince),
			})),
	);
	const reusable =
		value.reusableUnknown === null ? '' : `\n  n/a: reusable space: ${value.reusableUnknown.text}`;
	const unsized = value.rows.filter(
		({tableBytes, locked, absent}) => tableBytes === null && !locked && !absent,
	);
	const sizes =
		unsized.length === 0
			? ''
			: `\n  n/a: size of ${format.plural(unsized.length, 'table')} without VACUUM or ANALYZE so far: too many to read each.`;
	const absent = value.rows.filter(row => row.absent).length;
	const nothing =
		absent === 0
			? ''
			: `\n  n/a: size of ${format.plural(absent, 'table')}: ${reusableUnknown('unlogged-on-standby').text}.`;
	return `${rows}\n  Rows, vacuum and analyze counted ${countedSince(value.countedSince)}.${reusable}${sizes}${nothing}`;
}
