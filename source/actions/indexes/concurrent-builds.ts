import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {block} from '../engine/check.ts';
import type {Check, Unit, UnitDraft} from '../engine/plan.ts';
import {said} from './words.ts';

/** BUG #17485: builds CONCURRENTLY of 14.0 to 14.3. */
export function corrupting({version, versionNumber}: ServerIdentity): Check[] {
	return versionNumber < 140_000 || versionNumber >= 140_004
		? []
		: [block(said('corrupting-version', {version}))];
}

/** A canceled or failed build leaves an INVALID index, which is in the way of the next one. */
export async function invalidBuilds(reader: Reader, {statements}: Unit): Promise<Coded | undefined> {
	for (const {buildsIndex} of statements) {
		const index = buildsIndex === undefined ? undefined : await readIndexByName(reader, buildsIndex);
		if (buildsIndex !== undefined && index?.valid === false)
			return said('build-failed', {name: sanitize(buildsIndex)});
	}
	return undefined;
}

/** INVALID indexes under the names of the builds: IF NOT EXISTS would take them for built (squawk#1230). */
export async function invalidLeftovers(reader: Reader, units: readonly UnitDraft[]): Promise<Check[]> {
	const names = units.flatMap(({statements}) => statements.flatMap(({buildsIndex}) => buildsIndex ?? []));
	const checks = await Promise.all(
		names.map(async (name): Promise<Check[]> => {
			const index = await readIndexByName(reader, name);
			return index && !index.valid ? [block(said('failed-build-in-the-way', {name: sanitize(name)}))] : [];
		}),
	);
	return checks.flat();
}
