import {countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Tables} from '../../domain/tables/schema.ts';
import {unloggedOnStandby} from '../../domain/tables/verdict.ts';
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
				'would shrink (statistics)': bloatRange(item),
				verdict: item.verdict === 'unknown' ? 'n/a' : item.verdict,
				vacuumed: dateOrNone(latest(item.lastVacuum, item.lastAutovacuum), value.countedSince),
				analyzed: dateOrNone(latest(item.lastAnalyze, item.lastAutoanalyze), value.countedSince),
			})),
	);
	const reusable =
		value.reusableUnknown === null ? '' : `\n  Reusable space is n/a: ${value.reusableUnknown}.`;
	const unsized = value.rows.filter(
		({tableBytes, locked, absent}) => tableBytes === null && !locked && !absent,
	);
	const sizes =
		unsized.length === 0
			? ''
			: `\n  The size is n/a of ${format.plural(unsized.length, 'table')} that neither VACUUM nor ANALYZE has seen: there are too many to look at each.`;
	const absent = value.rows.filter(row => row.absent).length;
	const nothing =
		absent === 0 ? '' : `\n  The size is n/a of ${format.plural(absent, 'table')}: ${unloggedOnStandby}.`;
	return `${rows}\n  Rows, vacuum and analyze are counted ${countedSince(value.countedSince)}.${reusable}${sizes}${nothing}`;
}
