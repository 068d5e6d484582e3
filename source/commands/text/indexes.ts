import {dropReason, dropVerdict, indexState} from '../../domain/indexes/droppable.ts';
import {countedSince} from '../../domain/indexes/evidence-age.ts';
import {partsOf} from '../../domain/indexes/partitions.ts';
import type {Indexes, IndexRow} from '../../domain/indexes/schema.ts';
import {identifier, shellWord} from '../../format/identifier.ts';
import * as format from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import type {StillRow} from './still-table.ts';

/** The list of indexes, and the evidence of its verdicts below. */
export function indexesText(
	value: Indexes,
	table: (rows: readonly StillRow[], whole: readonly string[]) => string,
): string {
	const rows = value.rows
		.filter(({parentOid}) => parentOid === null)
		.toSorted((a, b) => a.scans - b.scans || (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0))
		.map(index => ({
			index: shellWord(`${identifier(index.schema)}.${identifier(index.name)}`),
			table: index.table,
			category: indexState(index),
			scans: format.count(index.scans),
			size: format.roughBytes(index.sizeBytes, index.sizeIsEstimate),
			'last scan': lastScan(index),
			droppable: dropVerdict(index).answer,
			reason: dropReason(index),
		}));
	// The first column can be pasted into pgdeck indexes drop.
	return [table(rows, ['index']), ...unsized(value), ...standIns(value), ...basis(value)].join('\n');
}

/** PostgreSQL keeps it from version 16 on. */
function lastScan({lastScan: at, scans}: IndexRow): string {
	return at === null && scans === 0 ? '-' : format.dateTime(at);
}

/** How many have no size, and why. A partitioned index has none if none of its partitions has one. */
function unsized({rows}: Indexes): string[] {
	const parts = partsOf(rows);
	const unsizedRows = rows.filter(({parentOid, sizeBytes}) => parentOid === null && sizeBytes === null);
	const absent = unsizedRows.filter(row => row.absent).length;
	const unknown = unsizedRows
		.filter(row => !row.absent)
		.map(row => (parts.get(row.oid) ?? [row]).some(({locked}) => locked));
	const locked = unknown.filter(Boolean).length;
	const unseen = unknown.length - locked;
	const told = (many: number) => `  Size n/a for ${format.plural(many, 'index', 'indexes')}`;
	return [
		...(absent === 0 ? [] : [`${told(absent)}: unlogged, without data on a standby.`]),
		...(locked === 0
			? []
			: [`${told(locked)}: an ACCESS EXCLUSIVE lock on them or their tables is held or requested.`]),
		...(unseen === 0
			? []
			: [`${told(unseen)}: no VACUUM or ANALYZE of their tables yet, and too many to read each size.`]),
	];
}

function standIns({rows}: Indexes): string[] {
	return rows.flatMap(({schema, name, standIn}) => {
		if (standIn === null) return [];
		const how = standIn.kind === 'duplicate' ? 'duplicates' : 'is a prefix of';
		return [
			`  ${oneLine(`${identifier(schema)}.${identifier(name)} ${how} ${identifier(standIn.name)}`)}: one of the two is enough.`,
		];
	});
}

function basis({nodes, evidence, unindexed}: Indexes): string[] {
	const {wantedDays, file, problem} = evidence;
	return [
		...unindexed.map(
			({constraint, suggestion}) =>
				// The statement is to be pasted, so it stays as it is.
				`  Foreign key without an index: ${oneLine(constraint)}. To build one: ${suggestion};`,
		),
		...nodes.map(({node, asked, reason, since}) =>
			asked && since
				? `  ${node} counts scans ${countedSince(since)}.`
				: `  ${node} was not asked: ${reason?.text ?? 'not yet'}`,
		),
		`  "yes" requires ${format.plural(wantedDays, 'day')} without use on every node. For the reasons of each index: --json`,
		...(problem === null
			? file === null
				? []
				: [`  pgdeck keeps its samples of indexes in ${file}.`]
			: [`  ${problem}.`]),
	];
}
