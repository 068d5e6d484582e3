import {identifier, shellWord} from '../format/identifier.ts';
import * as format from '../format/quantities.ts';
import {countedSince} from '../snapshot/evidence-age.ts';
import {dropVerdict, indexState} from '../snapshot/index-verdict.ts';
import type {Indexes} from '../snapshot/schema.ts';
import {oneLine} from '../terminal/sanitise.ts';
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
			size: format.bytes(index.sizeBytes),
			'last scan': index.lastScan ? format.dateTime(index.lastScan) : '-',
			drop: dropVerdict(index),
		}));
	// To be given to pgdeck indexes drop as it stands.
	return [table(rows, ['index']), ...standIns(value), ...basis(value)].join('\n');
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
