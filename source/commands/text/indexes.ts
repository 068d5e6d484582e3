import {countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Indexes, IndexRow} from '../../domain/indexes/schema.ts';
import {partsOf} from '../../domain/indexes/trees.ts';
import {dropVerdict, indexState} from '../../domain/indexes/verdict.ts';
import {identifier, shellWord} from '../../format/identifier.ts';
import * as format from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import type {StillRow} from './still-table.ts';

/** The list of indexes, and below it what its verdicts stand on. */
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
			drop: dropVerdict(index),
		}));
	// To be given to pgdeck indexes drop as it stands.
	return [table(rows, ['index']), ...unsized(value), ...standIns(value), ...basis(value)].join('\n');
}

/** Before PostgreSQL 16 nobody keeps it. */
function lastScan({lastScan: at, scans}: IndexRow): string {
	return at === null && scans === 0 ? '-' : format.dateTime(at);
}

/** How many have no size, and why; of a partitioned one that is so where none of its parts has any. */
function unsized({rows}: Indexes): string[] {
	const parts = partsOf(rows);
	const unsizedRows = rows.filter(({parentOid, sizeBytes}) => parentOid === null && sizeBytes === null);
	const absent = unsizedRows.filter(row => row.absent).length;
	const unknown = unsizedRows
		.filter(row => !row.absent)
		.map(row => (parts.get(row.oid) ?? [row]).some(({locked}) => locked));
	const locked = unknown.filter(Boolean).length;
	const unseen = unknown.length - locked;
	const told = (many: number) => `  The size is n/a of ${format.plural(many, 'index', 'indexes')}`;
	return [
		...(absent === 0 ? [] : [`${told(absent)}: unlogged, and a standby has nothing of them.`]),
		...(locked === 0
			? []
			: [
					`${told(locked)} that someone has locked ACCESS EXCLUSIVE, or the table of it, or waits to: asking would wait too.`,
				]),
		...(unseen === 0
			? []
			: [
					`${told(unseen)} of tables that neither VACUUM nor ANALYZE has seen: there are too many to look at each.`,
				]),
	];
}

function standIns({rows}: Indexes): string[] {
	return rows.flatMap(({schema, name, standIn}) => {
		if (standIn === null) return [];
		const how = standIn.kind === 'duplicate' ? 'is the same as' : 'is the beginning of';
		return [
			`  ${oneLine(`${identifier(schema)}.${identifier(name)} ${how} ${identifier(standIn.name)}`)}: one of them will do.`,
		];
	});
}

function basis({nodes, evidence, unindexed}: Indexes): string[] {
	const {wantedDays, file, problem} = evidence;
	return [
		...unindexed.map(
			({constraint, suggestion}) =>
				// What is to be copied stays as it is.
				`  No index serves the foreign key ${oneLine(constraint)}: ${suggestion};`,
		),
		...nodes.map(({node, asked, reason, since}) =>
			asked && since
				? `  ${node} counts scans ${countedSince(since)}.`
				: `  ${node} was not asked: ${reason ?? 'not yet'}`,
		),
		`  "yes" takes ${format.plural(wantedDays, 'day')} without use on every node; "perhaps" lacks some of it, which --json tells.`,
		...(problem === null
			? file === null
				? []
				: [`  What is seen of indexes is kept in ${file}.`]
			: [`  ${problem}.`]),
	];
}
