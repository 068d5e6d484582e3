import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import {packManifest} from '../../migrations/pack/manifest.ts';
import {type Loss, lossesOf, packLosses} from '../../migrations/parse/losses.ts';
import type {MigrationSet} from '../../migrations/set.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readStakes} from '../../queries/tables/rows-at-stake.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {rowsText, said} from './words.ts';

/** Warns of rows that are lost when these files are rolled back: one check for each file that deletes any. */
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
			return [{loss, object: sanitize(nameOf(loss)), rows: stake.rows}];
		});
		const gone = held.filter(({loss}) => !loss.keptWithRows);
		const kept = held.filter(({loss}) => loss.keptWithRows);
		const objects = gone.map(({object, rows}) => `${object} (${rowsText(rows)})`);
		return [
			...(gone.length > 0 ? [warn(said('rows-lost', {file: sanitize(file.fileName), objects}))] : []),
			...kept.map(({object, rows}) => warn(said('rows-kept', {object, rows}))),
		];
	});
}

function nameOf({table, column}: Loss): string {
	return column === undefined ? shortName(table) : `column ${column} of ${shortName(table)}`;
}

/** The manifest and a statement may name the same object. */
function distinct(losses: readonly Loss[]): Loss[] {
	return [...new Map(losses.toReversed().map(loss => [nameOf(loss), loss])).values()].toReversed();
}
