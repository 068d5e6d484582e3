import type {Reader} from '../../postgres/reader.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check, Unit} from '../engine/plan.ts';

/** What a build CONCURRENTLY that was cancelled or failed has left: it is in the way of the next one. */
export async function invalidBuilds(
	reader: Reader,
	{statements}: Pick<Unit, 'statements'>,
): Promise<string | undefined> {
	for (const {buildsIndex} of statements) {
		const index = buildsIndex === undefined ? undefined : await readIndexByName(reader, buildsIndex);
		if (buildsIndex === undefined || index?.valid !== false) continue;
		const name = sanitize(buildsIndex);
		return `the index ${name} is INVALID. Drop it with DROP INDEX CONCURRENTLY ${name}, then run this again.`;
	}
	return undefined;
}

/** INVALID indexes under the names that are to be built: IF NOT EXISTS would take them for done (squawk#1230). */
export async function invalidLeftovers(
	reader: Reader,
	units: ReadonlyArray<Pick<Unit, 'statements'>>,
): Promise<Check[]> {
	const names = units.flatMap(({statements}) => statements.flatMap(({buildsIndex}) => buildsIndex ?? []));
	const checks = await Promise.all(
		names.map(async (name): Promise<Check[]> => {
			const index = await readIndexByName(reader, name);
			return index && !index.valid
				? [
						{
							name: 'index',
							verdict: 'block',
							detail: `an INVALID index ${sanitize(name)} is left of a build that failed. Drop it first: DROP INDEX CONCURRENTLY ${sanitize(name)}`,
						},
					]
				: [];
		}),
	);
	return checks.flat();
}
