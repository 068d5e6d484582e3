import {plural} from '../../format/quantities.ts';
import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import {packManifest} from '../../migrations/pack/manifest.ts';
import {type Loss, lossesOf, packLosses} from '../../migrations/parse/losses.ts';
import type {MigrationSet} from '../../migrations/set.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readStakes} from '../../queries/tables/rows-at-stake.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';

/** Which rows would be gone after these files are rolled back, a warning for each file that would delete any. */
export async function rollbackLosses(
	reader: Reader,
	files: readonly MigrationFile[],
	source: MigrationSet['source'],
): Promise<Check[]> {
	const losses = await Promise.all(
		files.map(async file => ({
			file,
			list: distinct([
				...(source === 'pack' ? packLosses(file.version, packManifest) : []),
				...(file.down ? await lossesOf(file.down) : []),
			]),
		})),
	);
	const stakes = await readStakes(
		reader,
		losses.flatMap(({list}) => list.map(({table}) => table)),
	);
	return losses.flatMap(({file, list}): Check[] => {
		const held = list.flatMap(loss => {
			const stake = stakes.get(loss.table);
			if (!stake || stake.rows === 0 || (loss.ifOwn && !stake.own)) return [];
			return [{loss, rows: `~${plural(Math.round(stake.rows), 'row')}`}];
		});
		const gone = held.filter(({loss}) => !loss.keptWithRows);
		const kept = held.filter(({loss}) => loss.keptWithRows);
		const warning = (detail: string): Check => ({name: 'data', verdict: 'warn', detail: sanitize(detail)});
		return [
			...(gone.length > 0
				? [
						warning(
							`${file.fileName} deletes for good: ${gone.map(({loss, rows}) => `${nameOf(loss)} (${rows})`).join(', ')}`,
						),
					]
				: []),
			...kept.map(({loss, rows}) =>
				warning(
					`${nameOf(loss)} stays with its ${rows}, which no other table has. Drop it when nobody needs it.`,
				),
			),
		];
	});
}

function nameOf({table, column}: Loss): string {
	return column === undefined ? shortName(table) : `column ${column} of ${shortName(table)}`;
}

/** The manifest and a statement may name the same. */
function distinct(losses: readonly Loss[]): Loss[] {
	return [...new Map(losses.toReversed().map(loss => [nameOf(loss), loss])).values()].toReversed();
}
